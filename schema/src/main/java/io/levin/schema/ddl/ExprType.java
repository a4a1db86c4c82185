package io.levin.schema.ddl;

import io.levin.schema.Collation;
import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.Identifiers;
import io.levin.schema.MysqlType;
import io.levin.schema.expr.Expr;
import io.levin.schema.expr.ExprText;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The type of an expression of an index, which becomes the type of a hidden column. What is here is
 * what people index; anything else is refused.
 */
final class ExprType {
  private static final int BOOLEAN = 1 << 19;

  /** Units of whole days. */
  private static final Set<String> DAYS = Set.of("day", "week", "month", "quarter", "year");

  private final Map<String, ColumnInfo> columns;
  private final TextType connection;

  ExprType(List<ColumnInfo> columns, TextType connection) {
    this.columns =
        columns.stream().collect(Collectors.toMap(ColumnInfo::lowerName, Function.identity()));
    this.connection = connection;
  }

  FieldType of(Expr expr) {
    if (expr instanceof Expr.Paren paren) {
      return of(paren.inner());
    } else if (expr instanceof Expr.Column column) {
      return column(column);
    } else if (expr instanceof Expr.Num num) {
      return number(num);
    } else if (expr instanceof Expr.Str str) {
      return text(str.value().length(), connection.charset(), connection.collate());
    } else if (expr instanceof Expr.Binary binary) {
      return binary(binary);
    } else if (expr instanceof Expr.Unary unary) {
      return unary(unary);
    } else if (expr instanceof Expr.Case choice) {
      return choice(expr, "case", results(choice));
    } else if (expr instanceof Expr.Extract) {
      return integer(20);
    } else if (expr instanceof Expr.Collate collate) {
      return collated(of(collate.value()), collate.collation());
    } else if (expr instanceof Expr.Cast cast) {
      return cast(cast);
    } else if (expr instanceof Expr.IsNull isNull) {
      return isNull(isNull);
    } else if (expr instanceof Expr.In
        || expr instanceof Expr.IsTruth
        || expr instanceof Expr.Between
        || expr instanceof Expr.Like
        || expr instanceof Expr.Regexp) {
      return bool(false);
    } else if (expr instanceof Expr.Call call) {
      return call(call);
    } else if (expr instanceof Expr.Trim trim) {
      return sameText(trim.value());
    }
    throw unknown(expr);
  }

  private FieldType column(Expr.Column column) {
    ColumnInfo info = columns.get(Identifiers.lower(column.name()));
    if (info == null) {
      throw new DdlException("ddl", 1054, "Unknown column '" + column.name() + "' in 'expression'");
    }
    return info.type();
  }

  /** Of what cannot be NULL, TiDB knows the answer already: a constant, of a constant's type. */
  private FieldType isNull(Expr.IsNull isNull) {
    boolean known = of(isNull.value()).notNull();
    if (isNull.negated()) {
      return bool(known);
    }
    return known
        ? FieldType.of(MysqlType.TINYINT, Flags.UNSIGNED, 1, 0, "binary", "binary")
        : bool(true);
  }

  private FieldType binary(Expr.Binary binary) {
    switch (binary.operator()) {
      case "<=>":
        return bool(true);
      case "=", "!=", "<", "<=", ">", ">=", "and", "or", "xor":
        return bool(false);
      case "&", "|", "^", "<<", ">>":
        return FieldType.of(
            MysqlType.BIGINT, Flags.BINARY | Flags.UNSIGNED, 20, 0, "binary", "binary");
      default:
        break;
    }
    NumberType left = new NumberType(of(binary.left()), binary.left());
    NumberType right = new NumberType(of(binary.right()), binary.right());
    FieldType type =
        NumberType.of(binary.operator(), left, right).orElseThrow(() -> unknown(binary));
    boolean notNull = left.notNull() && right.notNull() && "+-*".contains(binary.operator());
    return notNull ? type.withFlag(type.flag() | Flags.NOT_NULL) : type;
  }

  private static FieldType number(Expr.Num num) {
    int point = num.text().indexOf('.');
    return switch (num.kind()) {
      case INTEGER -> integer(num.text().length());
      case DECIMAL ->
          NumberType.decimal(num.text().length(), num.text().length() - point - 1, false);
      case FLOAT -> NumberType.real(22, -1);
    };
  }

