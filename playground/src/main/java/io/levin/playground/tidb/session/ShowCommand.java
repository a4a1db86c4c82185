package io.levin.playground.tidb.session;

import io.levin.playground.tidb.catalog.Database;
import io.levin.playground.tidb.sql.Token;
import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.ResultColumn;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** SHOW and DESC. */
final class ShowCommand {
  private final Session session;
  private final ShowResult result;
  private final ShowTable tables;

  ShowCommand(Session session) {
    this.session = session;
    this.result = new ShowResult(session);
    this.tables = new ShowTable(session, result);
  }

  Outcome run(Tokens in) {
    String first = in.next().text();
    if (!first.equalsIgnoreCase("SHOW")) {
      if (!in.peek().isName() || in.is("SELECT") || in.is("ANALYZE") || in.is("FORMAT")) {
        throw SqlError.unsupported("EXPLAIN");
      }
      return tables.columns(in, in.tableName(), false);
    }
    boolean full = in.accept("FULL");
    boolean global = in.accept("GLOBAL");
    in.acceptAny("SESSION", "LOCAL", "EXTENDED");
    Token word = in.next();
    return switch (word.text().toUpperCase(Locale.ROOT)) {
      case "DATABASES", "SCHEMAS" -> databases(in);
      case "TABLES" -> tables(in, full);
      case "TABLE" -> in.accept("STATUS") ? tables.tableStatus(in) : tables.ofTable(in);
      case "CREATE" -> tables.create(in);
      case "COLUMNS", "FIELDS" -> {
        if (!in.accept("FROM")) {
          in.expect("IN");
        }
        yield tables.columns(in, in.tableName(), full);
      }
      case "INDEX", "INDEXES", "KEYS" -> tables.indexes(in);
      case "VARIABLES" -> variables(in, global);
      case "STATUS" ->
          result.filtered(in, List.of("Variable_name~", "Value"), status(), "Variable_name");
      case "WARNINGS" -> warnings(in, false);
      case "ERRORS" -> warnings(in, true);
      case "COUNT" -> count(in);
      case "PROCESSLIST" -> processes(in);
      case "CONFIG" -> config(in);
      case "MASTER" -> {
        in.expect("STATUS");
        long ts = session.server().transactions().now();
        yield result.rows(
            in,
            List.of("File", "Position#", "Binlog_Do_DB", "Binlog_Ignore_DB", "Executed_Gtid_Set"),
            List.<Object[]>of(new Object[] {"tidb-binlog", ts, "", "", ""}));
      }
      case "ENGINES" -> engines(in);
      case "COLLATION" -> collations(in);
      case "CHARSET" -> charsets(in);
      case "CHARACTER" -> {
        in.expect("SET");
        yield charsets(in);
      }
      case "PLUGINS" ->
          result.rows(
              in, List.of("Name", "Status", "Type", "Library", "License", "Version"), List.of());
      case "GRANTS" -> grants(in);
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
    String name = "Database" + pattern(in);
    return result.filtered(in, List.of(name + "~"), rows, name);
  }

  /** What LIKE adds to a column's name. */
  private static String pattern(Tokens in) {
    boolean like = in.is("LIKE") && in.peek(1).kind() == Token.Kind.STRING;
    return like ? " (" + in.peek(1).string() + ")" : "";
  }

  private Outcome tables(Tokens in, boolean full) {
    String schema = result.fromSchema(in);
    List<Object[]> rows = new ArrayList<>();
    for (TableInfo table : result.tablesOf(schema)) {
      String type = table.isView() ? "VIEW" : "BASE TABLE";
      rows.add(full ? new Object[] {table.name(), type} : new Object[] {table.name()});
    }
    String name = "Tables_in_" + schema + pattern(in);
    return result.filtered(
        in, full ? List.of(name + "~", "Table_type~") : List.of(name + "~"), rows, name);
  }

  private Outcome variables(Tokens in, boolean global) {
    List<Object[]> rows = new ArrayList<>();
    session.variables().all(global).forEach((k, v) -> rows.add(new Object[] {k, v}));
    return result.filtered(in, List.of("Variable_name~", "Value~"), rows, "Variable_name");
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
    return result.rows(in, List.of("Level", "Code#", "Message"), rows);
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
    return Outcome.Rows.of(
        List.of(ResultColumn.number("Count")), List.<Object[]>of(new Object[] {count}));
  }

  private Outcome processes(Tokens in) {
    return result.rows(
        in,
        List.of("Id#", "User", "Host", "db", "Command", "Time#", "State", "Info"),
        ServerRows.processes(session.server()));
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
    return result.filtered(in, List.of("Type~", "Instance~", "Name~", "Value"), rows, "Name");
  }

  private Outcome collations(Tokens in) {
    return result.filtered(
        in,
        List.of(
            "Collation~", "Charset~", "Id#", "Default", "Compiled", "Sortlen#", "Pad_attribute"),
        ServerRows.collations(),
        "Collation");
  }

  private Outcome charsets(Tokens in) {
    return result.filtered(
        in,
        List.of("Charset~", "Description", "Default collation", "Maxlen#"),
        ServerRows.charsets(session.server().options().newCollation()),
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
    return result.rows(in, List.of("Grants for User"), List.<Object[]>of(new Object[] {text}));
  }

  private Outcome engines(Tokens in) {
    return result.rows(
        in,
        List.of("Engine~", "Support", "Comment", "Transactions", "XA", "Savepoints"),
        InformationSchema.engines());
  }
}
