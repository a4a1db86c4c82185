package io.levin.schema.ddl;

import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;
import io.levin.schema.expr.Expr;
import io.levin.schema.expr.ExprText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * The default of a column as TableInfo has it.
 *
 * @param text the value, or the expression; null is no default, or NULL
 * @param bits the bytes of a BIT default in Base64; else null
 * @param isExpr {@code text} is an expression
 */
record DefaultValue(String text, String bits, boolean isExpr) {
  static final DefaultValue NONE = new DefaultValue(null, null, false);

  private static final Set<String> NOW =
      Set.of("current_timestamp", "now", "localtime", "localtimestamp");
  private static final Set<String> TODAY = Set.of("current_date", "curdate");
  private static final Set<String> ALLOWED =
      Set.of(
          "rand",
          "uuid",
          "uuid_to_bin",
          "date_format",
          "replace",
          "upper",
          "str_to_date",
          "json_object",
          "json_array",
          "json_quote",
          "vec_from_text");

  /** The value of a DEFAULT clause for a column of that type. */
  static DefaultValue of(ColumnDefinition column, FieldType type, ZoneId zone) {
    Expr expr = column.defaultValue();
    while (expr instanceof Expr.Paren paren) {
      expr = paren.inner();
    }
    if (expr instanceof Expr.Call call) {
      return call(column, call, type);
    }
    if (expr instanceof Expr.NextValue) {
      return new DefaultValue(ExprText.of(expr), null, true);
    }
    return literal(column, expr, type, zone);
  }

  private static DefaultValue call(ColumnDefinition column, Expr.Call call, FieldType type) {
    boolean moment = type.tp() == MysqlType.DATETIME || type.tp() == MysqlType.TIMESTAMP;
    if (NOW.contains(call.name()) && moment) {
      int fsp = call.args().isEmpty() ? 0 : ConstantExpr.integer(call.args().get(0)).intValue();
      if (fsp != type.decimal()) {
        throw invalid(column);
      }
      return new DefaultValue("CURRENT_TIMESTAMP", null, false);
    }
    if (TODAY.contains(call.name()) && type.tp() == MysqlType.DATE) {
      return new DefaultValue("CURRENT_DATE", null, false);
    }
    if (!ALLOWED.contains(call.name())) {
      throw new DdlException(
          "ddl",
          3770,
          "Default value expression of column '"
              + column.name()
              + "' contains a disallowed function: `"
              + call.name()
              + "`.");
    }
    return new DefaultValue(ExprText.of(call), null, true);
  }

  private static DefaultValue literal(
      ColumnDefinition column, Expr expr, FieldType type, ZoneId zone) {
    if (expr instanceof Expr.Null) {
      if (column.notNull() || column.primaryKey()) {
        throw invalid(column);
      }
      return NONE;
    }
    if (MysqlType.isBlob(type.tp())
        || type.tp() == MysqlType.JSON
        || type.tp() == MysqlType.VECTOR) {
      throw new DdlException(
          "ddl", 1101, "BLOB/TEXT/JSON column '" + column.name() + "' can't have a default value");
    }
    if (type.tp() == MysqlType.BIT) {
      byte[] bytes = bitBytes(expr);
      return new DefaultValue(textOf(bytes), Base64.getEncoder().encodeToString(bytes), false);
    }
    if (type.tp() == MysqlType.CHAR && type.charset().equals("binary")) {
      byte[] bytes = bytesOf(expr);
      return new DefaultValue(
          textOf(Arrays.copyOf(bytes, Math.max(bytes.length, (int) type.flen()))), null, false);
    }
    return new DefaultValue(textFor(column, expr, type, zone), null, false);
  }

  private static String textFor(ColumnDefinition column, Expr expr, FieldType type, ZoneId zone) {
    if (expr instanceof Expr.Bits && MysqlType.isString(type.tp())) {
      return textOf(bytesOf(expr));
    }
    String text = plainText(expr);
    return switch (type.tp()) {
      case MysqlType.ENUM -> member(column, expr, type);
      case MysqlType.SET -> members(column, expr, type);
      case MysqlType.DATE -> Temporals.date(text).orElseThrow(() -> invalid(column));
      case MysqlType.TIME ->
          Temporals.time(text, type.decimal()).orElseThrow(() -> invalid(column));
      case MysqlType.DATETIME ->
          Temporals.dateTime(text, type.decimal()).orElseThrow(() -> invalid(column));
      case MysqlType.TIMESTAMP ->
          Temporals.inZone(
              Temporals.dateTime(text, type.decimal()).orElseThrow(() -> invalid(column)),
              zone,
              ZoneOffset.UTC,
              type.decimal());
      default -> {
        checkNumber(column, text, type);
        checkLength(column, text, type);
        yield rounded(text, type);
      }
    };
  }

