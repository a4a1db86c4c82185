package io.levin.source;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.source.DumpScan.Found;
import io.levin.source.route.TableRouter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Sorts the files of a dump into databases, tables and views of the target. */
final class DumpLayout {
  private final TableRouter router;
  private final boolean caseSensitive;
  private final List<String> warnings;

  private final Map<String, Database> databases = new LinkedHashMap<>();

  /** Databases of the source from which a table was moved. */
  private final Set<String> movedFrom = new HashSet<>();

  private final Set<String> warned = new HashSet<>();

  DumpLayout(TableRouter router, boolean caseSensitive, List<String> warnings) {
    this.router = router;
    this.caseSensitive = caseSensitive;
    this.warnings = warnings;
  }

  private static final class Database {
    private final String name;
    private DumpFile schemaFile;
    private final Map<String, Table> tables = new LinkedHashMap<>();

    /** Whether a routed file landed or stayed here. */
    private boolean used;

    Database(String name) {
      this.name = name;
    }
  }

  private static final class Table {
    private final String name;
    private String spelledSchema;
    private String spelledName;
    private DumpFile schemaFile;
    private DumpFile viewFile;
    private final List<DumpFile> dataFiles = new ArrayList<>();

    Table(String name) {
      this.name = name;
    }
  }

  List<DumpDatabase> arrange(
      List<Found> databaseSchemas,
      List<Found> tableSchemas,
      List<Found> viewSchemas,
      List<Found> data) {
    for (Found found : databaseSchemas) {
      addDatabase(found);
    }
    for (Found found : tableSchemas) {
      Table table = place(found);
      table.schemaFile = onlyOne(table.schemaFile, table, found, "invalid table schema file");
    }
    for (Found found : viewSchemas) {
      Table view = place(found);
      view.viewFile = onlyOne(view.viewFile, view, found, "invalid view schema file");
    }
    for (Found found : data) {
      TableRouter.Target target = router.route(found.schema(), found.table());
      place(found, target).dataFiles.add(withConstants(found.file(), target));
    }
    List<DumpDatabase> result = new ArrayList<>();
    for (Map.Entry<String, Database> entry : databases.entrySet()) {
      boolean emptied = movedFrom.contains(entry.getKey()) && !entry.getValue().used;
      if (!emptied) {
        result.add(finish(entry.getValue()));
      }
    }
    return result;
  }

  private void addDatabase(Found found) {
    Database database = database(found.schema());
    if (database.schemaFile == null) {
      database.schemaFile = found.file();
    } else if (router.isEmpty() && database.name.equals(found.schema())) {
      throw new ImportException(
          ErrorCode.INVALID_SCHEMA_FILE,
          "invalid database schema file, duplicated item - " + found.file().path(),
          "the first one is " + database.schemaFile.path());
    }
  }

  /** The first schema file counts; a second one is only expected of shards that are merged. */
  private DumpFile onlyOne(DumpFile first, Table table, Found found, String fault) {
    if (first == null) {
      table.spelledSchema = found.schema();
      table.spelledName = found.table();
      return found.file();
    }
    boolean sameName =
        found.schema().equals(table.spelledSchema) && found.table().equals(table.spelledName);
    if (router.isEmpty() && sameName) {
      throw new ImportException(
          ErrorCode.INVALID_SCHEMA_FILE,
          fault + ", duplicated item - " + found.file().path(),
          "the first one is " + first.path());
    }
    return first;
  }

  private Table place(Found found) {
    return place(found, router.route(found.schema(), found.table()));
  }

  private Table place(Found found, TableRouter.Target target) {
    Database source = databases.get(folded(found.schema()));
    Database database = databases.get(folded(target.schema()));
    if (database == null) {
      database = database(target.schema());
      // A database that is only a target gets the schema of the first one moved to it.
      database.schemaFile = source == null ? null : source.schemaFile;
    }
    database.used = true;
    if (database != source && source != null) {
      movedFrom.add(folded(found.schema()));
    }
    Table table =
        database.tables.computeIfAbsent(folded(target.table()), key -> new Table(target.table()));
    boolean respelled =
        !table.name.equals(target.table()) || !database.name.equals(target.schema());
    if (respelled && warned.add(target.schema() + "." + target.table())) {
      warnings.add(
          "file '"
              + found.file().path()
              + "' spells the table `"
              + target.schema()
              + "`.`"
              + target.table()
              + "`, others `"
              + database.name
              + "`.`"
              + table.name
              + "`; all are taken for one table");
    }
    return table;
  }

  private Database database(String name) {
    return databases.computeIfAbsent(folded(name), key -> new Database(name));
  }

  private static DumpFile withConstants(DumpFile file, TableRouter.Target target) {
    return new DumpFile(
        file.path(),
        file.type(),
        file.compression(),
        file.key(),
        file.size(),
        file.realSize(),
        target.constants());
  }

  private static DumpDatabase finish(Database database) {
    List<DumpTable> tables = new ArrayList<>();
    List<DumpView> views = new ArrayList<>();
    for (Table table : database.tables.values()) {
      boolean placeholder = table.viewFile != null && table.dataFiles.isEmpty();
      if (table.viewFile != null) {
        views.add(view(database, table, placeholder));
      }
      if (!placeholder) {
        table.dataFiles.sort(Comparator.comparing(DumpFile::key, DumpLayout::compareAsBytes));
        tables.add(new DumpTable(database.name, table.name, table.schemaFile, table.dataFiles));
      }
    }
    tables.sort(Comparator.comparingLong(DumpTable::realSize));
    return new DumpDatabase(database.name, database.schemaFile, tables, views);
  }

  private static DumpView view(Database database, Table table, boolean placeholder) {
    if (table.schemaFile == null && table.dataFiles.isEmpty()) {
      throw new ImportException(
          ErrorCode.INVALID_SCHEMA_FILE,
          "invalid view schema file, miss host table schema for view '" + table.name + "'",
          "add the file with the placeholder table that Dumpling writes for each view, or leave "
              + table.viewFile.path()
              + " out");
    }
    return new DumpView(
        database.name, table.name, table.viewFile, placeholder ? table.schemaFile : null);
  }

  private static int compareAsBytes(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // Surrogates stand for code points above all others, though their values do not.
        boolean xSurrogate = Character.isSurrogate(x);
        return xSurrogate == Character.isSurrogate(y)
            ? Character.compare(x, y)
            : xSurrogate ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private String folded(String name) {
    return caseSensitive ? name : name.toLowerCase(Locale.ROOT);
  }
}
