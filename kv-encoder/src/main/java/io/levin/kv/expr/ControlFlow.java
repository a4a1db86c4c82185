package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.MysqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** IF, CASE and their like: one of several values, made the type that they have together. */
final class ControlFlow {
  private ControlFlow() {}

  static void addTo(Functions.Registry registry) {
    registry.add("if", 3, ControlFlow::ifNode);
    registry.add("ifnull", 2, ControlFlow::ifNull);
    registry.add("nullif", 2, ControlFlow::nullIf);
    registry.add("coalesce", 1, 1000, ControlFlow::coalesce);
    registry.add("interval", 2, 1000, ControlFlow::interval);
    registry.add("greatest", 2, 1000, (tools, args) -> Extremum.node(tools, args, true));
    registry.add("least", 2, 1000, (tools, args) -> Extremum.node(tools, args, false));
    registry.add("isnull", 1, (tools, args) -> new Logic(tools).isNull(args[0], false));
  }

  private static boolean isInteger(SqlType type) {
    return type.kind() == EvalKind.INT;
  }

  private static Node ifNode(Tools tools, Node[] args) {
    SqlType type = MergedType.of(Tools.types(args[1], args[2]));
    if (isInteger(type) && args[0] instanceof ConstantNode) {
      Node known = ConstantNode.folded(new Logic(tools).condition(args[0]));
      if (known instanceof ConstantNode constant) {
        boolean holds = !constant.value().isNull() && Logic.isTrue(constant.value());
        Node chosen = args[holds ? 1 : 2];
        return chosen.type().isNull() ? chosen : tools.coerce().to(type.kind(), chosen);
      }
    }
    Node condition = new Logic(tools).condition(args[0]);
    requireOpen(List.of(condition), List.of(args[1]), args[2]);
    return new Choice(tools, type, List.of(condition), List.of(args[1]), args[2]);
  }

  /**
   * CASE with conditions.
   *
   * @param otherwise null where there is no ELSE
   */
  static Node choice(Tools tools, List<Node> conditions, List<Node> results, Node otherwise) {
    Logic logic = new Logic(tools);
    List<SqlType> types = new ArrayList<>();
    results.forEach(result -> types.add(result.type()));
    if (otherwise != null) {
      types.add(otherwise.type());
    }
    List<Node> tests = conditions.stream().map(logic::condition).toList();
    Node last = otherwise == null ? ConstantNode.missing() : otherwise;
    requireOpen(tests, results, last);
    return new Choice(tools, together(types), tests, results, last);
  }

  /** TiDB puts the value that constant conditions choose in the place of the whole. */
  private static void requireOpen(List<Node> tests, List<Node> results, Node otherwise) {
    for (int i = 0; i <= tests.size(); i++) {
      if (i == tests.size()) {
        requireNoName(otherwise.type());
      } else if (ConstantNode.folded(tests.get(i)) instanceof ConstantNode test) {
        if (!test.value().isNull() && Logic.isTrue(test.value())) {
          requireNoName(results.get(i).type());
          return;
        }
      } else {
        return;
      }
    }
  }

  private static void requireNoName(SqlType type) {
    if (type.hybrid() || type.tp() == MysqlType.BIT) {
      throw new UnsupportedExpression("a constant condition that chooses an ENUM, SET or BIT");
    }
  }

  /** The type of several values; a truth value is one only alone, not even beside NULL. */
  private static SqlType together(List<SqlType> types) {
    SqlType type = MergedType.of(types);
    return types.size() > 1 ? type.asNumber() : type;
  }

  private static Node ifNull(Tools tools, Node[] args) {
    if (args[0].type().isNull()) {
      return args[1];
    }
    SqlType type = MergedType.of(Tools.types(args));
    boolean known = args[0] instanceof ConstantNode constant && !constant.value().isNull();
    if (isInteger(type) && known) {
      return tools.coerce().to(type.kind(), args[0]); // as it is, whatever the other one is
    }
    Node first = cast(tools, args[0], type);
    Node second = cast(tools, args[1], type);
    return new FirstNotNull(type, new Node[] {first, second});
  }

  private static Node coalesce(Tools tools, Node[] args) {
    SqlType type = together(Tools.types(args));
    Node[] nodes = new Node[args.length];
    for (int i = 0; i < args.length; i++) {
      boolean toTime = type.kind() == EvalKind.TIME && args[i].type().kind() != EvalKind.TIME;
      nodes[i] =
          args[i].type().isNull()
              ? args[i]
              : toTime
                  ? tools.coerce().toTime(args[i], type.tp(), type.fsp())
                  : withSign(type, tools.coerce().to(type.kind(), args[i]));
    }
    Node first = new FirstNotNull(type, nodes);
    return switch (type.kind()) {
      case TIME ->
          CallNode.of(
              type,
              (v, to) -> {
                boolean date = v[0].kind() == ValueKind.DATE;
                to.setTime(v[0].kind(), v[0].bits(), date ? 0 : type.fsp());
              },
              first);
      case DURATION -> CallNode.of(type, (v, to) -> to.setDuration(v[0].bits(), type.fsp()), first);
      default -> first;
    };
  }

  private static Node nullIf(Tools tools, Node[] args) {
    Node equal = new Comparison(tools).binary("=", args[0], args[1]);
    Value truth = new Value();
    return new Node(args[0].type()) {
      @Override
      void eval(Value[] row, Value to) throws ConversionException {
        equal.eval(row, truth);
        if (!truth.isNull() && truth.bits() != 0) {
          to.setNull();
        } else {
          args[0].eval(row, to);
        }
      }
    };
  }

