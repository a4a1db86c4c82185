package io.levin.playground.tidb.query;

import io.levin.schema.Collation;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.h2.util.DateTimeUtils;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.h2.value.ValueBigint;
import org.h2.value.ValueBlob;
import org.h2.value.ValueClob;
import org.h2.value.ValueDate;
import org.h2.value.ValueDouble;
import org.h2.value.ValueInteger;
import org.h2.value.ValueNull;
import org.h2.value.ValueNumeric;
import org.h2.value.ValueReal;
import org.h2.value.ValueSmallint;
import org.h2.value.ValueTimestamp;
import org.h2.value.ValueTinyint;
import org.h2.value.ValueVarbinary;
import org.h2.value.ValueVarchar;
import org.h2.value.ValueVarcharIgnoreCase;

/**
 * TiDB's column types in H2. BIGINT UNSIGNED is NUMERIC(20), since H2 has no such type; dates with
 * zeros in them are kept, since H2's dates are bit fields; TIME is text, since it may be longer
 * than a day; text of a collation that does not mind the case is VARCHAR_IGNORECASE.
 */
final class ColumnTypes {
  /** H2 takes no longer VARCHAR or VARBINARY values; longer ones become large objects. */
  private static final int LONGEST = 1 << 20;

  private ColumnTypes() {}

  /** H2's type for a column. */
  static TypeInfo of(FieldType type) {
    boolean unsigned = type.unsigned();
    return switch (type.tp()) {
      case MysqlType.TINYINT -> unsigned ? TypeInfo.TYPE_SMALLINT : TypeInfo.TYPE_TINYINT;
      case MysqlType.SMALLINT -> unsigned ? TypeInfo.TYPE_INTEGER : TypeInfo.TYPE_SMALLINT;
      case MysqlType.MEDIUMINT -> TypeInfo.TYPE_INTEGER;
      case MysqlType.INT -> unsigned ? TypeInfo.TYPE_BIGINT : TypeInfo.TYPE_INTEGER;
      case MysqlType.BIGINT -> unsigned ? numeric(20, 0) : TypeInfo.TYPE_BIGINT;
      case MysqlType.BIT -> numeric(20, 0);
      case MysqlType.YEAR -> TypeInfo.TYPE_SMALLINT;
      case MysqlType.FLOAT -> TypeInfo.TYPE_REAL;
      case MysqlType.DOUBLE -> TypeInfo.TYPE_DOUBLE;
      case MysqlType.DECIMAL ->
          numeric((int) Math.max(1, type.flen()), Math.max(0, type.decimal()));
      case MysqlType.DATE, MysqlType.NEWDATE -> TypeInfo.TYPE_DATE;
      case MysqlType.DATETIME, MysqlType.TIMESTAMP ->
          TypeInfo.getTypeInfo(Value.TIMESTAMP, 0, Math.max(0, type.decimal()), null);
      default -> {
        if (bytes(type)) {
          yield TypeInfo.TYPE_VARBINARY;
        }
        boolean caseless =
            MysqlType.hasCharset(type.tp())
                && Collation.byName(type.collate()).map(c -> !c.bin()).orElse(false);
        yield caseless ? TypeInfo.TYPE_VARCHAR_IGNORECASE : TypeInfo.TYPE_VARCHAR;
      }
    };
  }

  private static TypeInfo numeric(int precision, int scale) {
    return TypeInfo.getTypeInfo(Value.NUMERIC, precision, scale, null);
  }

  private static boolean bytes(FieldType type) {
    boolean string =
        MysqlType.isString(type.tp())
            || type.tp() == MysqlType.VARCHAR
            || type.tp() == MysqlType.CHAR
            || MysqlType.isBlob(type.tp());
    boolean text =
        type.tp() == MysqlType.JSON || type.tp() == MysqlType.ENUM || type.tp() == MysqlType.SET;
    return string && !text && type.charset().equals("binary");
  }

  /**
   * A column's value from what TiDB's text protocol has for it.
   *
   * @param text null for NULL
   */
  static Value value(FieldType type, byte[] text) {
    if (text == null) {
      return ValueNull.INSTANCE;
    }
    boolean unsigned = type.unsigned();
    return switch (type.tp()) {
      case MysqlType.TINYINT ->
          unsigned
              ? ValueSmallint.get(Short.parseShort(ascii(text)))
              : ValueTinyint.get(Byte.parseByte(ascii(text)));
      case MysqlType.SMALLINT ->
          unsigned
              ? ValueInteger.get(Integer.parseInt(ascii(text)))
              : ValueSmallint.get(Short.parseShort(ascii(text)));
      case MysqlType.MEDIUMINT -> ValueInteger.get(Integer.parseInt(ascii(text)));
      case MysqlType.INT ->
          unsigned
              ? ValueBigint.get(Long.parseLong(ascii(text)))
              : ValueInteger.get(Integer.parseInt(ascii(text)));
      case MysqlType.BIGINT ->
          unsigned
              ? ValueNumeric.get(new BigInteger(ascii(text)))
              : ValueBigint.get(Long.parseLong(ascii(text)));
      case MysqlType.BIT -> ValueNumeric.get(new BigInteger(1, text));
      case MysqlType.YEAR -> ValueSmallint.get(Short.parseShort(ascii(text)));
      case MysqlType.FLOAT -> ValueReal.get(Float.parseFloat(ascii(text)));
      case MysqlType.DOUBLE -> ValueDouble.get(Double.parseDouble(ascii(text)));
      case MysqlType.DECIMAL -> ValueNumeric.get(new BigDecimal(ascii(text)));
      case MysqlType.DATE, MysqlType.NEWDATE -> ValueDate.fromDateValue(date(ascii(text)));
      case MysqlType.DATETIME, MysqlType.TIMESTAMP -> timestamp(ascii(text));
      default -> bytes(type) ? binary(text) : text(type, text);
    };
  }

  private static Value binary(byte[] bytes) {
    return bytes.length <= LONGEST ? ValueVarbinary.getNoCopy(bytes) : ValueBlob.createSmall(bytes);
  }

  private static Value text(FieldType type, byte[] utf8) {
    if (utf8.length > LONGEST) {
      return ValueClob.createSmall(utf8);
    }
    String text = new String(utf8, StandardCharsets.UTF_8);
    return of(type).getValueType() == Value.VARCHAR_IGNORECASE
        ? ValueVarcharIgnoreCase.get(text)
        : ValueVarchar.get(text);
  }

  private static Value timestamp(String text) {
    long nanos = 0;
    if (text.length() > 10) {
      long seconds =
          (Integer.parseInt(text, 11, 13, 10) * 60L + Integer.parseInt(text, 14, 16, 10)) * 60L
              + Integer.parseInt(text, 17, 19, 10);
      nanos = seconds * 1_000_000_000L;
      if (text.length() > 20) {
        String digits = (text.substring(20) + "000000000").substring(0, 9);
        nanos += Long.parseLong(digits);
      }
    }
    return ValueTimestamp.fromDateValueAndNanos(date(text), nanos);
  }

  private static long date(String text) {
    return DateTimeUtils.dateValue(
        Integer.parseInt(text, 0, 4, 10),
        Integer.parseInt(text, 5, 7, 10),
        Integer.parseInt(text, 8, 10, 10));
  }

  private static String ascii(byte[] text) {
    return new String(text, StandardCharsets.ISO_8859_1);
  }
}
