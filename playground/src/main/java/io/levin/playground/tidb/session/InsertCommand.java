package io.levin.playground.tidb.session;

import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.SqlError;

/** Changes of rows. */
final class InsertCommand {
  InsertCommand(Session session) {}

  Outcome run(Tokens in) {
    throw SqlError.unsupported(in.peek().text());
  }
}
