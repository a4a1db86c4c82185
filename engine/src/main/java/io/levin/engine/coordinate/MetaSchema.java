package io.levin.engine.coordinate;

import io.levin.schema.Identifiers;
import io.levin.tidb.TidbClient;
import java.sql.SQLException;
import java.util.List;

/**
 * A schema of the target in which instances keep rows for each other: the metadata's, or Levin's
 * own beside it. Thread-safe.
 */
public final class MetaSchema {
  private final TidbClient tidb;
  private final String name;

  /** The schema of this name, which need not be there. */
  public MetaSchema(TidbClient tidb, String name) {
    this.tidb = tidb;
    this.name = name;
  }

  /** Levin's own schema beside that of the metadata. */
  public static MetaSchema besides(TidbClient tidb, String metaSchema) {
    return new MetaSchema(tidb, metaSchema + "_levin");
  }

  /** The quoted, qualified name of a table in it. */
  public String qualified(String table) {
    return Identifiers.qualified(name, table);
  }

  /** Makes it if it is not there. */
  public void create() throws SQLException {
    tidb.execute("CREATE DATABASE IF NOT EXISTS " + Identifiers.quote(name));
  }

  /** The names of its tables; none where it is not there. */
  public List<String> tables() throws SQLException {
    return tidb.query(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = '"
            + name.replace("\\", "\\\\").replace("'", "''")
            + "'",
        row -> row.getString(1));
  }

  /**
   * Drops it if nothing is in it.
   *
   * @return the tables for which it stays
   */
  public List<String> dropIfEmpty() throws SQLException {
    List<String> left = tables();
    if (left.isEmpty()) {
      tidb.execute("DROP DATABASE IF EXISTS " + Identifiers.quote(name));
    }
    return left;
  }
}
