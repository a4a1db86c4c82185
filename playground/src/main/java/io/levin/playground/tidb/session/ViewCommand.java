package io.levin.playground.tidb.session;

import io.levin.playground.tidb.catalog.Catalog;
import io.levin.playground.tidb.catalog.Database;
import io.levin.playground.tidb.sql.SqlStatement;
import io.levin.playground.tidb.sql.TableName;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.ResultColumn;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.SchemaState;
import io.levin.schema.TableInfo;
import io.levin.schema.TableInfoBuilder;
import io.levin.schema.ViewInfo;
import io.levin.schema.ddl.Statement;
import java.util.ArrayList;
import java.util.List;

/** CREATE VIEW: the query is checked and its columns become the view's. */
final class ViewCommand {
  private final Session session;

  ViewCommand(Session session) {
    this.session = session;
  }

  Outcome create(Statement.CreateView s) {
    Catalog catalog = session.server().catalog();
    TableName name = DdlCommand.own(s.name());
    Database database = catalog.requireDatabase(session.schemaOf(name));
    TableInfo old = database.table(name.table()).orElse(null);
    if (old != null && (!s.orReplace() || !old.isView())) {
      if (s.orReplace()) {
        throw new SqlError(1347, "'" + database.name() + "." + old.name() + "' is not VIEW");
      }
      throw new SqlError(
          1050, "Table '" + database.name() + "." + name.table() + "' already exists");
    }
    List<ResultColumn> result =
        new QueryCommand(session).describe(SqlStatement.one(s.select()).read());
    if (!s.columns().isEmpty() && s.columns().size() != result.size()) {
      throw new SqlError(
          1353,
          "In definition of view, derived table or common table expression, SELECT list and"
              + " column names list have different column counts");
    }
    List<ColumnInfo> columns = new ArrayList<>();
    for (int i = 0; i < result.size(); i++) {
      String column = s.columns().isEmpty() ? result.get(i).name() : s.columns().get(i);
      columns.add(column(i, column, result.get(i)));
    }
    ViewInfo view =
        new ViewInfo(0, null, 0, s.select(), 1, columns.stream().map(ColumnInfo::name).toList());
    TableInfo table =
        new TableInfoBuilder(catalog.takeIds(1), name.table())
            .columns(columns)
            .maxColumnId(columns.size())
            .view(view)
            .build();
    catalog.replaceTable(database, old, table);
    return Outcome.Done.NOTHING;
  }

  private static ColumnInfo column(int offset, String name, ResultColumn from) {
    boolean text = from.charset() != ResultColumn.BINARY;
    FieldType type =
        FieldType.of(
            from.type(),
            from.flags() & ~(2 | 512),
            text ? from.length() / 4 : from.length(),
            from.decimals() == 31 ? -1 : from.decimals(),
            text ? "utf8mb4" : "binary",
            text ? "utf8mb4_bin" : "binary");
    return new ColumnInfo(
        offset + 1L,
        name,
        offset,
        null,
        null,
        null,
        null,
        false,
        "",
        false,
        null,
        type,
        SchemaState.PUBLIC,
        "",
        false,
        null,
        2,
        null);
  }
}
