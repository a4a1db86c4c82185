package io.levin.engine.target;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Step;
import io.levin.config.Config;
import io.levin.engine.log.Task;
import io.levin.schema.Identifiers;
import io.levin.schema.TableInfo;
import io.levin.source.Dump;
import io.levin.source.DumpDatabase;
import io.levin.source.DumpTable;
import io.levin.source.DumpView;
import io.levin.source.ddl.SchemaCharset;
import io.levin.source.ddl.SchemaFiles;
import io.levin.storage.Storage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the databases, tables and views of a dump through TiDB, as far as they are not there, and
 * reads the table models back from TiDB's status port.
 */
public final class SchemaCreation {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaCreation.class);
  private static final int MAX_CONNECTIONS = 8;

  private final TargetCluster target;
  private final Config config;
  private final SchemaFiles files;
  private final Parallel parallel;
  private final Cancellation cancellation;

  /** Runs many statements at a time through the given executor. */
  public SchemaCreation(
      TargetCluster target, Storage storage, Parallel parallel, Cancellation cancellation) {
    this.target = target;
    this.config = target.config();
    this.files = new SchemaFiles(storage, SchemaCharset.ofName(config.mydumper().characterSet()));
    this.parallel = parallel;
    this.cancellation = cancellation;
  }

  /**
   * Makes what is missing.
   *
   * @return the models of all tables, by their quoted, qualified names as the dump spells them
   */
  public Map<String, TableInfo> run(Dump dump) {
    Task task = Task.start(LOG, "restore all schema");
    try {
      boolean execute = !config.mydumper().noSchema();
      Map<String, Map<String, TableInfo>> existing = new HashMap<>();
      for (DumpDatabase database : dump.databases()) {
        if (execute) {
          createDatabase(database);
        }
        existing.put(database.name(), tablesOf(database.name()));
      }
      if (execute) {
        createTables(dump, existing);
        createViews(dump, existing);
      }
      Map<String, TableInfo> models = models(dump);
      task.completed();
      return models;
    } catch (RuntimeException e) {
      task.failed(e);
      throw e;
    }
  }

  private void createDatabase(DumpDatabase database) {
    List<String> statements = new ArrayList<>();
    if (database.schemaFile() != null) {
      statements.addAll(files.database(database.schemaFile(), database.name()));
    }
    if (statements.isEmpty()) {
      statements.add("CREATE DATABASE IF NOT EXISTS " + Identifiers.quote(database.name()));
    }
    execute(Identifiers.quote(database.name()), statements);
  }

  private void createTables(Dump dump, Map<String, Map<String, TableInfo>> existing) {
    List<Runnable> steps = new ArrayList<>();
    for (DumpDatabase database : dump.databases()) {
      Map<String, TableInfo> there = existing.get(database.name());
      for (DumpTable table : database.tables()) {
        if (!there.containsKey(Identifiers.lower(table.name())) && table.schemaFile() != null) {
          steps.add(() -> createTable(table));
        }
      }
    }
    parallel.runAll(steps, Math.min(MAX_CONNECTIONS, 2 * config.lightning().regionConcurrency()));
  }

  private void createTable(DumpTable table) {
    cancellation.throwIfCancelled();
    execute(
        Identifiers.qualified(table.schema(), table.name()),
        files.table(table.schemaFile(), table.schema(), table.name()));
  }

  private void createViews(Dump dump, Map<String, Map<String, TableInfo>> existing) {
    for (DumpDatabase database : dump.databases()) {
      for (DumpView view : database.views()) {
        TableInfo there = existing.get(database.name()).get(Identifiers.lower(view.name()));
        if (there != null && there.isView()) {
          continue;
        }
        execute(Identifiers.qualified(view.schema(), view.name()), files.view(view));
      }
    }
  }

  /** The models of all tables as they are now, by their quoted, qualified names. */
  public Map<String, TableInfo> models(Dump dump) {
    Map<String, TableInfo> models = new ConcurrentHashMap<>();
    List<String> missing = new ArrayList<>();
    for (DumpDatabase database : dump.databases()) {
      if (database.tables().isEmpty()) {
        continue;
      }
      Map<String, TableInfo> tables = tablesOf(database.name());
      for (DumpTable table : database.tables()) {
        String name = Identifiers.qualified(table.schema(), table.name());
        TableInfo info = tables.get(Identifiers.lower(table.name()));
        if (info != null) {
          models.put(name, info);
        } else if (!table.dataFiles().isEmpty()) {
          missing.add(name);
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new ImportException(
          ErrorCode.SCHEMA_NOT_EXISTS,
          "table " + String.join(", ", missing) + " schema not found",
          "add a schema file to the dump or create the table in TiDB first");
    }
    return models;
  }

  private Map<String, TableInfo> tablesOf(String database) {
    Map<String, TableInfo> tables = new HashMap<>();
    try {
      target.status().tables(database).forEach(t -> tables.put(t.lowerName(), t));
    } catch (ImportException e) {
      if (e.code() != ErrorCode.SCHEMA_NOT_EXISTS) {
        throw e;
      }
      // No database yet: no tables. Whoever needs one of them says so.
      LOG.atDebug().addKeyValue("database", database).log("database is not there");
    }
    return tables;
  }

  private void execute(String name, List<String> statements) {
    try {
      target.tidb().execute(statements);
      Step.SCHEMA_CREATED.pass();
    } catch (SQLException e) {
      throw new ImportException(
          ErrorCode.CREATE_SCHEMA,
          "create schema failed, table: "
              + name
              + ", stmt: "
              + shortened(String.join(" ", statements))
              + ": Error "
              + e.getErrorCode()
              + " ("
              + e.getSQLState()
              + "): "
              + e.getMessage(),
          "correct the schema file, or create it in TiDB first",
          e);
    }
  }

  private static String shortened(String sql) {
    return sql.length() <= 1024 ? sql : sql.substring(0, 1024) + "…";
  }
}
