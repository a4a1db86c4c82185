package io.levin.schema.expr;

import com.alibaba.druid.sql.ast.SQLCurrentTimeExpr;
import com.alibaba.druid.sql.ast.SQLDataTypeRefExpr;
import com.alibaba.druid.sql.ast.SQLExpr;
import com.alibaba.druid.sql.ast.expr.SQLBetweenExpr;
import com.alibaba.druid.sql.ast.expr.SQLBinaryExpr;
import com.alibaba.druid.sql.ast.expr.SQLBinaryOpExpr;
import com.alibaba.druid.sql.ast.expr.SQLBinaryOperator;
import com.alibaba.druid.sql.ast.expr.SQLBooleanExpr;
import com.alibaba.druid.sql.ast.expr.SQLCaseExpr;
import com.alibaba.druid.sql.ast.expr.SQLCastExpr;
import com.alibaba.druid.sql.ast.expr.SQLCharExpr;
import com.alibaba.druid.sql.ast.expr.SQLDateExpr;
import com.alibaba.druid.sql.ast.expr.SQLDefaultExpr;
import com.alibaba.druid.sql.ast.expr.SQLExtractExpr;
import com.alibaba.druid.sql.ast.expr.SQLHexExpr;
import com.alibaba.druid.sql.ast.expr.SQLIdentifierExpr;
import com.alibaba.druid.sql.ast.expr.SQLInListExpr;
import com.alibaba.druid.sql.ast.expr.SQLIntegerExpr;
import com.alibaba.druid.sql.ast.expr.SQLIntervalExpr;
import com.alibaba.druid.sql.ast.expr.SQLListExpr;
import com.alibaba.druid.sql.ast.expr.SQLMethodInvokeExpr;
import com.alibaba.druid.sql.ast.expr.SQLNotExpr;
import com.alibaba.druid.sql.ast.expr.SQLNullExpr;
import com.alibaba.druid.sql.ast.expr.SQLNumberExpr;
import com.alibaba.druid.sql.ast.expr.SQLPropertyExpr;
import com.alibaba.druid.sql.ast.expr.SQLTimeExpr;
import com.alibaba.druid.sql.ast.expr.SQLTimestampExpr;
import com.alibaba.druid.sql.ast.expr.SQLUnaryExpr;
import com.alibaba.druid.sql.dialect.mysql.ast.expr.MySqlCharExpr;
import io.levin.schema.sql.SqlSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Turns Druid's tree into ours, as TiDB's parser would have built it. */
final class DruidExpr {
  private static final Set<String> NOW_WITHOUT_PARENTHESES =
      Set.of(
          "current_timestamp",
          "current_date",
          "current_time",
          "localtime",
          "localtimestamp",
          "utc_date",
          "utc_time",
          "utc_timestamp",
          "current_user",
          "current_role");
  private static final String CHARSET = "utf8mb4";

  private final int offset;

  DruidExpr(int offset) {
    this.offset = offset;
  }

  Expr convert(SQLExpr expr) {
    Expr converted = withoutCollation(expr);
    if (expr instanceof SQLIdentifierExpr name && name.getCollate() != null) {
      return new Expr.Collate(converted, lower(name.getCollate()));
    }
    if (expr instanceof SQLCharExpr text && text.getCollate() != null) {
      return new Expr.Collate(converted, lower(text.getCollate()));
    }
    return converted;
  }

  private Expr withoutCollation(SQLExpr expr) {
    if (expr instanceof SQLNullExpr) {
      return new Expr.Null();
    } else if (expr instanceof SQLBooleanExpr bool) {
      return new Expr.Bool(bool.getBooleanValue());
    } else if (expr instanceof SQLIntegerExpr integer) {
      return signed(integer.getNumber().toString(), Expr.NumKind.INTEGER);
    } else if (expr instanceof SQLNumberExpr number) {
      String text = number.toString();
      boolean exponent = text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
      if (exponent && Double.isInfinite(Double.parseDouble(text))) {
        throw new SqlSyntaxException(
            "Illegal double '" + text + "' value found during parsing", offset);
      }
      return signed(text, exponent ? Expr.NumKind.FLOAT : Expr.NumKind.DECIMAL);
    } else if (expr instanceof MySqlCharExpr text) {
      return new Expr.Str(text.getText(), lower(text.getCharset().substring(1)));
    } else if (expr instanceof SQLCharExpr text) {
      return new Expr.Str(text.getText(), CHARSET);
    } else if (expr instanceof SQLHexExpr hex) {
      return new Expr.Bits(hex.getHex(), false);
    } else if (expr instanceof SQLBinaryExpr bits) {
      return new Expr.Bits(bits.getText(), true);
    } else if (expr instanceof SQLDateExpr date) {
      return new Expr.Temporal("date", date.getValue().toString());
    } else if (expr instanceof SQLTimeExpr time) {
      return new Expr.Temporal("time", time.getValue().toString());
    } else if (expr instanceof SQLTimestampExpr timestamp) {
      return new Expr.Temporal("timestamp", timestamp.getValue().toString());
    } else if (expr instanceof SQLIdentifierExpr name) {
      return name(name.getName());
    } else if (expr instanceof SQLPropertyExpr property) {
      return new Expr.Column(unquote(property.getName()));
    }
    return operation(expr);
  }

