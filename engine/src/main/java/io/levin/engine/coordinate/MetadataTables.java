package io.levin.engine.coordinate;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Step;
import io.levin.schema.Identifiers;
import io.levin.tidb.TidbClient;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema of the metadata: making it, finding out which generation is in use, dropping it. Only
 * tables that are known are dropped, and the schema only when nothing else is in it. Thread-safe.
 */
final class MetadataTables {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataTables.class);
  private static final String TABLE_META = "table_meta";
  private static final String TABLE_META_DEFINITION =
      "task_id BIGINT(20) UNSIGNED, "
          + "table_id BIGINT(64) NOT NULL, "
          + "table_name VARCHAR(64) NOT NULL, "
          + "row_id_base BIGINT(20) NOT NULL DEFAULT 0, "
          + "row_id_max BIGINT(20) NOT NULL DEFAULT 0, "
          + "total_kvs_base BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, "
          + "total_bytes_base BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, "
          + "checksum_base BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, "
          + "total_kvs BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, "
          + "total_bytes BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, "
          + "checksum BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, "
          + "status VARCHAR(32) NOT NULL, "
          + "has_duplicates BOOL NOT NULL DEFAULT 0, "
          + "PRIMARY KEY (table_id, task_id)";

  private final TidbClient tidb;
  private final String schema;
  private final Generation generation;

  private MetadataTables(TidbClient tidb, String schema, Generation generation) {
    this.tidb = tidb;
    this.schema = schema;
    this.generation = generation;
  }

  /**
   * Finds out which generation the tables that are there belong to.
   *
   * @param compat {@code auto}, or the generation to use
   * @throws ImportException when tasks of two generations are under way, or the configured one is
   *     not that of the tasks under way
   */
  static MetadataTables find(TidbClient tidb, String schema, String compat) throws SQLException {
    Generation found = unfinished(tidb, schema, "task_meta_v2") ? Generation.V7 : null;
    Generation old = unfinished(tidb, schema, "task_meta") ? oldShape(tidb, schema) : null;
    if (found != null && old != null) {
      throw mixed(schema, "tasks of two generations (" + old.text() + " and 7.x) are not finished");
    }
    found = found != null ? found : old;
    Generation wanted = Generation.named(compat);
    if (wanted != null && found != null && wanted != found) {
      throw mixed(
          schema,
          "tasks of generation "
              + found.text()
              + " are not finished, but levin.meta-compat is '"
              + compat
              + "'");
    }
    Generation used = wanted != null ? wanted : found != null ? found : Generation.V7;
    if (used != Generation.V7) {
      LOG.atInfo()
          .addKeyValue("generation", used.text())
          .log("the metadata tables of an older version are used");
    }
    return new MetadataTables(tidb, schema, used);
  }

  private static ImportException mixed(String schema, String problem) {
    return new ImportException(
        ErrorCode.INIT_META_MANAGER,
        "init meta manager error: in schema " + Identifiers.quote(schema) + ", " + problem,
        "let those imports finish, or remove what is left of them (levin meta status, levin meta"
            + " forget), or set levin.meta-compat to their generation");
  }

  private static Generation oldShape(TidbClient tidb, String schema) throws SQLException {
    Set<String> columns = columns(tidb, schema, "task_meta");
    if (columns.contains("cluster_avail")) {
      return Generation.V6;
    }
    return columns.contains("state") ? Generation.V5_3 : Generation.V5_1;
  }

  private static boolean unfinished(TidbClient tidb, String schema, String table)
      throws SQLException {
    return exists(tidb, schema, table)
        && !tidb.query(
                "SELECT task_id FROM "
                    + Identifiers.qualified(schema, table)
                    + " WHERE status NOT IN ('skip_switch', 'switched') LIMIT 1",
                row -> 1)
            .isEmpty();
  }

  private static boolean exists(TidbClient tidb, String schema, String table) throws SQLException {
    return !columns(tidb, schema, table).isEmpty();
  }

  private static Set<String> columns(TidbClient tidb, String schema, String table)
      throws SQLException {
    return tidb
        .query(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = "
                + text(schema)
                + " AND table_name = "
                + text(table),
            row -> row.getString(1).toLowerCase(Locale.ROOT))
        .stream()
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String text(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /** Whether there is a table of tasks. */
  boolean haveTasks() throws SQLException {
    return exists(tidb, schema, generation.table());
  }

  /** Whether there is a table of tables: the original's clean-up may leave it alone. */
  boolean haveParts() throws SQLException {
    return exists(tidb, schema, TABLE_META);
  }

  /** Makes what is not there; adds the column that 5.3 did not have. */
  void create() throws SQLException {
    change("CREATE DATABASE IF NOT EXISTS " + Identifiers.quote(schema));
    change("CREATE TABLE IF NOT EXISTS " + tasks() + " (" + generation.definition() + ")");
    change("CREATE TABLE IF NOT EXISTS " + tables() + " (" + TABLE_META_DEFINITION + ")");
    if (!columns(tidb, schema, TABLE_META).contains("has_duplicates")) {
      LOG.info("add column has_duplicates to the metadata tables of an older version");
      tidb.execute(
          "ALTER TABLE " + tables() + " ADD COLUMN has_duplicates BOOL NOT NULL DEFAULT 0");
    }
  }

  /** Drops the tables, and the schema if it is empty then. */
  void drop() throws SQLException {
    change("DROP TABLE IF EXISTS " + tasks());
    change("DROP TABLE IF EXISTS " + tables());
    List<String> left = new MetaSchema(tidb, schema).dropIfEmpty();
    if (!left.isEmpty()) {
      LOG.atInfo()
          .addKeyValue("schema", schema)
          .addKeyValue("tables", left)
          .log("the schema of the metadata holds other tables and stays");
    }
  }

  private void change(String sql) throws SQLException {
    tidb.execute(sql);
    Step.METADATA_CHANGED.pass();
  }

  Generation generation() {
    return generation;
  }

  /** The quoted name of the table of tasks. */
  String tasks() {
    return Identifiers.qualified(schema, generation.table());
  }

  /** The quoted name of the table of tables. */
  String tables() {
    return Identifiers.qualified(schema, TABLE_META);
  }
}
