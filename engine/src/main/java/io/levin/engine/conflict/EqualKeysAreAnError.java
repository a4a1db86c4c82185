package io.levin.engine.conflict;

import io.levin.base.Bytes;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.engine.plan.TablePlan;
import io.levin.kv.TableDecoder;
import io.levin.schema.IndexInfo;
import io.levin.sortedkv.EqualKeyListener;
import io.levin.sortedkv.EqualKeys;

/**
 * Without a strategy, and with {@code error}: the first two pairs with one key end the table's
 * import, naming both rows by file and offset. Neither is sent to TiKV.
 */
public final class EqualKeysAreAnError implements EqualKeyListener {
  private final TablePlan plan;
  private final boolean strategyIsError;

  /**
   * @param strategyIsError whether the user chose {@code conflict.strategy = "error"}
   */
  public EqualKeysAreAnError(TablePlan plan, boolean strategyIsError) {
    this.plan = plan;
    this.strategyIsError = strategyIsError;
  }

  @Override
  public Keep equalKeys(EqualKeys pairs) {
    RowLocator rows = new RowLocator(plan);
    String both = rows.describe(pairs.standingRowId()) + " and " + rows.describe(pairs.nextRowId());
    String index = indexName(pairs.key());
    String where = " in table " + plan.name() + ": " + both + " have the same ";
    if (!strategyIsError) {
      throw new ImportException(
          ErrorCode.FOUND_DUPLICATE_KEY,
          "found duplicate key '"
              + Bytes.hex(pairs.key())
              + "'"
              + where
              + (index.isEmpty() ? "primary key or row id" : "value of unique index " + index),
          "remove one of the rows, or set conflict.strategy = \"replace\"; then empty the table and"
              + " import it again");
    }
    if (index.isEmpty()) {
      throw new ImportException(
          ErrorCode.FOUND_DATA_CONFLICT_RECORDS,
          "found data conflict records in table "
              + plan.info().name()
              + where
              + "primary key or row id",
          "remove one of the rows, then empty the table and import it again");
    }
    throw new ImportException(
        ErrorCode.FOUND_INDEX_CONFLICT_RECORDS,
        "found index conflict records in table "
            + plan.info().name()
            + ", index name is '"
            + plan.info().name()
            + "."
            + index
            + "'"
            + where
            + "value of that index",
        "remove one of the rows, then empty the table and import it again");
  }

  /** The name of the index that a key belongs to; empty for a record key. */
  private String indexName(byte[] key) {
    if (TableDecoder.isRecordKey(key)) {
      return "";
    }
    long id = TableDecoder.indexId(key);
    return plan.info().indices().stream()
        .filter(index -> index.id() == id)
        .map(IndexInfo::name)
        .findFirst()
        .orElse(Long.toString(id));
  }
}
