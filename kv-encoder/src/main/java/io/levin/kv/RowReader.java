package io.levin.kv;

import io.levin.base.Bytes;
import java.util.Arrays;

/**
 * Finds the values of a row by column id, in both formats. Values are slices of the row.
 *
 * @throws IllegalArgumentException from all methods if the row is malformed
 */
final class RowReader {
  private static final int VERSION_2 = 0x80;
  private static final int SHOWN_BYTES = 64;

  private final byte[] row;
  private final boolean large;
  private final int notNulls;
  private final int nulls;
  private final int ids;
  private final int offsets;
  private final int data;

  private int start;
  private int end;

  RowReader(byte[] row) {
    this.row = row;
    if (row.length == 0 || (row[0] & 0xFF) != VERSION_2) {
      large = false;
      notNulls = -1;
      nulls = 0;
      ids = 0;
      offsets = 0;
      data = 0;
      return;
    }
    if (row.length < 6) {
      throw malformed();
    }
    large = (row[1] & 1) != 0;
    notNulls = unsignedShort(2);
    nulls = unsignedShort(4);
    ids = 6;
    int idSize = large ? 4 : 1;
    offsets = ids + (notNulls + nulls) * idSize;
    data = offsets + notNulls * (large ? 4 : 2);
    if (data > row.length) {
      throw malformed();
    }
  }

  /** True for format 1, where each value has its flag. */
  boolean isOldFormat() {
    return notNulls < 0;
  }

  /** What is known of a column in the row. */
  enum Found {
    ABSENT,
    NULL,
    VALUE
  }

  /** Looks for a column; its value is then between {@link #start} and {@link #end}. */
  Found find(long id) {
    if (isOldFormat()) {
      return findOld(id);
    }
    for (int i = 0; i < notNulls; i++) {
      if (idAt(i) == id) {
        start = data + (i == 0 ? 0 : offsetAt(i - 1));
        end = data + offsetAt(i);
        if (start > end || end > row.length) {
          throw malformed();
        }
        return Found.VALUE;
      }
    }
    for (int i = notNulls; i < notNulls + nulls; i++) {
      if (idAt(i) == id) {
        return Found.NULL;
      }
    }
    return Found.ABSENT;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  private Found findOld(long id) {
    if (row.length == 1 && row[0] == KeyCodec.NIL_FLAG) {
      return Found.ABSENT; // A row without any column.
    }
    OldFormat values = new OldFormat(row);
    while (values.next()) {
      long column = values.number();
      if (!values.next()) {
        throw malformed();
      }
      if (column == id) {
        start = values.start();
        end = values.end();
        return row[start] == KeyCodec.NIL_FLAG ? Found.NULL : Found.VALUE;
      }
    }
    return Found.ABSENT;
  }

  private long idAt(int i) {
    return large ? littleEndianInt(ids + 4 * i) & 0xFFFFFFFFL : row[ids + i] & 0xFF;
  }

  private int offsetAt(int i) {
    return large ? littleEndianInt(offsets + 4 * i) : unsignedShort(offsets + 2 * i);
  }

  private int unsignedShort(int at) {
    return row[at] & 0xFF | (row[at + 1] & 0xFF) << 8;
  }

  private int littleEndianInt(int at) {
    return unsignedShort(at) | unsignedShort(at + 2) << 16;
  }

  private IllegalArgumentException malformed() {
    return malformed(row);
  }

  /** Shows the first bytes only: a row may be very large. */
  static IllegalArgumentException malformed(byte[] bytes) {
    String shown = Bytes.hex(Arrays.copyOf(bytes, Math.min(bytes.length, SHOWN_BYTES)));
    return new IllegalArgumentException(
        "malformed row of "
            + bytes.length
            + " bytes: "
            + shown
            + (bytes.length > SHOWN_BYTES ? "…" : ""));
  }
}
