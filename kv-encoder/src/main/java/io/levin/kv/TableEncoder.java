package io.levin.kv;

import io.levin.base.KvBuffer;
import io.levin.base.Row;
import io.levin.kv.cast.ColumnCast;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.SessionZone;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.IndexColumn;
import io.levin.schema.IndexInfo;
import io.levin.schema.MysqlType;
import io.levin.schema.PartitionInfo;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongToIntFunction;

/**
 * Makes the pairs of a table's rows: the record, then the entries of each index in the table's
 * order. One instance serves one thread; it keeps what it needs for a row and allocates nothing for
 * the next one, unless the table has JSON, generated columns or multi-valued indexes.
 */
public final class TableEncoder {
  private static final String ROW_CHECKSUM = "tidb_enable_row_level_checksum";
  private static final FieldType BIGINT =
      FieldType.of(MysqlType.BIGINT, 0, 20, 0, "binary", "binary");

  private final TableInfo table;
  private final Session session;
  private final boolean oldRowFormat;
  private final boolean rowChecksum;
  private final TableColumn[] columns;
  private final Value[] values;
  private final AutoIdColumn autoIds;

  private final Handle handle = new Handle();
  private final int handleColumn;
  private final HandlePart[] commonHandle;
  private final int rowIdField;
  private final ColumnCast rowIdCast;
  private final int shardBits;
  private final LongToIntFunction rowShard;

  private final TableExpressions expressions;
  private final Partitions partitions;
  private final RowFormat format;
  private final RecordColumn[] record;
  private final IndexEntries[] indexes;

  private final Value source = new Value();
  private final Value rowIdValue = new Value();
  private TableColumn current;
  private boolean routing;
  private HandlePart currentPart;
  private IndexEntries currentIndex;
  private long maxRowId;
  private long maxAutoIncrement;
  private long maxAutoRandom;

  /** A column of a common handle. */
  private record HandlePart(int offset, ColumnBytes bytes, PrefixLimit prefix) {}

  /** A column that is stored in the record. */
  private record RecordColumn(int offset, ColumnBytes bytes, boolean evenIfNull) {}

  private TableEncoder(TableInfo table, EncodeOptions options, ColumnMapping mapping) {
    this.table = table;
    session =
        new Session(
            options.sqlMode(),
            new SessionZone(options.zone()),
            options.newCollation(),
            options.timestampSeconds(),
            options.variables());
    oldRowFormat = options.rowFormat() == 1;
    rowChecksum = !oldRowFormat && session.variable(ROW_CHECKSUM, "OFF").equals("ON");
    int count = table.columns().size();
    columns = new TableColumn[count];
    values = new Value[count];
    ColumnBytes[] bytes = new ColumnBytes[count];
    for (ColumnInfo column : table.columns()) {
      int at = column.offset();
      columns[at] = new TableColumn(table, column, mapping.field(at), session);
      values[at] = columns[at].value();
      bytes[at] = new ColumnBytes(column, session);
    }
    autoIds = AutoIdColumn.of(table, options.autoRandomShard());
    handleColumn = handleColumn(table);
    commonHandle = commonHandle(table, bytes);
    rowIdField = table.hasImplicitRowId() ? mapping.rowIdField() : ColumnMapping.MISSING;
    rowIdCast = ColumnCast.to(BIGINT, session);
    shardBits = table.shardRowIdBits();
    rowShard = options.rowShard();
    expressions = new TableExpressions(table, columns, session);
    partitions = Partitions.of(table, bytes, session);
    format = new RowFormat(count);
    record = recordColumns(table, bytes, oldRowFormat, options.newCollation());
    indexes =
        table.indices().stream()
            .filter(index -> TableRanges.hasEntries(table, index))
            .map(index -> new IndexEntries(table, index, bytes, session))
            .toArray(IndexEntries[]::new);
  }

  /**
   * An encoder for a table.
   *
   * @throws io.levin.base.ImportException that names what the table has that is not supported
   */
  public static TableEncoder create(TableInfo table, EncodeOptions options, ColumnMapping mapping) {
    TableSupport.check(table);
    return new TableEncoder(table, options, mapping);
  }

