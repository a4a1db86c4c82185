package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.FloatText;
import io.levin.kv.value.Session;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Identifiers;
import io.levin.schema.MysqlType;
import io.levin.schema.expr.Expr;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Turns an expression's tree into nodes. */
final class Compiler {
  private static final BigDecimal TWO_TO_63 = new BigDecimal("9223372036854775808");
  private static final BigDecimal TWO_TO_64 = new BigDecimal("18446744073709551616");

  private final List<ColumnInfo> columns;
  private final Tools tools;
  private final List<Expr> differences = new ArrayList<>();

  /** How many functions are around that look at the value beside an error. */
  private int looking;

  Compiler(List<ColumnInfo> columns, Session session) {
    this.columns = columns;
    this.tools = new Tools(session);
  }

  Tools tools() {
    return tools;
  }

  Node compile(Expr expr) {
    Node node = ConstantNode.folded(build(expr));
    return looking > 0 && NullOnError.is(expr) ? nullOnError(node) : node;
  }

  /** The node, whose error is to come with NULL where that can matter. */
  private Node nullOnError(Node node) {
    boolean plain = node instanceof ConstantNode || node instanceof ColumnNode;
    return looking > 0 && !plain ? new NullOnError(node) : node;
  }

  /** True if a subtraction without sign was compiled that is not the whole expression. */
  boolean hasInnerUnsignedDifference(Expr root) {
    Expr whole = root;
    while (whole instanceof Expr.Paren paren) {
      whole = paren.inner();
    }
    for (Expr difference : differences) {
      if (difference != whole) {
        return true;
      }
    }
    return false;
  }

  private Node build(Expr expr) {
    if (expr instanceof Expr.Column column) {
      return column(column.name());
    } else if (expr instanceof Expr.Paren paren) {
      return compile(paren.inner());
    } else if (expr instanceof Expr.Unary unary) {
      return unary(unary.operator(), compile(unary.operand()));
    } else if (expr instanceof Expr.Binary binary) {
      return binary(binary);
    } else if (expr instanceof Expr.Call call) {
      return call(call);
    } else if (expr instanceof Expr.Cast cast) {
      return cast(cast);
    } else if (expr instanceof Expr.Case choice) {
      return choice(choice);
    }
    Node literal = literal(expr);
    return literal != null ? literal : predicate(expr);
  }

  private Node cast(Expr.Cast cast) {
    Expr inner = cast.value();
    while (inner instanceof Expr.Paren paren) {
      inner = paren.inner();
    }
    if (cast.type().name().equals("char")
        && inner instanceof Expr.Cast other
        && other.type().name().equals("year")) {
      // A year that is none may have more digits than TiDB has room for in the text.
      throw new UnsupportedExpression("a cast to char of a cast to year");
    }
    return Casts.node(tools, compile(cast.value()), cast.type());
  }

  private Node column(String name) {
    String lower = Identifiers.lower(name);
    for (ColumnInfo column : columns) {
      if (column.lowerName().equals(lower)) {
        return new ColumnNode(column);
      }
    }
    throw new UnsupportedExpression("column " + name + ", which the table does not have");
  }

  private Node literal(Expr expr) {
    if (expr instanceof Expr.Null) {
      return ConstantNode.missing();
    } else if (expr instanceof Expr.Bool bool) {
      Value value = new Value();
      value.setInt(bool.value() ? 1 : 0);
      return new ConstantNode(SqlType.BOOL, value);
    } else if (expr instanceof Expr.Num number) {
      return number(number);
    } else if (expr instanceof Expr.Str text) {
      return text(text);
    } else if (expr instanceof Expr.Bits bits) {
      return bits(bits);
    } else if (expr instanceof Expr.Temporal temporal) {
      return temporal(temporal.type(), temporal.text());
    }
    return null;
  }

  private static Node number(Expr.Num number) {
    Value value = new Value();
    BigDecimal decimal = new BigDecimal(number.text());
    if (number.kind() == Expr.NumKind.FLOAT) {
      value.setDouble(Double.parseDouble(number.text()));
      int width = FloatText.plain(value.asDouble()).length();
      return new ConstantNode(SqlType.REAL.withFlen(width), value);
    }
    if (number.kind() == Expr.NumKind.INTEGER && decimal.compareTo(TWO_TO_64) < 0) {
      if (decimal.compareTo(TWO_TO_63) < 0) {
        return ConstantNode.integer(decimal.longValueExact());
      }
      value.setUint(decimal.toBigInteger().longValue());
      return new ConstantNode(SqlType.UINT.withFlen(decimal.precision()), value);
    }
    byte[] text = number.text().getBytes(StandardCharsets.US_ASCII);
    if (value.decimal().parse(text, 0, text.length) != io.levin.kv.value.Decimal.Outcome.OK) {
      throw new UnsupportedExpression("the number " + number.text());
    }
    value.setDecimal();
    int scale = value.decimal().fractionDigits();
    // With the point, and a place more.
    int width = value.decimal().toString().length() + 1;
    return new ConstantNode(SqlType.decimal(width, scale), value);
  }

