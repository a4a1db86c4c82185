package io.levin.playground.tidb.session;

import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.SqlError;

/** BEGIN, COMMIT, ROLLBACK. */
final class TransactionCommand {
  private final Session session;

  TransactionCommand(Session session) {
    this.session = session;
  }

  Outcome run(Tokens in) {
    if (in.accept("COMMIT")) {
      in.accept("WORK");
      in.expectEnd();
      session.commit();
    } else if (in.accept("ROLLBACK")) {
      in.accept("WORK");
      if (in.is("TO")) {
        throw SqlError.unsupported("SAVEPOINT");
      }
      in.expectEnd();
      session.rollback();
    } else {
      begin(in);
    }
    return Outcome.Done.NOTHING;
  }

  private void begin(Tokens in) {
    Boolean pessimistic = null;
    if (in.accept("BEGIN")) {
      in.accept("WORK");
      if (in.accept("PESSIMISTIC")) {
        pessimistic = true;
      } else if (in.accept("OPTIMISTIC")) {
        pessimistic = false;
      }
    } else {
      in.expect("START", "TRANSACTION");
      do {
        if (!in.accept("WITH", "CONSISTENT", "SNAPSHOT")
            && !in.accept("READ", "WRITE")
            && !in.accept("READ", "ONLY")
            && !in.accept("WITH", "CAUSAL", "CONSISTENCY", "ONLY")) {
          break;
        }
      } while (in.acceptSymbol(","));
    }
    in.expectEnd();
    session.begin(pessimistic);
  }
}