  private static Node interval(Tools tools, Node[] args) {
    boolean integers = true;
    for (Node arg : args) {
      integers &= arg.type().kind() == EvalKind.INT;
    }
    EvalKind kind = integers ? EvalKind.INT : EvalKind.REAL;
    Comparison comparison = new Comparison(tools);
    Node[] nodes = tools.all(kind, args);
    Comparison.Order[] orders = new Comparison.Order[args.length];
    for (int i = 1; i < args.length; i++) {
      orders[i] = comparison.order(kind, nodes[0], nodes[i]);
    }
    return new Steps(nodes, orders, Arrays.stream(args).allMatch(ControlFlow::neverNull));
  }

  private static boolean neverNull(Node node) {
    return node instanceof ConstantNode constant
        ? !constant.value().isNull()
        : node instanceof ColumnNode column && column.notNull();
  }

  /** INTERVAL: how many bounds are not above a value. */
  private static final class Steps extends Node {
    private final Node[] nodes;
    private final Comparison.Order[] orders;
    private final boolean halving;
    private final Value value = new Value();
    private final Value bound = new Value();

    /**
     * @param halving true to take the bounds to be in order and look at some of them only
     */
    Steps(Node[] nodes, Comparison.Order[] orders, boolean halving) {
      super(SqlType.INT);
      this.nodes = nodes;
      this.orders = orders;
      this.halving = halving;
    }

    @Override
    void eval(Value[] row, Value to) throws ConversionException {
      nodes[0].eval(row, value);
      if (value.isNull()) {
        to.setInt(-1);
        return;
      }
      int from = 1;
      int end = nodes.length;
      while (from < end) {
        int next = halving ? from + (end - from) / 2 : from;
        nodes[next].eval(row, bound);
        if (bound.isNull() || orders[next].compare(value, bound) >= 0) {
          from = next + 1;
        } else {
          end = halving ? next : from;
        }
      }
      to.setInt(from - 1L);
    }
  }

  /** A value as it comes out of IF: of the common type down to the digits behind the point. */
  static Node cast(Tools tools, Node node, SqlType type) {
    if (node.type().isNull()) {
      return node;
    }
    switch (type.kind()) {
      case DECIMAL -> {
        Node decimal = tools.decimal(node);
        if (type.decimal() < 0 || node.type().decimal() == type.decimal()) {
          return decimal;
        }
        return CallNode.of(type, (v, to) -> rescale(v[0], type.decimal(), to), decimal);
      }
      case TIME -> {
        if (node.type().tp() == type.tp() && node.type().fsp() == type.fsp()) {
          return node;
        }
        return tools.coerce().toTime(node, type.tp(), type.fsp());
      }
      case DURATION -> {
        return node.type().fsp() == type.fsp() ? node : tools.coerce().toDuration(node, type.fsp());
      }
      case STRING -> {
        return Casts.meeting(tools, tools.text(node), type);
      }
      default -> {
        return withSign(type, tools.coerce().to(type.kind(), node));
      }
    }
  }

  /** An integer with a sign or without one as the common type has it; its bits stay. */
  static Node withSign(SqlType type, Node node) {
    if (type.kind() != EvalKind.INT || node.type().unsigned() == type.unsigned()) {
      return node;
    }
    return CallNode.of(type, (v, to) -> to.setInt(v[0].bits()), node);
  }

  private static void rescale(Value from, int scale, Value to) throws ConversionException {
    BigDecimal value = from.decimal().toBigDecimal().setScale(scale, RoundingMode.HALF_UP);
    DecimalMath.set(to.decimal(), value, scale);
    to.setDecimal();
  }

  /** IF and CASE. */
  private static final class Choice extends Node {
    private final Node[] conditions;
    private final Node[] results;
    private final Node otherwise;
    private final Value truth = new Value();

    Choice(Tools tools, SqlType type, List<Node> conditions, List<Node> results, Node otherwise) {
      super(type);
      this.conditions = conditions.toArray(Node[]::new);
      this.results = results.stream().map(n -> cast(tools, n, type())).toArray(Node[]::new);
      this.otherwise = cast(tools, otherwise, type());
    }

    @Override
    void eval(Value[] row, Value to) throws ConversionException {
      for (int i = 0; i < conditions.length; i++) {
        conditions[i].eval(row, truth);
        if (!truth.isNull() && Logic.isTrue(truth)) {
          results[i].eval(row, to);
          return;
        }
      }
      otherwise.eval(row, to);
    }
  }

  /** IFNULL and COALESCE: what comes behind the first value is not computed. */
  static final class FirstNotNull extends Node {
    private final Node[] args;

    FirstNotNull(SqlType type, Node[] args) {
      super(type);
      this.args = args;
    }

    @Override
    boolean constant() {
      for (Node arg : args) {
        if (!arg.constant()) {
          return false;
        }
      }
      return true;
    }

    @Override
    void eval(Value[] row, Value to) throws ConversionException {
      for (Node arg : args) {
        arg.eval(row, to);
        if (!to.isNull()) {
          return;
        }
      }
      if (to.kind() != ValueKind.NULL) {
        to.setNull();
      }
    }
  }
}
