package io.levin.playground.tidb.session;

import io.levin.playground.tidb.catalog.AutoIdKind;
import io.levin.playground.tidb.catalog.AutoIds;
import io.levin.playground.tidb.catalog.Catalog;
import io.levin.playground.tidb.catalog.Database;
import io.levin.playground.tidb.sql.TableName;
import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.PartitionDefinition;
import io.levin.schema.PartitionInfo;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.DdlException;
import io.levin.schema.ddl.SchemaBuilder;
import io.levin.schema.ddl.Statement;
import io.levin.schema.ddl.Statements;
import io.levin.schema.sql.SqlMode;
import io.levin.schema.sql.SqlSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** CREATE, DROP, ALTER, TRUNCATE, RENAME. Each commits an open transaction first, as in MySQL. */
final class DdlCommand {
  private final Session session;
  private final Server server;
  private final Catalog catalog;

  DdlCommand(Session session) {
    this.session = session;
    this.server = session.server();
    this.catalog = server.catalog();
  }

  Outcome run(Tokens in) {
    session.commit();
    if (in.is("RENAME", "TABLE")) {
      return rename(in);
    }
    if (in.is("ALTER", "TABLE") && in.rest().toUpperCase(Locale.ROOT).contains("TIFLASH")) {
      return new AlterCommand(session).tiflashReplica(in);
    }
    if (in.is("ALTER", "DATABASE") || in.is("ALTER", "SCHEMA")) {
      throw SqlError.unsupported("ALTER DATABASE");
    }
    String sql = in.rest();
    try {
      Statement statement = Statements.parse(sql, SqlMode.of(session.variables().get("sql_mode")));
      return run(statement, in);
    } catch (SqlSyntaxException e) {
      throw syntax(sql, e.offset());
    } catch (DdlException e) {
      throw new SqlError(e.code(), e.getMessage(), e);
    }
  }

  /** At the word that begins there. */
  private static SqlError syntax(String sql, int offset) {
    int start = Math.min(offset, sql.length());
    int end = start;
    while (end < sql.length() && Character.isJavaIdentifierPart(sql.charAt(end))) {
      end++;
    }
    int before = sql.substring(0, start).getBytes(StandardCharsets.UTF_8).length;
    int length = sql.substring(start, end).getBytes(StandardCharsets.UTF_8).length;
    byte[] all = sql.getBytes(StandardCharsets.UTF_8);
    return SqlError.syntax(all, before, Math.min(all.length, before + Math.max(length, 1)));
  }

  private Outcome run(Statement statement, Tokens in) {
    if (statement instanceof Statement.CreateDatabase s) {
      return createDatabase(s);
    } else if (statement instanceof Statement.DropDatabase s) {
      return dropDatabase(s);
    } else if (statement instanceof Statement.CreateTable s) {
      return createTable(s);
    } else if (statement instanceof Statement.CreateView s) {
      return new ViewCommand(session).create(s);
    } else if (statement instanceof Statement.DropTable s) {
      return drop(s.names(), s.ifExists(), false);
    } else if (statement instanceof Statement.DropView s) {
      return drop(s.names(), s.ifExists(), true);
    } else if (statement instanceof Statement.TruncateTable s) {
      return truncate(s);
    } else if (statement instanceof Statement.AlterTable s) {
      return new AlterCommand(session).run(s);
    }
    throw SqlError.unsupported(in.peek().text() + " " + in.peek(1).text());
  }

  private Outcome createDatabase(Statement.CreateDatabase s) {
    if (catalog.database(s.name()).isPresent() || Session.isInformationSchema(s.name())) {
      String message = "Can't create database '" + s.name() + "'; database exists";
      if (s.ifNotExists()) {
        session.note(1007, message);
        return Outcome.Done.NOTHING;
      }
      throw new SqlError(1007, message);
    }
    Charsets.Pair text = Charsets.of(s.charset(), s.collate(), server.options().newCollation());
    catalog.createDatabase(s.name(), text.charset(), text.collate());
    return Outcome.Done.NOTHING;
  }

