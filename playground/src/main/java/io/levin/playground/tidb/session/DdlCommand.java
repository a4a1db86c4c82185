package io.levin.playground.tidb.session;

import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.SqlError;

/** CREATE, DROP, ALTER, TRUNCATE, RENAME. */
final class DdlCommand {
  private final Session session;

  DdlCommand(Session session) {
    this.session = session;
  }

  Outcome run(Tokens in) {
    session.commit();
    throw SqlError.unsupported(in.peek().text());
  }
}
