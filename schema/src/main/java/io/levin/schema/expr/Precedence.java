package io.levin.schema.expr;

import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Puts IN, LIKE, BETWEEN and their like where MySQL's grammar has them: they bind more tightly than
 * comparisons, beside which the parser takes them from left to right. What stands in parentheses is
 * an {@link Expr.Paren} and stays as it is.
 */
final class Precedence {
  private static final Set<String> COMPARISONS = Set.of("=", "!=", "<", "<=", ">", ">=", "<=>");

  private Precedence() {}

  /**
   * {@code a = b IN (c)} is {@code a = (b IN (c))}.
   *
   * @param value what the parser takes for the left side of a predicate
   * @param predicate makes the predicate of its left side
   */
  static Expr predicate(Expr value, UnaryOperator<Expr> predicate) {
    return value instanceof Expr.Binary comparison && COMPARISONS.contains(comparison.operator())
        ? new Expr.Binary(
            comparison.operator(), comparison.left(), predicate(comparison.right(), predicate))
        : predicate.apply(value);
  }

  /**
   * {@code a BETWEEN b AND c = d} is {@code (a BETWEEN b AND c) = d}.
   *
   * @param high what the parser takes for the upper bound
   * @param between makes the predicate of its upper bound
   */
  static Expr between(Expr high, UnaryOperator<Expr> between) {
    if (high instanceof Expr.Binary comparison && COMPARISONS.contains(comparison.operator())) {
      Expr left = between(comparison.left(), between);
      return new Expr.Binary(comparison.operator(), left, comparison.right());
    } else if (high instanceof Expr.IsNull test) {
      return new Expr.IsNull(between(test.value(), between), test.negated());
    } else if (high instanceof Expr.IsTruth test) {
      return new Expr.IsTruth(between(test.value(), between), test.truth(), test.negated());
    }
    return between.apply(high);
  }
}
