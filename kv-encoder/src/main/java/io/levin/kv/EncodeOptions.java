package io.levin.kv;

import io.levin.kv.value.SqlMode;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.LongToIntFunction;

/**
 * What the encoding of a table's rows depends on beside the table.
 *
 * @param sqlMode how values that do not fit are taken
 * @param zone the session's time zone, for TIMESTAMP texts
 * @param newCollation true if the cluster has the collation framework on (mysql.tidb {@code
 *     new_collation_enabled})
 * @param rowFormat 1 or 2, the server's {@code tidb_row_format_version}
 * @param timestampSeconds what CURRENT_TIMESTAMP is, in seconds since 1970
 * @param autoRandomShard random bits of an AUTO_RANDOM column, the same for all rows of a chunk; to
 *     be derived from something that a restart does not change
 * @param rowShard the 32 random bits of SHARD_ROW_ID_BITS for a row id; must be a function of the
 *     row id alone
 * @param variables system variables that differ from their defaults, by lower-case name ({@code
 *     div_precision_increment}, {@code default_week_format}, …); {@code
 *     tidb_enable_row_level_checksum} set to {@code ON} gives each row of format 2 its checksum
 */
public record EncodeOptions(
    SqlMode sqlMode,
    ZoneId zone,
    boolean newCollation,
    int rowFormat,
    long timestampSeconds,
    long autoRandomShard,
    LongToIntFunction rowShard,
    Map<String, String> variables) {

  /** Copies the map. */
  public EncodeOptions {
    if (rowFormat != 1 && rowFormat != 2) {
      throw new IllegalArgumentException("the row format is 1 or 2, not " + rowFormat);
    }
    variables = Map.copyOf(variables);
  }

  /** Options as they are for a new cluster of TiDB 8.5 and the importer's default SQL mode. */
  public static EncodeOptions defaults() {
    return new EncodeOptions(
        SqlMode.NONE, ZoneId.of("UTC"), true, 2, 0, 0, EncodeOptions::shardOf, Map.of());
  }

  /** The same with another SQL mode. */
  public EncodeOptions withSqlMode(SqlMode mode) {
    return new EncodeOptions(
        mode,
        zone,
        newCollation,
        rowFormat,
        timestampSeconds,
        autoRandomShard,
        rowShard,
        variables);
  }

  /** The same with the collation framework on or off. */
  public EncodeOptions withNewCollation(boolean on) {
    return new EncodeOptions(
        sqlMode, zone, on, rowFormat, timestampSeconds, autoRandomShard, rowShard, variables);
  }

  /** The same with another shard for AUTO_RANDOM. */
  public EncodeOptions withAutoRandomShard(long shard) {
    return new EncodeOptions(
        sqlMode, zone, newCollation, rowFormat, timestampSeconds, shard, rowShard, variables);
  }

  /** The same at another time, in seconds since 1970. */
  public EncodeOptions withTimestamp(long seconds) {
    return new EncodeOptions(
        sqlMode, zone, newCollation, rowFormat, seconds, autoRandomShard, rowShard, variables);
  }

  /** Well-mixed bits of a row id: the default for {@link #rowShard}. */
  public static int shardOf(long rowId) {
    long mixed = rowId * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
    return (int) (mixed ^ mixed >>> 32);
  }
}