  private FieldType unary(Expr.Unary unary) {
    return switch (unary.operator()) {
      case "not", "!" -> bool(false);
      case "~" -> unsigned(20);
      case "-" -> new NumberType(of(unary.operand()), unary.operand()).negated();
      default -> of(unary.operand());
    };
  }

  private static FieldType collated(FieldType type, String collation) {
    boolean text = MysqlType.hasCharset(type.tp()) && !type.charset().equals("binary");
    String charset =
        text
            ? type.charset() // the old collations let others of another character set pass
            : Collation.byName(collation).map(Collation::charset).orElse(type.charset());
    return new FieldType(
        type.tp(),
        type.flag(),
        type.flen(),
        type.decimal(),
        charset,
        collation,
        type.elems(),
        List.of(),
        false);
  }

  private NumberType argument(Expr.Call call) {
    return new NumberType(of(call.args().get(0)), call.args().get(0));
  }

  private FieldType call(Expr.Call call) {
    return switch (call.name()) {
      case "lower",
          "lcase",
          "upper",
          "ucase",
          "reverse",
          "substring",
          "substr",
          "mid",
          "left",
          "right",
          "ltrim",
          "rtrim",
          "substring_index" ->
          sameText(call.args().get(0));
      case "replace", "concat", "concat_ws", "lpad", "rpad", "elt" ->
          new TextFunctionType(call, this::asText)
              .of()
              .map(of -> text(of.flen(), of.charset(), of.collate()))
              .orElseThrow(() -> unknown(call));
      case "vitess_hash" -> unsigned(20);
      case "tidb_shard" -> unsigned(4);
      case "json_type" -> binaryFlagged(51);
      case "json_quote" -> binaryFlagged(6 * textLength(call.args().get(0)) + 2);
      case "json_contains",
          "json_contains_path",
          "json_storage_size",
          "json_depth",
          "json_length" ->
          integer(20);
      case "json_valid", "json_schema_valid" ->
          FieldType.of(MysqlType.BIGINT, Flags.BINARY | BOOLEAN, 20, 0, "binary", "binary");
      case "json_extract" -> binary(MysqlType.JSON, 4294967295L, 0);
      case "json_unquote" -> text(4294967295L, "utf8mb4", "utf8mb4_bin").withFlag(0);
      case "md5" -> text(32, connection.charset(), connection.collate());
      case "bin", "oct" -> text(64, connection.charset(), connection.collate());
      case "dayname", "monthname" -> text(10, connection.charset(), connection.collate());
      case "date_format" -> text(formatted(call), connection.charset(), connection.collate());
      case "hex" -> text(hexadecimal(call), connection.charset(), connection.collate());
      case "unhex" -> text(asText(call.args().get(0)).flen() * 2, "binary", "binary");
      case "sha1", "sha" -> text(40, connection.charset(), connection.collate());
      case "date", "last_day", "makedate" -> binary(MysqlType.DATE, 10, 0);
      case "time" -> timeOfDay(of(call.args().get(0)));
      case "date_add", "date_sub" -> shifted(call);
      case "ifnull", "coalesce", "greatest", "least" -> choice(call, call.name(), call.args());
      case "if" -> choice(call, "if", call.args().subList(1, call.args().size()));
      case "floor", "ceil", "ceiling" -> argument(call).whole();
      case "round" -> argument(call).rounded(digits(call));
      case "sign" -> integer(20);
      case "crc32" -> unsigned(10);
      case "inet_aton" -> unsigned(21);
      case "sqrt", "pow", "power", "exp", "ln", "log", "log2", "log10", "sin", "cos", "tan" ->
          NumberType.real(23, -1);
      case "year" -> integer(4);
      case "month", "day", "dayofmonth", "week", "minute", "second", "strcmp", "bit_count" ->
          integer(2);
      case "to_days",
          "to_seconds",
          "locate",
          "position",
          "field",
          "timestampdiff",
          "datediff",
          "char_length",
          "character_length" ->
          integer(20);
      case "instr" -> integer(11);
      case "quarter", "dayofweek", "weekday" -> integer(1);
      case "dayofyear", "hour", "ascii" -> integer(3);
      case "yearweek" -> integer(6);
      case "length", "octet_length" -> integer(10);
      case "abs" -> argument(call).absolute();
      default -> throw unknown(call);
    };
  }

