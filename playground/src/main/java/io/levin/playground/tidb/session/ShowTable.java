package io.levin.playground.tidb.session;

import io.levin.playground.tidb.catalog.AutoIdKind;
import io.levin.playground.tidb.catalog.AutoIds;
import io.levin.playground.tidb.catalog.Database;
import io.levin.playground.tidb.query.ResultFormat;
import io.levin.playground.tidb.sql.TableName;
import io.levin.playground.tidb.sql.Token;
import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.ResultColumn;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.CharacterSet;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Identifiers;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.ShowCreateTable;
import io.levin.schema.ddl.TypeText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** SHOW of one table, or of the tables of a database with their state. */
final class ShowTable {
  private final Session session;
  private final ShowResult result;

  ShowTable(Session session, ShowResult result) {
    this.session = session;
    this.result = result;
  }

  Outcome tableStatus(Tokens in) {
    String schema = result.fromSchema(in);
    List<Object[]> rows = new ArrayList<>();
    for (TableInfo t : result.tablesOf(schema)) {
      boolean view = t.isView();
      rows.add(
          new Object[] {
            t.name(),
            view ? null : "InnoDB",
            view ? null : (Object) 10L,
            view ? null : "Compact",
            view ? null : (Object) 0L,
            view ? null : (Object) 0L,
            view ? null : (Object) 0L,
            view ? null : (Object) 0L,
            view ? null : (Object) 0L,
            view ? null : (Object) 0L,
            t.autoIncrementColumn().isPresent() ? (Object) nextId(schema, t) : null,
            null,
            null,
            null,
            view ? null : t.collate(),
            view ? null : "",
            view ? null : "",
            view ? "VIEW" : t.comment()
          });
    }
    return result.filtered(
        in,
        List.of(
            "Name~",
            "Engine~",
            "Version#",
            "Row_format~",
            "Rows#",
            "Avg_row_length#",
            "Data_length#",
            "Max_data_length#",
            "Index_length#",
            "Data_free#",
            "Auto_increment#",
            "Create_time",
            "Update_time",
            "Check_time",
            "Collation~",
            "Checksum",
            "Create_options",
            "Comment~"),
        rows,
        "Name");
  }

  private long nextId(String schema, TableInfo table) {
    Database database = session.server().catalog().requireDatabase(schema);
    return session
        .server()
        .catalog()
        .autoIds()
        .next(AutoIdRows.schemaId(database, table), table, AutoIds.autoIncrementOf(table));
  }

  Outcome ofTable(Tokens in) {
    TableName name = in.tableName();
    TableInfo table = session.table(name);
    if (in.accept("NEXT_ROW_ID")) {
      in.expectEnd();
      Database database = session.server().catalog().requireDatabase(session.schemaOf(name));
      return AutoIdRows.show(session.server(), database, table);
    }
    if (in.accept("REGIONS")) {
      return RegionRows.show(session.server(), table, in);
    }
    throw in.error();
  }

  Outcome create(Tokens in) {
    if (in.accept("DATABASE") || in.accept("SCHEMA")) {
      boolean ifNotExists = in.accept("IF", "NOT", "EXISTS");
      Database database = session.server().catalog().requireDatabase(in.name());
      in.expectEnd();
      boolean usual =
          CharacterSet.byName(database.charset())
              .map(set -> set.defaultCollation(session.server().options().newCollation()))
              .filter(database.collate()::equals)
              .isPresent();
      String text =
          "CREATE DATABASE "
              + (ifNotExists ? "IF NOT EXISTS " : "")
              + Identifiers.quote(database.name())
              + " /*!40100 DEFAULT CHARACTER SET "
              + database.charset()
              + (usual ? "" : " COLLATE " + database.collate())
              + " */";
      return result.texts(List.of("Database", "Create Database"), database.name(), text);
    }
    boolean view = in.accept("VIEW");
    if (!view) {
      in.expect("TABLE");
    }
    TableName name = in.tableName();
    in.expectEnd();
    TableInfo table = session.table(name);
    if (view && !table.isView()) {
      throw new SqlError(1347, "'" + session.schemaOf(name) + "." + table.name() + "' is not VIEW");
    }
    if (table.isView()) {
      String text = viewText(table);
      return result.texts(
          List.of("View", "Create View", "character_set_client", "collation_connection"),
          table.name(),
          text,
          "utf8mb4",
          "utf8mb4_bin");
    }
    Database database = session.server().catalog().requireDatabase(session.schemaOf(name));
    AutoIds ids = session.server().catalog().autoIds();
    long schemaId = AutoIdRows.schemaId(database, table);
    long next =
        table.autoIncrementColumn().isPresent()
            ? ids.next(schemaId, table, AutoIds.autoIncrementOf(table))
            : 0;
    long random =
        table.autoRandomBits() > 0 ? ids.next(schemaId, table, AutoIdKind.AUTO_RANDOM) : 0;
    return result.texts(
        List.of("Table", "Create Table"),
        table.name(),
        ShowCreateTable.of(
            table,
            session.ddlOptions(database),
            next,
            random,
            integerWidths() ? TypeText::of : TypeText::withoutWidths));
  }

