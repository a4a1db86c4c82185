package io.levin.kv;

import io.levin.base.KvBuffer;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.Value;
import io.levin.schema.IndexColumn;
import io.levin.schema.IndexInfo;
import io.levin.schema.TableInfo;

/** The pairs of one index. Keeps scratch space. */
final class IndexEntries {
  private static final byte[] NOT_UNIQUE = {'0'};
  private static final byte PARTITION_FLAG = 0x7E;
  private static final byte VERSION_FLAG = 0x7D;

  /** A value of the first version is at least that long when it has a tail. */
  private static final int LEAST_LENGTH = 10;

  private final long indexId;
  private final boolean unique;
  private final boolean global;
  private final boolean partitionInHandle;
  private final boolean clustered;
  private final long tableId;
  private final int[] offsets;
  private final ColumnBytes[] columns;
  private final PrefixLimit[] prefixes;
  private final Value[] values;
  private final RestoredData restored;
  private final ArrayElements elements;
  private int current;

  IndexEntries(TableInfo table, IndexInfo index, ColumnBytes[] tableColumns, Session session) {
    indexId = index.id();
    unique = index.unique();
    global = index.global() && table.isPartitioned();
    partitionInHandle = global && index.globalIndexVersion() >= 1;
    clustered = table.isCommonHandle() && table.commonHandleVersion() == 1;
    tableId = table.id();
    int count = index.columns().size();
    offsets = new int[count];
    columns = new ColumnBytes[count];
    prefixes = new PrefixLimit[count];
    values = new Value[count];
    int arrayColumn = -1;
    for (int i = 0; i < count; i++) {
      IndexColumn column = index.columns().get(i);
      offsets[i] = column.offset();
      columns[i] = tableColumns[column.offset()];
      var type = table.columns().get(column.offset()).type();
      prefixes[i] = new PrefixLimit(type, column.length());
      if (type.array()) {
        arrayColumn = i;
      }
    }
    restored = RestoredData.of(table, index, tableColumns, session);
    elements = arrayColumn < 0 ? null : new ArrayElements(arrayColumn);
  }

  /**
   * Appends the entries of a row: one, or for a multi-valued index one for each element.
   *
   * @param row the values of all columns, by offset
   * @param physicalId the table or partition that the row is in
   */
  void append(Value[] row, Handle handle, long physicalId, long rowId, KvBuffer out)
      throws ConversionException {
    current = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = prefixes[i].apply(row[offsets[i]]);
    }
    if (elements == null) {
      appendEntry(row, handle, physicalId, rowId, out);
      return;
    }
    current = elements.column();
    elements.read(values[elements.column()]);
    while (elements.next(values)) {
      appendEntry(row, handle, physicalId, rowId, out);
      current = elements.column();
    }
  }

  /** The offset of the column that was looked at last: the one that is wrong after an error. */
  int current() {
    return offsets[current];
  }

  private void appendEntry(Value[] row, Handle handle, long physicalId, long rowId, KvBuffer out)
      throws ConversionException {
    boolean distinct = unique;
    for (Value value : values) {
      distinct &= !value.isNull();
    }
    out.begin(rowId);
    byte[] to = out.ensure(TableKeys.INDEX_PREFIX);
    long keyId = global ? tableId : physicalId;
    out.position(TableKeys.putIndexPrefix(to, out.position(), keyId, indexId));
    for (int i = 0; i < values.length; i++) {
      current = i;
      columns[i].appendKey(values[i], out);
    }
    if (!distinct) {
      if (partitionInHandle) {
        appendPartition(physicalId, out);
      }
      handle.appendToKey(out);
    }
    out.endKey();
    if (clustered) {
      appendClusteredValue(row, handle, distinct, physicalId, out);
    } else {
      appendValue(row, handle, distinct, physicalId, out);
    }
    out.endPair();
  }

  /** The value where the handle is a common one of version 1: segments, no least length. */
  private void appendClusteredValue(
      Value[] row, Handle handle, boolean distinct, long physicalId, KvBuffer out) {
    byte[] to = out.ensure(3);
    int at = out.position();
    to[at] = 0;
    to[at + 1] = VERSION_FLAG;
    to[at + 2] = 1;
    out.position(at + 3);
    if (distinct) {
      handle.appendSegment(out);
    }
    if (global) {
      appendPartition(physicalId, out);
    }
    if (restored != null) {
      restored.append(row, values, out);
    }
  }

  /** The value of all others: the old short form where nothing beside the handle is kept. */
  private void appendValue(
      Value[] row, Handle handle, boolean distinct, long physicalId, KvBuffer out) {
    boolean handleInTail = handle.isInt() && distinct;
    if (!global && restored == null && (handle.isInt() || !distinct)) {
      if (distinct) {
        handle.appendRaw(out);
      } else {
        out.write(NOT_UNIQUE, 0, 1);
      }
      return;
    }
    int start = out.position();
    out.write(NOT_UNIQUE, 0, 1);
    if (distinct && !handle.isInt()) {
      handle.appendSegment(out);
    }
    if (global) {
      appendPartition(physicalId, out);
    }
    if (restored != null) {
      restored.append(row, values, out);
    }
    int tail = 0;
    if (handleInTail) {
      handle.appendRaw(out);
      tail = 8;
    } else {
      byte[] to = out.ensure(LEAST_LENGTH);
      int at = out.position();
      while (at - start < LEAST_LENGTH) {
        to[at++] = 0;
        tail++;
      }
      out.position(at);
    }
    out.array()[start] = (byte) tail;
  }

  private static void appendPartition(long physicalId, KvBuffer out) {
    byte[] to = out.ensure(9);
    to[out.position()] = PARTITION_FLAG;
    out.position(KeyCodec.putInt(to, out.position() + 1, physicalId));
  }
}