  private FieldType choice(Expr expr, String name, List<Expr> values) {
    List<FieldType> types = values.stream().map(this::of).toList();
    return new ChoiceType(name, values, types).of().orElseThrow(() -> unknown(expr));
  }

  private static List<Expr> results(Expr.Case choice) {
    List<Expr> results = new ArrayList<>();
    choice.whens().forEach(when -> results.add(when.result()));
    if (choice.otherwise() != null) {
      results.add(choice.otherwise());
    }
    return results;
  }

  private static int digits(Expr.Call call) {
    if (call.args().size() == 1) {
      return 0;
    }
    BigInteger digits = ConstantExpr.integer(call.args().get(1));
    if (digits.bitLength() >= Integer.SIZE) {
      throw unknown(call);
    }
    return digits.intValue();
  }

  /** Each letter of the pattern may become eleven. */
  private static long formatted(Expr.Call call) {
    if (call.args().get(1) instanceof Expr.Str pattern) {
      return (pattern.value().length() + 1) / 2 * 11L;
    }
    throw unknown(call);
  }

  private long hexadecimal(Expr.Call call) {
    FieldType type = of(call.args().get(0));
    boolean number = NumberType.isInteger(type) || isFraction(type.tp());
    return number ? type.flen() * 2 : asText(call.args().get(0)).flen() * 8;
  }

  private static boolean isFraction(int tp) {
    return tp == MysqlType.DECIMAL || tp == MysqlType.FLOAT || tp == MysqlType.DOUBLE;
  }

  private FieldType timeOfDay(FieldType type) {
    boolean time = MysqlType.isDate(type.tp()) || type.tp() == MysqlType.TIME;
    int fsp = time ? type.decimal() : 6;
    return binary(MysqlType.TIME, fsp == 0 ? 10 : 11 + fsp, fsp);
  }

  private FieldType shifted(Expr.Call call) {
    FieldType type = of(call.args().get(0));
    boolean moment = type.tp() == MysqlType.DATETIME || type.tp() == MysqlType.TIMESTAMP;
    boolean days =
        call.args().get(1) instanceof Expr.Interval interval && DAYS.contains(interval.unit());
    if (moment && days) {
      int fsp = type.decimal();
      return binary(MysqlType.DATETIME, fsp == 0 ? 19 : 20 + fsp, fsp);
    } else if (type.tp() == MysqlType.DATE && days) {
      return binary(MysqlType.DATE, 10, 0);
    }
    throw unknown(call);
  }

  /** How an argument is converted where a function wants text. */
  private FieldType asText(Expr argument) {
    FieldType type = of(argument);
    long flen =
        switch (type.tp()) {
          case MysqlType.BIT, MysqlType.JSON, MysqlType.FLOAT, MysqlType.DOUBLE, MysqlType.SET ->
              throw unknown(argument);
          case MysqlType.DECIMAL -> type.flen() + 3;
          default -> NumberType.isInteger(type) ? 20 : type.flen();
        };
    return MysqlType.hasCharset(type.tp())
        ? text(flen, type.charset(), type.collate())
        : text(flen, connection.charset(), connection.collate());
  }

  private FieldType sameText(Expr argument) {
    FieldType type = of(argument);
    if (!MysqlType.isString(type.tp())) {
      return text(textLength(argument), connection.charset(), connection.collate());
    }
    return text(type.flen(), type.charset(), type.collate());
  }

  /** The most characters of a value as text. */
  private long textLength(Expr argument) {
    FieldType type = of(argument);
    if (MysqlType.isString(type.tp()) || NumberType.isInteger(type)) {
      return type.flen();
    }
    return switch (type.tp()) {
      case MysqlType.DATE, MysqlType.DATETIME, MysqlType.TIMESTAMP, MysqlType.TIME -> type.flen();
      case MysqlType.ENUM -> type.elems().stream().mapToInt(String::length).max().orElse(0);
      default -> throw unknown(argument);
    };
  }

  private static FieldType unsigned(long flen) {
    return FieldType.of(
        MysqlType.BIGINT, Flags.BINARY | Flags.UNSIGNED, flen, 0, "binary", "binary");
  }

  private FieldType binaryFlagged(long flen) {
    return text(flen, connection.charset(), connection.collate()).withFlag(Flags.BINARY);
  }

