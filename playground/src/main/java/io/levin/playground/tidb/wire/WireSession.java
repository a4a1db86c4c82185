package io.levin.playground.tidb.wire;

import java.util.List;

/**
 * What a connection needs of the SQL layer. All calls for one session come from one thread. Errors
 * for the client are thrown as {@link SqlError}.
 */
public interface WireSession extends AutoCloseable {

  /**
   * A statement that was prepared.
   *
   * @param parameters how many question marks it has
   * @param columns the columns of its rows; empty when it has none or they are not known yet
   */
  record Prepared(Object statement, int parameters, List<ResultColumn> columns) {}

  /** Cuts a text into its statements. */
  List<Object> split(byte[] text);

  /** Runs one of the statements of {@link #split}. */
  Outcome execute(Object statement);

  /** Prepares a text that is one statement. */
  Prepared prepare(byte[] text);

  /**
   * Runs a prepared statement.
   *
   * @param values each null, a Long, a BigInteger, a Double, a Float, a String (date or time) or a
   *     byte[] (text or bytes)
   */
  Outcome execute(Prepared prepared, Object[] values);

  /** Changes the current database; 1049 when it is not there. */
  void use(String database);

  /** Columns of a table of the current database, for COM_FIELD_LIST. */
  List<ResultColumn> fieldList(String table);

  /** Whether several statements may come in one text without the client having asked for it. */
  boolean alwaysMultiStatement();

  /** Server status bits: 1 in a transaction, 2 autocommit. */
  int status();

  /** Warnings of the last statement. */
  int warnings();

  /**
   * How long the client may let the server wait for its next command, in seconds; then the
   * connection is closed. 0 for as long as it likes.
   */
  long idleLimitSeconds();

  /** Back to the state after login: transaction rolled back, variables and database reset. */
  void reset();

  /** Ends the session; an open transaction is rolled back. */
  @Override
  void close();
}
