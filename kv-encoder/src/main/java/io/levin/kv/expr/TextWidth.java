package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;
import io.levin.schema.expr.Expr;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * How many characters a text has by its type, which a cast to BINARY without a length takes for
 * bytes: TiDB's way. So it cuts a text of characters of several bytes.
 *
 * @param least characters that the type has at least
 * @param exact whether it has no more
 */
record TextWidth(long least, boolean exact) {
  /** Of as many characters as there may be. */
  static final TextWidth OPEN = new TextWidth(Long.MAX_VALUE, false);

  /** Of a text that has room for itself, by a width of which no more is known. */
  private static final TextWidth AMPLE = new TextWidth(0, false);

  private static final TextWidth UNKNOWN = new TextWidth(0, false);
  private static final TextWidth NONE = new TextWidth(0, true);
  private static final int TINY = 255;

  /** The width of an expression. */
  static TextWidth of(Expr expr, Function<String, ColumnInfo> columns) {
    if (expr instanceof Expr.Paren paren) {
      return of(paren.inner(), columns);
    } else if (expr instanceof Expr.Column column) {
      return of(columns.apply(column.name()).type());
    } else if (expr instanceof Expr.Str text) {
      return literal(text);
    } else if (expr instanceof Expr.Cast cast && cast.type().name().equals("char")) {
      int length = cast.type().length();
      return length < 0 ? of(cast.value(), columns) : new TextWidth(length, true);
    } else if (expr instanceof Expr.Collate text) {
      return of(text.value(), columns);
    } else if (expr instanceof Expr.Trim trim) {
      return of(trim.value(), columns);
    } else if (expr instanceof Expr.Case choice) {
      TextWidth widest = choice.otherwise() == null ? NONE : of(choice.otherwise(), columns);
      for (Expr.When when : choice.whens()) {
        widest = widest.or(of(when.result(), columns));
      }
      return widest;
    } else if (expr instanceof Expr.Call call) {
      return of(call, columns);
    }
    return expr instanceof Expr.Null ? NONE : expr instanceof Expr.ConvertUsing ? AMPLE : UNKNOWN;
  }

  private static TextWidth of(Expr.Call call, Function<String, ColumnInfo> columns) {
    List<Expr> args = call.args();
    return switch (call.name()) {
      case "upper",
          "ucase",
          "lower",
          "lcase",
          "ltrim",
          "rtrim",
          "trim",
          "reverse",
          "left",
          "right",
          "substr",
          "substring",
          "mid",
          "substring_index",
          "regexp_substr",
          "json_unquote",
          "nullif" ->
          of(args.get(0), columns);
      case "replace" -> replaced(of(args.get(0), columns), args.get(1), args.get(2));
      case "regexp_replace" -> of(args.get(0), columns).atLeast();
      case "quote" -> of(args.get(0), columns).quoted();
      case "concat" -> sum(args, columns);
      case "concat_ws" -> {
        List<Expr> parts = new ArrayList<>(args.subList(1, args.size()));
        parts.addAll(Collections.nCopies(parts.size() - 1, args.get(0)));
        yield sum(parts, columns);
      }
      case "make_set" -> sum(args.subList(1, args.size()), columns).atLeast();
      case "if", "elt" -> widest(args.subList(1, args.size()), columns);
      case "ifnull", "coalesce", "greatest", "least" -> widest(args, columns);
      case "char_func", "date_format", "insert_func", "lpad", "repeat", "rpad" -> AMPLE;
      default -> call.name().startsWith("json_") ? OPEN : UNKNOWN;
    };
  }

  private static TextWidth of(FieldType type) {
    return switch (type.tp()) {
      case MysqlType.VARCHAR, MysqlType.VAR_STRING, MysqlType.CHAR ->
          new TextWidth(type.flen(), true);
      case MysqlType.TINY_BLOB -> new TextWidth(TINY, false);
      case MysqlType.BLOB, MysqlType.MEDIUM_BLOB, MysqlType.LONG_BLOB, MysqlType.JSON -> OPEN;
      case MysqlType.ENUM, MysqlType.SET, MysqlType.BIT -> AMPLE;
      default -> UNKNOWN;
    };
  }

  private static TextWidth sum(List<Expr> args, Function<String, ColumnInfo> columns) {
    TextWidth sum = NONE;
    for (Expr arg : args) {
      TextWidth next = of(arg, columns);
      if (next == OPEN) {
        return OPEN;
      }
      sum = new TextWidth(sum.least + next.least, sum.exact && next.exact);
    }
    return sum;
  }

  /** The type has room for as many replacements as there is room for what is replaced. */
  private static TextWidth replaced(TextWidth text, Expr from, Expr by) {
    if (text.isOpen() || !(from instanceof Expr.Str old) || !(by instanceof Expr.Str other)) {
      return text.atLeast();
    }
    long length = literal(old).least;
    long more = literal(other).least - length;
    return more <= 0 || length == 0
        ? text
        : new TextWidth(text.least + text.least / length * more, text.exact);
  }

  /** A literal's characters are its bytes. */
  private static TextWidth literal(Expr.Str text) {
    return new TextWidth(text.value().getBytes(StandardCharsets.UTF_8).length, true);
  }

  private TextWidth quoted() {
    return isOpen() ? this : new TextWidth(2 * least + 2, exact);
  }

  private TextWidth atLeast() {
    return isOpen() ? this : new TextWidth(least, false);
  }

  private static TextWidth widest(List<Expr> args, Function<String, ColumnInfo> columns) {
    TextWidth widest = NONE;
    for (Expr arg : args) {
      widest = widest.or(of(arg, columns));
    }
    return widest;
  }

  private TextWidth or(TextWidth other) {
    if (this == OPEN || other == OPEN) {
      return OPEN;
    }
    long most = Math.max(least, other.least);
    boolean ample = most == 0 && (this == AMPLE || other == AMPLE);
    return ample ? AMPLE : new TextWidth(most, exact && other.exact);
  }

  private boolean isOpen() {
    return this == OPEN || this == AMPLE;
  }

  /** As many bytes as such a cast takes of those of a text. */
  Node bytes(Tools tools, Node text) {
    if (isOpen()) {
      return text;
    }
    return new Node(text.type()) {
      @Override
      boolean constant() {
        return text.constant();
      }

      @Override
      void eval(Value[] row, Value to) throws ConversionException {
        text.eval(row, to);
        if (to.isNull() || to.length() <= least) {
          return;
        }
        if (exact) {
          tools.session().soft(SqlError.DATA_TOO_LONG);
          to.setString(to.array(), to.offset(), (int) least);
        } else if (!SearchFunctions.allAscii(to)) {
          throw new ConversionException(
              SqlError.NOT_SUPPORTED, "a cast to binary of a text of other characters than ASCII");
        }
      }
    };
  }
}
