package io.levin.playground.tidb.query;

import io.levin.playground.tidb.wire.ResultColumn;
import io.levin.schema.CharacterSet;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.h2.value.ValueNull;

/** How TiDB describes a result's columns and prints its values. */
public final class ResultFormat {
  private static final int ENUM = 1 << 8;
  private static final int SET = 1 << 11;

  /** Decimals of what has no fixed number of them. */
  private static final int NOT_FIXED = 31;

  /** Of a character in a set that is not known. */
  private static final int MOST_BYTES = 4;

  private final ResultColumn column;
  private final FieldType field;
  private final TypeInfo type;

  private ResultFormat(ResultColumn column, FieldType field, TypeInfo type) {
    this.column = column;
    this.field = field;
    this.type = type;
  }

  /**
   * The format of a table's column.
   *
   * @param alias what the query calls the table
   */
  public static ResultFormat of(
      String schema,
      String alias,
      String table,
      String label,
      String name,
      FieldType field,
      TypeInfo type) {
    boolean text = MysqlType.hasCharset(field.tp()) && !field.charset().equals("binary");
    ResultColumn column =
        new ResultColumn(
            schema,
            alias,
            table,
            label,
            name,
            wireType(field.tp()),
            text ? ResultColumn.UTF8MB4_BIN : ResultColumn.BINARY,
            length(field) & 0xffffffffL,
            flags(field),
            decimals(field));
    return new ResultFormat(column, field, type);
  }

  /** Texts of whatever length are BLOB, of whatever kind CHAR. */
  private static int wireType(int type) {
    return switch (type) {
      case MysqlType.VARCHAR -> MysqlType.VAR_STRING;
      case MysqlType.ENUM, MysqlType.SET -> MysqlType.CHAR;
      default -> MysqlType.isBlob(type) ? MysqlType.BLOB : type;
    };
  }

  private static int flags(FieldType field) {
    int kind =
        switch (field.tp()) {
          case MysqlType.ENUM -> ENUM;
          case MysqlType.SET -> SET;
          default -> 0;
        };
    return field.flag() & 0xffff | kind;
  }

  /** In bytes; a decimal's sign and point count. */
  private static long length(FieldType field) {
    if (field.flen() < 0) {
      return switch (field.tp()) {
        case MysqlType.FLOAT -> 12;
        case MysqlType.DOUBLE -> 22;
        default -> 0;
      };
    }
    if (field.tp() == MysqlType.DECIMAL) {
      return field.flen() + (field.decimal() > 0 ? 2 : 1);
    }
    boolean string =
        MysqlType.isString(field.tp())
            || MysqlType.isBlob(field.tp())
            || field.tp() == MysqlType.ENUM
            || field.tp() == MysqlType.SET;
    int bytes = CharacterSet.byName(field.charset()).map(CharacterSet::maxBytes).orElse(MOST_BYTES);
    return field.flen() * (string ? bytes : 1);
  }

  private static int decimals(FieldType field) {
    if (field.decimal() >= 0) {
      return field.decimal();
    }
    return field.tp() == MysqlType.TIME ? 0 : NOT_FIXED;
  }

  /** The format of an expression. */
  public static ResultFormat of(String label, TypeInfo type) {
    ResultColumn column =
        switch (type.getValueType()) {
          case Value.BOOLEAN, Value.TINYINT, Value.SMALLINT, Value.INTEGER, Value.BIGINT ->
              ResultColumn.number(label);
          case Value.NUMERIC ->
              type.getPrecision() == 20 && type.getScale() == 0
                  ? ResultColumn.unsigned(label)
                  : expression(label, MysqlType.DECIMAL, 128, type.getScale());
          case Value.DECFLOAT -> expression(label, MysqlType.DECIMAL, 128, 0);
          case Value.REAL, Value.DOUBLE -> expression(label, MysqlType.DOUBLE, 128, 31);
          case Value.DATE -> expression(label, MysqlType.DATE, 128, 0);
          case Value.TIME -> expression(label, MysqlType.TIME, 128, type.getScale());
          case Value.TIMESTAMP, Value.TIMESTAMP_TZ ->
              expression(label, MysqlType.DATETIME, 128, type.getScale());
          case Value.BINARY, Value.VARBINARY, Value.BLOB ->
              expression(label, MysqlType.VAR_STRING, 128, 31);
          case Value.NULL, Value.UNKNOWN -> expression(label, MysqlType.NULL, 128, 0);
          default -> ResultColumn.text(label);
        };
    return new ResultFormat(column, null, type);
  }

  private static ResultColumn expression(String label, int type, int flags, int decimals) {
    return new ResultColumn(
        "", "", "", label, "", type, ResultColumn.BINARY, 65_535, flags, decimals);
  }

  /** How the protocol describes it. */
  public ResultColumn column() {
    return column;
  }

  /** A value in its text form, null for NULL. */
  public byte[] text(Value value) {
    if (value == null || value == ValueNull.INSTANCE) {
      return null;
    }
    if (field != null) {
      switch (field.tp()) {
        case MysqlType.BIT -> {
          return bits(value.getBigDecimal().toBigInteger(), (int) (field.flen() + 7) / 8);
        }
        case MysqlType.YEAR -> {
          return ascii(String.format(Locale.ROOT, "%04d", value.getInt()));
        }
        default -> {
          // as any other value of its type: TiDB does not fill up with zeros
        }
      }
    }
    return switch (value.getValueType()) {
      case Value.BOOLEAN -> ascii(value.getBoolean() ? "1" : "0");
      case Value.NUMERIC, Value.DECFLOAT -> ascii(decimal(value.getBigDecimal()));
      case Value.REAL ->
          ascii(FloatFormat.format(value.getFloat(), Float.toString(value.getFloat())));
      case Value.DOUBLE ->
          ascii(FloatFormat.format(value.getDouble(), Double.toString(value.getDouble())));
      case Value.TIMESTAMP, Value.TIME -> ascii(time(value.getString()));
      case Value.TIMESTAMP_TZ -> ascii(value.getString());
      case Value.BINARY, Value.VARBINARY, Value.BLOB -> value.getBytes();
      default -> value.getString().getBytes(StandardCharsets.UTF_8);
    };
  }

  private String decimal(BigDecimal value) {
    if (type.getValueType() == Value.DECFLOAT && value.scale() < 0) {
      return value.setScale(0).toPlainString();
    }
    return value.toPlainString();
  }

  /** With as many digits of the second as the type has. */
  private String time(String text) {
    int scale = field == null ? type.getScale() : Math.max(0, field.decimal());
    int dot = text.indexOf('.');
    String whole = dot < 0 ? text : text.substring(0, dot);
    if (scale == 0) {
      return whole;
    }
    String digits = dot < 0 ? "" : text.substring(dot + 1);
    return whole + "." + (digits + "000000").substring(0, Math.min(scale, 6));
  }

  private static byte[] bits(BigInteger value, int size) {
    byte[] out = new byte[size];
    byte[] bytes = value.toByteArray();
    for (int i = 0; i < size && i < bytes.length; i++) {
      out[size - 1 - i] = bytes[bytes.length - 1 - i];
    }
    return out;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
