package io.levin.kv;

import io.levin.base.Bytes;
import io.levin.base.KvBuffer;
import io.levin.kv.value.Value;
import java.util.zip.CRC32;

/**
 * The two layouts of a row's value, and of restored data in an index value, which is a row of
 * format 2. Keeps scratch space.
 */
final class RowFormat {
  private static final byte VERSION = (byte) 0x80;
  private static final int LARGE = 1;
  private static final int CHECKSUM = 2;
  private static final int HEADER = 6;
  private static final int SMALL_ID = 255;
  private static final int SMALL_DATA = 65535;
  private static final int CHECKSUM_VERSION = 2;

  /** Slack behind a row: values are written eight bytes at a time. */
  private static final int SLACK = 16;

  private final CRC32 crc = new CRC32();

  /** The entries of the row that is being gathered. */
  private final ColumnBytes[] columns;

  private final Value[] values;
  private int count;

  /** Room for a row of at most so many columns. */
  RowFormat(int most) {
    columns = new ColumnBytes[most];
    values = new Value[most];
  }

  /** Starts a row. */
  void clear() {
    count = 0;
  }

  /** Adds a column; for format 2 in the order of ids. */
  void add(ColumnBytes column, Value value) {
    columns[count] = column;
    values[count++] = value;
  }

  /** Adds a column at its place in the order of ids. */
  void addSorted(ColumnBytes column, Value value) {
    int at = count++;
    while (at > 0 && columns[at - 1].id() > column.id()) {
      columns[at] = columns[at - 1];
      values[at] = values[at - 1];
      at--;
    }
    columns[at] = column;
    values[at] = value;
  }

  /** True if nothing was added. */
  boolean isEmpty() {
    return count == 0;
  }

  /** Appends the row in format 1: ids and values one behind the other; an empty row is one zero. */
  void appendV1(KvBuffer out) {
    int most = SLACK;
    for (int i = 0; i < count; i++) {
      most += 12 + columns[i].mostRowBytes(values[i]);
    }
    byte[] to = out.ensure(most);
    int at = out.position();
    if (count == 0) {
      to[at++] = KeyCodec.NIL_FLAG;
    }
    for (int i = 0; i < count; i++) {
      to[at] = KeyCodec.VARINT_FLAG;
      at = KeyCodec.putVarint(to, at + 1, columns[i].id());
      at = columns[i].putRowV1(values[i], to, at);
    }
    out.position(at);
  }

  /** Appends the row in format 2: header, ids, offsets, values. */
  void appendV2(KvBuffer out) {
    int nulls = 0;
    int most = SLACK;
    long highestId = count == 0 ? 0 : columns[count - 1].id();
    for (int i = 0; i < count; i++) {
      if (values[i].isNull()) {
        nulls++;
      } else {
        most += columns[i].mostRowBytes(values[i]);
      }
    }
    int notNulls = count - nulls;
    byte[] to = out.ensure(most + HEADER + 4 * (count + notNulls));
    int start = out.position();
    boolean large = highestId > SMALL_ID;
    int idSize = large ? 4 : 1;
    int offsetSize = large ? 4 : 2;
    int notNullId = start + HEADER;
    int nullId = notNullId + notNulls * idSize;
    int offset = nullId + nulls * idSize;
    int data = offset + notNulls * offsetSize;
    int at = data;
    for (int i = 0; i < count; i++) {
      long id = columns[i].id();
      if (values[i].isNull()) {
        nullId = putId(to, nullId, id, large);
      } else {
        notNullId = putId(to, notNullId, id, large);
        at = columns[i].putRow(values[i], to, at);
        if (large) {
          Bytes.putLittleEndianInt(to, offset, at - data);
        } else {
          Bytes.putLittleEndianShort(to, offset, at - data);
        }
        offset += offsetSize;
      }
    }
    if (!large && at - data > SMALL_DATA) {
      at = widen(to, start, notNulls, nulls);
      large = true;
    }
    to[start] = VERSION;
    to[start + 1] = (byte) (large ? LARGE : 0);
    Bytes.putLittleEndianShort(to, start + 2, notNulls);
    Bytes.putLittleEndianShort(to, start + 4, nulls);
    out.position(at);
  }

  /**
   * Appends the checksum of a row of format 2 that starts at a position, over it and its handle.
   */
  void appendChecksum(KvBuffer out, int start, byte[] handle, int handleOffset, int handleLength) {
    byte[] to = out.ensure(5);
    int at = out.position();
    to[start + 1] |= CHECKSUM;
    to[at++] = CHECKSUM_VERSION;
    crc.reset();
    crc.update(to, start, at - start);
    crc.update(handle, handleOffset, handleLength);
    Bytes.putLittleEndianInt(to, at, (int) crc.getValue());
    out.position(at + 4);
  }

  private static int putId(byte[] to, int at, long id, boolean large) {
    if (large) {
      Bytes.putLittleEndianInt(to, at, (int) id);
      return at + 4;
    }
    to[at] = (byte) id;
    return at + 1;
  }

  /** Rewrites a row whose data turned out to be large with ids and offsets of four bytes. */
  private int widen(byte[] to, int start, int notNulls, int nulls) {
    int newData = start + HEADER + 4 * (notNulls + nulls + notNulls);
    int notNullId = start + HEADER;
    int nullId = notNullId + 4 * notNulls;
    int offset = nullId + 4 * nulls;
    int at = newData;
    for (int i = 0; i < count; i++) {
      if (values[i].isNull()) {
        nullId = putId(to, nullId, columns[i].id(), true);
      } else {
        notNullId = putId(to, notNullId, columns[i].id(), true);
      }
    }
    for (int i = 0; i < count; i++) {
      if (!values[i].isNull()) {
        at = columns[i].putRow(values[i], to, at);
        Bytes.putLittleEndianInt(to, offset, at - newData);
        offset += 4;
      }
    }
    return at;
  }
}