  private static Node text(Expr.Str text) {
    Value value = new Value();
    value.setText(text.value());
    boolean ascii = text.value().chars().allMatch(c -> c < 0x80);
    String charset = text.charset();
    SqlType type =
        switch (charset) {
          case "", "utf8mb4", "utf8", "utf8mb3" -> SqlType.text();
          case "binary" -> SqlType.bytes();
          case "latin1", "ascii" -> {
            if (!ascii) {
              throw new UnsupportedExpression("a _" + charset + " string that is not ASCII");
            }
            yield SqlType.text(charset, charset + "_bin", Collations.COERCIBLE);
          }
          default -> throw new UnsupportedExpression("a _" + charset + " string");
        };
    int length = text.value().codePointCount(0, text.value().length());
    return new ConstantNode(type.withFlen(length), value);
  }

  private static Node bits(Expr.Bits bits) {
    byte[] bytes;
    if (bits.bits()) {
      java.math.BigInteger number =
          bits.digits().isEmpty()
              ? java.math.BigInteger.ZERO
              : new java.math.BigInteger(bits.digits(), 2);
      int size = (bits.digits().length() + 7) / 8;
      bytes = new byte[size];
      byte[] magnitude = number.toByteArray();
      int used = Math.min(size, magnitude.length);
      System.arraycopy(magnitude, magnitude.length - used, bytes, size - used, used);
    } else {
      String digits = bits.digits();
      bytes = HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : "0" + digits);
    }
    Value value = new Value();
    value.setSlice(ValueKind.BINARY_LITERAL, bytes, 0, bytes.length);
    ConstantNode literal = new ConstantNode(SqlType.bytes().withFlen(bytes.length), value);
    return bits.bits() ? literal.withSign() : literal;
  }

  private Node temporal(String kind, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int point = text.lastIndexOf('.');
    int fsp = point < 0 ? 0 : Math.min(6, text.length() - point - 1);
    Value value = new Value();
    try {
      switch (kind) {
        case "date" -> tools.times().textToTime(bytes, 0, bytes.length, ValueKind.DATE, 0, value);
        case "time" -> tools.times().textToDuration(bytes, 0, bytes.length, fsp, value);
        default -> tools.times().textToTime(bytes, 0, bytes.length, ValueKind.DATETIME, fsp, value);
      }
    } catch (ConversionException wrong) {
      value.setNull();
    }
    if (value.isNull()) {
      throw new UnsupportedExpression("the literal " + kind + " '" + text + "'");
    }
    SqlType type =
        switch (kind) {
          case "date" -> SqlType.time(MysqlType.DATE, 0);
          case "time" -> SqlType.duration(fsp);
          default -> SqlType.time(MysqlType.DATETIME, fsp);
        };
    return new ConstantNode(type, value);
  }

  private Node unary(String operator, Node operand) {
    return switch (operator) {
      case "-" -> new Arithmetic(tools).negate(operand);
      case "+" -> operand;
      case "~" -> BitOperators.complement(tools, operand);
      case "!", "not" -> new Logic(tools).not(operand);
      default -> throw new UnsupportedExpression("operator " + operator);
    };
  }

  private Node binary(Expr.Binary binary) {
    if (binary.left() instanceof Expr.Row || binary.right() instanceof Expr.Row) {
      throw new UnsupportedExpression("a comparison of rows");
    }
    Node left = compile(binary.left());
    Node right = compile(binary.right());
    return switch (binary.operator()) {
      case "+", "-", "*", "/", "div", "%" -> {
        Node result = new Arithmetic(tools).binary(binary.operator(), left, right);
        if (binary.operator().equals("-") && result.type().unsigned()) {
          differences.add(binary);
        }
        yield result;
      }
      case "&", "|", "^", "<<", ">>" -> BitOperators.binary(tools, binary.operator(), left, right);
      case "=", "!=", "<", "<=", ">", ">=", "<=>" ->
          new Comparison(tools).binary(binary.operator(), left, right);
      case "and" -> new Logic(tools).and(left, right);
      case "or" -> new Logic(tools).or(left, right);
      case "xor" -> new Logic(tools).xor(left, right);
      default -> throw new UnsupportedExpression("operator " + binary.operator());
    };
  }

  private Node[] compileAll(List<Expr> exprs) {
    Node[] nodes = new Node[exprs.size()];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = compile(exprs.get(i));
    }
    return nodes;
  }

  private Node call(Expr.Call call) {
    switch (call.name()) {
      case "date_add", "date_sub", "adddate", "subdate" -> {
        boolean minus = call.name().equals("date_sub") || call.name().equals("subdate");
        if (call.args().size() == 2 && call.args().get(1) instanceof Expr.Interval interval) {
          requireKnownDigits(interval);
          return DateArithmetic.add(
              tools,
              compile(call.args().get(0)),
              compile(interval.amount()),
              interval.unit(),
              minus);
        }
        throw new UnsupportedExpression("function " + call.name() + " without an interval");
      }
      case "timestampadd" -> {
        if (call.args().size() == 3 && call.args().get(0) instanceof Expr.Keyword unit) {
          return DateArithmetic.timestampAdd(
              tools, unit.word(), compile(call.args().get(1)), compile(call.args().get(2)));
        }
        throw new UnsupportedExpression("function timestampadd without a unit");
      }
      case "timestampdiff" -> {
        if (call.args().size() == 3 && call.args().get(0) instanceof Expr.Keyword unit) {
          looking++;
          Node[] args = {
            ConstantNode.text(unit.word()), compile(call.args().get(1)), compile(call.args().get(2))
          };
          looking--;
          return Functions.call(tools, "timestampdiff", args);
        }
        throw new UnsupportedExpression("function timestampdiff without a unit");
      }
      case "if" -> {
        Node[] args = compileAll(call.args());
        args[0] = nullOnError(args[0]);
        return Functions.call(tools, call.name(), args);
      }
      case "dayofyear", "yearweek", "date_format", "time_format" -> {
        looking++;
        Node[] args = compileAll(call.args());
        looking--;
        return Functions.call(tools, call.name(), args);
      }
      default -> {
        return Functions.call(tools, call.name(), compileAll(call.args()));
      }
    }
  }

  /** How many digits a function's double has for an interval depends on the function. */
  private void requireKnownDigits(Expr.Interval interval) {
    Expr amount = interval.amount();
    while (amount instanceof Expr.Paren paren) {
      amount = paren.inner();
    }
    boolean operation =
        amount instanceof Expr.Binary binary
            && List.of("+", "-", "*", "/").contains(binary.operator());
    if (interval.unit().indexOf('_') < 0 || operation) {
      return;
    }
    Node node = compile(amount);
    if (node.type().kind() == EvalKind.REAL
        && !(node instanceof ColumnNode)
        && !(amount instanceof Expr.Num)) {
      throw new UnsupportedExpression("an interval of several fields from a function's double");
    }
  }

  private Node choice(Expr.Case choice) {
    List<Node> conditions = new ArrayList<>();
    List<Node> results = new ArrayList<>();
    for (Expr.When when : choice.whens()) {
      // A value is computed anew for each WHEN that compares with it.
      Node condition = compile(when.condition());
      conditions.add(
          nullOnError(
              choice.value() == null
                  ? condition
                  : new Comparison(tools).binary("=", compile(choice.value()), condition)));
      results.add(compile(when.result()));
    }
    Node otherwise = choice.otherwise() == null ? null : compile(choice.otherwise());
    return ControlFlow.choice(tools, conditions, results, otherwise);
  }

  private Node predicate(Expr expr) {
    Logic logic = new Logic(tools);
    if (expr instanceof Expr.In in) {
      if (in.value() instanceof Expr.Row) {
        throw new UnsupportedExpression("IN with rows");
      }
      Node[] list = compileAll(in.list());
      for (int i = 0; i < list.length; i++) {
        list[i] = nullOnError(list[i]);
      }
      Node node = new InList(tools).of(compile(in.value()), List.of(list));
      return in.negated() ? logic.not(node) : node;
    } else if (expr instanceof Expr.Between between) {
      Comparison comparison = new Comparison(tools);
      Node[] args = {compile(between.value()), compile(between.low()), compile(between.high())};
      comparison.forBetween(args);
      Node low = comparison.binary(">=", args[0], args[1]);
      Node high = comparison.binary("<=", args[0], args[2]);
      Node node = logic.and(low, high);
      return between.negated() ? logic.not(node) : node;
    } else if (expr instanceof Expr.Like like) {
      Node node = Like.node(tools, compile(like.value()), compile(like.pattern()), like.escape());
      return like.negated() ? logic.not(node) : node;
    } else if (expr instanceof Expr.Regexp regexp) {
      Node[] args = {compile(regexp.value()), compile(regexp.pattern())};
      Node node = RegexpFunctions.like(tools, args);
      return regexp.negated() ? logic.not(node) : node;
    } else if (expr instanceof Expr.IsNull isNull) {
      return logic.isNull(compile(isNull.value()), isNull.negated());
    } else if (expr instanceof Expr.IsTruth truth) {
      return logic.isTruth(compile(truth.value()), truth.truth(), truth.negated());
    }
    return special(expr);
  }

  private Node special(Expr expr) {
    if (expr instanceof Expr.Trim trim) {
      Node remove = trim.remove() == null ? null : compile(trim.remove());
      return TextFunctions.trim(tools, trim.direction(), remove, compile(trim.value()));
    } else if (expr instanceof Expr.Extract extract) {
      return DateFunctions.extract(tools, extract.unit(), compile(extract.value()));
    } else if (expr instanceof Expr.ConvertUsing convert) {
      return Casts.using(tools, compile(convert.value()), convert.charset());
    } else if (expr instanceof Expr.Collate collate) {
      return Casts.collate(tools, compile(collate.value()), collate.collation());
    } else if (expr instanceof Expr.NextValue next) {
      throw new UnsupportedExpression("the sequence " + next.sequence());
    } else if (expr instanceof Expr.Row) {
      throw new UnsupportedExpression("a row as a value");
    }
    throw new UnsupportedExpression("the form " + expr.getClass().getSimpleName());
  }
}
