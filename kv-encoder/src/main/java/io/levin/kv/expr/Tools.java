package io.levin.kv.expr;

import io.levin.kv.collation.Collation;
import io.levin.kv.value.Session;
import java.util.Arrays;
import java.util.List;

/** What the makers of nodes have at hand: the session, conversions, and short names for both. */
final class Tools {
  private final Session session;
  private final Conversions conversions;
  private final Coerce coerce;

  Tools(Session session) {
    this.session = session;
    conversions = new Conversions(session);
    coerce = new Coerce(conversions);
  }

  Session session() {
    return session;
  }

  Conversions conversions() {
    return conversions;
  }

  Times times() {
    return conversions.times();
  }

  Coerce coerce() {
    return coerce;
  }

  Node integer(Node node) {
    return coerce.toInt(node);
  }

  Node real(Node node) {
    return coerce.toReal(node);
  }

  Node decimal(Node node) {
    return coerce.toDecimal(node);
  }

  Node text(Node node) {
    return coerce.toText(node);
  }

  Node time(Node node) {
    return coerce.toTime(node);
  }

  Node duration(Node node) {
    return coerce.toDuration(node);
  }

  Node[] all(EvalKind kind, Node[] nodes) {
    return Arrays.stream(nodes).map(node -> coerce.to(kind, node)).toArray(Node[]::new);
  }

  /**
   * Strings that meet.
   *
   * @param type the text type that they have together
   * @param nodes the strings in the character set of the type
   */
  record Joined(SqlType type, Node[] nodes) {}

  /** Values as strings of one type. */
  Joined join(Node... values) {
    SqlType type = merged(values);
    Node[] nodes = new Node[values.length];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = Casts.meeting(this, text(values[i]), type);
    }
    return new Joined(type, nodes);
  }

  /**
   * As {@link #join}, for a text made of its parts: beside a document it is as long as one may be,
   * and compares as a long text does.
   */
  Joined parts(Node... values) {
    Joined joined = join(values);
    boolean document = Arrays.stream(values).anyMatch(v -> v.type().kind() == EvalKind.JSON);
    SqlType type = document ? Collations.binary(joined.type()) : joined.type();
    for (Node value : values) {
      type = type.longerThan(value.type());
    }
    return new Joined(type, joined.nodes());
  }

  /** The text type that strings of these types have together. */
  static SqlType merged(Node... nodes) {
    return Collations.merge(types(nodes));
  }

  /** The collation by which values of a type compare. */
  Collation collation(SqlType type) {
    return Collations.of(type, session.newCollation());
  }

  static List<SqlType> types(Node... nodes) {
    return Arrays.stream(nodes).map(Node::type).toList();
  }

  /** A number that must be known before the first row. */
  static long constantInt(Node node, String what) {
    if (node instanceof ConstantNode constant) {
      return switch (constant.value().kind()) {
        case INT, UINT -> constant.value().bits();
        default -> throw new UnsupportedExpression(what + " that is no integer literal");
      };
    }
    throw new UnsupportedExpression(what + " that is no literal");
  }

  /** A text that must be known before the first row. */
  static String constantText(Node node, String what) {
    if (node instanceof ConstantNode constant
        && constant.value().kind() == io.levin.kv.value.ValueKind.STRING) {
      return constant.value().text();
    }
    throw new UnsupportedExpression(what + " that is no string literal");
  }
}
