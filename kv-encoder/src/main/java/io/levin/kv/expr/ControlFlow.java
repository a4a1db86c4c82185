package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.MysqlType;
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
    registry.add("interval", 2, 1000, Steps::node);
    registry.add("greatest", 2, 1000, (tools, args) -> Extremum.node(tools, args, true));
    registry.add("least", 2, 1000, (tools, args) -> Extremum.node(tools, args, false));
    registry.add("isnull", 1, (tools, args) -> new Logic(tools).isNull(args[0], false));
  }

  private static boolean isInteger(SqlType type) {
    return type.kind() == EvalKind.INT;
  }

  private static Node ifNode(Tools tools, Node[] args) {
    List<SqlType> types = Tools.types(args[1], args[2]);
    SqlType type = MergedType.of(types);
    Node condition = new Logic(tools).condition(args[0]);
    if (ConstantNode.folded(condition) instanceof ConstantNode constant) {
      boolean holds = !constant.value().isNull() && Logic.isTrue(constant.value());
      Node chosen = args[holds ? 1 : 2];
      if (isInteger(type)) {
        return chosen.type().isNull() ? chosen : tools.coerce().to(type.kind(), chosen);
      }
      requireNoName(chosen.type());
      SqlType whole = ofValue(type, types);
      if (whole.kind() == EvalKind.STRING) {
        MadeInCharset.requireOwn(chosen, whole);
      }
      // Where the whole is bytes, bytes stay what they are also beside text.
      boolean bytes = whole.binary() && chosen.type().binary();
      return inCollation(bytes ? chosen : cast(tools, chosen, type), whole);
    }
    SqlType result = ofValue(type, types);
    return new Choice(tools, type, result, List.of(condition), List.of(args[1]), args[2]);
  }

  /**
   * The only one of several strings that can be chosen, in the collation that they have together.
   */
  private static Node inCollation(Node node, SqlType together) {
    SqlType own = node.type();
    if (own.kind() != EvalKind.STRING
        || own.isNull()
        || own.collation().equals(together.collation())
            && own.coercibility() == together.coercibility()) {
      return node;
    }
    SqlType type =
        own.withCollation(together.charset(), together.collation(), together.coercibility());
    return node instanceof ConstantNode constant && !constant.isBits()
        ? new ConstantNode(type, constant.value())
        : CallNode.of(type, (v, to) -> to.set(v[0]), node);
  }

  /**
   * The type of the value, which need not be that in which the arguments meet: among strings of
   * which one is bytes it is bytes, and where none is a string, it is text in the literals'
   * collation, even if a BIT gives it bytes that are none.
   */
  private static SqlType ofValue(SqlType together, List<SqlType> all) {
    List<SqlType> types = all.stream().filter(type -> !type.isNull()).toList();
    if (together.kind() != EvalKind.STRING) {
      return Collations.numberOf(together, all);
    }
    if (types.size() < 2) {
      return together;
    }
    if (types.stream().anyMatch(type -> type.tp() == MysqlType.BIT)
        && types.stream().anyMatch(type -> type.hybrid() && type.charset().equals("gbk"))) {
      // Its bytes are made first, so that it is no number any more where one is wanted.
      throw new UnsupportedExpression("an ENUM or SET in GBK beside a BIT as one of several");
    }
    if (types.stream().noneMatch(type -> type.kind() == EvalKind.STRING && !type.hybrid())) {
      return together.withCollation(SqlType.CHARSET, SqlType.COLLATION, together.coercibility());
    }
    return types.stream().noneMatch(SqlType::binary) ? together : MergedType.bytes(together, types);
  }

  /**
   * CASE with conditions.
   *
   * @param otherwise null where there is no ELSE
   */
  static Node choice(Tools tools, List<Node> conditions, List<Node> results, Node otherwise) {
    Logic logic = new Logic(tools);
    List<Node> values = new ArrayList<>(results);
    List<Node> all = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      all.add(conditions.get(i));
      all.add(results.get(i));
    }
    if (otherwise != null) {
      values.add(otherwise);
      all.add(otherwise);
    }
    List<Node> tests = conditions.stream().map(logic::condition).toList();
    Node last = otherwise == null ? ConstantNode.missing() : otherwise;
    SqlType type = together(withTypeForNull(values, all));
    requireOpen(tests, results, last, type);
    return new Choice(tools, type, type, tests, results, last);
  }

  /** TiDB puts the value that constant conditions choose in the place of the whole. */
  private static void requireOpen(
      List<Node> tests, List<Node> results, Node otherwise, SqlType whole) {
    for (int i = 0; i <= tests.size(); i++) {
      if (i == tests.size()) {
        requireNoName(otherwise.type());
        MadeInCharset.requireOwn(otherwise, whole);
      } else if (ConstantNode.folded(tests.get(i)) instanceof ConstantNode test) {
        if (!test.value().isNull() && Logic.isTrue(test.value())) {
          requireNoName(results.get(i).type());
          MadeInCharset.requireOwn(results.get(i), whole);
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

  /** The types of values; NULL has that of the last argument that is none, even a condition. */
  private static List<SqlType> withTypeForNull(List<Node> values, List<Node> args) {
    SqlType last = SqlType.NULL;
    for (Node arg : args) {
      last = arg.type().isNull() ? last : arg.type();
    }
    List<SqlType> types = new ArrayList<>();
    for (Node value : values) {
      types.add(value.type().isNull() ? last : value.type());
    }
    return types;
  }

  private static Node ifNull(Tools tools, Node[] args) {
    if (args[0].type().isNull()) {
      return args[1];
    }
    List<SqlType> types = Tools.types(args);
    SqlType type = MergedType.of(types);
    if (args[0] instanceof ConstantNode constant) {
      boolean missing = constant.value().isNull();
      Node known = args[missing ? 1 : 0];
      if (isInteger(type)) { // as it is, whatever the other one is
        return tools.coerce().to(type.kind(), known);
      }
      Node one = cast(tools, known, type);
      return missing ? one : inCollation(one, ofValue(type, types));
    }
    if (type.kind() == EvalKind.STRING
        && args[0] instanceof ColumnNode column
        && column.neverNull()
        && !column.type().hybrid()) {
      return Logic.sure(castColumn(tools, column, types, ofValue(type, types)));
    }
    Node first = cast(tools, args[0], type);
    Node second = cast(tools, args[1], type);
    Node[] both = {first, second};
    return sure(new FirstNotNull(ofValue(type, types), both, Room.ofOne(type, args)), args);
  }

  /**
   * TiDB makes a cast of IFNULL of a column that is never NULL: bytes are filled up, text is cut.
   */
  private static Node castColumn(
      Tools tools, ColumnNode column, List<SqlType> types, SqlType whole) {
    int coercibility = column.isBit() ? Collations.IMPLICIT : column.type().coercibility();
    // A document shows other bytes of a BIT; so it must not be made of them.
    boolean bits = column.isBit() && (whole.tp() == MysqlType.CHAR || whole.flen() < 0);
    SqlType shown = bits ? whole.withTp(MysqlType.CHAR).withFlen(-1) : whole;
    SqlType type = shown.withCoercibility(coercibility);
    boolean number =
        switch (column.type().kind()) {
          case INT, REAL, DECIMAL -> !column.isBit();
          default -> false;
        };
    boolean filled = whole.binary() && whole.tp() == MysqlType.CHAR && !column.isBit();
    // An integer has room in its own width, which is part of the whole.
    boolean cut = number && column.type().kind() != EvalKind.INT;
    boolean huge =
        whole.binary()
            && whole.flen() >= SqlType.LARGE
            && types.stream().anyMatch(other -> other.tp() == MysqlType.CHAR);
    if (huge || whole.flen() < 0 && (cut || filled) || column.isBit() && !whole.binary()) {
      throw new UnsupportedExpression(
          "function ifnull of a column that is never NULL, as text of a width that is not known");
    }
    int width = (int) Math.min(whole.flen(), Integer.MAX_VALUE);
    Node text =
        number
            ? tools.coerce().toText(column, width)
            : Casts.meeting(tools, tools.text(column), whole);
    return CallNode.of(
        type,
        (v, to) -> {
          to.set(v[0]);
          if (filled && to.length() < width) {
            byte[] bytes = Arrays.copyOf(v[0].copyBytes(), width);
            to.setString(bytes, 0, width);
          }
        },
        text);
  }

  private static Node coalesce(Tools tools, Node[] args) {
    List<SqlType> types = withTypeForNull(Arrays.asList(args), Arrays.asList(args));
    SqlType type = together(types);
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
    Node first = new FirstNotNull(ofValue(type, types), nodes, Room.ofOne(type, args));
    return sure(withDigits(type, first), args);
  }

  /** A value that is never NULL if one of those of which it is the first one is not. */
  private static Node sure(Node node, Node... args) {
    return Arrays.stream(args).anyMatch(Node::neverNull) ? Logic.sure(node) : node;
  }

  private static Node withDigits(SqlType type, Node first) {
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
    return new NullIf(args[0], equal);
  }

  /**
   * One of several values as a number, after it was made text. A name is its number, but that of an
   * ENUM where an integer is wanted only if it is the only one: TiDB's way.
   */
  static Node number(Node node, EvalKind kind, Coerce coerce, boolean only) {
    SqlType type = node.type();
    boolean byName = type.tp() == MysqlType.ENUM && kind == EvalKind.INT && !only;
    if (type.isNull() || type.hybrid() && !byName) {
      return type.isNull() ? node : coerce.to(kind, node);
    }
    Node text = coerce.toText(node);
    return coerce.to(kind, CallNode.of(text.type().ofFunction(), (v, to) -> to.set(v[0]), text));
  }

  /** A value as it comes out of IF: of the common type down to the digits behind the point. */
  static Node cast(Tools tools, Node node, SqlType type) {
    if (node.type().isNull()) {
      return node;
    }
    switch (type.kind()) {
      case DECIMAL -> {
        Node decimal = tools.decimal(node);
        boolean same =
            node.type().kind() == EvalKind.DECIMAL
                && node.type().decimal() == type.decimal()
                && node.type().flen() == type.flen();
        if (same || type.decimal() < 0 || type.flen() < 0) {
          return decimal;
        }
        return ConstantNode.folded(
            new DecimalCast(tools.session(), decimal, (int) type.flen(), type.decimal()));
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

  /** IF and CASE. */
  private static final class Choice extends Node {
    private final Node[] conditions;
    private final Node[] results;
    private final Node otherwise;
    private final Tools tools;
    private final List<Node> given;
    private final Value truth = new Value();

    /**
     * @param together what the results are cast to
     * @param type what the value is
     */
    Choice(
        Tools tools,
        SqlType together,
        SqlType type,
        List<Node> conditions,
        List<Node> results,
        Node otherwise) {
      super(type);
      this.tools = tools;
      given = new ArrayList<>(results);
      given.add(otherwise);
      this.conditions = conditions.toArray(Node[]::new);
      this.results = results.stream().map(n -> cast(tools, n, together)).toArray(Node[]::new);
      this.otherwise = cast(tools, otherwise, together);
    }

    @Override
    Node amongNumbers(EvalKind kind, Coerce coerce) {
      if (given.stream().noneMatch(node -> node.type().hybrid())) {
        return this;
      }
      SqlType type = kind == EvalKind.INT ? SqlType.INT : SqlType.REAL;
      boolean only = given.stream().filter(node -> !node.type().isNull()).count() == 1;
      List<Node> numbers = given.stream().map(node -> number(node, kind, coerce, only)).toList();
      List<Node> chosen = numbers.subList(0, numbers.size() - 1);
      Node last = numbers.get(numbers.size() - 1);
      return new Choice(tools, type, type, List.of(conditions), chosen, last);
    }

    @Override
    Room room() {
      Room room = Room.ofOne(type(), given.toArray(Node[]::new));
      // Of what constant conditions choose, TiDB takes the room of one or of all.
      boolean open = !(ConstantNode.folded(conditions[0]) instanceof ConstantNode);
      return open || room == Room.ENOUGH ? room : Room.UNKNOWN;
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
}
