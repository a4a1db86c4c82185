package io.levin.kv.expr;

import io.levin.kv.charset.Gbk;
import io.levin.kv.charset.Utf8;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.CharacterSet;
import io.levin.schema.Collation;
import io.levin.schema.MysqlType;
import io.levin.schema.expr.Expr;
import java.util.Arrays;

/** CAST and CONVERT, in both of their forms, and COLLATE. */
final class Casts {
  private static final int DEFAULT_PRECISION = 10;
  private static final int MAX_PRECISION = 65;

  /** The digits of an integer that is cast. */
  private static final int INTEGER_WIDTH = 22;

  private Casts() {}

  static Node node(Tools tools, Node value, Expr.CastType type, TextWidth width) {
    if (type.array()) {
      return ArrayCast.node(tools, value, type);
    }
    boolean text = type.name().equals("char") || type.name().equals("binary");
    if (text && type.length() >= 0 && value.type().tp() == MysqlType.BIT) {
      throw new UnsupportedExpression("a cast of BIT to " + type.name() + " with a length");
    }
    return switch (type.name()) {
      case "signed" -> Sized.of(integer(tools, value, false), INTEGER_WIDTH);
      case "unsigned" -> Sized.of(integer(tools, value, true), INTEGER_WIDTH);
      case "year" -> year(tools, value);
      case "decimal" -> decimal(tools, value, type);
      case "double" -> signed(wide(tools.real(value)));
      case "float" -> floating(tools, value, type);
      case "char" -> text(tools, value, type, width);
      case "binary" -> bytes(tools, shown(tools, value, type), type.length(), width);
      case "date" -> tools.coerce().toTime(value, MysqlType.DATE, 0);
      case "datetime" -> tools.coerce().toTime(value, MysqlType.DATETIME, fsp(type));
      case "time" -> tools.coerce().toDuration(value, fsp(type));
      case "json" -> json(tools, value);
      default -> throw new UnsupportedExpression("a cast to " + type.name());
    };
  }

  private static int fsp(Expr.CastType type) {
    return Math.max(0, type.length());
  }

  private static Node integer(Tools tools, Node value, boolean unsigned) {
    if (value instanceof ConstantNode constant && constant.isBits()) {
      return tools.coerce().toInt(tools.integer(value), unsigned);
    }
    return tools.coerce().toInt(value, unsigned);
  }

  private static Node year(Tools tools, Node value) {
    if (value.type().kind() == EvalKind.DURATION) {
      throw new UnsupportedExpression("a cast of TIME to YEAR");
    }
    SqlType type = SqlType.INT.withTp(MysqlType.YEAR);
    return CallNode.of(type, (v, to) -> to.setInt(v[0].bits()), integer(tools, value, false));
  }

  private static Node decimal(Tools tools, Node value, Expr.CastType type) {
    int precision = type.length() <= 0 ? DEFAULT_PRECISION : type.length();
    int scale = Math.max(0, type.decimals());
    if (precision > MAX_PRECISION || scale > precision) {
      throw new UnsupportedExpression("a cast to DECIMAL(" + precision + "," + scale + ")");
    }
    // A column's name is its number here, but that of a day is not.
    boolean year = value.type().tp() == MysqlType.YEAR;
    boolean plain =
        value.type().kind() != EvalKind.REAL
            && (value instanceof ColumnNode || value instanceof ConstantNode && !year);
    Node number =
        tools
            .coerce()
            .toExactDecimal(
                plain ? value : CallNode.of(exact(value), (v, to) -> to.set(v[0]), value));
    return new DecimalCast(tools.session(), number, precision, scale);
  }

  /** The type of a value that keeps all digits, also those that a double's type does not show. */
  private static SqlType exact(Node value) {
    SqlType type = value.type();
    if (type.tp() == MysqlType.YEAR) {
      return type.withTp(MysqlType.BIGINT);
    }
    return type.kind() == EvalKind.REAL ? type.withDecimal(-1) : type;
  }