  private FieldType cast(Expr.Cast cast) {
    Expr.CastType type = cast.type();
    if (type.name().equals("char") && type.length() < 0 && !type.array()) {
      TextType to = TextType.of(type.charset(), "", connection, true);
      return text(shownLength(of(cast.value()), cast), to.charset(), to.collate());
    }
    int fsp = Math.max(type.length(), 0);
    int fraction = fsp == 0 ? 0 : fsp + 1;
    FieldType built =
        switch (type.name()) {
          case "signed" -> integer(22);
          case "unsigned" -> integer(22).withFlag(Flags.BINARY | Flags.UNSIGNED);
          case "double" -> binary(MysqlType.DOUBLE, 22, -1);
          case "float" -> binary(MysqlType.FLOAT, 12, -1);
          case "date" -> binary(MysqlType.DATE, 10, 0);
          case "datetime" -> binary(MysqlType.DATETIME, 19 + fraction, fsp);
          case "time" -> binary(MysqlType.TIME, 10 + fraction, fsp);
          case "year" -> binary(MysqlType.YEAR, 4, 0);
          case "json" -> binary(MysqlType.JSON, 4294967295L, 0);
          case "decimal" ->
              binary(
                  MysqlType.DECIMAL,
                  type.length() < 0 ? 10 : type.length(),
                  Math.max(type.decimals(), 0));
          case "binary" ->
              FieldType.of(
                  type.length() < 0 && cast.form() != Expr.CastForm.BINARY
                      ? MysqlType.VAR_STRING
                      : MysqlType.CHAR,
                  Flags.BINARY,
                  type.length(),
                  -1,
                  "binary",
                  "binary");
          case "char" -> castText(type);
          default -> throw new DdlException("ddl", 8200, "cast to " + type.name());
        };
    return type.array()
        ? new FieldType(
            built.tp(),
            built.flag(),
            built.flen(),
            built.decimal(),
            "binary",
            "binary",
            List.of(),
            List.of(),
            true)
        : built;
  }

  /** The characters of a value where CAST AS CHAR does not say how many there may be. */
  private static long shownLength(FieldType type, Expr cast) {
    int fraction = type.decimal() > 0 ? type.decimal() + 1 : 0;
    int sign = type.unsigned() ? 0 : 1;
    return switch (type.tp()) {
      case MysqlType.TINYINT -> 3 + sign;
      case MysqlType.SMALLINT -> 5 + sign;
      case MysqlType.MEDIUMINT -> 8 + sign;
      case MysqlType.INT -> 10 + sign;
      case MysqlType.BIGINT -> 20;
      case MysqlType.YEAR -> 4;
      case MysqlType.FLOAT -> 87;
      case MysqlType.DOUBLE -> 370;
      case MysqlType.DECIMAL -> type.flen() + (type.decimal() > 0 ? 1 : 0) + sign;
      case MysqlType.DATE, MysqlType.TIME -> 10 + fraction;
      case MysqlType.DATETIME, MysqlType.TIMESTAMP -> 19 + fraction;
      case MysqlType.CHAR, MysqlType.VARCHAR, MysqlType.VAR_STRING -> type.flen();
      default -> throw unknown(cast);
    };
  }

  private FieldType castText(Expr.CastType type) {
    TextType text = TextType.of(type.charset(), "", connection, true);
    return text(type.length(), text.charset(), text.collate());
  }

  private static FieldType integer(long flen) {
    return binary(MysqlType.BIGINT, flen, 0);
  }

  private static FieldType bool(boolean notNull) {
    int flag = Flags.BINARY | BOOLEAN | (notNull ? Flags.NOT_NULL : 0);
    return FieldType.of(MysqlType.BIGINT, flag, 1, 0, "binary", "binary");
  }

  private static FieldType binary(int tp, long flen, int decimal) {
    return FieldType.of(tp, Flags.BINARY, flen, decimal, "binary", "binary");
  }

  private static FieldType text(long flen, String charset, String collate) {
    int flag = charset.equals("binary") ? Flags.BINARY : 0;
    return FieldType.of(MysqlType.VAR_STRING, flag, flen, -1, charset, collate);
  }

  private static DdlException unknown(Expr expr) {
    return new DdlException(
        "ddl",
        8200,
        "the type of " + ExprText.of(expr) + " in an index is not known without a cluster");
  }
}
