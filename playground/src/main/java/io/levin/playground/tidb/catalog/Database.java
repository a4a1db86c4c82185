package io.levin.playground.tidb.catalog;

import io.levin.schema.Identifiers;
import io.levin.schema.TableInfo;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** A database and its tables. Reads are thread-safe; only {@link Catalog} changes it. */
public final class Database {
  private final long id;
  private final String name;
  private final String charset;
  private final String collate;
  private final ConcurrentSkipListMap<String, TableInfo> tables = new ConcurrentSkipListMap<>();

  Database(long id, String name, String charset, String collate) {
    this.id = id;
    this.name = name;
    this.charset = charset;
    this.collate = collate;
  }

  /** Its id. */
  public long id() {
    return id;
  }

  /** Its name as it was written. */
  public String name() {
    return name;
  }

  /** The character set of tables that say none. */
  public String charset() {
    return charset;
  }

  /** The collation of tables that say none. */
  public String collate() {
    return collate;
  }

  /** All tables and views, by name. */
  public Collection<TableInfo> tables() {
    return tables.values();
  }

  /** The table or view of that name in any case. */
  public Optional<TableInfo> table(String tableName) {
    return Optional.ofNullable(tables.get(Identifiers.lower(tableName)));
  }

  void put(TableInfo table) {
    tables.put(table.lowerName(), table);
  }

  void remove(TableInfo table) {
    tables.remove(table.lowerName());
  }
}