  private static Expr signed(String text, Expr.NumKind kind) {
    return text.startsWith("-")
        ? new Expr.Unary("-", new Expr.Num(text.substring(1), kind))
        : new Expr.Num(text, kind);
  }

  private Expr name(String name) {
    String lower = lower(name);
    return NOW_WITHOUT_PARENTHESES.contains(lower)
        ? new Expr.Call(lower, List.of())
        : new Expr.Column(unquote(name));
  }

  private Expr operation(SQLExpr expr) {
    if (expr instanceof SQLBinaryOpExpr binary) {
      return binary(binary);
    } else if (expr instanceof SQLNotExpr not) {
      return new Expr.Unary("not", convert(not.getExpr()));
    } else if (expr instanceof SQLUnaryExpr unary) {
      return unary(unary);
    } else if (expr instanceof SQLInListExpr in) {
      List<Expr> list = all(in.getTargetList());
      return Precedence.predicate(
          convert(in.getExpr()), value -> new Expr.In(value, list, in.isNot()));
    } else if (expr instanceof SQLBetweenExpr between) {
      Expr low = convert(between.getBeginExpr());
      Expr high = convert(between.getEndExpr());
      Expr test = convert(between.getTestExpr());
      return Precedence.between(
          high,
          bound ->
              Precedence.predicate(
                  test, value -> new Expr.Between(value, low, bound, between.isNot())));
    } else if (expr instanceof SQLListExpr row) {
      return new Expr.Row(all(row.getItems()));
    }
    return function(expr);
  }

  private Expr unary(SQLUnaryExpr unary) {
    Expr operand = convert(unary.getExpr());
    return switch (unary.getOperator()) {
      case Negative -> new Expr.Unary("-", operand);
      case Plus -> new Expr.Unary("+", operand);
      case Compl -> new Expr.Unary("~", operand);
      case Not -> new Expr.Unary("!", operand);
      case NOT -> new Expr.Unary("not", operand);
      case BINARY ->
          new Expr.Cast(
              operand, new Expr.CastType("binary", -1, -1, "", false), Expr.CastForm.BINARY);
      default -> throw unknown(unary);
    };
  }

  private Expr binary(SQLBinaryOpExpr binary) {
    SQLBinaryOperator operator = binary.getOperator();
    if (operator == SQLBinaryOperator.Escape
        && binary.getLeft() instanceof SQLBinaryOpExpr like
        && convert(like) instanceof Expr.Like plain
        && binary.getRight() instanceof SQLCharExpr escape) {
      return new Expr.Like(
          plain.value(), plain.pattern(), escape.getText(), plain.negated(), plain.anyCase());
    }
    Expr left = convert(binary.getLeft());
    switch (operator) {
      case COLLATE:
        return new Expr.Collate(left, text(binary.getRight()));
      case SubGt:
        return extract(left, binary.getRight());
      case SubGtGt:
        return new Expr.Call("json_unquote", List.of(extract(left, binary.getRight())));
      case Is:
      case IsNot:
        return is(left, binary.getRight(), operator == SQLBinaryOperator.IsNot);
      case Like:
      case NotLike:
        return like(left, binary, operator == SQLBinaryOperator.NotLike, false);
      case RLike:
      case NotRLike: // see ExprParser: ILIKE
        return like(left, binary, operator == SQLBinaryOperator.NotRLike, true);
      case SoudsLike: // see ExprParser: MEMBER OF
        if (convert(binary.getRight()) instanceof Expr.Paren array) {
          return Precedence.predicate(
              left, value -> new Expr.Call("json_memberof", List.of(value, array.inner())));
        }
        throw unknown(binary);
      case RegExp:
      case NotRegExp:
        Expr pattern = convert(binary.getRight());
        return Precedence.predicate(
            left,
            value -> new Expr.Regexp(value, pattern, operator == SQLBinaryOperator.NotRegExp));
      default:
        break;
    }
    Expr right = convert(binary.getRight());
    if (operator == SQLBinaryOperator.Add || operator == SQLBinaryOperator.Subtract) {
      String function = operator == SQLBinaryOperator.Add ? "date_add" : "date_sub";
      if (right instanceof Expr.Interval) {
        return new Expr.Call(function, List.of(left, right));
      }
      if (left instanceof Expr.Interval) {
        return new Expr.Call(function, List.of(right, left));
      }
    }
    return new Expr.Binary(symbol(operator, binary), left, right);
  }

