package io.levin.kv.expr;

/** The operators {@code & | ^ ~ << >>}: on 64 bits, without sign. */
final class BitOperators {
  private static final int WIDTH = 64;

  private BitOperators() {}

  static Node binary(Tools tools, String operator, Node left, Node right) {
    CallNode.Body body =
        switch (operator) {
          case "&" -> (v, to) -> to.setUint(v[0].bits() & v[1].bits());
          case "|" -> (v, to) -> to.setUint(v[0].bits() | v[1].bits());
          case "^" -> (v, to) -> to.setUint(v[0].bits() ^ v[1].bits());
          case "<<" -> (v, to) -> to.setUint(large(v[1].bits()) ? 0 : v[0].bits() << v[1].bits());
          case ">>" -> (v, to) -> to.setUint(large(v[1].bits()) ? 0 : v[0].bits() >>> v[1].bits());
          default -> throw new UnsupportedExpression("operator " + operator);
        };
    return CallNode.of(SqlType.UINT, body, tools.integer(left), tools.integer(right));
  }

  private static boolean large(long shift) {
    return shift < 0 || shift >= WIDTH;
  }

  static Node complement(Tools tools, Node operand) {
    return CallNode.of(SqlType.UINT, (v, to) -> to.setUint(~v[0].bits()), tools.integer(operand));
  }
}
