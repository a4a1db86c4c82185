package io.levin.kv;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.Flags;
import io.levin.schema.IndexColumn;
import io.levin.schema.IndexInfo;
import io.levin.schema.TableInfo;

/** A column that takes an id of the row where it has no value: AUTO_INCREMENT or AUTO_RANDOM. */
final class AutoIdColumn {
  private static final int LONG_BITS = 64;

  private final int offset;
  private final boolean random;
  private final long shard;
  private final long mask;

  private AutoIdColumn(int offset, boolean random, long shard, long mask) {
    this.offset = offset;
    this.random = random;
    this.shard = shard;
    this.mask = mask;
  }

  /**
   * The table's column that takes ids, or null.
   *
   * @param randomBits what the shard of AUTO_RANDOM is taken from
   */
  static AutoIdColumn of(TableInfo table, long randomBits) {
    if (table.autoRandomBits() > 0) {
      int offset = randomColumn(table);
      int range = table.autoRandomRangeBits() == 0 ? LONG_BITS : table.autoRandomRangeBits();
      int sign = table.columns().get(offset).type().unsigned() ? 0 : 1;
      int increment = range - table.autoRandomBits() - sign;
      long shard = (randomBits & (1L << table.autoRandomBits()) - 1) << increment;
      return new AutoIdColumn(offset, true, shard, -1L >>> LONG_BITS - increment);
    }
    return table
        .autoIncrementColumn()
        .map(column -> new AutoIdColumn(column.offset(), false, 0, -1L))
        .orElse(null);
  }

  private static int randomColumn(TableInfo table) {
    if (table.pkIsHandle()) {
      return table.columns().stream()
          .filter(column -> column.type().has(Flags.PRI_KEY))
          .findFirst()
          .orElseThrow()
          .offset();
    }
    IndexInfo primary = table.primaryIndex().orElseThrow();
    IndexColumn first = primary.columns().get(0);
    return first.offset();
  }

  /** The offset of the column. */
  int offset() {
    return offset;
  }

  /** True for AUTO_RANDOM. */
  boolean isRandom() {
    return random;
  }

  /**
   * The column's value for a row without one.
   *
   * @throws ConversionException if the row id does not fit beside the shard bits
   */
  long idOf(long rowId) throws ConversionException {
    if (random && (rowId & ~mask) != 0) {
      throw new ConversionException(SqlError.AUTO_ID_EXHAUSTED);
    }
    return shard | rowId;
  }

  /** What of a value counts towards the allocator's maximum. */
  long counted(Value value) {
    return switch (value.kind()) {
      case DOUBLE -> Math.round(Math.abs(value.asDouble())) * (value.asDouble() < 0 ? -1 : 1);
      default -> random ? value.bits() & mask : value.bits();
    };
  }
}
