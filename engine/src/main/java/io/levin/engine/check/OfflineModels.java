package io.levin.engine.check;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.config.Config;
import io.levin.schema.CharacterSet;
import io.levin.schema.Collation;
import io.levin.schema.Identifiers;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.DdlException;
import io.levin.schema.ddl.DdlOptions;
import io.levin.schema.ddl.SchemaBuilder;
import io.levin.schema.ddl.Statement;
import io.levin.schema.ddl.Statements;
import io.levin.schema.sql.SqlMode;
import io.levin.schema.sql.SqlSyntaxException;
import io.levin.source.DumpDatabase;
import io.levin.source.DumpTable;
import io.levin.source.ddl.SchemaCharset;
import io.levin.source.ddl.SchemaFiles;
import io.levin.storage.Storage;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Table models from the dump's own CREATE TABLE, as a new TiDB 8.5 with default settings would make
 * them. Thread-safe.
 */
final class OfflineModels {
  private final SchemaFiles files;
  private final SqlMode sqlMode;
  private final ZoneId zone;
  private final AtomicLong ids = new AtomicLong(100);
  private final Map<String, DdlOptions> databases = new ConcurrentHashMap<>();

  OfflineModels(Storage storage, Config config, ZoneId zone) {
    this.files = new SchemaFiles(storage, SchemaCharset.ofName(config.mydumper().characterSet()));
    this.sqlMode = SqlMode.of(config.tidb().sqlMode());
    this.zone = zone;
  }

  /**
   * The model of a table; empty where the dump does not define it.
   *
   * @throws ImportException when the definition cannot be read or TiDB would refuse it
   */
  Optional<TableInfo> of(DumpDatabase database, DumpTable table) {
    if (table.schemaFile() == null) {
      return Optional.empty();
    }
    DdlOptions options = databases.computeIfAbsent(database.name(), name -> options(database));
    for (String sql : files.table(table.schemaFile(), table.schema(), table.name())) {
      try {
        if (Statements.parse(sql, sqlMode) instanceof Statement.CreateTable create) {
          return create.definition() == null
              ? Optional.empty()
              : Optional.of(new SchemaBuilder(options).create(create, ids::incrementAndGet));
        }
      } catch (SqlSyntaxException | DdlException e) {
        throw refused(table, e);
      }
    }
    return Optional.empty();
  }

  private DdlOptions options(DumpDatabase database) {
    DdlOptions options = DdlOptions.defaults(database.name()).withSqlMode(sqlMode).withZone(zone);
    if (database.schemaFile() == null) {
      return options;
    }
    for (String sql : files.database(database.schemaFile(), database.name())) {
      if (parsed(sql) instanceof Statement.CreateDatabase create) {
        return withCharset(options, create.charset(), create.collate());
      }
    }
    return options;
  }

  private Statement parsed(String sql) {
    try {
      return Statements.parse(sql, sqlMode);
    } catch (SqlSyntaxException e) {
      // What TiDB says to it, the import says; tables can be checked with the defaults.
      return new Statement.Other("");
    }
  }

  private static DdlOptions withCharset(DdlOptions options, String charset, String collate) {
    if (!collate.isEmpty()) {
      return Collation.byName(collate)
          .map(known -> options.withCharset(known.charset(), collate))
          .orElse(options);
    }
    return CharacterSet.byName(charset)
        .map(known -> options.withCharset(known.sqlName(), known.defaultCollation(true)))
        .orElse(options);
  }

  private static ImportException refused(DumpTable table, RuntimeException e) {
    return new ImportException(
        ErrorCode.CREATE_SCHEMA,
        "create schema failed, table: "
            + Identifiers.qualified(table.schema(), table.name())
            + ": schema file "
            + table.schemaFile().path()
            + ": "
            + e.getMessage(),
        "correct the schema file, or create the table in TiDB first",
        e);
  }
}
