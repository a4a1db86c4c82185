package io.levin.playground.tidb.sql;

import io.levin.playground.tidb.wire.SqlError;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads a statement word by word. Not thread-safe. */
public final class Tokens {
  private final byte[] source;
  private final List<Token> tokens;
  private int at;

  Tokens(byte[] source, List<Token> tokens) {
    this.source = source;
    this.tokens = tokens;
  }

  /** The next word, which stays next. */
  public Token peek() {
    return peek(0);
  }

  /** The word so many behind the next. */
  public Token peek(int ahead) {
    int i = at + ahead;
    if (i < tokens.size()) {
      return tokens.get(i);
    }
    int end = tokens.isEmpty() ? 0 : tokens.get(tokens.size() - 1).end();
    return new Token(Token.Kind.END, "", null, end, end);
  }

  /** The next word; the reader moves on. */
  public Token next() {
    Token token = peek();
    if (token.kind() == Token.Kind.END) {
      throw error();
    }
    at++;
    return token;
  }

  /** Where the reader is, for {@link #seek}. */
  public int position() {
    return at;
  }

  /** Goes back or ahead to a position. */
  public void seek(int position) {
    at = position;
  }

  /** Whether all words are read. */
  public boolean atEnd() {
    return at >= tokens.size();
  }

  /** Whether the next words are these keywords. */
  public boolean is(String... keywords) {
    for (int i = 0; i < keywords.length; i++) {
      if (!peek(i).is(keywords[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether the next word is this symbol. */
  public boolean isSymbol(String symbol) {
    return peek().isSymbol(symbol);
  }

  /** Reads these keywords if they are next. */
  public boolean accept(String... keywords) {
    if (!is(keywords)) {
      return false;
    }
    at += keywords.length;
    return true;
  }

  /** Reads this symbol if it is next. */
  public boolean acceptSymbol(String symbol) {
    if (!isSymbol(symbol)) {
      return false;
    }
    at++;
    return true;
  }

  /** Reads one of these keywords if it is next, and returns it in capitals; else null. */
  public String acceptAny(String... keywords) {
    for (String keyword : keywords) {
      if (accept(keyword)) {
        return keyword;
      }
    }
    return null;
  }

  /** Reads this keyword or fails with 1064. */
  public void expect(String... keywords) {
    for (String keyword : keywords) {
      if (!accept(keyword)) {
        throw error();
      }
    }
  }

  /** Reads this symbol or fails with 1064. */
  public void expectSymbol(String symbol) {
    if (!acceptSymbol(symbol)) {
      throw error();
    }
  }

  /** Reads a name. */
  public String name() {
    if (!peek().isName()) {
      throw error();
    }
    return next().text();
  }

  /** Reads a string literal. */
  public String string() {
    if (peek().kind() != Token.Kind.STRING) {
      throw error();
    }
    return next().string();
  }

  /** Reads {@code name} or {@code schema.name}; the schema is null when it is not said. */
  public TableName tableName() {
    String first = name();
    if (isSymbol(".")) {
      at++;
      return new TableName(first, name());
    }
    return new TableName(null, first);
  }

  /** Fails with 1064 unless all words are read. */
  public void expectEnd() {
    if (!atEnd()) {
      throw error();
    }
  }

  /** Skips to behind the bracket that closes the one just read. */
  public void skipBrackets() {
    for (int depth = 1; depth > 0; ) {
      Token token = next();
      if (token.isSymbol("(")) {
        depth++;
      } else if (token.isSymbol(")")) {
        depth--;
      }
    }
  }

  /** The text from a position to the one before the next word. */
  public String textFrom(int position) {
    if (position >= at) {
      return "";
    }
    int start = tokens.get(position).start();
    return new String(source, start, tokens.get(at - 1).end() - start, StandardCharsets.UTF_8);
  }

  /** The text from the next word to the end. */
  public String rest() {
    if (atEnd()) {
      return "";
    }
    int start = peek().start();
    return new String(
        source, start, tokens.get(tokens.size() - 1).end() - start, StandardCharsets.UTF_8);
  }

  /** Syntax error at the next word. */
  public SqlError error() {
    Token token = peek();
    return SqlError.syntax(source, token.start(), token.end());
  }
}
