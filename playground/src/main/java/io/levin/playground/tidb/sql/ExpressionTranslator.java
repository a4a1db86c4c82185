package io.levin.playground.tidb.sql;

import io.levin.playground.tidb.wire.SqlError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads MySQL's expressions by their precedence and writes H2's. */
final class ExpressionTranslator {
  private static final Set<String> COMPARISONS = Set.of("=", "<", ">", "<=", ">=", "<>", "!=");

  private final Tokens in;
  private final QueryNames names;
  private final QueryTranslator queries;
  private final FunctionTranslator functions;
  private final OperandTranslator operands;

  ExpressionTranslator(Tokens in, QueryNames names, QueryTranslator queries) {
    this.in = in;
    this.names = names;
    this.queries = queries;
    this.functions = new FunctionTranslator(in, names, this, queries);
    this.operands = new OperandTranslator(in, names, this, functions, queries);
  }

  /** The next expression. */
  String expression() {
    return or();
  }

  /** Expressions between commas. */
  List<String> list() {
    List<String> all = new ArrayList<>();
    do {
      all.add(expression());
    } while (in.acceptSymbol(","));
    return all;
  }

  private String or() {
    String left = xor();
    while (in.accept("OR") || in.acceptSymbol("||")) {
      left = "(" + left + " OR " + xor() + ")";
    }
    return left;
  }

  private String xor() {
    String left = and();
    while (in.accept("XOR")) {
      left = "((" + left + ") <> (" + and() + "))";
    }
    return left;
  }

  private String and() {
    String left = not();
    while (in.accept("AND") || in.acceptSymbol("&&")) {
      left = "(" + left + " AND " + not() + ")";
    }
    return left;
  }

  private String not() {
    if (in.accept("NOT")) {
      return "(NOT " + not() + ")";
    }
    return comparison();
  }

  private String comparison() {
    String left = bitOr();
    while (true) {
      Token token = in.peek();
      if (token.kind() == Token.Kind.SYMBOL && COMPARISONS.contains(token.text())) {
        in.next();
        String operator = token.text().equals("!=") ? "<>" : token.text();
        String quantifier = in.acceptAny("ANY", "SOME", "ALL");
        if (quantifier != null) {
          in.expectSymbol("(");
          left = "(" + left + " " + operator + " " + quantifier + "(" + queries.nested() + "))";
          in.expectSymbol(")");
        } else {
          left = compared(left, operator, bitOr());
        }
      } else if (in.acceptSymbol("<=>")) {
        left = "(" + left + " IS NOT DISTINCT FROM " + bitOr() + ")";
      } else if (in.is("IS")) {
        left = is(left);
      } else if (in.is("NOT") && notOperator(in.peek(1))) {
        in.next();
        left = "(NOT " + predicate(left) + ")";
      } else if (notOperator(token)) {
        left = predicate(left);
      } else {
        return left;
      }
    }
  }

  /** Rows are compared value by value, so that an index can be seen to fit. */
  private String compared(String left, String operator, String right) {
    List<String> a = operands.row(left);
    List<String> b = operands.row(right);
    if (!operator.equals("=") || a == null || b == null || a.size() != b.size()) {
      return "(" + left + " " + operator + " " + right + ")";
    }
    StringBuilder out = new StringBuilder("(");
    for (int i = 0; i < a.size(); i++) {
      out.append(i == 0 ? "" : " AND ").append(a.get(i)).append(" = ").append(b.get(i));
    }
    return out.append(')').toString();
  }

  private static boolean notOperator(Token token) {
    return token.is("IN")
        || token.is("BETWEEN")
        || token.is("LIKE")
        || token.is("REGEXP")
        || token.is("RLIKE");
  }

  private String predicate(String left) {
    if (in.accept("IN")) {
      in.expectSymbol("(");
      String values = queries.startsQuery() ? queries.nested() : String.join(", ", list());
      in.expectSymbol(")");
      return "(" + left + " IN (" + values + "))";
    }
    if (in.accept("BETWEEN")) {
      String low = bitOr();
      in.expect("AND");
      return "(" + left + " BETWEEN " + low + " AND " + bitOr() + ")";
    }
    if (in.accept("LIKE")) {
      String pattern = bitOr();
      String escape = in.accept("ESCAPE") ? bitOr() : "'\\'";
      return "(" + left + " LIKE " + pattern + " ESCAPE " + escape + ")";
    }
    in.next();
    return "(" + left + " REGEXP " + bitOr() + ")";
  }

