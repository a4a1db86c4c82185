package io.levin.kv;

import io.levin.kv.charset.Utf8;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;

/**
 * How an index cuts a column's text: to a number of bytes, or of characters. Keeps a holder for the
 * text that was cut.
 */
final class PrefixLimit {
  private static final int REPLACEMENT = 0xFFFD;

  private final long limit;
  private final boolean inBytes;
  private final Value cut = new Value();

  /**
   * @param limit how much remains, or a negative number for all
   */
  PrefixLimit(FieldType type, long limit) {
    boolean whole = limit < 0 || !MysqlType.isString(type.tp());
    this.limit = whole ? Long.MAX_VALUE : limit;
    inBytes = type.charset().equals("binary") || type.charset().equals("ascii");
  }

  /** The value itself, or the cut one; the latter is overwritten by the next call. */
  Value apply(Value value) {
    if (value.kind() != ValueKind.STRING || value.length() <= limit) {
      return value;
    }
    byte[] text = value.array();
    int start = value.offset();
    int end = start + value.length();
    if (inBytes) {
      cut.setString(text, start, (int) limit);
      return cut;
    }
    int stop = Utf8.skip(text, start, end - start, limit);
    if (stop == end) {
      return value;
    }
    if (Utf8.validEnd(text, start, stop) == stop) {
      cut.setString(text, start, stop - start);
    } else {
      replaceMalformed(text, start, stop);
    }
    return cut;
  }

  private void replaceMalformed(byte[] text, int start, int end) {
    byte[] out = cut.buffer((end - start) * 3);
    int used = 0;
    for (int at = start; at < end; ) {
      int decoded = Utf8.decode(text, at, end);
      if (decoded == Utf8.MALFORMED) {
        used = Utf8.encode(REPLACEMENT, out, used);
        at++;
      } else {
        int size = Utf8.size(decoded);
        System.arraycopy(text, at, out, used, size);
        used += size;
        at += size;
      }
    }
    cut.setString(out, 0, used);
  }
}