  private Expr like(Expr left, SQLBinaryOpExpr binary, boolean negated, boolean anyCase) {
    Expr pattern = convert(binary.getRight());
    return Precedence.predicate(
        left, value -> new Expr.Like(value, pattern, "\\", negated, anyCase));
  }

  private String symbol(SQLBinaryOperator operator, SQLExpr expr) {
    return switch (operator) {
      case Add -> "+";
      case Subtract -> "-";
      case Multiply -> "*";
      case Divide -> "/";
      case DIV -> "div";
      case Modulus, Mod -> "%";
      case BitwiseAnd -> "&";
      case BitwiseOr -> "|";
      case BitwiseXor -> "^";
      case LeftShift -> "<<";
      case RightShift -> ">>";
      case Equality -> "=";
      case NotEqual, LessThanOrGreater -> "!=";
      case LessThan -> "<";
      case LessThanOrEqual -> "<=";
      case GreaterThan -> ">";
      case GreaterThanOrEqual -> ">=";
      case LessThanOrEqualOrGreaterThan -> "<=>";
      case BooleanAnd -> "and";
      case BooleanOr, Concat -> "or";
      case BooleanXor -> "xor";
      default -> throw unknown(expr);
    };
  }

  private Expr extract(Expr column, SQLExpr path) {
    return new Expr.Call("json_extract", List.of(column, convert(path)));
  }

  private Expr is(Expr value, SQLExpr what, boolean negated) {
    if (what instanceof SQLNullExpr
        || (what instanceof SQLIdentifierExpr name && name.getName().equalsIgnoreCase("UNKNOWN"))) {
      return new Expr.IsNull(value, negated);
    }
    if (what instanceof SQLBooleanExpr bool) {
      return new Expr.IsTruth(value, bool.getBooleanValue(), negated);
    }
    throw unknown(what);
  }

  private Expr function(SQLExpr expr) {
    if (expr instanceof SQLMethodInvokeExpr call) {
      return call(call);
    } else if (expr instanceof SQLCurrentTimeExpr now) {
      return new Expr.Call(lower(now.getType().name()), List.of());
    } else if (expr instanceof SQLIntervalExpr interval) {
      return new Expr.Interval(convert(interval.getValue()), lower(interval.getUnit().name()));
    } else if (expr instanceof SQLExtractExpr extract) {
      return new Expr.Extract(lower(extract.getUnit().name()), convert(extract.getValue()));
    } else if (expr instanceof SQLCastExpr cast) {
      return new Expr.Cast(
          convert(cast.getExpr()),
          new CastTypes(offset).of(cast.getDataType()),
          Expr.CastForm.CAST);
    } else if (expr instanceof SQLCaseExpr choice) {
      List<Expr.When> whens = new ArrayList<>();
      for (SQLCaseExpr.Item item : choice.getItems()) {
        whens.add(new Expr.When(convert(item.getConditionExpr()), convert(item.getValueExpr())));
      }
      return new Expr.Case(optional(choice.getValueExpr()), whens, optional(choice.getElseExpr()));
    }
    throw unknown(expr);
  }

  private Expr optional(SQLExpr expr) {
    return expr == null ? null : convert(expr);
  }