  private static void checkNumber(ColumnDefinition column, String text, FieldType type) {
    boolean numeric =
        MysqlType.isInteger(type.tp())
            || type.tp() == MysqlType.DECIMAL
            || type.tp() == MysqlType.FLOAT
            || type.tp() == MysqlType.DOUBLE
            || type.tp() == MysqlType.YEAR;
    if (!numeric) {
      return;
    }
    try {
      BigDecimal value = new BigDecimal(text.strip());
      boolean negative = type.unsigned() && value.signum() < 0;
      if (negative || isReal(type) && Double.isInfinite(real(text, type))) {
        throw invalid(column);
      }
    } catch (NumberFormatException e) {
      throw invalid(column);
    }
  }

  private static boolean isReal(FieldType type) {
    return type.tp() == MysqlType.FLOAT || type.tp() == MysqlType.DOUBLE;
  }

  /** A number as its column holds it. */
  private static double real(String text, FieldType type) {
    double value = Double.parseDouble(text.strip());
    return type.tp() == MysqlType.FLOAT ? (float) value : value;
  }

  /**
   * FLOAT(M,D) and DOUBLE(M,D) keep only their digits: TiDB rounds the double, so that 1.015, which
   * is a little less as a double, becomes 1.01.
   */
  private static String rounded(String text, FieldType type) {
    if (!isReal(type) || type.decimal() < 0) {
      return text;
    }
    double value = Double.parseDouble(text.strip());
    double power = Math.pow(10, type.decimal());
    double shifted = value * power;
    return shortest(Double.isInfinite(shifted) ? value : Math.rint(shifted) / power, type);
  }

  /** The fewest digits that are read as the same number of the type again. */
  private static String shortest(double value, FieldType type) {
    double wanted = type.tp() == MysqlType.FLOAT ? (float) value : value;
    BigDecimal exact = new BigDecimal(wanted);
    int digits = 1;
    while (real(exact.round(new MathContext(digits)).toString(), type) != wanted) {
      digits++;
    }
    return exact.round(new MathContext(digits)).toPlainString();
  }

  private static void checkLength(ColumnDefinition column, String text, FieldType type) {
    if (MysqlType.isChar(type.tp())
        && text.stripTrailing().codePointCount(0, text.stripTrailing().length()) > type.flen()) {
      throw invalid(column);
    }
  }

  private static String plainText(Expr expr) {
    if (expr instanceof Expr.Str str) {
      return str.value();
    } else if (expr instanceof Expr.Temporal temporal) {
      return temporal.text();
    } else if (expr instanceof Expr.Bool bool) {
      return bool.value() ? "1" : "0";
    } else if (expr instanceof Expr.Bits) {
      return new BigInteger(1, bytesOf(expr)).toString();
    }
    return ConstantExpr.text(expr);
  }

  private static byte[] bytesOf(Expr expr) {
    return expr instanceof Expr.Bits bits
        ? Literals.bytes(bits.digits(), bits.bits())
        : plainText(expr).getBytes(StandardCharsets.UTF_8);
  }

  /** A number is its bytes without leading zeros. */
  private static byte[] bitBytes(Expr expr) {
    if (expr instanceof Expr.Bits || expr instanceof Expr.Str) {
      return bytesOf(expr);
    }
    BigInteger value = new BigInteger(plainText(expr));
    return Literals.fixed(value, Math.max(1, (value.bitLength() + 7) / 8));
  }

  private static String member(ColumnDefinition column, Expr expr, FieldType type) {
    if (expr instanceof Expr.Num) {
      int index = ConstantExpr.integer(expr).intValue();
      if (index < 1 || index > type.elems().size()) {
        throw invalid(column);
      }
      return type.elems().get(index - 1);
    }
    return find(type, plainText(expr), column);
  }

  private static String members(ColumnDefinition column, Expr expr, FieldType type) {
    List<String> found = new ArrayList<>();
    if (expr instanceof Expr.Num) {
      BigInteger mask = ConstantExpr.integer(expr);
      for (int i = 0; i < type.elems().size(); i++) {
        if (mask.testBit(i)) {
          found.add(type.elems().get(i));
        }
      }
      return String.join(",", found);
    }
    String text = plainText(expr);
    if (text.isEmpty()) {
      return "";
    }
    List<String> given = new ArrayList<>();
    for (String name : text.split(",", -1)) {
      given.add(find(type, name, column));
    }
    type.elems().stream().filter(given::contains).forEach(found::add);
    return String.join(",", found);
  }

  private static String find(FieldType type, String text, ColumnDefinition column) {
    boolean ignoreCase = type.collate().endsWith("_ci");
    String name = text.stripTrailing();
    return type.elems().stream()
        .filter(e -> ignoreCase ? e.equalsIgnoreCase(name) : e.equals(name) || e.equals(text))
        .findFirst()
        .orElseThrow(() -> invalid(column));
  }

  /** The bytes as Go's JSON writes them: each byte that is not UTF-8 is one U+FFFD. */
  private static String textOf(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    StringBuilder text = new StringBuilder();
    while (in.hasRemaining()) {
      CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
      var result = decoder.reset().decode(in, out, true);
      text.append(out.flip());
      if (result.isError()) {
        text.append('\ufffd');
        in.get();
      }
    }
    return text.toString();
  }

  private static DdlException invalid(ColumnDefinition column) {
    return new DdlException("types", 1067, "Invalid default value for '" + column.name() + "'");
  }
}
