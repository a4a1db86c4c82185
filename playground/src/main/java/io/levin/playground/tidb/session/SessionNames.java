package io.levin.playground.tidb.session;

import io.levin.kv.TableRanges;
import io.levin.playground.tidb.query.RowSource;
import io.levin.playground.tidb.sql.QueryNames;
import io.levin.playground.tidb.sql.TableName;
import io.levin.playground.tidb.txn.Transaction;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.PartitionDefinition;
import io.levin.schema.TableInfo;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What names in a query mean in a session; gathers the tables that the query reads. */
final class SessionNames implements QueryNames {
  private final Session session;
  private final Map<String, RowSource> sources;
  private final Map<String, NamedTable> tables;
  private final View view;
  private final String schema;

  /** How the query sees rows; null for one without tables. */
  record View(Transaction transaction, long ts) {}

  /** A table of a query, and what the query calls it. */
  record NamedTable(String schema, String alias, TableInfo table) {}

  /**
   * @param fixed sources that go by their own names, not to be looked up
   * @param view how rows are seen; null where a query may not name tables
   */
  SessionNames(Session session, Map<String, RowSource> fixed, View view) {
    this(session, new LinkedHashMap<>(fixed), new HashMap<>(), view, null);
  }

  private SessionNames(
      Session session,
      Map<String, RowSource> sources,
      Map<String, NamedTable> tables,
      View view,
      String schema) {
    this.session = session;
    this.sources = sources;
    this.tables = tables;
    this.view = view;
    this.schema = schema;
  }

  @Override
  public QueryNames in(String other) {
    return new SessionNames(session, sources, tables, view, other);
  }

  /** The embedded tables by name. */
  Map<String, RowSource> sources() {
    return sources;
  }

  /** The table behind an embedded table's name, or null. */
  NamedTable table(String h2Name) {
    return h2Name == null ? null : tables.get(h2Name);
  }

  @Override
  public Source source(TableName name, String alias, List<String> partitions) {
    if (name.schema() == null && sources.containsKey(name.table())) {
      return new Source.Table(name.table());
    }
    if (view == null) {
      throw new SqlError(1046, "No database selected");
    }
    String in = name.schema() == null && schema != null ? schema : session.schemaOf(name);
    String h2Name = "levin_" + sources.size();
    if (Session.isInformationSchema(in)) {
      sources.put(h2Name, new InformationSchema(session).table(name.table()));
      return new Source.Table(h2Name);
    }
    TableInfo table = session.server().catalog().requireTable(in, name.table());
    if (table.isView()) {
      List<String> columns = table.columns().stream().map(c -> c.name()).toList();
      return new Source.View(table.view().select(), columns, in);
    }
    view.transaction().use(table.id());
    sources.put(
        h2Name,
        session.rows(table, view.transaction(), view.ts(), partitionIds(table, partitions)));
    tables.put(h2Name, new NamedTable(in, alias, table));
    return new Source.Table(h2Name);
  }

  private static List<Long> partitionIds(TableInfo table, List<String> names) {
    if (names.isEmpty()) {
      return TableRanges.physicalIds(table);
    }
    if (!table.isPartitioned()) {
      throw new SqlError(1747, "PARTITION () clause on non partitioned table");
    }
    List<Long> ids = new ArrayList<>();
    for (String name : names) {
      ids.add(
          table.partition().definitions().stream()
              .filter(p -> p.name().equalsIgnoreCase(name))
              .map(PartitionDefinition::id)
              .findFirst()
              .orElseThrow(
                  () ->
                      new SqlError(
                          1735,
                          "Unknown partition '" + name + "' in table '" + table.name() + "'")));
    }
    return ids;
  }

  @Override
  public Object systemVariable(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean global = lower.startsWith("global.");
    String bare = lower.replaceFirst("^(global|session|local|instance)\\.", "");
    switch (bare) {
      case "tidb_current_ts" -> {
        return session.currentTs();
      }
      case "last_insert_id", "identity" -> {
        return session.lastInsertId();
      }
      case "warning_count" -> {
        return (long) session.warningList().size();
      }
      case "error_count" -> {
        return session.warningList().stream().filter(w -> w.level().equals("Error")).count();
      }
      default -> {
        String value = global ? session.variables().getGlobal(bare) : session.variables().get(bare);
        return value(bare, value);
      }
    }
  }

