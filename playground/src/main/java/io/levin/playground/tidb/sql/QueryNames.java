package io.levin.playground.tidb.sql;

import java.util.List;

/** What the names in a query stand for; the session answers. */
public interface QueryNames {

  /** A table or view that a query names. */
  sealed interface Source {
    /** A table under the name that the embedded database knows it by. */
    record Table(String h2Name) implements Source {}

    /**
     * A view.
     *
     * @param query its text
     * @param columns names of its columns; empty for those of the query
     * @param schema its database, which the names in its text are of
     */
    record View(String query, List<String> columns, String schema) implements Source {}
  }

  /**
   * Finds a table.
   *
   * @param alias what the query calls it
   * @param partitions partitions that the query is restricted to; empty for all
   * @throws io.levin.playground.tidb.wire.SqlError 1046, 1146 or 1735
   */
  Source source(TableName name, String alias, List<String> partitions);

  /** The same, with another current database. */
  QueryNames in(String schema);

  /** The value of {@code @@name}, a Long or a String. */
  Object systemVariable(String name);

  /** The value of {@code @name}, null, a Long, a String or another number. */
  Object userVariable(String name);

  /**
   * Evaluates a function that depends on the session, such as {@code database()}.
   *
   * @param name in small letters
   * @param arguments literal arguments; a null list says that one of them is no literal
   * @return an array of one value, or null if the function is none of those
   */
  Object[] sessionFunction(String name, List<Object> arguments);
}
