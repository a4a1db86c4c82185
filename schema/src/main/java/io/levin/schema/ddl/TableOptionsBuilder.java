package io.levin.schema.ddl;

import io.levin.schema.Flags;
import io.levin.schema.TableInfo;
import io.levin.schema.TableInfoBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Puts the options of a table, and what AUTO_RANDOM means for it, into its TableInfo. */
final class TableOptionsBuilder {
  private static final int MAX_SHARD_BITS = 15;
  private static final int MIN_RANGE_BITS = 32;
  private static final int MAX_RANGE_BITS = 64;
  private static final Set<String> INTEGERS = Set.of("BIGINT");

  private TableOptionsBuilder() {}

  static void apply(TableInfoBuilder table, TableOptions options, List<ColumnDefinition> columns) {
    table
        .autoIncId(options.number("AUTO_INCREMENT"))
        .autoIdCache(options.number("AUTO_ID_CACHE"))
        .autoRandId(options.number("AUTO_RANDOM_BASE"))
        .compression(options.text("COMPRESSION"))
        .ttl(options.ttl());
    for (ColumnDefinition column : columns) {
      if (column.autoRandom() != null) {
        autoRandom(table, column);
      }
    }
    shards(table, options);
  }

  private static void shards(TableInfoBuilder table, TableOptions options) {
    TableInfo now = table.build();
    int bits = (int) Math.min(options.number("SHARD_ROW_ID_BITS"), MAX_SHARD_BITS);
    if (bits > 0 && !now.hasImplicitRowId()) {
      throw new DdlException(
          "ddl", 8200, "Unsupported shard_row_id_bits for table with primary key as row id");
    }
    int regions = (int) options.number("PRE_SPLIT_REGIONS");
    int limit = Math.max(bits, now.autoRandomBits());
    table.shardRowIdBits(bits).maxShardRowIdBits(bits).preSplitRegions(Math.min(regions, limit));
  }

  private static void autoRandom(TableInfoBuilder table, ColumnDefinition column) {
    TableInfo now = table.build();
    ColumnDefinition.AutoRandom random = column.autoRandom();
    boolean first =
        now.pkIsHandle()
            ? now.columns().stream()
                .anyMatch(c -> c.name().equals(column.name()) && c.type().has(Flags.PRI_KEY))
            : now.isCommonHandle()
                && now.primaryIndex().orElseThrow().columns().get(0).name().equals(column.name());
    if (!first) {
      throw invalid(
          "column "
              + column.name()
              + " is not the primary key's first column, or the primary key is nonclustered");
    }
    if (!INTEGERS.contains(column.type().name())) {
      throw invalid(
          "auto_random option must be defined on `bigint` column, but not on `"
              + column.type().name().toLowerCase(Locale.ROOT)
              + "` column");
    }
    if (column.autoIncrement()) {
      throw invalid("auto_random is incompatible with auto_increment");
    }
    if (column.defaultValue() != null) {
      throw invalid("auto_random is incompatible with default");
    }
    checkBits(random);
    int sign = column.type().unsigned() ? 0 : 1;
    if (random.rangeBits() - sign - random.shardBits() < 27) {
      throw invalid(
          "auto_random ID space is too small, please decrease the shard bits or increase the range"
              + " bits");
    }
    table.autoRandomBits(random.shardBits()).autoRandomRangeBits(random.rangeBits());
  }

  private static void checkBits(ColumnDefinition.AutoRandom random) {
    if (random.shardBits() < 1 || random.shardBits() > MAX_SHARD_BITS) {
      throw invalid(
          "max allowed auto_random shard bits is 15, but got " + random.shardBits() + " on column");
    }
    if (random.rangeBits() < MIN_RANGE_BITS || random.rangeBits() > MAX_RANGE_BITS) {
      throw invalid(
          "auto_random range bits must be between 32 and 64, but got " + random.rangeBits());
    }
  }

  private static DdlException invalid(String why) {
    return new DdlException("ddl", 8216, "Invalid auto random: " + why);
  }
}