  private boolean integerWidths() {
    return session.server().cluster().options().version().integerWidths();
  }

  private static String viewText(TableInfo table) {
    String columns =
        table.columns().stream()
            .map(c -> Identifiers.quote(c.name()))
            .collect(Collectors.joining(", "));
    return "CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW "
        + Identifiers.quote(table.name())
        + " ("
        + columns
        + ") AS "
        + table.view().select();
  }

  Outcome columns(Tokens in, TableName name, boolean full) {
    TableName from = name;
    if (in.accept("FROM") || in.accept("IN")) {
      from = new TableName(in.name(), name.table());
    }
    List<Object[]> rows = new ArrayList<>();
    TableInfo table = session.table(from);
    String only = null;
    if (in.peek().isName() && in.peek(1).kind() == Token.Kind.END && !in.is("LIKE")) {
      only = in.name();
    }
    for (ColumnInfo c : table.columns()) {
      if (c.hidden() || !c.isPublic() || only != null && !c.name().equalsIgnoreCase(only)) {
        continue;
      }
      ColumnText text = new ColumnText(table, c, integerWidths());
      rows.add(
          full
              ? new Object[] {
                c.name(),
                text.type(),
                text.collation(),
                text.nullable(),
                text.key(),
                text.defaultValue(),
                text.extra(),
                "select,insert,update,references",
                c.comment()
              }
              : new Object[] {
                c.name(),
                text.type(),
                text.nullable(),
                text.key(),
                text.defaultValue(),
                text.extra()
              });
    }
    return result.filtered(
        in,
        full
            ? List.of(
                "Field~",
                "Type~",
                "Collation~",
                "Null~",
                "Key~",
                "Default",
                "Extra~",
                "Privileges",
                "Comment")
            : List.of("Field~", "Type~", "Null~", "Key~", "Default", "Extra~"),
        rows,
        "Field");
  }

  /** The columns of a table as the protocol describes them. */
  static List<ResultColumn> fieldList(String schema, TableInfo table) {
    List<ResultColumn> columns = new ArrayList<>();
    for (ColumnInfo c : table.columns()) {
      if (!c.hidden() && c.isPublic()) {
        columns.add(
            ResultFormat.of(
                    schema,
                    table.name(),
                    table.name(),
                    c.name(),
                    c.name(),
                    c.type(),
                    org.h2.value.TypeInfo.TYPE_VARCHAR)
                .column());
      }
    }
    return columns;
  }

  Outcome indexes(Tokens in) {
    if (!in.accept("FROM")) {
      in.expect("IN");
    }
    TableName name = in.tableName();
    if (in.accept("FROM") || in.accept("IN")) {
      name = new TableName(in.name(), name.table());
    }
    TableInfo table = session.table(name);
    return result.filtered(
        in,
        List.of(
            "Table~",
            "Non_unique#",
            "Key_name~",
            "Seq_in_index#",
            "Column_name~",
            "Collation",
            "Cardinality#",
            "Sub_part#",
            "Packed",
            "Null",
            "Index_type",
            "Comment",
            "Index_comment",
            "Visible",
            "Expression",
            "Clustered",
            "Global"),
        SchemaRows.indexRows(table),
        "Key_name");
  }
}
