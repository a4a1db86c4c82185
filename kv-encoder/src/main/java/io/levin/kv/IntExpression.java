package io.levin.kv;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.kv.cast.Numbers;
import io.levin.kv.expr.Expression;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlMode;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.TableInfo;
import java.util.Map;

/** An expression whose value decides as a 64-bit number about a row's partition. */
final class IntExpression {
  private final String text;
  private final Expression expression;
  private final boolean unsigned;
  private final Numbers numbers;
  private final Value result = new Value();
  private long value;

  private IntExpression(String text, Expression expression, boolean unsigned, Session session) {
    this.text = text;
    this.expression = expression;
    this.unsigned = unsigned;
    numbers = new Numbers(session);
  }

  /** Compiles the expression of a table's partitions. */
  static IntExpression of(String text, TableInfo table, Session session) {
    Expression expression = Expression.compile(text, table, session, "the partitioning");
    boolean unsigned = expression.unsigned();
    if (session.sqlMode().has("NO_UNSIGNED_SUBTRACTION")) {
      // TiDB settles the sign when it loads the table, before there is a mode.
      Session plain =
          new Session(SqlMode.NONE, session.zone(), session.newCollation(), 0, Map.of());
      unsigned =
          Expression.compileWithoutInnerDifference(text, table, plain, "the partitioning")
              .unsigned();
    }
    return new IntExpression(text, expression, unsigned, session);
  }

  /** The number that a partition's definition names; unsigned ones as their bits. */
  static long constant(String text, TableInfo table, Session session) {
    try {
      Value literal = Literal.value(text, table, session);
      return literal.kind() == ValueKind.UINT
          ? literal.bits()
          : new Numbers(session).toSigned(literal);
    } catch (ConversionException e) {
      throw new ImportException(
          ErrorCode.ENCODE_KV,
          "the partitions of table `" + table.name() + "` name " + text + ", which is no number",
          "import it by SQL");
    }
  }

  /** Computes the value for a row; false if it is NULL. */
  boolean evaluate(Value[] row) throws ConversionException {
    expression.evaluate(row, result);
    switch (result.kind()) {
      case NULL -> {
        return false;
      }
      case INT, UINT, BIT, ENUM, SET -> value = result.bits();
      default -> value = numbers.toSigned(result);
    }
    return true;
  }

  /** The number that was computed last. */
  long value() {
    return value;
  }

  /** True if numbers compare as unsigned ones. */
  boolean unsigned() {
    return unsigned;
  }

  /** For messages: the value that was computed last, and of what. */
  String describe() {
    return "value " + ShortText.of(result) + " of " + text;
  }
}
