package io.levin.kv.expr;

import io.levin.kv.collation.Collation;
import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;
import io.levin.schema.MysqlType;
import java.util.List;

/**
 * Comparisons of values made one kind, which {@link ComparedKind} chooses, and strings in one
 * collation.
 */
final class Comparison {
  private final Tools tools;

  Comparison(Tools tools) {
    this.tools = tools;
  }

  /** The order of two values of one kind. */
  interface Order {
    int compare(Value a, Value b) throws ConversionException;
  }

  Node binary(String operator, Node left, Node right) {
    Node first =
        ExactLiteral.wholeYear(left, right, operator.startsWith(">") != operator.endsWith("="));
    Node second =
        ExactLiteral.wholeYear(right, left, operator.startsWith("<") != operator.endsWith("="));
    boolean ordered = operator.startsWith("<") || operator.startsWith(">");
    if (!ordered || operator.equals("<=>")) {
      return compare(
          operator,
          ExactLiteral.refine(tools, operator, left, right),
          ExactLiteral.refine(tools, operator, right, left));
    }
    return compare(
        operator,
        ExactLiteral.refine(tools, operator, first, right),
        ExactLiteral.refine(tools, operator, second, left));
  }

  Node compare(String operator, Node a, Node b) {
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
    Node left = beside(b, kind, a);
    Node right = beside(a, kind, b);
    return new Pair(left, right, order(kind, left, right));
  }

  /** A decimal literal that meets a datetime is one of whole seconds. */
  private Node beside(Node other, EvalKind kind, Node node) {
    if (kind == EvalKind.TIME
        && node instanceof ConstantNode
        && node.type().kind() == EvalKind.DECIMAL
        && ComparedKind.variableTime(other)
        && tools.coerce().toTime(node, MysqlType.DATETIME, 0) instanceof ConstantNode whole
        && !whole.value().isNull()) {
      return whole;
    }
    return as(kind, node);
  }

  /** Makes the operands of BETWEEN one kind in one collation, which they find together. */
  void forBetween(Node[] args) {
    EvalKind kind = args[0].type().kind();
    boolean times = false;
    for (Node arg : args) {
      if (args[0].type().tp() == MysqlType.YEAR
          && arg instanceof ConstantNode constant
          && constant.isBits()) {
        throw new UnsupportedExpression("a YEAR between bit literals");
      }
      times |= arg.type().kind().temporal();
      kind = ComparedKind.baseKind(kind, arg.type().kind());
    }
    if (kind == EvalKind.STRING && times) {
      kind = args[0].type().kind() == EvalKind.DURATION ? EvalKind.DURATION : EvalKind.TIME;
    }
    for (int i = 0; i < args.length; i++) {
      if (!(kind == EvalKind.STRING && ComparedKind.stringLike(args[i].type()))) {
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

  Node as(EvalKind kind, Node node) {
    return node.type().isNull() ? node : tools.coerce().to(kind, node);
  }

  /** The kind as which two values compare. */
  EvalKind kind(Node left, Node right) {
    return new ComparedKind(tools).of(left, right);
  }

  /**
   * A decimal that is compared with several values: where one of them is a double, its type has
   * more digits behind the point beside all of them.
   */
  Node besideAll(Node value, List<Node> others) {
    boolean real =
        value.type().kind() == EvalKind.DECIMAL
            && others.stream().anyMatch(other -> kind(value, other) == EvalKind.REAL);
    return real ? value.forReal() : value;
  }

  /** The order of the values of two nodes of a kind other than STRING. */
  Order order(EvalKind kind, Node left, Node right) {
    return switch (kind) {
      case INT -> integers(left.type().unsigned(), right.type().unsigned());
      case REAL -> (a, b) -> GoMath.compare(a.asDouble(), b.asDouble());
      case DECIMAL -> (a, b) -> a.decimal().compareTo(b.decimal());
      case TIME -> (a, b) -> Long.compareUnsigned(a.bits(), b.bits());
      case DURATION -> (a, b) -> Long.compare(a.bits(), b.bits());
      case JSON -> this::compareJson;
      case STRING -> throw new IllegalArgumentException("strings have a collation");
    };
  }

  /** The order of doubles in which what is no number is neither less nor greater. */
  static int reals(Value a, Value b) {
    double x = a.asDouble();
    double y = b.asDouble();
    return x < y ? -1 : x > y ? 1 : 0;
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
}
