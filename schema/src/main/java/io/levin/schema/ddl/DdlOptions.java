package io.levin.schema.ddl;

import io.levin.schema.sql.SqlMode;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * What a cluster and a session add to a statement.
 *
 * @param schema the current database; foreign keys without a database refer to it
 * @param charset the database's character set
 * @param collate the database's collation
 * @param newCollation whether the cluster was bootstrapped with new collations
 * @param clusteredIndex {@code tidb_enable_clustered_index}
 * @param sqlMode {@code sql_mode}
 * @param zone {@code time_zone}; TIMESTAMP defaults are stored in UTC
 * @param checkConstraints {@code tidb_enable_check_constraint}; where it is off, CHECK is read and
 *     dropped
 */
public record DdlOptions(
    String schema,
    String charset,
    String collate,
    boolean newCollation,
    ClusteredIndex clusteredIndex,
    SqlMode sqlMode,
    ZoneId zone,
    boolean checkConstraints) {

  /** When a primary key is clustered without being told. */
  public enum ClusteredIndex {
    ON,
    OFF,
    /** Only one integer column is. */
    INT_ONLY
  }

  /** A new cluster's defaults, in a database of that name. */
  public static DdlOptions defaults(String schema) {
    return new DdlOptions(
        schema,
        "utf8mb4",
        "utf8mb4_bin",
        true,
        ClusteredIndex.ON,
        SqlMode.DEFAULT,
        ZoneOffset.UTC,
        false);
  }

  /** The same with another kind of collations. */
  public DdlOptions withNewCollation(boolean value) {
    return new DdlOptions(
        schema, charset, collate, value, clusteredIndex, sqlMode, zone, checkConstraints);
  }

  /** The same in another SQL mode. */
  public DdlOptions withSqlMode(SqlMode value) {
    return new DdlOptions(
        schema, charset, collate, newCollation, clusteredIndex, value, zone, checkConstraints);
  }

  /** The same in another time zone. */
  public DdlOptions withZone(ZoneId value) {
    return new DdlOptions(
        schema, charset, collate, newCollation, clusteredIndex, sqlMode, value, checkConstraints);
  }

  /** The same in a database of that character set and collation. */
  public DdlOptions withCharset(String newCharset, String newCollate) {
    return new DdlOptions(
        schema,
        newCharset,
        newCollate,
        newCollation,
        clusteredIndex,
        sqlMode,
        zone,
        checkConstraints);
  }

  /** The same with CHECK constraints on or off. */
  public DdlOptions withCheckConstraints(boolean value) {
    return new DdlOptions(
        schema, charset, collate, newCollation, clusteredIndex, sqlMode, zone, value);
  }

  /** The same with another rule for primary keys. */
  public DdlOptions withClusteredIndex(ClusteredIndex value) {
    return new DdlOptions(
        schema, charset, collate, newCollation, value, sqlMode, zone, checkConstraints);
  }
}