  /** A cast to DOUBLE makes a number with a sign. */
  private static Node signed(Node real) {
    return real.type().unsigned()
        ? CallNode.of(real.type().withUnsigned(false), (v, to) -> to.set(v[0]), real)
        : real;
  }

  /** A FLOAT that becomes a double is shown with all digits of one. */
  private static Node wide(Node real) {
    return real.type().tp() == MysqlType.FLOAT
        ? CallNode.of(real.type().withTp(MysqlType.DOUBLE), (v, to) -> to.set(v[0]), real)
        : real;
  }

  /** A number as a FLOAT: the type is one, the value keeps all digits of a double. */
  private static Node floating(Tools tools, Node value, Expr.CastType type) {
    if (type.length() > 24) {
      return tools.real(value);
    }
    SqlType single =
        new SqlType(
            EvalKind.REAL,
            MysqlType.FLOAT,
            false,
            12,
            -1,
            "binary",
            "binary",
            Collations.NUMERIC,
            java.util.List.of());
    boolean text = value.type().kind() == EvalKind.STRING;
    return CallNode.of(
        single,
        (v, to) -> {
          if (text && Math.abs(v[0].asDouble()) > Float.MAX_VALUE) {
            throw new ConversionException(SqlError.OUT_OF_RANGE);
          }
          to.set(v[0]);
        },
        tools.real(value));
  }

  private static Node text(Tools tools, Node value, Expr.CastType type, TextWidth width) {
    String charset = type.charset().isEmpty() ? SqlType.CHARSET : type.charset();
    if (charset.equals("binary")) {
      return bytes(tools, shown(tools, value, type), type.length(), width);
    }
    Node shown = tools.text(shown(tools, value, type));
    Node room = type.length() < 0 ? Room.taken(tools, shown) : shown;
    Node text = inCharset(tools, room, charset, true);
    SqlType target =
        SqlType.text(charset, defaultCollation(tools, charset), Collations.IMPLICIT)
            .withFlen(type.length());
    if (type.length() < 0) {
      return CallNode.of(target, (v, to) -> to.set(v[0]), text);
    }
    int limit = type.length();
    return new MadeInCharset(
        CallNode.of(
            target,
            (v, to) -> {
              int end = Utf8.skip(v[0].array(), v[0].offset(), v[0].length(), limit);
              if (end < v[0].offset() + v[0].length()) {
                tools.session().soft(SqlError.DATA_TOO_LONG);
              }
              to.setString(v[0].array(), v[0].offset(), end - v[0].offset());
            },
            text));
  }

  private static String defaultCollation(Tools tools, String charset) {
    return CharacterSet.byName(charset)
        .orElseThrow(() -> new UnsupportedExpression("character set " + charset))
        .defaultCollation(tools.session().newCollation());
  }

  /**
   * A decimal has room for a sign and a point, and no more digits than its type, where a text of no
   * length is wanted.
   */
  private static Node shown(Tools tools, Node value, Expr.CastType target) {
    SqlType type = value.type();
    if (target.length() >= 0) {
      return type.kind() == EvalKind.DECIMAL ? tools.coerce().toText(value, -1) : value;
    }
    boolean several = !(value instanceof ColumnNode) && !(value instanceof CallNode);
    if (type.tp() == MysqlType.TINYINT && several) {
      return tools.coerce().toText(value, type.unsigned() ? 3 : 4); // a YEAR may be longer
    }
    if (type.tp() == MysqlType.INT && several) {
      // One of several may be longer than what they are together.
      return tools.coerce().toText(value, type.unsigned() ? 10 : 11);
    }
    if (type.kind() != EvalKind.DECIMAL) {
      return value;
    }
    int point = type.decimal() > 0 ? 1 : 0;
    int sign = type.unsigned() || type.flen() == 0 ? 0 : 1;
    boolean known = type.flen() >= 0 && type.decimal() >= 0;
    long limit = known ? Math.max(1, type.flen() + point + sign) : -1;
    return tools.coerce().toText(value, limit);
  }

