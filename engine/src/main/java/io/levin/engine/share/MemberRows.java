package io.levin.engine.share;

import static io.levin.engine.coordinate.Statements.rows;
import static io.levin.engine.coordinate.Statements.unsigned;
import static io.levin.engine.coordinate.Statements.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The statements on the members of one fleet.
 *
 * @param table the quoted, qualified name
 * @param taskId the fleet's
 */
record MemberRows(String table, long taskId) {
  /**
   * All members there ever were.
   *
   * @param lock whether the rows are locked until the end of the transaction
   */
  List<FleetMember> read(Connection connection, boolean lock) throws SQLException {
    return rows(
        connection,
        "SELECT member_id, home_id, host, pid, state, lease_until, joined_at FROM "
            + table
            + " WHERE task_id = ? ORDER BY member_id"
            + (lock ? " FOR UPDATE" : ""),
        row ->
            new FleetMember(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                FleetTables.state(FleetMember.State.class, row.getString(5)),
                row.getLong(6),
                row.getLong(7)),
        unsigned(taskId));
  }

  /** Adds a member, or writes its row anew. */
  void write(Connection connection, FleetMember member) throws SQLException {
    update(
        connection,
        "REPLACE INTO "
            + table
            + " (task_id, member_id, home_id, host, pid, state, lease_until, joined_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        unsigned(taskId),
        member.memberId(),
        member.homeId(),
        member.host(),
        member.pid(),
        FleetTables.text(member.state()),
        member.leaseUntil(),
        member.joinedAt());
  }
}
