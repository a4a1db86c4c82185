package io.levin.engine.coordinate;

import io.levin.base.Step;
import io.levin.tidb.TidbClient;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Statements with values, of which many are unsigned numbers. */
public final class Statements {
  private Statements() {}

  /** Runs a statement that changes rows; returns how many. */
  public static int update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, values)) {
      int rows = statement.executeUpdate();
      Step.METADATA_CHANGED.pass();
      return rows;
    }
  }

  /** Runs a query and maps each row. */
  public static <T> List<T> rows(
      Connection connection, String sql, TidbClient.RowMapper<T> mapper, Object... values)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    try (PreparedStatement statement = prepare(connection, sql, values);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        rows.add(mapper.map(row));
      }
    }
    return rows;
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  /** The same text so many times, separated by commas. */
  public static String repeated(String part, int count) {
    return String.join(", ", Collections.nCopies(count, part));
  }

  /** A value: checksums and task ids use all 64 bits. */
  public static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  /** What {@link #unsigned(long)} has written. */
  public static long unsigned(ResultSet row, int column) throws SQLException {
    return Long.parseUnsignedLong(row.getString(column));
  }
}