  private String is(String left) {
    in.expect("IS");
    String not = in.accept("NOT") ? " NOT" : "";
    String what = in.acceptAny("NULL", "TRUE", "FALSE", "UNKNOWN");
    if (what == null) {
      throw in.error();
    }
    return "(" + left + " IS" + not + " " + what + ")";
  }

  private String bitOr() {
    String left = bitAnd();
    while (in.acceptSymbol("|")) {
      left = bits("BITOR", left, bitAnd());
    }
    return left;
  }

  private String bitAnd() {
    String left = shift();
    while (in.acceptSymbol("&")) {
      left = bits("BITAND", left, shift());
    }
    return left;
  }

  private String shift() {
    String left = sum();
    while (true) {
      if (in.acceptSymbol("<<")) {
        left = bits("LSHIFT", left, sum());
      } else if (in.acceptSymbol(">>")) {
        left = bits("URSHIFT", left, sum());
      } else {
        return left;
      }
    }
  }

  private String sum() {
    String left = product();
    while (true) {
      Token token = in.peek();
      if (!token.isSymbol("+") && !token.isSymbol("-")) {
        return left;
      }
      in.next();
      if (in.is("INTERVAL")) {
        left = functions.addInterval(left, token.text().equals("-"));
      } else {
        left = "(" + left + " " + token.text() + " " + product() + ")";
      }
    }
  }

  private String product() {
    String left = power();
    while (true) {
      if (in.acceptSymbol("*")) {
        left = "(" + left + " * " + power() + ")";
      } else if (in.acceptSymbol("/")) {
        left = "MYSQL_DIVIDE(" + left + ", " + power() + ")";
      } else if (in.accept("DIV")) {
        left = "CAST(TRUNC(MYSQL_DIVIDE(" + left + ", " + power() + ")) AS BIGINT)";
      } else if (in.accept("MOD") || in.acceptSymbol("%")) {
        left = "MOD(" + left + ", NULLIF(" + power() + ", 0))";
      } else {
        return left;
      }
    }
  }

  private String power() {
    String left = unary();
    while (in.acceptSymbol("^")) {
      left = bits("BITXOR", left, unary());
    }
    return left;
  }

  private String unary() {
    if (in.acceptSymbol("-")) {
      return "(-" + unary() + ")";
    }
    if (in.acceptSymbol("+")) {
      return unary();
    }
    if (in.acceptSymbol("~")) {
      return "(CAST(18446744073709551615 AS NUMERIC(20)) - " + unary() + ")";
    }
    if (in.acceptSymbol("!")) {
      return "(NOT " + unary() + ")";
    }
    if (in.is("BINARY") && !in.peek(1).isSymbol(",") && !in.peek(1).isSymbol(")")) {
      in.next();
      return "CAST(" + unary() + " AS VARCHAR)";
    }
    String value = operands.operand();
    while (true) {
      if (in.accept("COLLATE")) {
        String collation = in.name().toLowerCase(Locale.ROOT);
        value =
            "CAST("
                + value
                + (collation.endsWith("_ci") ? " AS VARCHAR_IGNORECASE)" : " AS VARCHAR)");
      } else if (in.isSymbol("->") || in.isSymbol("->>")) {
        boolean unquote = in.next().text().equals("->>");
        String extracted = "JSON_EXTRACT(" + value + ", " + H2Sql.string(in.string()) + ")";
        value = unquote ? "JSON_UNQUOTE(" + extracted + ")" : extracted;
      } else {
        return value;
      }
    }
  }

  private static String bits(String function, String a, String b) {
    return function + "(CAST(" + a + " AS BIGINT), CAST(" + b + " AS BIGINT))";
  }

  static SqlError unsupported(String what) {
    return SqlError.unsupported(what);
  }
}
