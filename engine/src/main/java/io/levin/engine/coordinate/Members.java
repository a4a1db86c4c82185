package io.levin.engine.coordinate;

import io.levin.tidb.TidbClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The table of Levin's own processes, in a schema of its own beside the metadata, because other
 * programs drop that schema when they think that an import is over. Times are those of the cluster:
 * the start timestamps of transactions. Thread-safe.
 */
public final class Members {
  private static final int LOGICAL_BITS = 18;
  private static final String DEFINITION =
      "member_id VARCHAR(36) NOT NULL PRIMARY KEY, "
          + "task_id BIGINT(20) UNSIGNED NOT NULL, "
          + "home_id VARCHAR(36) NOT NULL, "
          + "host VARCHAR(255) NOT NULL, "
          + "pid BIGINT(20) NOT NULL, "
          + "status_addr VARCHAR(255) NOT NULL, "
          + "state VARCHAR(16) NOT NULL, "
          + "joined_at BIGINT(20) NOT NULL, "
          + "heartbeat_at BIGINT(20) NOT NULL, "
          + "lease_until BIGINT(20) NOT NULL, "
          + "source VARCHAR(1024) NOT NULL, "
          + "step VARCHAR(128) NOT NULL, "
          + "tables_total BIGINT(20) NOT NULL, "
          + "tables_done BIGINT(20) NOT NULL, "
          + "bytes_total BIGINT(20) NOT NULL, "
          + "bytes_done BIGINT(20) NOT NULL, "
          + "bytes_per_second BIGINT(20) NOT NULL";

  private static final String TABLE = "member";

  private final TidbClient tidb;
  private final MetaSchema schema;
  private final String table;

  /**
   * @param metaSchema the schema of the metadata; {@code _levin} is added to its name
   */
  public Members(TidbClient tidb, String metaSchema) {
    this.tidb = tidb;
    this.schema = MetaSchema.besides(tidb, metaSchema);
    this.table = schema.qualified(TABLE);
  }

  /** Makes the table. */
  void create() throws SQLException {
    schema.create();
    tidb.execute("CREATE TABLE IF NOT EXISTS " + table + " (" + DEFINITION + ")");
  }

  /**
   * Adds a process, or writes its row anew.
   *
   * @return the time that the row says
   */
  long put(Member member, long leaseMillis) throws SQLException {
    return tidb.withConnection(connection -> put(connection, member, leaseMillis));
  }

