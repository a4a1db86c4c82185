package io.levin.playground.tidb.sql;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads what operators stand between: literals, names, calls, brackets. */
final class OperandTranslator {
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
  private final ExpressionTranslator expressions;
  private final FunctionTranslator functions;
  private final QueryTranslator queries;

  /** Row values read so far, by their text. */
  private final Map<String, List<String>> rows = new HashMap<>();

  OperandTranslator(
      Tokens in,
      QueryNames names,
      ExpressionTranslator expressions,
      FunctionTranslator functions,
      QueryTranslator queries) {
    this.in = in;
    this.names = names;
    this.expressions = expressions;
    this.functions = functions;
    this.queries = queries;
  }

  /** The parts of a row value that was read, by its text; null if it is none. */
  List<String> row(String text) {
    return rows.get(text);
  }

  /** The next operand. */
  String operand() {
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
    List<String> parts = expressions.list();
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
      out.append(' ').append(expressions.expression());
    }
    while (in.accept("WHEN")) {
      out.append(" WHEN ").append(expressions.expression());
      in.expect("THEN");
      out.append(" THEN ").append(expressions.expression());
    }
    if (in.accept("ELSE")) {
      out.append(" ELSE ").append(expressions.expression());
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
}
