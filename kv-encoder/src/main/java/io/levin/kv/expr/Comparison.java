package io.levin.kv.expr;

import io.levin.kv.cast.TimeText;
import io.levin.kv.collation.Collation;
import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.MysqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Comparisons. Which kind two values compare as depends on both their types, and on whether one of
 * them is a column and the other a constant.
 */
final class Comparison {
  private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MAX_UNSIGNED = new BigDecimal("18446744073709551615");

  /** What rounds to a hundred from here on is no two digits of a YEAR. */
  private static final BigDecimal HIGHEST_FRACTION = new BigDecimal("99.5");

  private final Tools tools;

  Comparison(Tools tools) {
    this.tools = tools;
  }

  /** The order of two values of one kind. */
  interface Order {
    int compare(Value a, Value b) throws ConversionException;
  }

  Node binary(String operator, Node left, Node right) {
    Node first = wholeYear(left, right, operator.startsWith(">") != operator.endsWith("="));
    Node second = wholeYear(right, left, operator.startsWith("<") != operator.endsWith("="));
    boolean ordered = operator.startsWith("<") || operator.startsWith(">");
    if (!ordered || operator.equals("<=>")) {
      return compare(operator, refine(left, right), refine(right, left));
    }
    return compare(operator, refine(first, right), refine(second, left));
  }

  /**
   * A fraction that a YEAR is compared with: the next whole number, of which two digits are one.
   */
  private static Node wholeYear(Node node, Node other, boolean up) {
    if (!(node instanceof ConstantNode constant)
        || other.constant()
        || other.type().tp() != MysqlType.YEAR
        || node.type().kind() == EvalKind.DECIMAL
        || constant.value().isNull()) {
      return node;
    }
    BigDecimal number = exact(constant);
    if (number == null || number.signum() <= 0 || number.compareTo(HIGHEST_FRACTION) >= 0) {
      return node;
    }
    BigDecimal whole = number.setScale(0, up ? RoundingMode.CEILING : RoundingMode.FLOOR);
    return ConstantNode.integer(whole.intValue());
  }

  private Node compare(String operator, Node a, Node b) {
    Pair pair = pair(a, b);
    Order order = pair.order();
    if (operator.equals("<=>")) {
      return Logic.sure(
          CallNode.withNulls(
              SqlType.BOOL,
              (v, to) ->
                  Logic.set(
                      to,
                      v[0].isNull() || v[1].isNull()
                          ? v[0].isNull() && v[1].isNull()
                          : order.compare(v[0], v[1]) == 0),
              pair.left(),
              pair.right()));
    }
    CallNode.Body body =
        switch (operator) {
          case "=" -> (v, to) -> Logic.set(to, order.compare(v[0], v[1]) == 0);
          case "!=" -> (v, to) -> Logic.set(to, order.compare(v[0], v[1]) != 0);
          case "<" -> (v, to) -> Logic.set(to, order.compare(v[0], v[1]) < 0);
          case "<=" -> (v, to) -> Logic.set(to, order.compare(v[0], v[1]) <= 0);
          case ">" -> (v, to) -> Logic.set(to, order.compare(v[0], v[1]) > 0);
          case ">=" -> (v, to) -> Logic.set(to, order.compare(v[0], v[1]) >= 0);
          default -> throw new UnsupportedExpression("operator " + operator);
        };
    return CallNode.ofAll(SqlType.BOOL, body, pair.left(), pair.right());
  }

  /** Two nodes made one kind, and how its values compare. */
  private record Pair(Node left, Node right, Order order) {}

  private Pair pair(Node a, Node b) {
    EvalKind kind = kind(a, b);
    if (kind == EvalKind.STRING) {
      Tools.Joined texts = tools.join(a, b);
      Collation collation = tools.collation(texts.type());
      return new Pair(texts.nodes()[0], texts.nodes()[1], (x, y) -> text(collation, x, y));
    }
    Node left = as(kind, a);
    Node right = as(kind, b);
    return new Pair(left, right, order(kind, left, right));
  }

