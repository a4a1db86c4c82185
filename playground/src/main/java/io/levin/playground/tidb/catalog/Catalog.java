package io.levin.playground.tidb.catalog;

import io.levin.kv.TableRanges;
import io.levin.playground.Cluster;
import io.levin.playground.storage.Change;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.Identifiers;
import io.levin.schema.SchemaJson;
import io.levin.schema.TableInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * All databases. Reads are thread-safe and see each change whole; changes go one at a time and are
 * in the cluster when they return.
 */
public final class Catalog {
  /** Where ids begin, so that tables have ids as in a new TiDB. */
  private static final long FIRST_ID = 100;

  private static final byte[] NEXT_ID = MetaKeys.string("NextGlobalID");
  private static final byte[] VERSION = MetaKeys.string("SchemaVersionKey");

  private final Cluster cluster;
  private final AutoIds autoIds;
  private final ConcurrentSkipListMap<String, Database> databases = new ConcurrentSkipListMap<>();
  private final Set<Long> everyTableId = ConcurrentHashMap.newKeySet();

  /** Reads what the cluster has. */
  public Catalog(Cluster cluster) {
    this.cluster = cluster;
    this.autoIds = new AutoIds(cluster);
    load();
  }

  /** The allocators of all tables. */
  public AutoIds autoIds() {
    return autoIds;
  }

  /** All databases, by name. */
  public Collection<Database> databases() {
    return databases.values();
  }

  /** The ids in the keys of all tables and partitions, dropped ones too: their rows stay. */
  public Set<Long> everyTableId() {
    return Set.copyOf(everyTableId);
  }

  /** The database of that name in any case. */
  public Optional<Database> database(String name) {
    return Optional.ofNullable(databases.get(Identifiers.lower(name)));
  }

  /** The database of that name; 1049 if there is none. */
  public Database requireDatabase(String name) {
    return database(name).orElseThrow(() -> new SqlError(1049, "Unknown database '" + name + "'"));
  }

  /** The table of that name; 1049 or 1146 if there is none. */
  public TableInfo requireTable(String schema, String table) {
    return database(schema)
        .flatMap(d -> d.table(table))
        .orElseThrow(() -> noSuchTable(schema, table));
  }

  /** 1146. */
  public static SqlError noSuchTable(String schema, String table) {
    return new SqlError(1146, "Table '" + schema + "." + table + "' doesn't exist");
  }

  /** Counts all changes. */
  public long schemaVersion() {
    return number(VERSION, 0);
  }

  /** Ids for databases, tables and partitions; returns the first of so many. */
  public synchronized long takeIds(int count) {
    long last = number(NEXT_ID, FIRST_ID);
    cluster.writer().put(NEXT_ID, digits(last + count));
    return last + 1;
  }

  /** Adds a database. */
  public synchronized Database createDatabase(String name, String charset, String collate) {
    Database database = new Database(takeIds(1), name, charset, collate);
    write(List.of(new Change(MetaKeys.database(database.id()), DatabaseJson.write(database))));
    databases.put(Identifiers.lower(name), database);
    return database;
  }

  /** Adds a table, or replaces the one with the same id. */
  public synchronized void putTable(Database database, TableInfo table) {
    replaceTable(database, null, table);
  }

  /**
   * Puts a table where another was: renamed, changed or truncated.
   *
   * @param old what goes, null for nothing
   */
  public synchronized void replaceTable(Database database, TableInfo old, TableInfo table) {
    List<Change> changes = new ArrayList<>();
    if (old != null && old.id() != table.id()) {
      changes.add(new Change(MetaKeys.table(database.id(), old.id()), null));
    }
    changes.add(
        new Change(
            MetaKeys.table(database.id(), table.id()),
            SchemaJson.write(table).getBytes(StandardCharsets.UTF_8)));
    write(changes);
    everyTableId.addAll(TableRanges.physicalIds(table));
    if (old != null && !old.lowerName().equals(table.lowerName())) {
      database.remove(old);
    }
    database.put(table);
  }

  /** Moves a table to another database; its allocators stay where they are. */
  public synchronized void moveTable(
      Database from, TableInfo old, Database target, TableInfo table) {
    write(
        List.of(
            new Change(MetaKeys.table(from.id(), old.id()), null),
            new Change(
                MetaKeys.table(target.id(), table.id()),
                SchemaJson.write(table).getBytes(StandardCharsets.UTF_8))));
    from.remove(old);
    target.put(table);
  }

  /** Removes a table's definition. */
  public synchronized void dropTable(Database database, TableInfo table) {
    write(List.of(new Change(MetaKeys.table(database.id(), table.id()), null)));
    database.remove(table);
  }

  /** Removes a database with all definitions in it. */
  public synchronized void dropDatabase(Database database) {
    List<Change> changes = new ArrayList<>();
    for (TableInfo table : database.tables()) {
      changes.add(new Change(MetaKeys.table(database.id(), table.id()), null));
    }
    changes.add(new Change(MetaKeys.database(database.id()), null));
    write(changes);
    databases.remove(Identifiers.lower(database.name()));
  }

  private void load() {
    long ts = cluster.newTimestamp();
    cluster
        .reader()
        .scan(
            MetaKeys.hashStart("DBs"),
            MetaKeys.hashEnd("DBs"),
            ts,
            (key, value) -> {
              Database database = DatabaseJson.read(value);
              databases.put(Identifiers.lower(database.name()), database);
              return true;
            });
    for (Database database : databases.values()) {
      String hash = "DB:" + database.id();
      cluster
          .reader()
          .scan(
              MetaKeys.hashStart(hash),
              MetaKeys.hashEnd(hash),
              ts,
              (key, value) -> {
                if (value.length > 0 && value[0] == '{') {
                  TableInfo table = SchemaJson.readTable(new String(value, StandardCharsets.UTF_8));
                  everyTableId.addAll(TableRanges.physicalIds(table));
                  database.put(table);
                }
                return true;
              });
    }
  }

  private void write(List<Change> changes) {
    List<Change> all = new ArrayList<>(changes);
    all.add(new Change(VERSION, digits(schemaVersion() + 1)));
    cluster.writer().write(all);
  }

  private long number(byte[] key, long otherwise) {
    byte[] value = cluster.reader().get(key, cluster.newTimestamp());
    return value == null ? otherwise : Long.parseLong(new String(value, StandardCharsets.US_ASCII));
  }

  private static byte[] digits(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }
}
