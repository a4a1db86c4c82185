package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.expr.Expr;
import java.util.Set;

/**
 * A node whose error comes with NULL, as a function further out may look at ({@link ZeroOnError}).
 * Other nodes hand on the value that came with the error of their argument, which is zero where the
 * error began with a conversion.
 */
final class NullOnError extends Node {
  private static final Set<String> OPERATORS =
      Set.of("=", "!=", "<", "<=", ">", ">=", "<=>", "and", "or", "xor");

  /** Functions that give NULL beside an error of any of their arguments. */
  private static final Set<String> CALLS =
      Set.of(
          "adddate",
          "bin",
          "bit_count",
          "char_func",
          "date_add",
          "date_sub",
          "elt",
          "field",
          "from_base64",
          "from_days",
          "greatest",
          "ifnull",
          "inet_aton",
          "inet_ntoa",
          "insert_func",
          "instr",
          "interval",
          "isnull",
          "json_array",
          "json_array_append",
          "json_array_insert",
          "json_insert",
          "json_object",
          "json_replace",
          "json_set",
          "json_valid",
          "least",
          "left",
          "lpad",
          "make_set",
          "makedate",
          "mid",
          "period_add",
          "quote",
          "regexp_instr",
          "regexp_like",
          "regexp_replace",
          "regexp_substr",
          "reverse",
          "right",
          "rpad",
          "subdate",
          "substr",
          "substring",
          "tidb_shard",
          "time_format",
          "vitess_hash");

  private final Node node;

  NullOnError(Node node) {
    super(node.type());
    this.node = node;
  }

  /** Whether an expression's value is NULL beside an error of anything in it. */
  static boolean is(Expr expr) {
    return expr instanceof Expr.Call call && CALLS.contains(call.name())
        || expr instanceof Expr.Binary binary && OPERATORS.contains(binary.operator())
        || expr instanceof Expr.Unary unary && unary.operator().equals("not")
        || expr instanceof Expr.In in && in.list().size() == 1
        || expr instanceof Expr.ConvertUsing
        || expr instanceof Expr.Between
        || expr instanceof Expr.Regexp
        || expr instanceof Expr.IsNull
        || expr instanceof Expr.IsTruth;
  }

  @Override
  boolean constant() {
    return node.constant();
  }

  @Override
  boolean neverNull() {
    return node.neverNull();
  }

  @Override
  boolean madeInCharset() {
    return node.madeInCharset();
  }

  @Override
  Node asNumber() {
    Node number = node.asNumber();
    return number == node ? this : number;
  }

  @Override
  Node amongNumbers(EvalKind kind, Coerce coerce) {
    Node number = node.amongNumbers(kind, coerce);
    return number == node ? this : number;
  }

  @Override
  Room room() {
    return node.room();
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    try {
      node.eval(row, to);
    } catch (ConversionException wrong) {
      throw wrong.error() == SqlError.INCORRECT_VALUE ? wrong.withNull() : wrong;
    }
  }
}