  /** {@code value IN (list)}: NULL if nothing is equal and something is NULL. */
  Node in(Node value, List<Node> given) {
    List<Node> list = given;
    if (value.type().kind() == EvalKind.INT) {
      list = withoutEqualBits(given.stream().map(item -> refineItem(item, value)).toList());
    }
    boolean separate =
        list.size() == 1 || list.stream().anyMatch(item -> !comparesAsItself(value, item));
    if (!separate && value.type().kind() != EvalKind.JSON) {
      // Constants are looked at before anything else is computed.
      list = new ArrayList<>(list);
      list.sort(java.util.Comparator.comparing(item -> !item.constant()));
    }
    Node[] equals = new Node[list.size()];
    for (int i = 0; i < equals.length; i++) {
      // Two digits are a year only where the items are compared one by one.
      boolean year = value.type().tp() == MysqlType.YEAR;
      equals[i] =
          !separate && year ? compare("=", value, list.get(i)) : binary("=", value, list.get(i));
    }
    if (!separate && kind(value, list.get(0)) == EvalKind.STRING) {
      // All of them together decide about the collation.
      List<Node> all = new ArrayList<>(list);
      all.add(value);
      Tools.Joined texts = tools.join(all.toArray(Node[]::new));
      Collation collation = tools.collation(texts.type());
      for (int i = 0; i < equals.length; i++) {
        equals[i] =
            CallNode.ofAll(
                SqlType.BOOL,
                (v, to) -> Logic.set(to, text(collation, v[0], v[1]) == 0),
                texts.nodes()[equals.length],
                texts.nodes()[i]);
      }
    }
    return new AnyEqual(separate ? null : value, equals);
  }

  /** IN as a row of comparisons. */
  private static final class AnyEqual extends Node {
    private final Node value;
    private final Node[] equals;
    private final Value result = new Value();

    /**
     * @param value if this is NULL, nothing is compared; null to compare with it all the same
     */
    AnyEqual(Node value, Node[] equals) {
      super(SqlType.BOOL);
      this.value = value;
      this.equals = equals;
    }

    @Override
    void eval(Value[] row, Value to) throws ConversionException {
      if (value != null) {
        value.eval(row, to);
        if (to.isNull()) {
          return;
        }
      }
      boolean unknown = false;
      for (Node next : equals) {
        next.eval(row, result);
        unknown |= result.isNull();
        if (!result.isNull() && result.bits() != 0) {
          Logic.set(to, true);
          return;
        }
      }
      if (unknown) {
        to.setNull();
      } else {
        Logic.set(to, false);
      }
    }
  }

  /** Makes the operands of BETWEEN one kind in one collation, which they find together. */
  void forBetween(Node[] args) {
    EvalKind kind = args[0].type().kind();
    boolean times = false;
    for (Node arg : args) {
      times |= arg.type().kind().temporal();
      kind = baseKind(kind, arg.type().kind());
    }
    if (kind == EvalKind.STRING && times) {
      kind = args[0].type().kind() == EvalKind.DURATION ? EvalKind.DURATION : EvalKind.TIME;
    }
    for (int i = 0; i < args.length; i++) {
      if (!(kind == EvalKind.STRING && stringLike(args[i].type()))) {
        args[i] = as(kind, args[i]);
      }
    }
    SqlType together = Tools.merged(args);
    for (int i = 0; i < args.length; i++) {
      SqlType own = args[i].type();
      boolean other =
          own.kind() == EvalKind.STRING
              && !own.isNull()
              && !own.hybrid()
              && !own.collation().equals(together.collation());
      if (other) {
        Node met = Casts.meeting(tools, args[i], together);
        SqlType type =
            own.ofFunction()
                .withCollation(together.charset(), together.collation(), own.coercibility());
        args[i] = CallNode.of(type, (v, to) -> to.set(v[0]), met);
      }
    }
  }

  private static EvalKind baseKind(EvalKind a, EvalKind b) {
    boolean aText = a != EvalKind.INT && a != EvalKind.DECIMAL && a != EvalKind.REAL;
    boolean bText = b != EvalKind.INT && b != EvalKind.DECIMAL && b != EvalKind.REAL;
    if (aText && bText) {
      return EvalKind.STRING;
    }
    if (aText || bText || a == EvalKind.REAL || b == EvalKind.REAL) {
      return EvalKind.REAL;
    }
    return a == b ? a : EvalKind.DECIMAL;
  }

