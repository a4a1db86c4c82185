package io.levin.playground.tidb.sql;

import io.levin.playground.tidb.wire.SqlError;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads MySQL's expressions by their precedence and writes H2's. */
final class ExpressionTranslator {
  private static final Set<String> COMPARISONS = Set.of("=", "<", ">", "<=", ">=", "<>", "!=");

  /** Words that end an expression and are no column names without quotes. */
  private static final Set<String> RESERVED =
      Set.of(
          "AND",
          "AS",
          "ASC",
          "BETWEEN",
          "BY",
          "CROSS",
          "DESC",
          "DIV",
          "ELSE",
          "EXCEPT",
          "FOR",
          "FROM",
          "GROUP",
          "HAVING",
          "IN",
          "INNER",
          "INTERSECT",
          "INTO",
          "IS",
          "JOIN",
          "LEFT",
          "LIKE",
          "LIMIT",
          "LOCK",
          "MOD",
          "NATURAL",
          "ON",
          "OR",
          "ORDER",
          "REGEXP",
          "RIGHT",
          "RLIKE",
          "SELECT",
          "SET",
          "STRAIGHT_JOIN",
          "THEN",
          "UNION",
          "USING",
          "WHEN",
          "WHERE",
          "WITH",
          "XOR");

  private final Tokens in;
  private final QueryNames names;
  private final QueryTranslator queries;
  private final FunctionTranslator functions;

  /** Row values read so far, by their text. */
  private final Map<String, List<String>> rows = new HashMap<>();

  ExpressionTranslator(Tokens in, QueryNames names, QueryTranslator queries) {
    this.in = in;
    this.names = names;
    this.queries = queries;
    this.functions = new FunctionTranslator(in, names, this, queries);
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
    List<String> a = rows.get(left);
    List<String> b = rows.get(right);
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
    String value = primary();
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

  private String primary() {
    Token token = in.peek();
    switch (token.kind()) {
      case NUMBER -> {
        in.next();
        return number(token.text());
      }
      case STRING -> {
        return strings();
      }
      case BINARY -> {
        in.next();
        return token.text().equals("b")
            ? token.binaryNumber().toString()
            : "X'" + token.hex() + "'";
      }
      case SYSTEM_VARIABLE -> {
        in.next();
        return H2Sql.literal(names.systemVariable(token.text()));
      }
      case USER_VARIABLE -> {
        in.next();
        return H2Sql.literal(names.userVariable(token.text()));
      }
      case PARAMETER -> {
        in.next();
        return "NULL"; // only while a statement is prepared; bound ones have values here
      }
      case SYMBOL -> {
        if (token.text().equals("(")) {
          return brackets();
        }
        if (token.text().equals("*")) {
          in.next();
          return "*";
        }
        throw in.error();
      }
      case WORD -> {
        return word(token);
      }
      case QUOTED -> {
        return column();
      }
      default -> throw in.error();
    }
  }

  private String brackets() {
    in.expectSymbol("(");
    if (queries.startsQuery()) {
      String inner = queries.nested();
      in.expectSymbol(")");
      return "(" + inner + ")";
    }
    List<String> parts = list();
    in.expectSymbol(")");
    String row = "(" + String.join(", ", parts) + ")";
    if (parts.size() > 1) {
      rows.put(row, parts);
    }
    return row;
  }

  private String word(Token token) {
    if (in.peek(1).isSymbol("(")) {
      String call = functions.call();
      if (call != null) {
        return call;
      }
    }
    switch (token.text().toUpperCase(Locale.ROOT)) {
      case "NULL", "DEFAULT" -> {
        in.next();
        return token.text();
      }
      case "TRUE" -> {
        in.next();
        return "1";
      }
      case "FALSE" -> {
        in.next();
        return "0";
      }
      case "CASE" -> {
        return caseWhen();
      }
      case "EXISTS" -> {
        in.next();
        in.expectSymbol("(");
        String query = queries.nested();
        in.expectSymbol(")");
        return "EXISTS(" + query + ")";
      }
      case "ROW" -> {
        if (in.peek(1).isSymbol("(")) {
          in.next();
          return brackets();
        }
      }
      case "DATE", "TIMESTAMP", "TIME" -> {
        if (in.peek(1).kind() == Token.Kind.STRING) {
          in.next();
          return token.text() + " " + H2Sql.string(in.string());
        }
      }
      case "INTERVAL" -> {
        if (!in.peek(1).isSymbol(".")) {
          return functions.intervalFirst();
        }
      }
      default -> {
        String constant = functions.withoutBrackets();
        if (constant != null) {
          return constant;
        }
      }
    }
    if (RESERVED.contains(token.text().toUpperCase(Locale.ROOT)) && !in.peek(1).isSymbol(".")) {
      throw in.error();
    }
    return column();
  }

  /** A column, with or without table and schema. The schema falls out: tables have aliases here. */
  private String column() {
    List<String> parts = new ArrayList<>();
    parts.add(in.name());
    while (in.isSymbol(".")) {
      in.next();
      if (in.acceptSymbol("*")) {
        return H2Sql.name(parts.get(parts.size() - 1)) + ".*";
      }
      parts.add(in.name());
    }
    int size = parts.size();
    if (size == 1) {
      return H2Sql.name(parts.get(0));
    }
    return H2Sql.name(parts.get(size - 2)) + "." + H2Sql.name(parts.get(size - 1));
  }

  private String caseWhen() {
    in.expect("CASE");
    StringBuilder out = new StringBuilder("CASE");
    if (!in.is("WHEN")) {
      out.append(' ').append(expression());
    }
    while (in.accept("WHEN")) {
      out.append(" WHEN ").append(expression());
      in.expect("THEN");
      out.append(" THEN ").append(expression());
    }
    if (in.accept("ELSE")) {
      out.append(" ELSE ").append(expression());
    }
    in.expect("END");
    return out.append(" END").toString();
  }

  private String strings() {
    Token first = in.next();
    if (in.peek().kind() != Token.Kind.STRING) {
      return H2Sql.bytes(first.bytes());
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(first.bytes());
    while (in.peek().kind() == Token.Kind.STRING) {
      all.writeBytes(in.next().bytes());
    }
    return H2Sql.bytes(all.toByteArray());
  }

  private static String number(String text) {
    if (text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
      return "CAST(" + text + " AS DOUBLE PRECISION)";
    }
    return text.endsWith(".") ? text + "0" : text;
  }

  private static String bits(String function, String a, String b) {
    return function + "(CAST(" + a + " AS BIGINT), CAST(" + b + " AS BIGINT))";
  }

  static SqlError unsupported(String what) {
    return SqlError.unsupported(what);
  }
}