  private Expr call(SQLMethodInvokeExpr call) {
    String name = lower(unquote(call.getMethodName()));
    List<SQLExpr> args = call.getArguments();
    if (call.getOwner() != null) {
      throw unknown(call);
    }
    switch (name) {
      case ExprParser.PAREN:
        return new Expr.Paren(convert(args.get(0)));
      case ExprParser.AMOUNT:
        return convert(args.get(0));
      case "trim":
        return trim(call);
      case "convert":
        return convertCall(call);
      case "mod":
        return new Expr.Binary("%", convert(args.get(0)), convert(args.get(1)));
      case "char":
        return charCall(call);
      case "row":
        return new Expr.Row(all(args));
      case "nextval":
        return nextValue(args.get(0));
      case "insert":
        return new Expr.Call("insert_func", all(args));
      case "timestampdiff", "timestampadd", "get_format":
        return keywordFirst(name, args);
      case "adddate", "subdate":
        return dateShift(name, args);
      default:
        break;
    }
    if (call.getFrom() != null) {
      List<Expr> parts = all(args);
      parts.add(convert(call.getFrom()));
      if (call.getFor() != null) {
        parts.add(convert(call.getFor()));
      }
      return new Expr.Call(name, parts);
    }
    if (call.getUsing() != null) {
      throw unknown(call);
    }
    return new Expr.Call(name.equals(ExprParser.TRUNCATE) ? "truncate" : name, all(args));
  }

  private Expr trim(SQLMethodInvokeExpr call) {
    String direction = call.getTrimOption() == null ? "" : lower(call.getTrimOption());
    Expr first = call.getArguments().isEmpty() ? null : convert(call.getArguments().get(0));
    return call.getFrom() == null
        ? new Expr.Trim(direction, null, first)
        : new Expr.Trim(direction, first, convert(call.getFrom()));
  }

  private Expr convertCall(SQLMethodInvokeExpr call) {
    Expr value = convert(call.getArguments().get(0));
    if (call.getUsing() != null) {
      return new Expr.ConvertUsing(value, text(call.getUsing()));
    }
    if (call.getArguments().size() == 2
        && call.getArguments().get(1) instanceof SQLDataTypeRefExpr type) {
      return new Expr.Cast(
          value, new CastTypes(offset).of(type.getDataType()), Expr.CastForm.CONVERT);
    }
    throw unknown(call);
  }

  /** TiDB calls CHAR by another name and passes the character set as its last argument. */
  private Expr charCall(SQLMethodInvokeExpr call) {
    List<Expr> args = all(call.getArguments());
    args.add(call.getUsing() == null ? new Expr.Null() : new Expr.Str(text(call.getUsing()), ""));
    return new Expr.Call("char_func", args);
  }

  private Expr nextValue(SQLExpr sequence) {
    if (sequence instanceof SQLPropertyExpr property) {
      return new Expr.NextValue(unquote(property.getOwnerName()), unquote(property.getName()));
    }
    if (sequence instanceof SQLIdentifierExpr identifier) {
      return new Expr.NextValue("", unquote(identifier.getName()));
    }
    throw unknown(sequence);
  }

  private Expr keywordFirst(String name, List<SQLExpr> args) {
    List<Expr> converted = all(args.subList(1, args.size()));
    String word = lower(args.get(0).toString());
    converted.add(0, new Expr.Keyword(word.startsWith("sql_tsi_") ? word.substring(8) : word));
    return new Expr.Call(name, converted);
  }

  private Expr dateShift(String name, List<SQLExpr> args) {
    List<Expr> converted = all(args);
    if (converted.size() == 2 && !(converted.get(1) instanceof Expr.Interval)) {
      converted.set(1, new Expr.Interval(converted.get(1), "day"));
    }
    return new Expr.Call(name, converted);
  }

  private List<Expr> all(List<SQLExpr> exprs) {
    List<Expr> converted = new ArrayList<>(exprs.size());
    for (SQLExpr expr : exprs) {
      converted.add(convert(expr));
    }
    return converted;
  }

  private SqlSyntaxException unknown(SQLExpr expr) {
    String what = expr instanceof SQLDefaultExpr ? "DEFAULT" : expr.getClass().getSimpleName();
    return new SqlSyntaxException("expression is not understood (" + what + "): " + expr, offset);
  }

  /** A name that may be written as a string. */
  private static String text(SQLExpr expr) {
    return lower(expr instanceof SQLCharExpr text ? text.getText() : unquote(expr.toString()));
  }

  static String unquote(String name) {
    if (name.length() > 1 && name.startsWith("`") && name.endsWith("`")) {
      return name.substring(1, name.length() - 1).replace("``", "`");
    }
    return name;
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