  /** An item of a list beside an integer: two digits of a YEAR are refined only as text. */
  private Node refineItem(Node item, Node value) {
    boolean year = value.type().tp() == MysqlType.YEAR;
    return year && item.type().kind() != EvalKind.STRING ? item : refine(item, value);
  }

  /** True if a value keeps its kind when it meets an item. */
  private boolean comparesAsItself(Node value, Node item) {
    // A TIMESTAMP is a DATETIME beside everything else.
    boolean timestamp = value.type().tp() == MysqlType.TIMESTAMP;
    // A number becomes a date only where it is compared alone; a YEAR is none.
    boolean number =
        value.type().kind() == EvalKind.TIME
            && !stringLike(item.type())
            && item.type().tp() != MysqlType.YEAR;
    return item.type().isNull()
        || !number
            && kind(value, item) == value.type().kind()
            && (!timestamp || item.type().tp() == MysqlType.TIMESTAMP);
  }

  /** Literals that differ only in their sign's meaning count once, as the first of them. */
  private static List<Node> withoutEqualBits(List<Node> list) {
    Set<Long> seen = new HashSet<>();
    return list.stream()
        .filter(
            item ->
                !(item instanceof ConstantNode constant)
                    || item.type().kind() != EvalKind.INT
                    || seen.add(constant.value().bits()))
        .toList();
  }

  /** The kind as which two values compare. */
  EvalKind kind(Node left, Node right) {
    SqlType a = left.type();
    SqlType b = right.type();
    EvalKind base = baseKind(a, b);
    if (a.kind() == EvalKind.JSON || b.kind() == EvalKind.JSON) {
      return a.isNull() || b.isNull() ? base : EvalKind.JSON;
    }
    if (base == EvalKind.STRING) {
      if (a.kind() == EvalKind.TIME || b.kind() == EvalKind.TIME) {
        return EvalKind.TIME;
      }
      if (a.kind() == EvalKind.DURATION && b.kind() == EvalKind.DURATION) {
        return EvalKind.DURATION;
      }
    }
    if (base == EvalKind.REAL || base == EvalKind.STRING) {
      if (a.kind() == EvalKind.DECIMAL && !left.constant() && stringConstant(right)
          || b.kind() == EvalKind.DECIMAL && !right.constant() && stringConstant(left)) {
        return EvalKind.DECIMAL;
      }
      if (clockColumn(left) && right.constant() && !numberBesideTime(left, right)) {
        return a.kind();
      }
      if (clockColumn(right) && left.constant() && !numberBesideTime(right, left)) {
        return b.kind();
      }
    }
    return base;
  }

  private static boolean stringConstant(Node node) {
    return node.constant() && stringLike(node.type());
  }

  /** A column of type DATETIME, TIMESTAMP or TIME; DATE is not treated so. */
  private static boolean clockColumn(Node node) {
    return node instanceof ColumnNode
        && node.type().kind().temporal()
        && node.type().tp() != MysqlType.DATE;
  }

  /** True for a number that is no date and that a datetime meets, as a number then. */
  private boolean numberBesideTime(Node column, Node constant) {
    if (column.type().kind() != EvalKind.TIME
        || stringLike(constant.type())
        || !(constant instanceof ConstantNode number)) {
      return false;
    }
    return !tools.times().isTime(number.value());
  }

  private static boolean stringLike(SqlType type) {
    return switch (type.kind()) {
      case STRING, TIME, DURATION, JSON -> true;
      default -> false;
    };
  }

  private static EvalKind baseKind(SqlType a, SqlType b) {
    if (a.isNull() || b.isNull()) {
      return a.isNull() ? b.kind() : a.kind();
    }
    if (stringLike(a) && stringLike(b)) {
      return EvalKind.STRING;
    }
    if (a.kind() == EvalKind.TIME && b.tp() == MysqlType.YEAR
        || b.kind() == EvalKind.TIME && a.tp() == MysqlType.YEAR) {
      return EvalKind.TIME;
    }
    boolean aInt = a.kind() == EvalKind.INT || a.hybrid();
    boolean bInt = b.kind() == EvalKind.INT || b.hybrid();
    if (aInt && bInt) {
      return EvalKind.INT;
    }
    if ((aInt || a.kind() == EvalKind.DECIMAL) && (bInt || b.kind() == EvalKind.DECIMAL)) {
      return EvalKind.DECIMAL;
    }
    return EvalKind.REAL;
  }