  private static Node bytes(Tools tools, Node given, int length, TextWidth width) {
    boolean all = length >= 0 || given.type().kind() != EvalKind.STRING;
    return paddedBytes(tools, all ? given : Room.taken(tools, given), length, width);
  }

  private static Node paddedBytes(Tools tools, Node value, int length, TextWidth width) {
    Node bytes = SearchFunctions.bytes(tools, value);
    boolean fromJson = value.type().kind() == EvalKind.JSON;
    SqlType text = SqlType.text("binary", "binary", Collations.IMPLICIT).withFlen(length);
    SqlType target = length < 0 ? text : text.withTp(MysqlType.CHAR);
    if (length < 0) {
      // Of a document's bytes a document shows that they are long ones.
      SqlType whole =
          fromJson ? target.withTp(MysqlType.LONG_BLOB).withFlen(SqlType.LARGE) : target;
      // Bytes of a function of bytes have room, but for those of a text among them.
      boolean characters =
          value.type().kind() == EvalKind.STRING && (!value.type().binary() || width.least() > 0);
      Node taken = characters ? width.bytes(tools, bytes) : bytes;
      return CallNode.of(whole, (v, to) -> to.set(v[0]), taken);
    }
    return CallNode.of(
        target,
        (v, to) -> {
          if (v[0].length() > length) {
            tools.session().soft(SqlError.DATA_TOO_LONG);
            to.setString(v[0].array(), v[0].offset(), length);
            return;
          }
          if (fromJson) {
            to.set(v[0]);
            return;
          }
          byte[] padded = to.buffer(length);
          System.arraycopy(v[0].array(), v[0].offset(), padded, 0, v[0].length());
          Arrays.fill(padded, v[0].length(), length, (byte) 0);
          to.setString(padded, 0, length);
        },
        bytes);
  }

  private static Node json(Tools tools, Node value) {
    if (value instanceof ColumnNode column && column.isBit()) {
      throw new UnsupportedExpression("a cast of BIT to JSON");
    }
    Node document = tools.coerce().toJson(value, true);
    // A cast has the collation of a literal document, which is weaker than a column's.
    return document == value
        ? CallNode.of(SqlType.CAST_JSON, (v, to) -> to.set(v[0]), value)
        : document;
  }

  /** {@code CONVERT(value USING charset)}. */
  static Node using(Tools tools, Node value, String charset) {
    if (charset.equals("binary")) {
      Node bytes = paddedBytes(tools, value, -1, TextWidth.OPEN);
      return CallNode.of(
          bytes.type().withTp(MysqlType.LONG_BLOB).withFlen(SqlType.LARGE),
          (v, to) -> to.set(v[0]),
          bytes);
    }
    Node text = inCharset(tools, tools.text(value), charset, false);
    SqlType target = SqlType.text(charset, defaultCollation(tools, charset), Collations.IMPLICIT);
    return new MadeInCharset(CallNode.of(target, (v, to) -> to.set(v[0]), text));
  }

  /**
   * Text as a character set has it: what is not in it becomes a question mark, but not in a cast.
   *
   * @param cut true to read bytes up to the first that is no text, which a strict mode makes NULL;
   *     false to make bytes that are not all text NULL
   */
  private static Node inCharset(Tools tools, Node text, String charset, boolean cut) {
    boolean bytes = text.type().binary();
    boolean gbk = charset.equals("gbk");
    if (!gbk
        && !charset.equals("utf8mb4")
        && !charset.equals("utf8")
        && !charset.equals("utf8mb3")) {
      throw new UnsupportedExpression("a conversion to " + charset);
    }
    if (bytes) {
      return CallNode.of(text.type(), (v, to) -> decode(tools, v[0], gbk, cut, to), text);
    }
    // A cast keeps what GBK lacks; who wants its bytes meets the error.
    return CallNode.of(text.type(), cut ? (v, to) -> to.set(v[0]) : replaced(gbk), text);
  }

