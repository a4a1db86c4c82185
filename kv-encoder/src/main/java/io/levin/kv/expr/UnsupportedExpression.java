package io.levin.kv.expr;

/** What an expression has that is not supported here; its message names it. */
final class UnsupportedExpression extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedExpression(String what) {
    super(what, null, false, false);
  }
}