  Node as(EvalKind kind, Node node) {
    return node.type().isNull() ? node : tools.coerce().to(kind, node);
  }

  /** The order of the values of two nodes of a kind other than STRING. */
  Order order(EvalKind kind, Node left, Node right) {
    return switch (kind) {
      case INT -> integers(left.type().unsigned(), right.type().unsigned());
      case REAL -> (a, b) -> Double.compare(a.asDouble() + 0.0, b.asDouble() + 0.0);
      case DECIMAL -> (a, b) -> a.decimal().compareTo(b.decimal());
      case TIME -> (a, b) -> Long.compareUnsigned(a.bits(), b.bits());
      case DURATION -> (a, b) -> Long.compare(a.bits(), b.bits());
      case JSON -> this::compareJson;
      case STRING -> throw new IllegalArgumentException("strings have a collation");
    };
  }

  static int text(Collation collation, Value a, Value b) {
    return collation.compare(a.array(), a.offset(), a.length(), b.array(), b.offset(), b.length());
  }

  private int compareJson(Value a, Value b) {
    Json x = tools.conversions().json(a);
    Json y = tools.conversions().json(b);
    return JsonOrder.compare(x, y);
  }

  private static Order integers(boolean aUnsigned, boolean bUnsigned) {
    return (a, b) -> {
      if (aUnsigned && a.bits() < 0 || bUnsigned && b.bits() < 0) {
        if (aUnsigned && bUnsigned) {
          return Long.compareUnsigned(a.bits(), b.bits());
        }
        return aUnsigned && a.bits() < 0 ? 1 : -1;
      }
      return Long.compare(a.bits(), b.bits());
    };
  }

  /**
   * A constant that is compared with an integer becomes one where it is one exactly, so that large
   * integers do not lose digits as doubles; with a YEAR, two digits are a year.
   */
  private Node refine(Node node, Node other) {
    if (!(node instanceof ConstantNode constant)
        || other.constant()
        || other.type().kind() != EvalKind.INT
        || constant.value().isNull()) {
      return node;
    }
    BigDecimal number = exact(constant);
    if (number == null) {
      return node;
    }
    if (other.type().tp() == MysqlType.YEAR && constant.type().kind() != EvalKind.DECIMAL) {
      if (number.scale() <= 0
          && number.signum() > 0
          && number.compareTo(BigDecimal.TEN.pow(2)) < 0) {
        return ConstantNode.integer(TimeText.fullYear(number.intValue()));
      }
    }
    if (constant.type().kind() == EvalKind.INT) {
      return node;
    }
    BigDecimal stripped = number.stripTrailingZeros();
    boolean integer = stripped.scale() <= 0;
    if (integer && number.compareTo(MIN_LONG) >= 0 && number.compareTo(MAX_UNSIGNED) <= 0) {
      Value value = new Value();
      long bits = stripped.toBigInteger().longValue();
      if (stripped.toBigInteger().bitLength() > 63) {
        value.setUint(bits);
        return new ConstantNode(SqlType.UINT, value);
      }
      return ConstantNode.integer(bits);
    }
    return node;
  }

  /** The number that a constant is, or null if it is not a number as a whole. */
  private static BigDecimal exact(ConstantNode constant) {
    Value value = constant.value();
    if (constant.isBits()) {
      return null;
    }
    return switch (value.kind()) {
      case INT -> BigDecimal.valueOf(value.bits());
      case UINT -> new BigDecimal(Long.toUnsignedString(value.bits()));
      case DECIMAL -> value.decimal().toBigDecimal();
      case DOUBLE -> Math.abs(value.asDouble()) < 1e300 ? new BigDecimal(value.asDouble()) : null;
      case STRING -> number(value);
      default -> null;
    };
  }

  private static BigDecimal number(Value value) {
    if (value.kind() != ValueKind.STRING || value.length() > 40) {
      return null;
    }
    String text = value.text().strip();
    return text.matches("[+-]?[0-9]+(\\.[0-9]*)?") ? new BigDecimal(text) : null;
  }
}