  /** What is not in the character set becomes a question mark, as do bytes that are no text. */
  private static CallNode.Body replaced(boolean gbk) {
    return (v, to) -> {
      if (gbk) {
        onlyGbk(v[0], to);
      } else {
        to.set(v[0]);
        Slices.toCharacters(to, '?');
      }
    };
  }

  /** Bytes as text; a cast says in every mode that they are none. */
  private static void decode(Tools tools, Value from, boolean gbk, boolean cast, Value to) {
    boolean partial = cast && !tools.session().strict();
    boolean whole = gbk ? decodeGbk(from, partial, to) : decodeUtf8(from, partial, to);
    if (cast && !whole) {
      tools.session().warn();
    }
  }

  /**
   * A string where it meets others of a type: what is in GBK becomes its bytes among bytes, and
   * bytes must be text among text.
   */
  static Node meeting(Tools tools, Node text, SqlType type) {
    SqlType own = text.type();
    if (own.isNull() || own.binary() == type.binary()) {
      return text;
    }
    if (type.binary()) {
      return SearchFunctions.bytes(tools, text);
    }
    String charset = type.charset();
    return CallNode.of(
        type,
        (v, to) -> {
          switch (charset) {
            case "gbk" -> decodeGbk(v[0], false, to);
            case "latin1" -> to.set(v[0]);
            case "ascii" -> {
              to.set(v[0]);
              SearchFunctions.toAscii(to);
              if (to.length() < v[0].length()) {
                to.setNull();
              }
            }
            default -> decodeUtf8(v[0], false, to);
          }
          if (to.isNull()) {
            throw new ConversionException(SqlError.CANNOT_CONVERT);
          }
        },
        text);
  }

  /** Whether all is text; else the value is what comes before, or NULL. */
  private static boolean decodeUtf8(Value from, boolean partial, Value to) {
    int end = from.offset() + from.length();
    int valid = Utf8.validEnd(from.array(), from.offset(), end);
    if (valid == end || partial) {
      to.setString(from.array(), from.offset(), valid - from.offset());
    } else {
      to.setNull();
    }
    return valid == end;
  }

  private static boolean decodeGbk(Value from, boolean partial, Value to) {
    byte[] out = to.buffer(2 * from.length());
    int end = Gbk.decode(from.array(), from.offset(), from.length(), out, 0);
    if (end >= 0 || partial) {
      to.setString(out, 0, end < 0 ? ~end : end);
    } else {
      to.setNull();
    }
    return end >= 0;
  }

  /** What GBK lacks becomes a question mark, and so does what is as long as its first byte says. */
  private static void onlyGbk(Value from, Value to) {
    byte[] text = from.array();
    int end = from.offset() + from.length();
    byte[] out = to.buffer(from.length());
    int used = 0;
    int size;
    for (int at = from.offset(); at < end; at += size) {
      int decoded = Utf8.decode(text, at, end);
      boolean malformed = decoded == Utf8.MALFORMED;
      size = malformed ? Gbk.unitSize(text, at, end) : Utf8.size(decoded);
      boolean known = !malformed && Gbk.has(Utf8.codePoint(decoded));
      used = Utf8.encode(known ? Utf8.codePoint(decoded) : '?', out, used);
    }
    to.setString(out, 0, used);
  }

  static Node collate(Tools tools, Node value, String collation) {
    Node text = tools.text(value);
    Collation known =
        Collation.byName(collation)
            .orElseThrow(() -> new UnsupportedExpression("collation " + collation));
    SqlType type = text.type().withCollation(known.charset(), known.name(), Collations.EXPLICIT);
    return CallNode.of(type, (v, to) -> to.set(v[0]), text);
  }
}
