package io.levin.schema.ddl;

import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.Identifiers;
import io.levin.schema.MysqlType;
import io.levin.schema.expr.Expr;
import io.levin.schema.expr.ExprText;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The type of an expression of an index, which becomes the type of a hidden column. What is here is
 * what people index; anything else is refused.
 */
final class ExprType {
  private static final int BOOLEAN = 1 << 19;

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
      return num.kind() == Expr.NumKind.INTEGER
          ? integer(num.text().length())
          : binary(MysqlType.DOUBLE, 22, -1);
    } else if (expr instanceof Expr.Str str) {
      return text(str.value().length(), connection.charset(), connection.collate());
    } else if (expr instanceof Expr.Binary binary) {
      return binary(binary);
    } else if (expr instanceof Expr.Cast cast) {
      return cast(cast.type());
    } else if (expr instanceof Expr.IsNull || expr instanceof Expr.IsTruth) {
      return bool(true);
    } else if (expr instanceof Expr.In
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

  private FieldType binary(Expr.Binary binary) {
    switch (binary.operator()) {
      case "=", "!=", "<", "<=", ">", ">=", "<=>", "and", "or", "xor":
        return bool(false);
      case "&", "|", "^", "<<", ">>":
        return FieldType.of(
            MysqlType.BIGINT, Flags.BINARY | Flags.UNSIGNED, 20, 0, "binary", "binary");
      default:
        break;
    }
    FieldType left = of(binary.left());
    FieldType right = of(binary.right());
    boolean integers = isInteger(left) && isInteger(right);
    if (integers && !binary.operator().equals("/")) {
      int sign = (left.unsigned() || right.unsigned()) ? Flags.UNSIGNED : 0;
      return FieldType.of(MysqlType.BIGINT, Flags.BINARY | sign, 20, 0, "binary", "binary");
    }
    boolean reals =
        left.tp() == MysqlType.DOUBLE
            || left.tp() == MysqlType.FLOAT
            || right.tp() == MysqlType.DOUBLE
            || right.tp() == MysqlType.FLOAT
            || MysqlType.isString(left.tp())
            || MysqlType.isString(right.tp());
    if (reals) {
      return binary(MysqlType.DOUBLE, 22, -1);
    }
    throw unknown(binary);
  }

  private static boolean isInteger(FieldType type) {
    return MysqlType.isInteger(type.tp()) || type.tp() == MysqlType.YEAR;
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
          "replace" ->
          sameText(call.args().get(0));
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
      case "sha1", "sha" -> text(40, connection.charset(), connection.collate());
      case "date" -> binary(MysqlType.DATE, 10, 0);
      case "year" -> integer(4);
      case "month", "day", "dayofmonth", "week", "hour", "minute", "second" -> integer(2);
      case "quarter", "dayofweek", "weekday" -> integer(1);
      case "dayofyear" -> integer(3);
      case "yearweek" -> integer(6);
      case "length", "char_length", "character_length", "octet_length" -> integer(10);
      case "abs" -> {
        FieldType type = of(call.args().get(0));
        if (!isInteger(type)) {
          throw unknown(call);
        }
        yield FieldType.of(MysqlType.BIGINT, Flags.BINARY, type.flen(), 0, "binary", "binary");
      }
      default -> throw unknown(call);
    };
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
    if (MysqlType.isString(type.tp()) || isInteger(type)) {
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

  private FieldType cast(Expr.CastType type) {
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
                  type.length() < 0 ? MysqlType.VAR_STRING : MysqlType.CHAR,
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
