package io.levin.playground.tidb.session;

import io.levin.playground.tidb.catalog.AutoIdKind;
import io.levin.playground.tidb.catalog.AutoIds;
import io.levin.playground.tidb.catalog.Database;
import io.levin.playground.tidb.query.ListSource;
import io.levin.playground.tidb.query.QueryResult;
import io.levin.playground.tidb.query.ResultFormat;
import io.levin.playground.tidb.query.RowSource;
import io.levin.playground.tidb.sql.H2Sql;
import io.levin.playground.tidb.sql.QueryTranslator;
import io.levin.playground.tidb.sql.TableName;
import io.levin.playground.tidb.sql.Token;
import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.ResultColumn;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Identifiers;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.ShowCreateTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.h2.value.Value;

/** SHOW and DESC. */
final class ShowCommand {
  private static final String SOURCE = "levin_show";

  private final Session session;

  ShowCommand(Session session) {
    this.session = session;
  }

  Outcome run(Tokens in) {
    String first = in.next().text();
    if (!first.equalsIgnoreCase("SHOW")) {
      if (!in.peek().isName() || in.is("SELECT") || in.is("ANALYZE") || in.is("FORMAT")) {
        throw SqlError.unsupported("EXPLAIN");
      }
      return columns(in, in.tableName(), false);
    }
    boolean full = in.accept("FULL");
    boolean global = in.accept("GLOBAL");
    in.acceptAny("SESSION", "LOCAL", "EXTENDED");
    Token word = in.next();
    return switch (word.text().toUpperCase(java.util.Locale.ROOT)) {
      case "DATABASES", "SCHEMAS" -> databases(in);
      case "TABLES" -> tables(in, full);
      case "TABLE" -> in.accept("STATUS") ? tableStatus(in) : ofTable(in);
      case "CREATE" -> create(in);
      case "COLUMNS", "FIELDS" -> {
        if (!in.accept("FROM")) {
          in.expect("IN");
        }
        yield columns(in, in.tableName(), full);
      }
      case "INDEX", "INDEXES", "KEYS" -> indexes(in);
      case "VARIABLES" -> variables(in, global);
      case "STATUS" -> filtered(in, List.of("Variable_name~", "Value"), status(), "Variable_name");
      case "WARNINGS" -> warnings(in, false);
      case "ERRORS" -> warnings(in, true);
      case "COUNT" -> count(in);
      case "PROCESSLIST" -> processes(in);
      case "CONFIG" -> config(in);
      case "MASTER" -> {
        in.expect("STATUS");
        long ts = session.server().transactions().now();
        yield rows(
            in,
            List.of("File", "Position#", "Binlog_Do_DB", "Binlog_Ignore_DB", "Executed_Gtid_Set"),
            List.<Object[]>of(new Object[] {"tidb-binlog", ts, "", "", ""}));
      }
      case "ENGINES" -> listed(in, "engines");
      case "COLLATION" -> collations(in);
      case "CHARSET" -> charsets(in);
      case "CHARACTER" -> {
        in.expect("SET");
        yield charsets(in);
      }
      case "PLUGINS" ->
          rows(in, List.of("Name", "Status", "Type", "Library", "License", "Version"), List.of());
      case "GRANTS" -> grants(in);
      case "STATS_META" -> listed(in, "stats_meta");
      default -> {
        in.seek(in.position() - 1);
        throw in.error();
      }
    };
  }

  private Outcome databases(Tokens in) {
    List<Object[]> rows = new ArrayList<>();
    rows.add(new Object[] {"INFORMATION_SCHEMA"});
    for (Database database : session.server().catalog().databases()) {
      rows.add(new Object[] {database.name()});
    }
    return filtered(in, List.of("Database~"), rows, "Database");
  }

