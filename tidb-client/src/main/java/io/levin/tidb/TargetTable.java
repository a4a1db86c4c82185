package io.levin.tidb;

import io.levin.base.KvChecksum;
import io.levin.schema.Identifiers;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One table of the target as an import uses it through SQL: emptiness, id allocators, checksum,
 * analyze. Thread-safe.
 */
public final class TargetTable {
  private static final BigInteger MAX_SIGNED = BigInteger.valueOf(Long.MAX_VALUE);

  private final TidbClient client;
  private final String name;

  /** Names are given unquoted. */
  public TargetTable(TidbClient client, String database, String table) {
    this.client = client;
    this.name = Identifiers.qualified(database, table);
  }

  /** The quoted, qualified name. */
  public String name() {
    return name;
  }

  /** True when the table has no row. */
  public boolean isEmpty() throws SQLException {
    return client.query("SELECT 1 FROM " + name + " USE INDEX() LIMIT 1", row -> 1).isEmpty();
  }

  /**
   * Those of some tables that have a row, by one statement.
   *
   * @throws SQLException when one of them cannot be read, or does not exist
   */
  public static List<TargetTable> notEmpty(TidbClient client, List<TargetTable> tables)
      throws SQLException {
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < tables.size(); i++) {
      sql.append(i == 0 ? "" : " UNION ALL ")
          .append("(SELECT ")
          .append(i)
          .append(" FROM ")
          .append(tables.get(i).name)
          .append(" USE INDEX() LIMIT 1)");
    }
    return client.query(sql.toString(), row -> tables.get(row.getInt(1)));
  }

  /**
   * The largest id that any live allocator of the table has handed out; 0 for a fresh table.
   *
   * <p>A table with an AUTO_INCREMENT column prints two rows of which one never moves, so the
   * larger counts.
   */
  public long allocatedId() throws SQLException {
    List<Long> next =
        client.query(
            "SHOW TABLE " + name + " NEXT_ROW_ID", row -> row.getLong("NEXT_GLOBAL_ROW_ID"));
    return next.stream().mapToLong(id -> id - 1).max().orElse(0);
  }

  /** Raises the AUTO_INCREMENT (or hidden row id) allocator, so that the next id is above this. */
  public String rebaseAutoIncrement(long largestUsed) throws SQLException {
    BigInteger next = new BigInteger(Long.toUnsignedString(largestUsed)).add(BigInteger.ONE);
    String sql =
        next.compareTo(MAX_SIGNED) > 0
            ? "ALTER TABLE " + name + " FORCE AUTO_INCREMENT=" + MAX_SIGNED
            : "ALTER TABLE " + name + " AUTO_INCREMENT=" + next;
    client.execute(sql);
    return sql;
  }

  /** Raises the AUTO_RANDOM allocator, so that the next id is at least this. */
  public String rebaseAutoRandom(long next) throws SQLException {
    String sql = "ALTER TABLE " + name + " AUTO_RANDOM_BASE=" + next;
    client.execute(sql);
    return sql;
  }

  /**
   * Raises the allocator of hidden row ids of a table whose AUTO_INCREMENT ids come from another
   * one, which {@code ALTER TABLE} does not reach: by an insert that is rolled back. TiDB moves the
   * allocator as soon as it has put the row together, also when the row is refused afterwards.
   *
   * <p>First by a row of nothing but zero values. Where no such row can be put together (a
   * partition is missing for it, a constraint refuses it), by a copy of a row that is there, which
   * satisfies all constraints but the unique keys; these an optimistic transaction looks at only
   * when it commits.
   *
   * @param largestUsed the next id is above this
   * @param incrementColumn the AUTO_INCREMENT column, or null when there is none
   * @param largestIncrement the largest value of that column, unsigned; the insert must name it, or
   *     it would move that allocator too
   * @param columns the names of all columns that are not generated
   * @throws SQLException also when the allocator is where it was afterwards
   */
  public void rebaseRowId(
      long largestUsed, String incrementColumn, long largestIncrement, List<String> columns)
      throws SQLException {
    if (nextRowId() > largestUsed) {
      return;
    }
    boolean both = incrementColumn != null && largestIncrement != 0;
    SQLException zeroRow =
        insertAndRollBack(
            "INSERT INTO "
                + name
                + " (_tidb_rowid"
                + (both ? ", " + Identifiers.quote(incrementColumn) : "")
                + ") VALUES ("
                + largestUsed
                + (both ? ", " + Long.toUnsignedString(largestIncrement) : "")
                + ")");
    if (nextRowId() > largestUsed) {
      return;
    }
    String names = columns.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
    SQLException copy =
        insertAndRollBack(
            "INSERT INTO "
                + name
                + " (_tidb_rowid, "
                + names
                + ") SELECT "
                + largestUsed
                + ", "
                + names
                + " FROM "
                + name
                + " LIMIT 1");
    if (nextRowId() <= largestUsed) {
      throw new SQLException(
          "the allocator of _tidb_rowid of "
              + name
              + " was not raised above "
              + largestUsed
              + "; insert a row with _tidb_rowid = "
              + largestUsed
              + " under tidb_opt_write_row_id = 1 and delete it, or later inserts may overwrite"
              + " imported rows",
          copy != null ? copy : zeroRow);
    }
  }

  /** Returns what the insert was refused with, or null. */
  private SQLException insertAndRollBack(String insert) throws SQLException {
    return client.withConnection(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            String mode;
            try (ResultSet row = statement.executeQuery("SELECT @@SESSION.sql_mode")) {
              mode = row.next() ? row.getString(1) : "";
            }
            // Without strictness columns that have no default take their types' zero values.
            statement.execute("SET SESSION sql_mode = ''");
            try {
              statement.execute("BEGIN OPTIMISTIC");
              try {
                statement.execute(insert);
                return null;
              } catch (SQLException e) {
                if (SqlErrors.isRetryable(e)) {
                  throw e;
                }
                return e;
              } finally {
                TidbClient.rollBack(connection);
              }
            } finally {
              // A connection that is closed takes its settings with it.
              if (!connection.isClosed()) {
                statement.execute("SET SESSION sql_mode = '" + mode + "'");
              }
            }
          }
        });
  }

  /** The next hidden row id. */
  private long nextRowId() throws SQLException {
    List<Long> next =
        client.query(
            "SHOW TABLE " + name + " NEXT_ROW_ID",
            row ->
                row.getString("ID_TYPE").equals("_TIDB_ROWID")
                    ? row.getLong("NEXT_GLOBAL_ROW_ID")
                    : 0L);
    return next.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** TiDB's own checksum of the table, by {@code ADMIN CHECKSUM TABLE}. */
  public KvChecksum checksum() throws SQLException {
    List<KvChecksum> rows =
        client.query(
            "ADMIN CHECKSUM TABLE " + name,
            row ->
                new KvChecksum(
                    Long.parseUnsignedLong(row.getString("Checksum_crc64_xor")),
                    row.getLong("Total_kvs"),
                    row.getLong("Total_bytes")));
    return rows.stream().reduce(KvChecksum.EMPTY, KvChecksum::plus);
  }

  /** Collects statistics. */
  public void analyze() throws SQLException {
    client.execute("ANALYZE TABLE " + name);
  }

  /**
   * Tells the optimizer how many rows there are in tables and partitions, by one statement, when
   * statistics are not collected.
   *
   * @param rows by physical id
   */
  public static void updateStatsMeta(TidbClient client, Map<Long, Long> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    StringBuilder counts = new StringBuilder("CASE table_id");
    rows.forEach((id, n) -> counts.append(" WHEN ").append(id).append(" THEN ").append(n));
    counts.append(" END");
    String ids = rows.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
    client.execute(
        "UPDATE mysql.stats_meta SET modify_count = "
            + counts
            + ", count = "
            + counts
            + ", version = @@tidb_current_ts WHERE table_id IN ("
            + ids
            + ")");
  }
}
