package io.levin.playground.tidb.query;

import io.levin.base.Row;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.h2.value.Value;
import org.h2.value.ValueNull;

/** Values of the embedded database as fields for the encoder. */
public final class FieldText {
  private FieldText() {}

  /** Adds a value to a row, as what a column of that type is best made from. */
  public static void add(Row row, FieldType type, Value value) {
    if (value == null || value == ValueNull.INSTANCE) {
      row.addNull();
      return;
    }
    switch (value.getValueType()) {
      case Value.BOOLEAN -> row.addNumber(Row.SIGNED, value.getBoolean() ? 1 : 0);
      case Value.TINYINT, Value.SMALLINT, Value.INTEGER, Value.BIGINT ->
          number(row, value.getLong());
      case Value.NUMERIC, Value.DECFLOAT -> {
        BigInteger whole =
            value.getBigDecimal().scale() <= 0 ? value.getBigDecimal().toBigInteger() : null;
        if (whole != null && whole.signum() >= 0 && whole.bitLength() <= 64) {
          row.addNumber(Row.UNSIGNED, whole.longValue());
        } else if (whole != null && whole.bitLength() < 64) {
          row.addNumber(Row.SIGNED, whole.longValue());
        } else {
          text(row, value.getBigDecimal().toPlainString());
        }
      }
      case Value.DOUBLE -> row.addNumber(Row.DOUBLE, Double.doubleToRawLongBits(value.getDouble()));
      case Value.BINARY, Value.VARBINARY, Value.BLOB -> {
        byte[] bytes = value.getBytes();
        row.addSlice(Row.TEXT, bytes, 0, bytes.length);
      }
      default -> text(row, value.getString());
    }
  }

  /** Adds what TiDB's text protocol has for a column's value. */
  public static void add(Row row, FieldType type, byte[] text) {
    if (text == null) {
      row.addNull();
    } else {
      byte kind = type.tp() == MysqlType.BIT ? Row.BINARY : Row.TEXT;
      row.addSlice(kind, text, 0, text.length);
    }
  }

  private static void number(Row row, long value) {
    row.addNumber(value < 0 ? Row.SIGNED : Row.UNSIGNED, value);
  }

  private static void text(Row row, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    row.addSlice(Row.TEXT, bytes, 0, bytes.length);
  }
}