  /**
   * Appends a row's pairs.
   *
   * @param row its id becomes the pairs' row id
   * @param data gets the record
   * @param index gets the index entries; may be the same buffer
   * @throws RowException if the row cannot be stored; both buffers are then as before
   */
  public void encode(Row row, KvBuffer data, KvBuffer index) throws RowException {
    int dataPairs = data.count();
    int indexPairs = index.count();
    current = null;
    routing = false;
    currentIndex = null;
    currentPart = null;
    session.seed(seed(row.rowId()));
    try {
      readColumns(row);
      expressions.evaluate(values);
      long implicitRowId = readHandle(row);
      routing = true;
      long physicalId = partitions.physicalId(values);
      routing = false;
      appendRecord(row.rowId(), physicalId, data);
      for (IndexEntries entries : indexes) {
        currentIndex = entries;
        entries.append(values, handle, physicalId, row.rowId(), index);
      }
      count(row, implicitRowId);
    } catch (ConversionException e) {
      data.truncate(dataPairs);
      index.truncate(indexPairs);
      throw refusal(row).of(e, table, row.rowId());
    } catch (RuntimeException | Error e) {
      data.truncate(dataPairs);
      index.truncate(indexPairs);
      throw e;
    }
  }

  /** The largest ids of all rows so far. */
  public AutoIds maxima() {
    return new AutoIds(maxRowId, maxAutoIncrement, maxAutoRandom);
  }

  /** How many values were adjusted or odd, in modes that do not make it an error. */
  public long warnings() {
    return session.warnings();
  }

  private void readColumns(Row row) throws ConversionException {
    for (int i = 0; i < columns.length; i++) {
      current = columns[i];
      current.read(row, autoIds != null && autoIds.offset() == i ? autoIds : null);
    }
    current = null;
  }

  /** What random functions draw from: the same for the same row of the same table. */
  private long seed(long rowId) {
    return (table.id() * 0x9E3779B97F4A7C15L ^ rowId) * 0xBF58476D1CE4E5B9L;
  }

  /** Makes an integer handle; returns the hidden row id without shard bits, or 0. */
  private long readHandle(Row row) throws ConversionException {
    if (handleColumn >= 0) {
      handle.setInt(values[handleColumn].bits());
      return 0;
    }
    if (commonHandle != null) {
      return 0;
    }
    if (rowIdField >= 0 && rowIdField < row.size()) {
      source.set(row, rowIdField);
      rowIdCast.cast(source, rowIdValue);
      long id = rowIdValue.isNull() ? 0 : rowIdValue.bits();
      handle.setInt(id);
      return id;
    }
    long id = row.rowId();
    if (shardBits > 0) {
      int shift = 64 - shardBits - 1;
      if (id >>> shift != 0) {
        throw new ConversionException(SqlError.AUTO_ID_EXHAUSTED);
      }
      long shard = rowShard.applyAsInt(id) & (1L << shardBits) - 1;
      handle.setInt(shard << shift | id);
    } else {
      handle.setInt(id);
    }
    return id;
  }

  private void appendRecord(long rowId, long physicalId, KvBuffer out) throws ConversionException {
    out.begin(rowId);
    byte[] to = out.ensure(TableKeys.RECORD_PREFIX);
    int handleStart = TableKeys.putRecordPrefix(to, out.position(), physicalId);
    out.position(handleStart);
    if (commonHandle == null) {
      out.write(handle.array(), handle.offset(), handle.length());
    } else {
      appendCommonHandle(out, handleStart);
    }
    int handleEnd = out.position();
    out.endKey();
    format.clear();
    for (RecordColumn column : record) {
      Value value = values[column.offset()];
      if (column.evenIfNull() || !value.isNull()) {
        format.add(column.bytes(), value);
      }
    }
    if (oldRowFormat) {
      format.appendV1(out);
    } else {
      format.appendV2(out);
      if (rowChecksum) {
        byte[] array = out.ensure(16);
        format.appendChecksum(out, handleEnd, array, handleStart, handleEnd - handleStart);
      }
    }
    if (commonHandle != null) {
      handle.setBytes(out.array(), handleStart, handleEnd - handleStart);
    }
    out.endPair();
  }