  private Outcome dropDatabase(Statement.DropDatabase s) {
    if (catalog.database(s.name()).isEmpty()) {
      String message = "Can't drop database '" + s.name() + "'; database doesn't exist";
      if (s.ifExists()) {
        return Outcome.Done.NOTHING; // without a note, other than for a table
      }
      throw new SqlError(1008, message);
    }
    Database database = catalog.requireDatabase(s.name());
    if (List.of("mysql", "information_schema").contains(s.name().toLowerCase(Locale.ROOT))) {
      throw new SqlError(1105, "Drop '" + s.name() + "' database is forbidden");
    }
    List<TableInfo> tables = new ArrayList<>(database.tables());
    catalog.dropDatabase(database);
    tables.forEach(this::awaitUnused);
    if (database.name().equalsIgnoreCase(session.databaseOrNull())) {
      session.leaveDatabase();
    }
    return Outcome.Done.NOTHING;
  }

  private Outcome createTable(Statement.CreateTable s) {
    if (s.temporary()) {
      throw SqlError.unsupported("CREATE TEMPORARY TABLE");
    }
    TableName name = own(s.name());
    Database database = catalog.requireDatabase(session.schemaOf(name));
    SchemaBuilder builder = new SchemaBuilder(session.ddlOptions(database));
    TableInfo table;
    synchronized (catalog) { // two sessions may create the same table
      if (database.table(name.table()).isPresent()) {
        return exists(database, name.table(), s.ifNotExists());
      }
      table =
          s.like() == null
              ? create(builder, s)
              : builder.like(session.table(own(s.like())), name.table(), this::newId);
      seedIds(database, table);
      catalog.putTable(database, stamped(table));
    }
    if (!database.name().equals("mysql")) {
      split(table);
      Statistics.created(session, table);
    }
    return Outcome.Done.NOTHING;
  }

  private TableInfo create(SchemaBuilder builder, Statement.CreateTable s) {
    int version = server.cluster().options().version().tableInfoVersion();
    return builder.create(s, this::newId).toBuilder().version(version).build();
  }

  private Outcome exists(Database database, String table, boolean ifNotExists) {
    String message = "Table '" + database.name() + "." + table + "' already exists";
    if (!ifNotExists) {
      throw new SqlError(1050, message);
    }
    session.note(1050, message);
    return Outcome.Done.NOTHING;
  }

  private long newId() {
    return catalog.takeIds(1);
  }

  private TableInfo stamped(TableInfo table) {
    return table.toBuilder().updateTimestamp(server.cluster().newTimestamp()).build();
  }

  /** Ids begin where the options of the table say. */
  private void seedIds(Database database, TableInfo table) {
    AutoIds ids = catalog.autoIds();
    if (table.autoIncId() > 1) {
      AutoIdKind kind = AutoIds.autoIncrementOf(table);
      ids.alter(database.id(), table.id(), kind, table.autoIncId(), false);
    }
    if (table.autoRandId() > 1) {
      ids.alter(database.id(), table.id(), AutoIdKind.AUTO_RANDOM, table.autoRandId(), false);
    }
  }

  /** Each physical table begins a region, as TiDB's {@code split-table} does. */
  private void split(TableInfo table) {
    for (long id : RegionRows.physicalIds(table)) {
      server.cluster().splitTable(RegionRows.tablePrefix(id));
      int regions = 1 << table.preSplitRegions();
      for (int i = 1; i < regions && table.shardRowIdBits() > 0; i++) {
        long handle = (long) i << (63 - table.preSplitRegions());
        server.cluster().splitTable(RegionRows.recordKey(id, handle));
      }
    }
  }

