package io.levin.playground.tidb.session;

import io.levin.playground.tidb.query.QueryResult;
import io.levin.playground.tidb.query.ResultFormat;
import io.levin.playground.tidb.query.TopRows;
import io.levin.playground.tidb.sql.QueryTranslator;
import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.txn.Transaction;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.ResultColumn;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.ColumnInfo;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.h2.value.Value;

/** SELECT and DO. */
final class QueryCommand {
  private final Session session;

  QueryCommand(Session session) {
    this.session = session;
  }

  Outcome run(Tokens in) {
    if (in.accept("DO")) {
      QueryTranslator translator =
          new QueryTranslator(in, new SessionNames(session, Map.of(), null));
      do {
        session.engine().all("SELECT " + translator.expression(), Map.of());
      } while (in.acceptSymbol(","));
      in.expectEnd();
      return Outcome.Done.NOTHING;
    }
    Transaction transaction = session.readTransaction();
    boolean own = transaction != session.openTransaction();
    try {
      return select(in, transaction, own);
    } catch (RuntimeException e) {
      if (own) {
        transaction.rollback();
      }
      throw e;
    }
  }

  /**
   * The columns of a query, without running it; its parameters count as NULL. They must be those
   * that come with the rows: Connector/J takes the flags of these for both.
   */
  List<ResultColumn> describe(Tokens in) {
    // One of its own: to describe a statement begins nothing.
    Transaction transaction = session.server().transactions().begin(true);
    try {
      SessionNames names =
          new SessionNames(
              session, Map.of(), new SessionNames.View(transaction, transaction.startTs()));
      QueryTranslator.Query query = new QueryTranslator(in, names).prefix();
      in.expectEnd();
      try (QueryResult result = session.engine().describe(query.sql(), names.sources())) {
        return formats(result, names).stream().map(ResultFormat::column).toList();
      }
    } catch (SqlError e) {
      if (e.code() == 1146 || e.code() == 1064 || e.code() == 1054) {
        throw e;
      }
      return List.of(); // NULL did not do in the parameter's place; the columns come with the rows
    } finally {
      transaction.rollback();
    }
  }

  private Outcome select(Tokens in, Transaction transaction, boolean own) {
    int start = in.position();
    long ts = transaction.startTs();
    SessionNames names =
        new SessionNames(session, Map.of(), new SessionNames.View(transaction, ts));
    QueryTranslator.Query query = new QueryTranslator(in, names).statement();
    if (query.locking() != QueryTranslator.Locking.NONE && !own) {
      while (true) {
        ts = transaction.newestTs();
        in.seek(start);
        names = new SessionNames(session, Map.of(), new SessionNames.View(transaction, ts));
        query = new QueryTranslator(in, names).statement();
        if (query.lockSql() == null || lock(query, names, transaction, ts)) {
          break;
        }
      }
    }
    QueryResult result = session.engine().query(query.sql(), names.sources());
    List<ResultFormat> formats;
    try {
      formats = formats(result, names);
    } catch (RuntimeException e) {
      result.close();
      throw e;
    }
    if (query.topRows() != null) {
      return top(query.topRows(), result, formats, transaction, own);
    }
    Runnable whenRead =
        () -> {
          result.close();
          if (own) {
            transaction.rollback();
          }
        };
    return new Outcome.Rows(
        formats.stream().map(ResultFormat::column).toList(), new Texts(result, formats), whenRead);
  }

  private Outcome top(
      QueryTranslator.TopRows wanted,
      QueryResult result,
      List<ResultFormat> all,
      Transaction transaction,
      boolean own) {
    List<ResultFormat> formats = all.subList(0, all.size() - wanted.descending().size());
    List<Object[]> rows = new ArrayList<>();
    try (result) {
      for (Value[] row : new TopRows(wanted, session.engine()).of(result)) {
        Object[] texts = new Object[formats.size()];
        for (int i = 0; i < texts.length; i++) {
          texts[i] = formats.get(i).text(row[i]);
        }
        rows.add(texts);
      }
    }
    if (own) {
      transaction.rollback();
    }
    return Outcome.Rows.of(formats.stream().map(ResultFormat::column).toList(), rows);
  }

  private boolean lock(
      QueryTranslator.Query query, SessionNames names, Transaction transaction, long ts) {
    List<byte[]> keys = new ArrayList<>();
    for (Value[] row : session.engine().all(query.lockSql(), names.sources())) {
      for (Value key : row) {
        if (key.getBytes() != null) {
          keys.add(key.getBytes());
        }
      }
    }
    long wait = query.locking() == QueryTranslator.Locking.NO_WAIT ? 0 : session.lockWaitMillis();
    return transaction.lock(keys, ts, wait);
  }

  private static List<ResultFormat> formats(QueryResult result, SessionNames names) {
    List<ResultFormat> formats = new ArrayList<>();
    for (int i = 0; i < result.columns(); i++) {
      if (result.type(i).getValueType() == Value.ROW) {
        throw new SqlError(1241, "Operand should contain 1 column(s)");
      }
      String column = result.name(i);
      SessionNames.NamedTable table = names.table(result.table(i));
      Optional<ColumnInfo> info = table == null ? Optional.empty() : table.table().column(column);
      if (info.isPresent()) {
        formats.add(
            ResultFormat.of(
                table.schema(),
                table.alias(),
                table.table().name(),
                result.label(i),
                info.get().name(),
                info.get().type(),
                result.type(i)));
      } else {
        formats.add(ResultFormat.of(result.label(i), result.type(i)));
      }
    }
    return formats;
  }

  /** Rows in text form, as they are asked for. */
  private static final class Texts implements Iterator<byte[][]> {
    private final QueryResult result;
    private final List<ResultFormat> formats;
    private boolean fetched;
    private boolean available;

    Texts(QueryResult result, List<ResultFormat> formats) {
      this.result = result;
      this.formats = formats;
    }

    @Override
    public boolean hasNext() {
      if (!fetched) {
        available = result.next();
        fetched = true;
      }
      return available;
    }

    @Override
    public byte[][] next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      fetched = false;
      Value[] row = result.row();
      byte[][] texts = new byte[formats.size()][];
      for (int i = 0; i < texts.length; i++) {
        texts[i] = formats.get(i).text(row[i]);
      }
      return texts;
    }
  }
}