  private Outcome tables(Tokens in, boolean full) {
    String schema = fromSchema(in);
    List<Object[]> rows = new ArrayList<>();
    for (TableInfo table : tablesOf(schema)) {
      String type = table.isView() ? "VIEW" : "BASE TABLE";
      rows.add(full ? new Object[] {table.name(), type} : new Object[] {table.name()});
    }
    String name = "Tables_in_" + schema;
    return filtered(
        in, full ? List.of(name + "~", "Table_type~") : List.of(name + "~"), rows, name);
  }

  private Iterable<TableInfo> tablesOf(String schema) {
    return Session.isInformationSchema(schema)
        ? List.of()
        : session.server().catalog().requireDatabase(schema).tables();
  }

  private String fromSchema(Tokens in) {
    if (in.accept("FROM") || in.accept("IN")) {
      return in.name();
    }
    return session.currentDatabase();
  }

  private Outcome tableStatus(Tokens in) {
    String schema = fromSchema(in);
    List<Object[]> rows = new ArrayList<>();
    for (TableInfo t : tablesOf(schema)) {
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
    return filtered(
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

  private Outcome ofTable(Tokens in) {
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

  private Outcome create(Tokens in) {
    if (in.accept("DATABASE") || in.accept("SCHEMA")) {
      boolean ifNotExists = in.accept("IF", "NOT", "EXISTS");
      Database database = session.server().catalog().requireDatabase(in.name());
      in.expectEnd();
      String text =
          "CREATE DATABASE "
              + (ifNotExists ? "/*!32312 IF NOT EXISTS*/ " : "")
              + Identifiers.quote(database.name())
              + " /*!40100 DEFAULT CHARACTER SET "
              + database.charset()
              + (database.collate().equals("utf8mb4_bin") ? "" : " COLLATE " + database.collate())
              + " */";
      return texts(List.of("Database", "Create Database"), database.name(), text);
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
      return texts(
          List.of("View", "Create View", "character_set_client", "collation_connection"),
          table.name(),
          text,
          "utf8mb4",
          "utf8mb4_general_ci");
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
    return texts(
        List.of("Table", "Create Table"),
        table.name(),
        ShowCreateTable.of(table, session.ddlOptions(database), next, random));
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

  private Outcome columns(Tokens in, TableName name, boolean full) {
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
      ColumnText text = new ColumnText(table, c);
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
    return filtered(
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
  List<ResultColumn> fieldList(String schema, TableInfo table) {
    List<ResultColumn> columns = new ArrayList<>();
    for (ColumnInfo c : table.columns()) {
      if (!c.hidden() && c.isPublic()) {
        columns.add(
            ResultFormat.of(
                    schema,
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

  private Outcome indexes(Tokens in) {
    if (!in.accept("FROM")) {
      in.expect("IN");
    }
    TableName name = in.tableName();
    if (in.accept("FROM") || in.accept("IN")) {
      name = new TableName(in.name(), name.table());
    }
    TableInfo table = session.table(name);
    return filtered(
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
        InformationSchema.indexRows(table),
        "Key_name");
  }

  private Outcome variables(Tokens in, boolean global) {
    List<Object[]> rows = new ArrayList<>();
    session.variables().all(global).forEach((k, v) -> rows.add(new Object[] {k, v}));
    return filtered(in, List.of("Variable_name~", "Value~"), rows, "Variable_name");
  }

  private List<Object[]> status() {
    return List.of(
        new Object[] {"Ssl_cipher", session.login().tls() ? "TLS_AES_128_GCM_SHA256" : ""},
        new Object[] {"Ssl_version", session.login().tls() ? "TLSv1.3" : ""},
        new Object[] {"Threads_connected", session.server().sessions().size()},
        new Object[] {"Uptime", 1});
  }

  private Outcome warnings(Tokens in, boolean errorsOnly) {
    if (in.accept("LIMIT")) {
      in.next();
      if (in.acceptSymbol(",")) {
        in.next();
      }
    }
    List<Object[]> rows = new ArrayList<>();
    for (Warning warning : session.warningList()) {
      if (!errorsOnly || warning.level().equals("Error")) {
        rows.add(new Object[] {warning.level(), warning.code(), warning.message()});
      }
    }
    return rows(in, List.of("Level", "Code#", "Message"), rows);
  }

  private Outcome count(Tokens in) {
    in.expectSymbol("(");
    in.expectSymbol("*");
    in.expectSymbol(")");
    boolean errors = in.accept("ERRORS");
    if (!errors) {
      in.expect("WARNINGS");
    }
    in.expectEnd();
    long count =
        session.warningList().stream().filter(w -> !errors || w.level().equals("Error")).count();
    String label = errors ? "@@session.error_count" : "@@session.warning_count";
    return Outcome.Rows.of(
        List.of(ResultColumn.number(label)), List.<Object[]>of(new Object[] {count}));
  }

  private Outcome processes(Tokens in) {
    return rows(
        in,
        List.of("Id#", "User", "Host", "db", "Command", "Time#", "State", "Info"),
        InformationSchema.processes(session.server()));
  }

  /** The configuration that importers ask for; the engine is never the partitioned one. */
  private Outcome config(Tokens in) {
    List<Object[]> rows = new ArrayList<>();
    session
        .server()
        .cluster()
        .stores()
        .forEach(
            s ->
                rows.add(
                    new Object[] {"tikv", "127.0.0.1:" + s.id(), "storage.engine", "raft-kv"}));
    rows.add(
        new Object[] {
          "tidb",
          "127.0.0.1:4000",
          "new_collations_enabled_on_first_bootstrap",
          String.valueOf(session.server().options().newCollation())
        });
    return filtered(in, List.of("Type~", "Instance~", "Name~", "Value"), rows, "Name");
  }

  private Outcome collations(Tokens in) {
    return filtered(
        in,
        List.of(
            "Collation~", "Charset~", "Id#", "Default", "Compiled", "Sortlen#", "Pad_attribute"),
        InformationSchema.collations(),
        "Collation");
  }

  private Outcome charsets(Tokens in) {
    return filtered(
        in,
        List.of("Charset~", "Description", "Default collation", "Maxlen#"),
        InformationSchema.charsets(session.server().options().newCollation()),
        "Charset");
  }

  private Outcome grants(Tokens in) {
    if (in.accept("FOR")) {
      in.next();
      while (in.peek().kind() == Token.Kind.USER_VARIABLE || in.isSymbol("(") || in.isSymbol(")")) {
        in.next();
      }
    }
    String user = session.login().user();
    String text = "GRANT ALL PRIVILEGES ON *.* TO '" + user + "'@'%' WITH GRANT OPTION";
    return rows(in, List.of("Grants for " + user + "@%"), List.<Object[]>of(new Object[] {text}));
  }

  private Outcome listed(Tokens in, String table) {
    RowSource source = new InformationSchema(session).table(table);
    return evaluate(in, source, null);
  }

  private Outcome texts(List<String> columns, Object... row) {
    return Outcome.Rows.of(
        columns.stream().map(ResultColumn::text).toList(), List.<Object[]>of(row));
  }

  private Outcome rows(Tokens in, List<String> columns, List<Object[]> rows) {
    return filtered(in, columns, rows, null);
  }

  /** Rows after LIKE or WHERE. */
  private Outcome filtered(
      Tokens in, List<String> columns, List<Object[]> rows, String likeColumn) {
    return evaluate(in, ListSource.of(columns, () -> rows), likeColumn);
  }

  private Outcome evaluate(Tokens in, RowSource source, String likeColumn) {
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

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Kinds of the rows that SHOW TABLE ... NEXT_ROW_ID prints. */
  static String idType(AutoIdKind kind) {
    return switch (kind) {
      case ROW_ID -> "_TIDB_ROWID";
      case AUTO_INCREMENT -> "AUTO_INCREMENT";
      case AUTO_RANDOM -> "AUTO_RANDOM";
    };
  }
}
