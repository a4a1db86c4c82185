package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.FloatText;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.MysqlType;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** Functions between numbers, bytes and their texts. */
final class NumberTextFunctions {
  private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();
  private static final int MAX_RADIX = 36;
  private static final int MAX_FORMAT_DECIMALS = 30;

  /** The largest number of 64 bits. */
  private static final BigInteger LARGEST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private NumberTextFunctions() {}

  static void addTo(Functions.Registry registry) {
    registry.add("hex", 1, NumberTextFunctions::hex);
    registry.add("unhex", 1, NumberTextFunctions::unhex);
    registry.add(
        "bin",
        1,
        (tools, args) ->
            CallNode.of(
                SqlType.text(),
                (v, to) -> Conversions.setAscii(to, Long.toBinaryString(v[0].bits())),
                tools.integer(args[0])));
    registry.add("oct", 1, NumberTextFunctions::oct);
    registry.add("conv", 3, NumberTextFunctions::conv);
    registry.add("format", 2, 3, NumberTextFunctions::format);
    registry.add("char_func", 2, 1000, NumberTextFunctions::character);
    registry.add("user", 0, NumberTextFunctions::user);
    registry.alias("current_user", "user");
    registry.alias("session_user", "user");
    registry.alias("system_user", "user");
  }

  private static Node hex(Tools tools, Node[] args) {
    EvalKind kind = args[0].type().kind();
    if (args[0].type().tp() == MysqlType.FLOAT && !(args[0] instanceof ColumnNode)) {
      // TiDB computes on with more digits than a FLOAT has.
      throw new UnsupportedExpression("function hex of a FLOAT that is no column");
    }
    if (kind == EvalKind.INT || kind == EvalKind.REAL || kind == EvalKind.DECIMAL) {
      Node hex =
          CallNode.of(
              SqlType.text().longerThan(args[0].type()),
              (v, to) ->
                  Conversions.setAscii(to, Long.toHexString(v[0].bits()).toUpperCase(Locale.ROOT)),
              tools.integer(args[0]));
      // A negative number has 16 digits, and the type two for each of the number's.
      boolean wide = args[0].type().unsigned() || args[0].type().flen() >= 8;
      boolean positive =
          args[0] instanceof ConstantNode number
              && number.type().kind() == EvalKind.INT
              && number.value().bits() >= 0;
      return wide || positive ? hex : new LongText(hex);
    }
    return CallNode.of(
        SqlType.text().longerThan(args[0].type()),
        (v, to) ->
            Conversions.setAscii(
                to,
                UPPER_HEX.formatHex(v[0].array(), v[0].offset(), v[0].offset() + v[0].length())),
        SearchFunctions.bytes(tools, args[0]));
  }

