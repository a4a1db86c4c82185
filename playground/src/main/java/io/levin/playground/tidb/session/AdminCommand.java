package io.levin.playground.tidb.session;

import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.SqlError;

/** ADMIN, ANALYZE, KILL and other statements about the server. */
final class AdminCommand {
  private final Session session;

  AdminCommand(Session session) {
    this.session = session;
  }

  Outcome run(Tokens in) {
    if (in.accept("KILL")) {
      return kill(in);
    }
    if (in.accept("FLUSH")) {
      if (in.acceptAny("TABLES", "TABLE", "PRIVILEGES", "STATUS", "LOGS") == null) {
        throw in.error();
      }
      return Outcome.Done.NOTHING;
    }
    throw SqlError.unsupported(in.peek().text());
  }

  private Outcome kill(Tokens in) {
    in.accept("TIDB");
    in.acceptAny("CONNECTION", "QUERY");
    long id = Long.parseLong(in.next().text());
    in.expectEnd();
    if (!session.server().killer().test(id)) {
      throw new SqlError(1094, "Unknown thread id: " + id);
    }
    return Outcome.Done.NOTHING;
  }
}
