package io.levin.kv.expr;

import io.levin.kv.collation.Collation;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.MysqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code IN}: a value compared with each of a list, all as one kind where they can be. */
final class InList {
  private final Tools tools;
  private final Comparison comparison;

  InList(Tools tools) {
    this.tools = tools;
    comparison = new Comparison(tools);
  }

  /** {@code value IN (list)}: NULL if nothing is equal and something is NULL. */
  Node of(Node value, List<Node> given) {
    List<Node> list = given;
    if (value.type().tp() == MysqlType.BIT && given.size() > 1) {
      list = given.stream().filter(item -> !negative(item)).toList();
      if (list.isEmpty()) {
        throw new UnsupportedExpression("a BIT in a list of negative numbers only");
      }
    }
    boolean year = value.type().tp() == MysqlType.YEAR;
    if (value.type().kind() == EvalKind.INT) {
      list = list.stream().map(item -> refineItem(item, value)).toList();
    }
    boolean separate =
        list.size() == 1 || list.stream().anyMatch(item -> !comparesAsItself(value, item));
    if (separate && list.stream().anyMatch(InList::isBits)) {
      list = withTextOfBits(value, list);
    }
    if (!separate && value.type().kind() == EvalKind.INT) {
      list = withoutEqualBits(list);
    }
    if (!separate && value.type().kind() != EvalKind.JSON) {
      // Constants are looked at before anything else is computed.
      list = new ArrayList<>(list);
      list.sort(java.util.Comparator.comparing(item -> !item.constant()));
    }
    boolean lookedUp =
        !separate
            && value.type().kind() == EvalKind.DECIMAL
            && list.stream().anyMatch(item -> item.constant() && !item.type().isNull());
    Node sought = lookedUp ? withoutManyDigits(value) : value;
    Held held =
        separate || value instanceof ColumnNode || value.constant() ? null : new Held(value);
    Node single = separate ? comparison.besideAll(value, list) : value;
    Node compared = held == null ? single : held;
    Node[] equals = new Node[list.size()];
    for (int i = 0; i < equals.length; i++) {
      // Two digits are a year only where the items are compared one by one.
      equals[i] =
          !separate && year
              ? comparison.compare("=", compared, list.get(i))
              : comparison.binary("=", compared, list.get(i));
    }
    SqlType type = SqlType.BOOL;
    if (!separate && comparison.kind(value, list.get(0)) == EvalKind.STRING) {
      // All of them together decide about the collation.
      List<Node> all = new ArrayList<>(list);
      all.add(compared);
      Tools.Joined texts = tools.join(all.toArray(Node[]::new));
      Collation collation = tools.collation(texts.type());
      type = Collations.numberOf(SqlType.BOOL, List.of(texts.type()));
      for (int i = 0; i < equals.length; i++) {
        equals[i] =
            CallNode.ofAll(
                SqlType.BOOL,
                (v, to) -> Logic.set(to, Comparison.text(collation, v[0], v[1]) == 0),
                texts.nodes()[equals.length],
                texts.nodes()[i]);
      }
    }
    return new AnyEqual(type, separate ? null : sought, held, equals);
  }

  /** Where constants are looked up, a decimal of more digits than a column has is an error. */
  private static Node withoutManyDigits(Node value) {
    if (value instanceof ColumnNode) {
      return value;
    }
    return CallNode.of(
        value.type(),
        (v, to) -> {
          if (v[0].decimal().toBigDecimal().stripTrailingZeros().scale() > SqlType.MAX_SCALE) {
            throw new ConversionException(SqlError.BAD_NUMBER);
          }
          to.set(v[0]);
        },
        value);
  }

  /** A literal that no BIT can be: TiDB leaves it out, but where it is the only one. */
  private static boolean negative(Node item) {
    return item instanceof ConstantNode constant
        && constant.value().kind() == ValueKind.INT
        && constant.value().bits() < 0;
  }

  private static boolean isBits(Node item) {
    return item instanceof ConstantNode constant && constant.isBits();
  }

  /** A collation of text among the items makes the text of a bit literal, not a number, of it. */
  private List<Node> withTextOfBits(Node value, List<Node> list) {
    List<Node> all = new ArrayList<>(list);
    all.add(value);
    SqlType text = Tools.merged(all.toArray(Node[]::new));
    if (text.binary() || !tools.session().newCollation()) {
      return list;
    }
    return list.stream()
        .map(item -> isBits(item) ? ConstantNode.folded(Casts.meeting(tools, item, text)) : item)
        .toList();
  }

  /** A value that was computed for the row before it is asked for. */
  private static final class Held extends Node {
    private final Value value = new Value();

    Held(Node node) {
      super(node.type());
    }

    @Override
    void eval(Value[] row, Value to) {
      to.set(value);
    }
  }

  /** IN as a row of comparisons. */
  private static final class AnyEqual extends Node {
    private final Node value;
    private final Held held;
    private final Node[] equals;
    private final Value result = new Value();

    /**
     * @param value if this is NULL, nothing is compared; null to compare with it all the same
     * @param held gets the value for the comparisons; null where they compute it themselves
     */
    AnyEqual(SqlType type, Node value, Held held, Node[] equals) {
      super(type);
      this.value = value;
      this.held = held;
      this.equals = equals;
    }

    @Override
    boolean constant() {
      return held == null && allConstant(equals);
    }

    @Override
    void eval(Value[] row, Value to) throws ConversionException {
      if (value != null) {
        value.eval(row, to);
        if (to.isNull()) {
          return;
        }
        if (held != null) {
          held.value.set(to);
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

  /** An item of a list beside an integer: two digits of a YEAR are refined only as text. */
  private Node refineItem(Node item, Node value) {
    boolean year = value.type().tp() == MysqlType.YEAR;
    if (year && item.type().kind() != EvalKind.STRING) {
      return item;
    }
    Node refined = ExactLiteral.refine(tools, "=", item, value);
    // What is no number of the value's type stays what it is.
    return value.type().unsigned() && negative(refined) ? item : refined;
  }

  /** True if a value keeps its kind when it meets an item. */
  private boolean comparesAsItself(Node value, Node item) {
    // A TIMESTAMP is a DATETIME beside everything else.
    boolean timestamp = value.type().tp() == MysqlType.TIMESTAMP;
    // A number becomes a date only where it is compared alone; a YEAR is none.
    boolean number =
        value.type().kind() == EvalKind.TIME
            && !ComparedKind.stringLike(item.type())
            && item.type().tp() != MysqlType.YEAR;
    return item.type().isNull()
        || !number
            && comparison.kind(value, item) == value.type().kind()
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
}
