package io.levin.kv;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.kv.expr.Expression;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.TableInfo;
import io.levin.schema.expr.Expr;
import io.levin.schema.expr.ExprParser;
import io.levin.schema.sql.SqlSyntaxException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Constants as schema texts have them: numbers, strings, and expressions without columns. */
final class Literal {
  private Literal() {}

  /** The value of a constant expression. */
  static Value value(String text, TableInfo table, Session session) throws ConversionException {
    Value value = new Value();
    if (text.matches("[-+]?[0-9]{1,20}")) {
      setInteger(text, value);
      return value;
    }
    Expr expression = parse(text, table);
    if (expression instanceof Expr.Str string) {
      byte[] bytes = string.value().getBytes(StandardCharsets.UTF_8);
      value.setString(bytes, 0, bytes.length);
    } else if (!(expression instanceof Expr.Null)) {
      Expression.compile(text, table, session, "the partitioning").evaluate(new Value[0], value);
    }
    return value;
  }

  private static Expr parse(String text, TableInfo table) {
    try {
      return ExprParser.parse(text);
    } catch (SqlSyntaxException notUnderstood) {
      throw new ImportException(
          ErrorCode.ENCODE_KV,
          "not supported: the value " + text + " in the partitioning of table " + table.name(),
          "import the table by SQL");
    }
  }

  private static void setInteger(String text, Value to) {
    BigInteger number = new BigInteger(text);
    if (number.bitLength() < 64) {
      to.setInt(number.longValue());
    } else {
      to.setBits(ValueKind.UINT, number.longValue());
    }
  }
}