  private void appendCommonHandle(KvBuffer out, int start) throws ConversionException {
    for (HandlePart part : commonHandle) {
      currentPart = part;
      part.bytes().appendKey(part.prefix().apply(values[part.offset()]), out);
    }
    int end = out.position();
    byte[] to = out.ensure(9);
    while (end - start < 9) {
      to[end++] = 0;
    }
    out.position(end);
  }

  private void count(Row row, long implicitRowId) {
    if (handleColumn < 0 && commonHandle == null) {
      maxRowId = Math.max(maxRowId, implicitRowId);
    }
    if (autoIds != null && !values[autoIds.offset()].isNull()) {
      long counted = autoIds.counted(values[autoIds.offset()]);
      if (autoIds.isRandom()) {
        maxAutoRandom = Math.max(maxAutoRandom, counted);
      } else {
        maxAutoIncrement = Math.max(maxAutoIncrement, counted);
      }
    }
  }

  /** What was being done when an error came up. */
  private Refusal refusal(Row row) {
    if (current != null) {
      return Refusal.ofValue(current.info(), current.source());
    }
    Refusal expression = expressions.refusal();
    if (expression != null) {
      return expression;
    }
    if (routing) {
      return Refusal.ofExpression(null, partitionColumns());
    }
    if (currentIndex != null) {
      TableColumn column = columns[currentIndex.current()];
      return Refusal.ofValue(column.info(), column.source());
    }
    if (currentPart != null) {
      TableColumn column = columns[currentPart.offset()];
      return Refusal.ofValue(column.info(), column.source());
    }
    if (rowIdField < 0 || rowIdField >= row.size()) {
      source.setInt(row.rowId());
    }
    return Refusal.ofRowId(source);
  }

  private List<TableColumn> partitionColumns() {
    PartitionInfo info = table.partition();
    return info.columns().isEmpty()
        ? TableExpressions.named(info.expr(), columns)
        : Partitions.partitionColumns(table).stream().map(c -> columns[c.offset()]).toList();
  }

  private static int handleColumn(TableInfo table) {
    if (table.pkIsHandle()) {
      for (ColumnInfo column : table.columns()) {
        if (column.type().has(Flags.PRI_KEY)) {
          return column.offset();
        }
      }
    }
    return -1;
  }

  private static HandlePart[] commonHandle(TableInfo table, ColumnBytes[] bytes) {
    if (!table.isCommonHandle()) {
      return null;
    }
    IndexInfo primary = table.primaryIndex().orElseThrow();
    List<HandlePart> parts = new ArrayList<>();
    for (IndexColumn column : primary.columns()) {
      FieldType type = table.columns().get(column.offset()).type();
      PrefixLimit prefix = new PrefixLimit(type, column.length());
      parts.add(new HandlePart(column.offset(), bytes[column.offset()], prefix));
    }
    return parts.toArray(HandlePart[]::new);
  }

  /** Which columns a record holds, in the order in which its format has them. */
  private static RecordColumn[] recordColumns(
      TableInfo table, ColumnBytes[] bytes, boolean oldFormat, boolean newCollation) {
    int handle = handleColumn(table);
    List<RecordColumn> stored = new ArrayList<>();
    for (ColumnInfo column : table.columns()) {
      int offset = column.offset();
      IndexColumn primary = table.isCommonHandle() ? primaryColumn(table, offset) : null;
      if (offset == handle) {
        continue;
      }
      if (primary != null) {
        if (primary.isPrefix() || column.type().needsRestoredData(newCollation)) {
          stored.add(new RecordColumn(offset, bytes[offset], true));
        }
      } else if (!column.virtual()) {
        boolean evenIfNull =
            column.defaultValue() != null
                || column.defaultBit() != null
                || column.originDefault() != null
                || column.originDefaultBit() != null;
        stored.add(new RecordColumn(offset, bytes[offset], evenIfNull));
      }
    }
    if (!oldFormat) {
      stored.sort(Comparator.comparingLong(column -> column.bytes().id()));
    }
    return stored.toArray(RecordColumn[]::new);
  }

  private static IndexColumn primaryColumn(TableInfo table, int offset) {
    return table.primaryIndex().orElseThrow().columns().stream()
        .filter(column -> column.offset() == offset)
        .findFirst()
        .orElse(null);
  }
}
