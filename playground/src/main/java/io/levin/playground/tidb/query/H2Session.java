package io.levin.playground.tidb.query;

import io.levin.playground.tidb.wire.SqlError;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.h2.api.ErrorCode;
import org.h2.command.Command;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.message.DbException;
import org.h2.result.ResultInterface;
import org.h2.schema.Schema;
import org.h2.table.Table;
import org.h2.util.TimeZoneProvider;
import org.h2.value.Value;
import org.h2.value.ValueNull;

/** Runs queries over row sources. Used by one thread at a time. */
public final class H2Session implements AutoCloseable {
  private final Connection connection;
  private final SessionLocal session;
  private final Schema schema;

  H2Session(Connection connection) {
    this.connection = connection;
    this.session = (SessionLocal) ((JdbcConnection) connection).getSession();
    this.schema = session.getDatabase().getSchema("public");
  }

  /** Sets the time zone of {@code now()} and of conversions. */
  public void zone(ZoneId zone) {
    session.setTimeZone(TimeZoneProvider.ofId(zone.getId()));
  }

  /**
   * Starts a query.
   *
   * @param sql H2's SQL
   * @param sources the tables that it names
   * @throws SqlError with TiDB's number for what H2 refuses
   */
  public QueryResult query(String sql, Map<String, RowSource> sources) {
    return open(sql, sources, command -> command.executeQuery(0, Integer.MAX_VALUE, false));
  }

  /** As {@link #query}, but finds out its columns only. */
  public QueryResult describe(String sql, Map<String, RowSource> sources) {
    return open(sql, sources, Command::getMetaData);
  }

  private QueryResult open(
      String sql, Map<String, RowSource> sources, Function<Command, ResultInterface> run) {
    List<Table> tables = new ArrayList<>();
    try {
      sources.forEach(
          (name, source) -> {
            Table table = new SourceTable(schema, name, source);
            session.addLocalTempTable(table);
            tables.add(table);
          });
      Command command = session.prepareLocal(sql);
      return new QueryResult(this, command, run.apply(command), tables);
    } catch (DbException e) {
      remove(tables);
      throw error(e);
    } catch (RuntimeException e) {
      remove(tables);
      throw e;
    }
  }

  /** Runs a query to its end. */
  public List<Value[]> all(String sql, Map<String, RowSource> sources) {
    try (QueryResult result = query(sql, sources)) {
      List<Value[]> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(result.row());
      }
      return rows;
    }
  }

  /** The order of two values of one column; NULL comes first. */
  int compare(Value a, Value b) {
    if (a == ValueNull.INSTANCE || b == ValueNull.INSTANCE) {
      return Boolean.compare(a != ValueNull.INSTANCE, b != ValueNull.INSTANCE);
    }
    return a.compareTo(b, session, session.getDatabase().getCompareMode());
  }

  void remove(List<Table> tables) {
    for (Table table : tables) {
      session.removeLocalTempTable(table);
    }
  }

  /**
   * TiDB's error for what H2 said; an error of our own that went through H2 comes out as it was.
   */
  static SqlError error(DbException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SqlError own) {
        return own;
      }
    }
    String text = firstLine(e.getSQLException() == null ? e.getMessage() : message(e));
    return switch (e.getErrorCode()) {
      case ErrorCode.COLUMN_NOT_FOUND_1 ->
          new SqlError(1054, "Unknown column '" + quoted(text) + "' in 'field list'", e);
      case ErrorCode.AMBIGUOUS_COLUMN_NAME_1 ->
          new SqlError(1052, "Column '" + quoted(text) + "' in field list is ambiguous", e);
      case ErrorCode.FUNCTION_NOT_FOUND_1 ->
          new SqlError(1305, "FUNCTION " + quoted(text) + " does not exist", e);
      case ErrorCode.MUST_GROUP_BY_COLUMN_1 ->
          new SqlError(
              1055,
              "Expression of SELECT list is not in GROUP BY clause and contains nonaggregated"
                  + " column '"
                  + quoted(text)
                  + "' which is not functionally dependent on columns in GROUP BY clause; this is"
                  + " incompatible with sql_mode=only_full_group_by",
              e);
      case ErrorCode.SYNTAX_ERROR_1, ErrorCode.SYNTAX_ERROR_2 ->
          new SqlError(1064, "You have an error in your SQL syntax; " + text, e);
      case ErrorCode.DATA_CONVERSION_ERROR_1, ErrorCode.INVALID_DATETIME_CONSTANT_2 ->
          new SqlError(1292, "Truncated incorrect value: " + text, e);
      case ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE_1, ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE_2 ->
          new SqlError(1690, "value is out of range: " + text, e);
      case ErrorCode.SCALAR_SUBQUERY_CONTAINS_MORE_THAN_ONE_ROW ->
          new SqlError(1242, "Subquery returns more than 1 row", e);
      case ErrorCode.SUBQUERY_IS_NOT_SINGLE_COLUMN, ErrorCode.COLUMN_COUNT_DOES_NOT_MATCH ->
          new SqlError(1241, "Operand should contain 1 column(s): " + text, e);
      default -> new SqlError(1105, text, e);
    };
  }

  private static String message(DbException e) {
    return e.getSQLException().getMessage();
  }

  private static String firstLine(String text) {
    int end = text == null ? -1 : text.indexOf("; SQL statement");
    return end < 0 ? String.valueOf(text) : text.substring(0, end);
  }

  /** What H2 put between double quotes. */
  private static String quoted(String text) {
    int open = text.indexOf('"');
    int close = text.lastIndexOf('"');
    return open < 0 || close <= open ? text : text.substring(open + 1, close);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot close a session of the embedded database", e);
    }
  }
}