  private Outcome drop(List<io.levin.schema.ddl.TableName> names, boolean ifExists, boolean views) {
    List<String> missing = new ArrayList<>();
    List<TableInfo> dropped = new ArrayList<>();
    for (io.levin.schema.ddl.TableName given : names) {
      TableName name = own(given);
      String schema = session.schemaOf(name);
      Database database = catalog.database(schema).orElse(null);
      TableInfo table = database == null ? null : database.table(name.table()).orElse(null);
      if (table != null && views && !table.isView()) {
        throw new SqlError(1347, "'" + schema + "." + table.name() + "' is not VIEW");
      }
      if (table == null || table.isView() != views) {
        missing.add(schema + "." + name.table());
      } else {
        catalog.dropTable(database, table);
        dropped.add(table);
      }
    }
    dropped.forEach(this::awaitUnused);
    if (!missing.isEmpty()) {
      String message = "Unknown table '" + String.join(",", missing) + "'";
      if (!ifExists) {
        throw new SqlError(1051, message);
      }
      session.note(1051, message);
    }
    return Outcome.Done.NOTHING;
  }

  private Outcome truncate(Statement.TruncateTable s) {
    TableName name = own(s.name());
    TableInfo old = session.table(name);
    if (old.isView()) {
      throw Catalog.noSuchTable(session.schemaOf(name), name.table());
    }
    Database database = catalog.requireDatabase(session.schemaOf(name));
    TableInfo fresh = old.toBuilder().id(newId()).autoIncId(0).autoIdSchemaId(0).build();
    if (old.partition() != null) {
      fresh = fresh.toBuilder().partition(withNewIds(old.partition())).build();
    }
    catalog.replaceTable(database, old, stamped(fresh));
    split(fresh);
    Statistics.created(session, fresh);
    awaitUnused(old);
    return Outcome.Done.NOTHING;
  }

  private PartitionInfo withNewIds(PartitionInfo p) {
    List<PartitionDefinition> definitions = new ArrayList<>();
    for (PartitionDefinition d : p.definitions()) {
      definitions.add(
          new PartitionDefinition(
              newId(), d.name(), d.lessThan(), d.inValues(), d.policyRefInfo(), d.comment()));
    }
    return new PartitionInfo(
        p.type(),
        p.expr(),
        p.columns(),
        p.enable(),
        p.emptyColumns(),
        definitions,
        p.addingDefinitions(),
        p.droppingDefinitions(),
        p.states(),
        p.num(),
        p.ddlState(),
        p.newTableId(),
        p.ddlChangedIndex());
  }

  private Outcome rename(Tokens in) {
    in.expect("RENAME", "TABLE");
    do {
      TableName from = in.tableName();
      in.expect("TO");
      rename(from, in.tableName());
    } while (in.acceptSymbol(","));
    in.expectEnd();
    return Outcome.Done.NOTHING;
  }

  /** Moves a table; its rows keep their keys, and its allocators stay in the old database. */
  void rename(TableName from, TableName to) {
    TableInfo old = session.table(from);
    Database source = catalog.requireDatabase(session.schemaOf(from));
    Database target = catalog.requireDatabase(session.schemaOf(to));
    if (target.table(to.table()).filter(t -> t.id() != old.id()).isPresent()) {
      exists(target, to.table(), false);
    }
    TableInfo renamed = old.toBuilder().name(to.table()).build();
    if (source == target) {
      catalog.replaceTable(source, old, stamped(renamed));
    } else {
      long ids = AutoIdRows.schemaId(source, old);
      catalog.moveTable(
          source, old, target, stamped(renamed.toBuilder().autoIdSchemaId(ids).build()));
    }
    awaitUnused(old);
  }

  /** Waits for the transactions that still use the table, as TiDB's metadata lock does. */
  void awaitUnused(TableInfo table) {
    try {
      server.transactions().tableUse().awaitUnused(table.id(), null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SqlError(1317, "Query execution was interrupted", e);
    }
  }

  static TableName own(io.levin.schema.ddl.TableName name) {
    return new TableName(name.schema().isEmpty() ? null : name.schema(), name.name());
  }
}
