package io.levin.playground.tidb.sql;

import io.levin.playground.tidb.wire.SqlError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One statement: its text and its words. Immutable. */
public final class SqlStatement {
  private final byte[] source;
  private final List<Token> tokens;

  SqlStatement(byte[] source, List<Token> tokens) {
    this.source = source;
    this.tokens = tokens;
  }

  /**
   * Cuts a text into its statements.
   *
   * @param text bytes as the client sent them
   * @param sqlMode the session's SQL mode, for {@code ANSI_QUOTES} and {@code NO_BACKSLASH_ESCAPES}
   * @throws SqlError 1064 for a text without words or with an open quote
   */
  public static List<SqlStatement> split(byte[] text, String sqlMode) {
    boolean ansi = sqlMode.contains("ANSI");
    boolean backslash = !sqlMode.contains("NO_BACKSLASH_ESCAPES");
    List<Token> all = new Lexer(text, ansi, backslash).tokens();
    List<SqlStatement> statements = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= all.size(); i++) {
      if (i == all.size() || all.get(i).isSymbol(";")) {
        if (i > from) {
          statements.add(new SqlStatement(text, List.copyOf(all.subList(from, i))));
        }
        from = i + 1;
      }
    }
    if (statements.isEmpty()) {
      throw new SqlError(1065, "Query was empty");
    }
    return statements;
  }

  /** The only statement of a text. */
  public static SqlStatement one(String text) {
    return split(text.getBytes(StandardCharsets.UTF_8), "").get(0);
  }

  /** A reader of the words from the first on. */
  public Tokens read() {
    return new Tokens(source, tokens);
  }

  /** How many question marks there are. */
  public int parameters() {
    return (int) tokens.stream().filter(t -> t.kind() == Token.Kind.PARAMETER).count();
  }

  /** The statement with its question marks replaced by values. */
  public SqlStatement bind(Object[] values) {
    List<Token> bound = new ArrayList<>(tokens.size());
    int next = 0;
    for (Token token : tokens) {
      bound.add(
          token.kind() == Token.Kind.PARAMETER
              ? Token.ofValue(values[next++], token.start(), token.end())
              : token);
    }
    return new SqlStatement(source, bound);
  }

  /** The statement's own text, without comments before and behind it. */
  public byte[] text() {
    return Arrays.copyOfRange(source, tokens.get(0).start(), tokens.get(tokens.size() - 1).end());
  }

  @Override
  public String toString() {
    return new String(text(), StandardCharsets.UTF_8);
  }
}
