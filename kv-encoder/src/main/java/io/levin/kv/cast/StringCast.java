package io.levin.kv.cast;

import io.levin.kv.charset.Gbk;
import io.levin.kv.charset.Utf8;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;
import java.util.Arrays;

/** The string types: CHAR to LONGTEXT and BINARY to LONGBLOB. */
final class StringCast extends ColumnCast {
  private final boolean binary;
  private final boolean blob;
  private final boolean fixed;
  private final long limit;
  private final TextUnits units;
  private final Value rendered = new Value();
  private final Rendering rendering = new Rendering();

  StringCast(FieldType type, Session session) {
    super(session);
    binary = type.charset().equals("binary");
    blob = MysqlType.isBlob(type.tp());
    fixed = type.tp() == MysqlType.CHAR;
    limit = type.flen() < 0 ? Long.MAX_VALUE : type.flen();
    units = TextUnits.of(type.charset());
  }

  @Override
  void convert(Value from, Value to) throws ConversionException {
    Value text = from;
    boolean bytes =
        switch (from.kind()) {
          case STRING, BINARY_LITERAL, NAME -> true;
          default -> false;
        };
    if (!bytes) {
      rendering.render(from, rendered);
      text = rendered;
    }
    if (binary) {
      convertBinary(text, to);
    } else {
      boolean known = from.kind() == ValueKind.JSON || from.kind() == ValueKind.NAME;
      convertText(text, known, to);
    }
  }

  private void convertBinary(Value from, Value to) throws ConversionException {
    int length = from.length();
    if (length > limit) {
      session.soft(SqlError.DATA_TOO_LONG);
      length = (int) limit;
    }
    if (fixed && limit != Long.MAX_VALUE && length < limit) {
      byte[] padded = to.buffer((int) limit);
      System.arraycopy(from.array(), from.offset(), padded, 0, length);
      Arrays.fill(padded, length, (int) limit, (byte) 0);
      to.setString(padded, 0, (int) limit);
    } else {
      to.setString(from.array(), from.offset(), length);
    }
  }

  /**
   * @param known true for a document or a name, whose characters the column's set need not have
   */
  private void convertText(Value from, boolean known, Value to) throws ConversionException {
    byte[] text = from.array();
    int start = from.offset();
    int end = start + from.length();
    if (from.kind() == ValueKind.BINARY_LITERAL && units == TextUnits.GBK) {
      convertGbk(text, start, end, to);
      return;
    }
    int valid = known ? end : units.validEnd(text, start, end);
    if (valid < end) {
      session.soft(SqlError.INCORRECT_STRING);
      // What is left is not cut to the column's length any more: TiDB's way.
      if (from.kind() == ValueKind.BINARY_LITERAL) {
        finish(text, start, valid, to);
      } else {
        replaceInvalid(text, start, valid, end, to);
        finish(to.array(), to.offset(), to.offset() + to.length(), to);
      }
      return;
    }
    if (end - start > limit) {
      end = cut(text, start, end);
    }
    finish(text, start, end, to);
  }

  /** A literal's bytes are GBK: converts them, up to the first that are not. */
  private void convertGbk(byte[] gbk, int start, int end, Value to) throws ConversionException {
    byte[] out = to.buffer((end - start) * 2);
    int used = Gbk.decode(gbk, start, end - start, out, 0);
    if (used < 0) {
      session.soft(SqlError.INCORRECT_STRING);
      finish(out, 0, ~used, to);
      return;
    }
    finish(out, 0, used > limit ? cut(out, 0, used) : used, to);
  }

  /** Takes the blanks off the end of a CHAR and sets the slice. */
  private void finish(byte[] text, int start, int end, Value to) {
    int stop = end;
    if (fixed) {
      while (stop > start && text[stop - 1] == ' ') {
        stop--;
      }
    }
    to.setString(text, start, stop - start);
  }

  /** Where text that has more bytes than the limit ends. */
  private int cut(byte[] text, int start, int end) throws ConversionException {
    if (blob) {
      int stop = start + (int) limit;
      while (stop > start && text[stop] < -64) {
        stop--;
      }
      session.soft(SqlError.DATA_TOO_LONG);
      return stop;
    }
    int stop = Utf8.skip(text, start, end - start, limit);
    if (stop < end) {
      if (onlySpaces(text, stop, end)) {
        if (!fixed) {
          session.warn();
        }
      } else {
        session.soft(SqlError.DATA_TOO_LONG);
      }
    }
    return stop;
  }

  private static boolean onlySpaces(byte[] text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text[i] != ' ' && text[i] != '\t' && text[i] != '\n' && text[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private void replaceInvalid(byte[] text, int start, int firstInvalid, int end, Value to) {
    byte[] out = to.buffer(end - start);
    int used = 0;
    int at = start;
    int valid = firstInvalid;
    while (true) {
      System.arraycopy(text, at, out, used, valid - at);
      used += valid - at;
      if (valid == end) {
        break;
      }
      out[used++] = '?';
      at = valid + units.invalidSize(text, valid, end);
      valid = units.validEnd(text, at, end);
    }
    to.setString(out, 0, used);
  }
}
