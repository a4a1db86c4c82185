package io.levin.engine.conflict;

import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Redaction;
import io.levin.engine.plan.TablePlan;
import io.levin.kv.TableDecoder;
import io.levin.sortedkv.EqualKeyListener;
import io.levin.sortedkv.EqualKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Without a strategy, and with {@code error}: the first two pairs with one key end the table's
 * import, naming both rows by file and offset. Neither is sent to TiKV. Thread-safe.
 */
public final class EqualKeysAreAnError implements EqualKeyListener {
  private final TablePlan plan;
  private final ConflictRecords records;
  private final Redaction redaction;

  // Guarded by this: region jobs may come upon several conflicts at a time.
  private ImportException first;

  /**
   * Looks at the pairs of one table.
   *
   * @param records where the two rows are written down with {@code conflict.strategy = "error"};
   *     null without a strategy
   * @param redaction what the message may show of the rows
   */
  public EqualKeysAreAnError(TablePlan plan, ConflictRecords records, Redaction redaction) {
    this.plan = plan;
    this.records = records;
    this.redaction = redaction;
  }

  /** Reads all pairs of some engines, sending none. */
  public void readThrough(Engines engines, Cancellation cancellation) {
    engines.forEach(pairs -> pairs.readThrough(this, cancellation));
  }

  @Override
  public synchronized Keep equalKeys(EqualKeys pairs) {
    if (first == null) {
      first = records == null ? withoutStrategy(pairs) : withStrategy(pairs);
    }
    throw first;
  }

  private ImportException withoutStrategy(EqualKeys pairs) {
    return new ImportException(
        ErrorCode.FOUND_DUPLICATE_KEY,
        "found duplicate key '"
            + redaction.value(Bytes.hex(pairs.key()))
            + "' in table "
            + plan.name()
            + ": "
            + bothRows(pairs),
        "remove one of the rows, or set conflict.strategy = \"replace\"; then empty the table and"
            + " import it again");
  }

  private String bothRows(EqualKeys pairs) {
    RowLocator rows = new RowLocator(plan);
    boolean data = TableDecoder.isRecordKey(pairs.key());
    return rows.describe(pairs.standingRowId())
        + " and "
        + rows.describe(pairs.nextRowId())
        + " have the same "
        + (data
            ? "primary key or row id"
            : "value of unique index " + ConflictRow.index(plan.info(), pairs.key()).name());
  }

  private ImportException withStrategy(EqualKeys pairs) {
    ConflictGroup group = new ConflictGroup(pairs.key());
    group.add(pairs.standingRowId());
    group.add(pairs.nextRowId());
    records.write(plan, List.of(group));
    boolean data = TableDecoder.isRecordKey(pairs.key());
    String table = plan.info().name();
    List<String> told = new ArrayList<>(1);
    new ConflictRows(plan)
        .visit(
            Set.of(pairs.standingRowId()),
            row ->
                told.add(
                    data
                        ? "found data conflict records in table "
                            + table
                            + ", primary key is '"
                            + redaction.value(row.handleText())
                            + "', row data is '"
                            + redaction.value(row.text())
                            + "'"
                        : "found index conflict records in table "
                            + table
                            + ", index name is '"
                            + table
                            + "."
                            + ConflictRow.index(plan.info(), pairs.key()).name()
                            + "', unique key is '"
                            + redaction.value(row.keyText(pairs.key()))
                            + "', primary key is '"
                            + redaction.value(row.handleText())
                            + "'"));
    return new ImportException(
        data ? ErrorCode.FOUND_DATA_CONFLICT_RECORDS : ErrorCode.FOUND_INDEX_CONFLICT_RECORDS,
        String.join("", told) + ": " + bothRows(pairs),
        "remove one of the rows, then empty the table and import it again");
  }
}