  private static Node unhex(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.bytes().longerThan(args[0].type()),
        (v, to) -> {
          String digits = SearchFunctions.ascii(v[0]);
          digits = digits.length() % 2 == 0 ? digits : "0" + digits;
          try {
            byte[] bytes = HexFormat.of().parseHex(digits);
            to.setString(bytes, 0, bytes.length);
          } catch (IllegalArgumentException notHex) {
            to.setNull();
          }
        },
        tools.text(args[0]));
  }

  private static Node oct(Tools tools, Node[] args) {
    boolean bits = args[0] instanceof ConstantNode constant && constant.isBits();
    if (bits || args[0].type().kind() == EvalKind.INT) {
      return CallNode.of(
          SqlType.text(),
          (v, to) -> Conversions.setAscii(to, Long.toOctalString(v[0].bits())),
          tools.integer(args[0]));
    }
    return CallNode.of(
        SqlType.text(), (v, to) -> convert(v[0], 10, 8, false, to), tools.text(args[0]));
  }

  private static Node conv(Tools tools, Node[] args) {
    boolean bits =
        args[0] instanceof ConstantNode constant && constant.isBits()
            || args[0].type().tp() == MysqlType.BIT;
    Value digits = new Value();
    Node converted =
        CallNode.of(
            SqlType.text(),
            (v, to) -> {
              if (!bits) {
                convert(v[2], v[0].bits(), v[1].bits(), true, to);
                return;
              }
              // The bits as a number in the first radix, whichever that is.
              Conversions.setAscii(digits, Long.toBinaryString(v[2].bits()));
              convert(digits, 2, v[0].bits(), true, to);
              if (!to.isNull()) {
                digits.set(to);
                convert(digits, v[0].bits(), v[1].bits(), true, to);
              }
            },
            tools.integer(args[1]),
            tools.integer(args[2]),
            bits ? tools.integer(args[0]) : tools.text(args[0]));
    // The smallest number has a sign and 64 digits, for which the type has no room.
    boolean unsigned = args[2] instanceof ConstantNode radix && radix.value().bits() >= 0;
    return unsigned ? converted : new LongText(converted);
  }

  /**
   * Negative radixes mean signed numbers; a digit that is none ends the number.
   *
   * @param refuses true to fail on more than 64 bits, false to take them as the largest number
   */
  private static void convert(Value text, long fromBase, long toBase, boolean refuses, Value to)
      throws ConversionException {
    boolean signed = fromBase < 0;
    boolean keepSign = toBase < 0;
    int from = (int) Math.max(-100, Math.min(100, fromBase));
    int radix = (int) Math.max(-100, Math.min(100, toBase));
    from = Math.abs(from);
    radix = Math.abs(radix);
    if (from < 2 || from > MAX_RADIX || radix < 2 || radix > MAX_RADIX) {
      to.setNull();
      return;
    }
    String source = SearchFunctions.ascii(text).strip();
    boolean minus = source.startsWith("-");
    int at = minus || source.startsWith("+") ? 1 : 0;
    int first = at;
    while (at < source.length()
        && source.charAt(at) < 128
        && Character.digit(source.charAt(at), from) >= 0) {
      at++;
    }
    if (at == first) {
      Conversions.setAscii(to, "0");
      return;
    }
    while (first < at - 1 && source.charAt(first) == '0') {
      first++;
    }
    // More digits than 64 are more than 64 bits, whatever the radix, and need not be read.
    boolean tooMany = at - first > Long.SIZE;
    BigInteger number = tooMany ? LARGEST : new BigInteger(source.substring(first, at), from);
    if (tooMany || number.bitLength() > Long.SIZE) {
      if (refuses) {
        throw new ConversionException(SqlError.OUT_OF_RANGE);
      }
      number = LARGEST;
      minus = false;
    }
    if (signed) {
      BigInteger limit = BigInteger.ONE.shiftLeft(63);
      BigInteger largest = minus ? limit : limit.subtract(BigInteger.ONE);
      number = number.min(largest);
    }
    long bits = minus ? -number.longValue() : number.longValue();
    String digits = keepSign ? Long.toString(bits, radix) : Long.toUnsignedString(bits, radix);
    Conversions.setAscii(to, digits.toUpperCase(Locale.ROOT));
  }

  private static Node format(Tools tools, Node[] args) {
    if (args.length > 2 && !Tools.constantText(args[2], "a locale").equals("en_US")) {
      throw new UnsupportedExpression("function format with a locale other than en_US");
    }
    EvalKind kind = args[0].type().kind();
    boolean decimal = kind == EvalKind.INT || kind == EvalKind.DECIMAL;
    Node number = decimal ? tools.decimal(args[0]) : tools.real(args[0]);
    return CallNode.of(
        SqlType.text(),
        (v, to) -> {
          BigDecimal value =
              decimal
                  ? tools.conversions().shown(v[0].decimal()).toBigDecimal()
                  : FloatText.shortest(v[0].asDouble());
          long places = Math.max(0, Math.min(MAX_FORMAT_DECIMALS, v[1].bits()));
          boolean minusZero = !decimal && value.signum() == 0 && 1 / v[0].asDouble() < 0;
          Conversions.setAscii(to, (minusZero ? "-" : "") + grouped(value, (int) places));
        },
        number,
        tools.integer(args[1]));
  }

  private static String grouped(BigDecimal value, int places) {
    String plain = value.setScale(places, RoundingMode.HALF_UP).toPlainString();
    boolean minus = plain.startsWith("-");
    int start = minus ? 1 : 0;
    int point = plain.indexOf('.');
    int end = point < 0 ? plain.length() : point;
    StringBuilder out = new StringBuilder(value.signum() < 0 ? "-" : "");
    for (int i = start; i < end; i++) {
      if (i > start && (end - i) % 3 == 0) {
        out.append(',');
      }
      out.append(plain.charAt(i));
    }
    return out.append(plain.substring(end)).toString();
  }

  /** CHAR: the last argument is the character set's name or NULL. */
  private static Node character(Tools tools, Node[] args) {
    Node last = args[args.length - 1];
    boolean using = !last.type().isNull();
    if (using && !Tools.constantText(last, "a character set").equals("utf8mb4")) {
      throw new UnsupportedExpression("function char with a character set other than utf8mb4");
    }
    Node[] numbers = tools.all(EvalKind.INT, Arrays.copyOf(args, args.length - 1));
    Node text =
        CallNode.withNulls(
            using ? SqlType.text() : SqlType.bytes(),
            (v, to) -> {
              ByteArrayOutputStream out = new ByteArrayOutputStream();
              for (Value value : v) {
                if (!value.isNull()) {
                  long bits = value.bits();
                  // Of a number that is larger than four bytes the last four stay.
                  int size = Math.min(4, Math.max(1, (71 - Long.numberOfLeadingZeros(bits)) / 8));
                  for (int i = size - 1; i >= 0; i--) {
                    out.write((int) (bits >>> 8 * i));
                  }
                }
              }
              to.setString(out.toByteArray(), 0, out.size());
              if (using) {
                checkUtf8(tools, to);
              }
            },
            numbers);
    return using ? new MadeInCharset(text) : text;
  }

  /** Bytes that are no text are NULL in a strict mode, else what is before them stays. */
  private static void checkUtf8(Tools tools, Value text) {
    int end = text.offset() + text.length();
    int at = text.offset();
    while (at < end) {
      int decoded = io.levin.kv.charset.Utf8.decode(text.array(), at, end);
      if (decoded == io.levin.kv.charset.Utf8.MALFORMED) {
        tools.session().warn();
        if (tools.session().strict()) {
          text.setNull();
        } else {
          text.setString(text.array(), text.offset(), at - text.offset());
        }
        return;
      }
      at += io.levin.kv.charset.Utf8.size(decoded);
    }
  }

  /** An import has no user: TiDB Lightning fails the row, too. */
  private static Node user(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.text(),
        (v, to) -> {
          throw new ConversionException(SqlError.OTHER, "USER() has no value in an import");
        });
  }
}
