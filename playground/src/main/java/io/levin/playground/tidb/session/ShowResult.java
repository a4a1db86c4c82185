package io.levin.playground.tidb.session;

import io.levin.playground.tidb.query.ListSource;
import io.levin.playground.tidb.query.QueryResult;
import io.levin.playground.tidb.query.ResultFormat;
import io.levin.playground.tidb.query.RowSource;
import io.levin.playground.tidb.sql.H2Sql;
import io.levin.playground.tidb.sql.QueryTranslator;
import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.ResultColumn;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.h2.value.Value;

/** The rows of a SHOW, after its LIKE or WHERE. */
final class ShowResult {
  private static final String SOURCE = "levin_show";

  private final Session session;

  ShowResult(Session session) {
    this.session = session;
  }

  Iterable<TableInfo> tablesOf(String schema) {
    return Session.isInformationSchema(schema)
        ? List.of()
        : session.server().catalog().requireDatabase(schema).tables();
  }

  String fromSchema(Tokens in) {
    if (in.accept("FROM") || in.accept("IN")) {
      return in.name();
    }
    return session.currentDatabase();
  }

  Outcome texts(List<String> columns, Object... row) {
    return Outcome.Rows.of(
        columns.stream().map(ResultColumn::text).toList(), List.<Object[]>of(row));
  }

  Outcome rows(Tokens in, List<String> columns, List<Object[]> rows) {
    return filtered(in, columns, rows, null);
  }

  /** Rows after LIKE or WHERE. */
  Outcome filtered(Tokens in, List<String> columns, List<Object[]> rows, String likeColumn) {
    return evaluate(in, ListSource.of(columns, () -> rows), likeColumn);
  }

  Outcome evaluate(Tokens in, RowSource source, String likeColumn) {
    Map<String, RowSource> sources = Map.of(SOURCE, source);
    String condition = "";
    if (likeColumn != null && in.accept("LIKE")) {
      condition = " WHERE " + H2Sql.name(likeColumn) + " LIKE " + H2Sql.string(in.string());
    } else if (likeColumn != null && in.is("WHERE")) {
      condition = new QueryTranslator(in, new SessionNames(session, sources, null)).where();
    }
    in.expectEnd();
    String sql = "SELECT * FROM " + H2Sql.name(SOURCE) + condition;
    List<ResultColumn> columns = new ArrayList<>();
    List<Object[]> rows = new ArrayList<>();
    try (QueryResult result = session.engine().query(sql, sources)) {
      List<ResultFormat> formats = new ArrayList<>();
      for (int i = 0; i < result.columns(); i++) {
        formats.add(ResultFormat.of(result.label(i), result.type(i)));
        columns.add(formats.get(i).column());
      }
      while (result.next()) {
        Value[] row = result.row();
        Object[] texts = new Object[formats.size()];
        for (int i = 0; i < texts.length; i++) {
          texts[i] = formats.get(i).text(row[i]);
        }
        rows.add(texts);
      }
    }
    return Outcome.Rows.of(columns, rows);
  }
}