  /** Switches and integers are numbers in a query, as in MySQL. */
  private static Object value(String name, String value) {
    if (value.equals("ON") && !name.equals("tidb_multi_statement_mode")) {
      return 1L;
    }
    if (value.equals("OFF") && !name.equals("tidb_multi_statement_mode")) {
      return 0L;
    }
    if (value.matches("-?\\d{1,18}")) {
      return Long.parseLong(value);
    }
    return value.matches("\\d{19,20}") ? new BigInteger(value) : value;
  }

  @Override
  public Object userVariable(String name) {
    return session.variables().user(name);
  }

  @Override
  public Object[] sessionFunction(String name, List<Object> arguments) {
    Server server = session.server();
    return switch (name) {
      case "database", "schema" -> one(session.databaseOrNull());
      case "version" -> one(server.version());
      case "tidb_version" -> one(versionText(server));
      case "connection_id" -> one(session.login().connectionId());
      case "user", "session_user", "system_user" ->
          one(session.login().user() + "@" + session.login().host());
      case "current_user" -> one(session.login().user() + "@%");
      case "current_role" -> one("NONE");
      case "last_insert_id" ->
          arguments != null && arguments.isEmpty() ? one(session.lastInsertId()) : null;
      case "row_count" -> one(session.lastRowCount());
      case "found_rows" -> one(0L);
      case "tidb_is_ddl_owner" -> one(1L);
      case "current_resource_group" ->
          server.cluster().options().version().atLeast(6, 6, 0) ? one("default") : null;
      case "get_lock" -> {
        require(arguments, 2, name);
        yield one(
            server
                    .userLocks()
                    .acquire(text(arguments, 0), connection(), number(arguments, 1).doubleValue())
                ? 1L
                : 0L);
      }
      case "release_lock" -> {
        require(arguments, 1, name);
        yield one(server.userLocks().release(text(arguments, 0), connection()));
      }
      case "release_all_locks" -> one(server.userLocks().releaseAll(connection()));
      case "is_free_lock" -> {
        require(arguments, 1, name);
        yield one(server.userLocks().holder(text(arguments, 0)) == null ? 1L : 0L);
      }
      case "is_used_lock" -> {
        require(arguments, 1, name);
        yield one(server.userLocks().holder(text(arguments, 0)));
      }
      case "tidb_parse_tso" -> {
        require(arguments, 1, name);
        yield one(
            LocalDateTime.ofInstant(
                    Instant.ofEpochMilli(number(arguments, 0).longValue() >>> 18),
                    session.variables().zone())
                .toString()
                .replace('T', ' '));
      }
      default -> null;
    };
  }

  private long connection() {
    return session.login().connectionId();
  }

  private static String versionText(Server server) {
    return "Release Version: "
        + server.release()
        + "\nEdition: Community"
        + "\nGit Commit Hash: 0000000000000000000000000000000000000000"
        + "\nGit Branch: playground"
        + "\nUTC Build Time: 2024-12-19 00:00:00"
        + "\nGoVersion: none, this is a playground in Java"
        + "\nRace Enabled: false"
        + "\nCheck Table Before Drop: false"
        + "\nStore: tikv";
  }

  private static Object[] one(Object value) {
    return new Object[] {value};
  }

  private static void require(List<Object> arguments, int count, String name) {
    if (arguments == null) {
      throw SqlError.unsupported(name + " with arguments that are no literals");
    }
    if (arguments.size() != count) {
      throw new SqlError(
          1582, "Incorrect parameter count in the call to native function '" + name + "'");
    }
  }

  private static String text(List<Object> arguments, int i) {
    return String.valueOf(arguments.get(i));
  }

  private static BigDecimal number(List<Object> arguments, int i) {
    Object value = arguments.get(i);
    return value == null ? BigDecimal.ZERO : new BigDecimal(value.toString());
  }
}
