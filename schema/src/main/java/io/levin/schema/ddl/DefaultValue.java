package io.levin.schema.ddl;

import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;
import io.levin.schema.expr.Expr;
import io.levin.schema.expr.ExprText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
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

  private static final Charset GBK = Charset.forName("GBK");
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
  static DefaultValue of(ColumnDefinition column, FieldType type, DdlOptions options) {
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
    return literal(column, expr, type, options);
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
      ColumnDefinition column, Expr expr, FieldType type, DdlOptions options) {
    if (expr instanceof Expr.Null) {
      if (column.notNull() || column.primaryKey()) {
        throw invalid(column);
      }
      return NONE;
    }
    if (MysqlType.isBlob(type.tp())
        || type.tp() == MysqlType.JSON
        || type.tp() == MysqlType.VECTOR) {
      return empty(column, expr, type, options);
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
    return new DefaultValue(textFor(column, expr, type, options), null, false);
  }

  /** A lax mode lets pass an empty string where long values have no defaults. */
  private static DefaultValue empty(
      ColumnDefinition column, Expr expr, FieldType type, DdlOptions options) {
    boolean lax = !options.sqlMode().strict() && type.tp() != MysqlType.VECTOR;
    if (!lax || !(expr instanceof Expr.Str text) || !text.value().isEmpty()) {
      throw new DdlException(
          "ddl", 1101, "BLOB/TEXT/JSON column '" + column.name() + "' can't have a default value");
    }
    return new DefaultValue(type.tp() == MysqlType.JSON ? "null" : "", null, false);
  }

  private static String textFor(
      ColumnDefinition column, Expr expr, FieldType type, DdlOptions options) {
    if (MysqlType.isDate(type.tp())) {
      return moment(column, expr, type, options);
    }
    if (expr instanceof Expr.Bits
        && (MysqlType.isString(type.tp()) || MysqlType.hasCharset(type.tp()))) {
      return decoded(bytesOf(expr), type);
    }
    String text = plainText(expr);
    return switch (type.tp()) {
      case MysqlType.ENUM, MysqlType.SET ->
          members(expr, type, text).orElseThrow(() -> invalid(column));
      case MysqlType.TIME ->
          expr instanceof Expr.Bits
              ? text
              : Temporals.time(text, type.decimal()).orElseThrow(() -> invalid(column));
      default -> {
        checkNumber(column, text, type);
        checkLength(column, text, type);
        yield expr instanceof Expr.Bits ? text : rounded(text, expr, type);
      }
    };
  }

  private static Optional<String> members(Expr expr, FieldType type, String text) {
    MemberNames names = new MemberNames(type);
    boolean set = type.tp() == MysqlType.SET;
    boolean integer = expr instanceof Expr.Num num && num.kind() == Expr.NumKind.INTEGER;
    if (integer || expr instanceof Expr.Bool) {
      BigInteger number = new BigInteger(text);
      if (number.signum() == 0) {
        return Optional.empty(); // no member, and for a SET not the empty set either
      }
      return set ? names.ofMask(number) : names.at(number);
    }
    return set ? names.allNamed(text) : names.named(text);
  }

  private static String moment(
      ColumnDefinition column, Expr expr, FieldType type, DdlOptions options) {
    DateText reader = new DateText(type.tp(), type.decimal(), options.sqlMode());
    boolean number = expr instanceof Expr.Num || expr instanceof Expr.Unary;
    String text =
        (number ? reader.ofNumber(ConstantExpr.integer(expr)) : reader.ofString(plainText(expr)))
            .orElseThrow(() -> invalid(column));
    boolean timestamp = type.tp() == MysqlType.TIMESTAMP;
    if (timestamp && !Temporals.isTimestamp(text, options.zone())) {
      throw invalid(column);
    }
    return timestamp
        ? Temporals.inZone(text, options.zone(), ZoneOffset.UTC, type.decimal())
        : text;
  }

  /** The text of a literal of digits in the character set of its column. */
  private static String decoded(byte[] bytes, FieldType type) {
    return type.charset().equals("gbk") ? new String(bytes, GBK) : textOf(bytes);
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
   * A number as its column holds it. FLOAT(M,D) and DOUBLE(M,D) keep only their digits: TiDB rounds
   * the double, so that 1.015, which is a little less as a double, becomes 1.01.
   */
  private static String rounded(String text, Expr expr, FieldType type) {
    if (MysqlType.isInteger(type.tp())) {
      boolean real = expr instanceof Expr.Num num && num.kind() == Expr.NumKind.FLOAT;
      RoundingMode mode = real ? RoundingMode.HALF_EVEN : RoundingMode.HALF_UP;
      return new BigDecimal(text.strip()).setScale(0, mode).toPlainString();
    }
    if (!isReal(type)) {
      return text;
    }
    double value = Double.parseDouble(text.strip());
    if (type.decimal() < 0) {
      return shortest(value, type);
    }
    double power = Double.parseDouble("1e" + type.decimal()); // pow may be off by a bit
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
    String text = plainText(expr);
    if (text.indexOf('.') >= 0) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    BigInteger value = new BigInteger(text);
    return Literals.fixed(value, Math.max(1, (value.bitLength() + 7) / 8));
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