  /** The same on a given connection. */
  long put(Connection connection, Member member, long leaseMillis) throws SQLException {
    return inTransaction(
        connection,
        now -> {
          try (PreparedStatement s =
              connection.prepareStatement(
                  "REPLACE INTO "
                      + table
                      + " (member_id, task_id, home_id, host, pid, status_addr, state, joined_at,"
                      + " heartbeat_at, lease_until, source, step, tables_total, tables_done,"
                      + " bytes_total, bytes_done, bytes_per_second)"
                      + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            s.setString(1, member.memberId());
            s.setString(2, Long.toUnsignedString(member.taskId()));
            s.setString(3, member.homeId());
            s.setString(4, cut(member.host(), 255));
            s.setLong(5, member.pid());
            s.setString(6, cut(member.statusAddr(), 255));
            s.setString(7, member.state().name().toLowerCase(Locale.ROOT));
            s.setLong(8, member.joinedAt() == 0 ? now : member.joinedAt());
            s.setLong(9, now);
            s.setLong(10, member.state() == Member.State.LIVE ? now + leaseMillis : now);
            s.setString(11, cut(member.source(), 1024));
            s.setString(12, cut(member.work().step(), 128));
            s.setLong(13, member.work().tables());
            s.setLong(14, member.work().tablesDone());
            s.setLong(15, member.work().bytes());
            s.setLong(16, member.work().bytesDone());
            s.setLong(17, member.work().bytesPerSecond());
            s.executeUpdate();
          }
          return now;
        });
  }

  /** All processes; none when there is no table. */
  public List<Member> all() throws SQLException {
    return schema.tables().contains(TABLE) ? read() : List.of();
  }

  /** All processes. */
  List<Member> read() throws SQLException {
    return tidb.withConnection(this::read);
  }

  /** The same on a given connection. */
  List<Member> read(Connection connection) throws SQLException {
    return inTransaction(connection, now -> read(connection, now));
  }

  private List<Member> read(Connection connection, long now) throws SQLException {
    List<Member> members = new ArrayList<>();
    try (Statement s = connection.createStatement();
        ResultSet row =
            s.executeQuery(
                "SELECT member_id, task_id, home_id, host, pid, status_addr, state,"
                    + " joined_at, heartbeat_at, lease_until, source, step, tables_total,"
                    + " tables_done, bytes_total, bytes_done, bytes_per_second FROM "
                    + table
                    + " ORDER BY joined_at, member_id")) {
      while (row.next()) {
        members.add(member(row, now));
      }
    }
    return members;
  }

  private static Member member(ResultSet row, long now) throws SQLException {
    return new Member(
        row.getString(1),
        Long.parseUnsignedLong(row.getString(2)),
        row.getString(3),
        row.getString(4),
        row.getLong(5),
        row.getString(6),
        Member.State.valueOf(row.getString(7).toUpperCase(Locale.ROOT)),
        row.getLong(8),
        row.getLong(9),
        row.getLong(10),
        now,
        row.getString(11),
        new Member.Work(
            row.getString(12),
            row.getLong(13),
            row.getLong(14),
            row.getLong(15),
            row.getLong(16),
            row.getLong(17)));
  }

  /** What is known of a task: its process that lives, or the last one that did. */
  static Optional<Member> ofTask(List<Member> members, long taskId) {
    Member newest = null;
    for (Member member : members) {
      if (member.taskId() == taskId && (newest == null || !newest.alive())) {
        newest = member;
      }
    }
    return Optional.ofNullable(newest);
  }

  /** Removes the rows of a task's processes. */
  public void remove(long taskId) throws SQLException {
    tidb.execute("DELETE FROM " + table + " WHERE task_id = " + Long.toUnsignedString(taskId));
  }

  /** Removes the rows of a task's processes, and drops everything if no other is left. */
  public void forget(long taskId) throws SQLException {
    remove(taskId);
    dropIfDone(false);
  }

  /** Removes one process. */
  void removeMember(String memberId) throws SQLException {
    tidb.execute("DELETE FROM " + table + " WHERE member_id = '" + memberId + "'");
  }

  /**
   * Drops everything if no process is left that has not finished.
   *
   * @param importsAreOver whether no import is registered any more: then those that were killed or
   *     left before their end have nothing to come back to
   */
  boolean dropIfDone(boolean importsAreOver) throws SQLException {
    if (importsAreOver) {
      removeAbsent();
    }
    if (!tidb.query("SELECT member_id FROM " + table + " WHERE state <> 'done'", row -> 1)
        .isEmpty()) {
      return false;
    }
    tidb.execute("DROP TABLE IF EXISTS " + table);
    tidb.execute("DROP TABLE IF EXISTS " + schema.qualified(SourceFiles.TABLE));
    schema.dropIfEmpty();
    return true;
  }

  private void removeAbsent() throws SQLException {
    tidb.withConnection(
        connection ->
            inTransaction(
                connection,
                now -> {
                  try (Statement s = connection.createStatement()) {
                    return s.executeUpdate(
                        "DELETE FROM " + table + " WHERE state <> 'live' OR lease_until < " + now);
                  }
                }));
  }

  private static <T> T inTransaction(Connection connection, Timed<T> work) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN OPTIMISTIC");
      boolean committed = false;
      try {
        long now;
        try (ResultSet ts = statement.executeQuery("SELECT @@tidb_current_ts")) {
          ts.next();
          now = ts.getLong(1) >> LOGICAL_BITS;
        }
        T result = work.run(now);
        statement.execute("COMMIT");
        committed = true;
        return result;
      } finally {
        if (!committed) {
          TidbClient.rollBack(connection);
        }
      }
    }
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }

  /** Work that wants to know the time of the cluster, in milliseconds. */
  @FunctionalInterface
  private interface Timed<T> {
    T run(long now) throws SQLException;
  }
}
