package io.levin.playground.tidb.query;

import java.util.Iterator;
import java.util.List;
import org.h2.table.Column;
import org.h2.value.Value;

/** The rows of one table as one query sees them. Used by one thread. */
public interface RowSource {

  /**
   * An index that rows can be looked up by.
   *
   * @param columns positions of its columns among {@link #columns}
   * @param unique whether all columns together find at most one row
   */
  record Lookup(List<Integer> columns, boolean unique) {}

  /** The columns; made anew by each call, since H2 binds them to a table. */
  List<Column> columns();

  /** All rows. */
  Iterator<Value[]> rows();

  /** How many rows there are. */
  long count();

  /** Indexes for {@link #find}. */
  default List<Lookup> lookups() {
    return List.of();
  }

  /**
   * Rows whose first columns of an index have the given values; may give more than those.
   *
   * @param lookup position in {@link #lookups}
   * @param prefix values of as many of its columns, none of them NULL
   */
  default Iterator<Value[]> find(int lookup, List<Value> prefix) {
    return rows();
  }
}
