package io.levin.engine;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.TableRecord;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.precheck.TaskComparison;
import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.IndexInfo;
import io.levin.schema.PartitionDefinition;
import io.levin.schema.TableInfo;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.SortedKv;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What decides about the pairs of a table's rows, as it was when the first of them was encoded,
 * noted beside the checkpoint: a column or an index that comes or goes while a table is half done
 * would be in some of its rows only, which no checksum tells.
 */
final class TableShapes {
  private static final Logger LOG = LoggerFactory.getLogger(TableShapes.class);
  private static final String NOTE = "shape ";

  /** What of a column's flags is not said by the indexes that it is in. */
  private static final int OWN_FLAGS =
      Flags.NOT_NULL | Flags.UNSIGNED | Flags.ZEROFILL | Flags.BINARY | Flags.AUTO_INCREMENT;

  private static final int DIGEST_BYTES = 12;

  private final CheckpointStore checkpoints;
  private final SortedKv store;

  TableShapes(CheckpointStore checkpoints, SortedKv store) {
    this.checkpoints = checkpoints;
    this.store = store;
  }

  /**
   * Compares tables of which rows are on the way, and notes the others; small ones never are, since
   * they are done again as a whole.
   *
   * @param strict whether a table that differs ends the import
   * @throws ImportException {@link ErrorCode#INVALID_CHECKPOINT} naming a table
   */
  void compareAndNote(List<TablePlan> plans, boolean strict) {
    Map<String, String> notes = checkpoints.notes();
    for (TablePlan plan : plans) {
      if (plan.chunks().isEmpty() || TableImport.isSmall(plan)) {
        continue;
      }
      String name = NOTE + plan.name();
      String now = digest(plan.info());
      if (!isUnderWay(plan)) {
        checkpoints.note(name, now);
      } else if (!notes.getOrDefault(name, now).equals(now)) {
        if (strict) {
          throw changed(plan.name());
        }
        LOG.atWarn()
            .addKeyValue("table", plan.name())
            .log("the table was changed in the target after rows of it were encoded");
      }
    }
  }

  private boolean isUnderWay(TablePlan plan) {
    TableRecord record = checkpoints.table(plan.name()).orElse(null);
    boolean sorted =
        plan.chunksByEngine().keySet().stream()
            .anyMatch(engine -> !store.progress(new EngineId(plan.name(), engine)).isEmpty());
    return record != null && TaskComparison.isUnderWay(record, sorted);
  }

  private static ImportException changed(String table) {
    return new ImportException(
        ErrorCode.INVALID_CHECKPOINT,
        "invalid checkpoint: columns, indexes or partitions of table "
            + table
            + " were changed in the target after rows of it were encoded",
        "change the table back, and change it again when the import has ended; or run"
            + " ./tidb-lightning-ctl --checkpoint-remove='"
            + table
            + "' --config=..., empty the table and import it again");
  }

  /** Of what is in it nothing else goes into keys and values. */
  static String digest(TableInfo table) {
    StringBuilder shape = new StringBuilder();
    shape
        .append(table.pkIsHandle())
        .append(table.isCommonHandle())
        .append(table.commonHandleVersion())
        .append(' ')
        .append(table.shardRowIdBits())
        .append(' ')
        .append(table.autoRandomBits());
    table.columns().forEach(column -> add(shape, column));
    table.indices().stream().filter(IndexInfo::hasEntries).forEach(index -> add(shape, index));
    if (table.isPartitioned()) {
      for (PartitionDefinition definition : table.partition().definitions()) {
        shape.append("\npartition ").append(definition.id());
      }
    }
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256")
              .digest(shape.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(sum, DIGEST_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void add(StringBuilder shape, ColumnInfo column) {
    FieldType type = column.type();
    shape
        .append("\ncolumn ")
        .append(column.id())
        .append(' ')
        .append(column.lowerName())
        .append(' ')
        .append(column.offset())
        .append(' ')
        .append(column.state())
        .append(' ')
        .append(type.tp())
        .append(' ')
        .append(type.flag() & OWN_FLAGS)
        .append(' ')
        .append(type.flen())
        .append(' ')
        .append(type.decimal())
        .append(' ')
        .append(type.charset())
        .append(' ')
        .append(type.collate())
        .append(' ')
        .append(type.elems())
        .append(' ')
        .append(column.generatedStored())
        .append(column.generatedExpr())
        .append(' ')
        .append(column.defaultValue())
        .append(' ')
        .append(column.defaultBit());
  }

  private static void add(StringBuilder shape, IndexInfo index) {
    shape
        .append("\nindex ")
        .append(index.id())
        .append(' ')
        .append(index.state())
        .append(index.unique())
        .append(index.primary())
        .append(index.global())
        .append(index.multiValued())
        .append(index.condition());
    index
        .columns()
        .forEach(part -> shape.append(' ').append(part.offset()).append(':').append(part.length()));
  }
}
