package io.levin.playground.tidb.query;

import java.util.List;
import org.h2.command.Command;
import org.h2.message.DbException;
import org.h2.result.ResultInterface;
import org.h2.table.Table;
import org.h2.value.TypeInfo;
import org.h2.value.Value;

/** The rows of a query, read one after the other. */
public final class QueryResult implements AutoCloseable {
  private final H2Session session;
  private final Command command;
  private final ResultInterface result;
  private final List<Table> tables;
  private boolean closed;

  QueryResult(H2Session session, Command command, ResultInterface result, List<Table> tables) {
    this.session = session;
    this.command = command;
    this.result = result;
    this.tables = tables;
  }

  /** How many columns there are. */
  public int columns() {
    return result.getVisibleColumnCount();
  }

  /** A column's label. */
  public String label(int column) {
    return result.getAlias(column);
  }

  /** The embedded table that a column comes from, null for an expression. */
  public String table(int column) {
    return result.getTableName(column);
  }

  /** The name of the column in that table. */
  public String name(int column) {
    return result.getColumnName(column);
  }

  /** H2's type of a column. */
  public TypeInfo type(int column) {
    return result.getColumnType(column);
  }

  /** Moves to the next row. */
  public boolean next() {
    try {
      return result.next();
    } catch (DbException e) {
      throw H2Session.error(e);
    }
  }

  /** The present row. */
  public Value[] row() {
    return result.currentRow();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    result.close();
    command.close();
    session.remove(tables);
  }
}
