package io.levin.engine.share;

import io.levin.engine.coordinate.Attempts;
import io.levin.engine.coordinate.MetaSchema;
import io.levin.tidb.SqlErrors;
import io.levin.tidb.TidbClient;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** The tables of fleets, in the schema of Levin's own beside the metadata. Thread-safe. */
final class FleetTables {
  static final String FLEET_COLUMNS = "digest, task_id, state, owner, settings, source";

  private static final String FLEET = "fleet";

  private final TidbClient tidb;
  private final MetaSchema schema;

  /**
   * @param metaSchema the schema of the metadata; {@code _levin} is added to its name
   */
  FleetTables(TidbClient tidb, String metaSchema) {
    this.tidb = tidb;
    this.schema = MetaSchema.besides(tidb, metaSchema);
  }

  /** Makes what is not there. */
  void create() throws SQLException {
    schema.create();
    make(
        fleets(),
        "digest CHAR(64) NOT NULL PRIMARY KEY, task_id BIGINT(20) UNSIGNED NOT NULL,"
            + " state VARCHAR(16) NOT NULL, owner VARCHAR(36) NOT NULL DEFAULT '',"
            + " settings TEXT NOT NULL,"
            + " source VARCHAR(1024) NOT NULL");
    make(
        members(),
        "task_id BIGINT(20) UNSIGNED NOT NULL, member_id VARCHAR(36) NOT NULL,"
            + " home_id VARCHAR(36) NOT NULL, host VARCHAR(255) NOT NULL, pid BIGINT(20) NOT NULL,"
            + " state VARCHAR(16) NOT NULL, lease_until BIGINT(20) NOT NULL,"
            + " joined_at BIGINT(20) NOT NULL, PRIMARY KEY (task_id, member_id)");
    make(
        tables(),
        "task_id BIGINT(20) UNSIGNED NOT NULL, table_id BIGINT(20) NOT NULL,"
            + " table_name VARCHAR(270) NOT NULL, state VARCHAR(16) NOT NULL,"
            + " owner VARCHAR(36) NOT NULL DEFAULT '', epoch BIGINT(20) NOT NULL DEFAULT 0,"
            + " digest CHAR(64) NOT NULL, timestamp_seconds BIGINT(20) NOT NULL,"
            + " base_ts BIGINT(20) NOT NULL DEFAULT 0, row_id_base BIGINT(20) NOT NULL DEFAULT 0,"
            + " row_id_max BIGINT(20) NOT NULL DEFAULT 0, lots INT NOT NULL DEFAULT 0,"
            + " error VARCHAR(2048) NOT NULL DEFAULT '', PRIMARY KEY (task_id, table_id)");
    make(
        lots(),
        "task_id BIGINT(20) UNSIGNED NOT NULL, table_id BIGINT(20) NOT NULL, lot INT NOT NULL,"
            + " state VARCHAR(16) NOT NULL, holder VARCHAR(36) NOT NULL DEFAULT '',"
            + " epoch BIGINT(20) NOT NULL DEFAULT 0, commit_ts BIGINT(20) NOT NULL DEFAULT 0,"
            + " chunk_from INT NOT NULL, chunk_to INT NOT NULL, source_bytes BIGINT(20) NOT NULL,"
            + " kvs BIGINT(20) NOT NULL DEFAULT 0, kv_bytes BIGINT(20) NOT NULL DEFAULT 0,"
            + " checksum BIGINT(20) UNSIGNED NOT NULL DEFAULT 0,"
            + " row_count BIGINT(20) NOT NULL DEFAULT 0,"
            + " max_row_id BIGINT(20) NOT NULL DEFAULT 0,"
            + " max_auto_increment BIGINT(20) NOT NULL DEFAULT 0,"
            + " max_auto_random BIGINT(20) NOT NULL DEFAULT 0, counted INT NOT NULL DEFAULT 0,"
            + " PRIMARY KEY (task_id, table_id, lot)");
  }

  private void make(String table, String definition) throws SQLException {
    tidb.execute("CREATE TABLE IF NOT EXISTS " + table + " (" + definition + ")");
  }

  /** Drops the tables if there is no fleet, and the schema if nothing else is in it then. */
  void dropIfEmpty() throws SQLException {
    try {
      if (!fleetRows().isEmpty()) {
        return;
      }
    } catch (SQLException e) {
      if (Attempts.isGone(e)) {
        return;
      }
      throw e;
    }
    for (String table : List.of(lots(), tables(), members(), fleets())) {
      tidb.execute("DROP TABLE IF EXISTS " + table);
    }
    schema.dropIfEmpty();
  }

  /** All fleets; none where there is no table. */
  List<Fleet> allFleets() throws SQLException {
    try {
      return schema.tables().contains(FLEET) ? fleetRows() : List.of();
    } catch (SQLException e) {
      if (e.getErrorCode() == SqlErrors.NO_SUCH_TABLE) {
        // Dropped since.
        return List.of();
      }
      throw e;
    }
  }

  private List<Fleet> fleetRows() throws SQLException {
    return tidb.query(
        "SELECT " + FLEET_COLUMNS + " FROM " + fleets() + " ORDER BY task_id", FleetTables::fleet);
  }

  static Fleet fleet(ResultSet row) throws SQLException {
    return new Fleet(
        row.getString(1),
        Long.parseUnsignedLong(row.getString(2)),
        state(Fleet.State.class, row.getString(3)),
        row.getString(4),
        row.getString(5),
        row.getString(6));
  }

  /** How a state is written. */
  static String text(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** What {@link #text} has written. */
  static <S extends Enum<S>> S state(Class<S> states, String text) {
    return Enum.valueOf(states, text.toUpperCase(Locale.ROOT));
  }

  String fleets() {
    return schema.qualified(FLEET);
  }

  String members() {
    return schema.qualified("fleet_member");
  }

  String tables() {
    return schema.qualified("fleet_table");
  }

  String lots() {
    return schema.qualified("fleet_lot");
  }
}
