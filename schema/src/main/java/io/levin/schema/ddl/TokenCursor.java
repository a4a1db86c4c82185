package io.levin.schema.ddl;

import io.levin.schema.expr.Expr;
import io.levin.schema.expr.ExprParser;
import io.levin.schema.sql.SqlLexer;
import io.levin.schema.sql.SqlMode;
import io.levin.schema.sql.SqlSyntaxException;
import io.levin.schema.sql.Token;
import io.levin.schema.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Walks over the tokens of one statement. */
final class TokenCursor {
  private final String sql;
  private final SqlMode mode;
  private final List<Token> tokens;
  private int at;

  TokenCursor(String sql, SqlMode mode) {
    this.sql = sql;
    this.mode = mode;
    this.tokens = SqlLexer.tokens(sql, mode);
  }

  SqlMode mode() {
    return mode;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  /** Whether nothing but an optional semicolon is left. */
  boolean atEnd() {
    return peek().kind() == Kind.END || (peek().isSymbol(";") && peek(1).kind() == Kind.END);
  }

  boolean is(String... keywords) {
    for (int i = 0; i < keywords.length; i++) {
      if (!peek(i).is(keywords[i])) {
        return false;
      }
    }
    return true;
  }

  boolean isAny(String... keywords) {
    return peek().isAny(keywords);
  }

  boolean isSymbol(String symbol) {
    return peek().isSymbol(symbol);
  }

  /** Moves over these keywords if they are all there. */
  boolean accept(String... keywords) {
    if (!is(keywords)) {
      return false;
    }
    at += keywords.length;
    return true;
  }

  boolean acceptSymbol(String symbol) {
    if (!isSymbol(symbol)) {
      return false;
    }
    at++;
    return true;
  }

  void expect(String... keywords) {
    if (!accept(keywords)) {
      throw unexpected();
    }
  }

  void expectSymbol(String symbol) {
    if (!acceptSymbol(symbol)) {
      throw unexpected();
    }
  }

  void expectEnd() {
    if (!atEnd()) {
      throw unexpected();
    }
  }

  String name() {
    if (!peek().isName()) {
      throw unexpected();
    }
    return next().text();
  }

  TableName tableName() {
    String first = name();
    return acceptSymbol(".") ? new TableName(first, name()) : new TableName("", first);
  }

  String string() {
    if (peek().kind() != Kind.STRING) {
      throw unexpected();
    }
    StringBuilder text = new StringBuilder(next().text());
    while (peek().kind() == Kind.STRING) {
      text.append(next().text());
    }
    return text.toString();
  }

  /** A name, or a string that stands for one. */
  String nameOrString() {
    return peek().kind() == Kind.STRING ? string() : name();
  }

  long integer() {
    if (peek().kind() != Kind.INTEGER) {
      throw unexpected();
    }
    Token token = next();
    try {
      return Long.parseUnsignedLong(token.text());
    } catch (NumberFormatException e) {
      throw new SqlSyntaxException(token.text() + " is out of range", token.start());
    }
  }

  int smallInteger() {
    long value = integer();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new SqlSyntaxException(value + " is out of range", peek().start());
    }
    return (int) value;
  }

  /** The tokens between an opening parenthesis, which is next, and its partner. */
  List<Token> parenthesized() {
    expectSymbol("(");
    int start = at;
    skipToClosing();
    List<Token> inside = tokens.subList(start, at);
    at++;
    return inside;
  }

  /** The tokens up to a comma or a closing parenthesis of the level that we are on. */
  List<Token> untilComma() {
    int start = at;
    int depth = 0;
    while (peek().kind() != Kind.END) {
      if (isSymbol("(")) {
        depth++;
      } else if (isSymbol(")")) {
        if (depth-- == 0) {
          break;
        }
      } else if (isSymbol(",") && depth == 0) {
        break;
      }
      at++;
    }
    return tokens.subList(start, at);
  }

  Expr parenthesizedExpr() {
    return expr(parenthesized());
  }

  Expr expr(List<Token> of) {
    if (of.isEmpty()) {
      throw unexpected();
    }
    return ExprParser.parse(of, mode);
  }

  List<String> nameList() {
    expectSymbol("(");
    List<String> names = new ArrayList<>();
    if (!acceptSymbol(")")) {
      do {
        names.add(name());
      } while (acceptSymbol(","));
      expectSymbol(")");
    }
    return names;
  }

  private void skipToClosing() {
    int depth = 0;
    while (true) {
      if (peek().kind() == Kind.END) {
        throw unexpected();
      }
      if (isSymbol("(")) {
        depth++;
      } else if (isSymbol(")") && depth-- == 0) {
        return;
      }
      at++;
    }
  }

  /** The statement from the next token to its end, without a semicolon. */
  String rest() {
    String rest = sql.substring(peek().start()).strip();
    at = tokens.size() - 1;
    return rest.endsWith(";") ? rest.substring(0, rest.length() - 1).strip() : rest;
  }

  SqlSyntaxException unexpected() {
    int start = peek().start();
    int line = 1 + (int) sql.substring(0, start).chars().filter(c -> c == '\n').count();
    int column = start - sql.lastIndexOf('\n', Math.max(0, start - 1));
    String near = sql.substring(start, Math.min(sql.length(), start + 80));
    return new SqlSyntaxException(
        "line " + line + " column " + column + " near \"" + near + "\"", start);
  }
}
