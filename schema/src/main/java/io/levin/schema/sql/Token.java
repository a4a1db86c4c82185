package io.levin.schema.sql;

import java.util.Locale;

/**
 * One token of a statement.
 *
 * @param kind what it is
 * @param text a name without its quotes, a string's decoded value, the digits of a hexadecimal or
 *     bit literal, or the token as it stands
 * @param start offset of its first character
 * @param end offset behind its last character
 */
public record Token(Kind kind, String text, int start, int end) {

  /** Kinds of tokens. */
  public enum Kind {
    /** An unquoted name or a keyword. */
    WORD,
    /** A name in backquotes, or in double quotes under ANSI_QUOTES. */
    QUOTED_NAME,
    /** A string literal. */
    STRING,
    /** Digits only. */
    INTEGER,
    /** A number with a point and without an exponent. */
    DECIMAL,
    /** A number with an exponent. */
    FLOAT,
    /** {@code 0x…} or {@code x'…'}. */
    HEX,
    /** {@code 0b…} or {@code b'…'}. */
    BIT,
    /** A user or system variable, at signs included. */
    VARIABLE,
    /** An operator or a punctuation mark. */
    SYMBOL,
    /** Behind the last token. */
    END
  }

  /** Whether this is that keyword in any case; never true of a quoted name. */
  public boolean is(String keyword) {
    return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
  }

  /** Whether this is one of those keywords in any case. */
  public boolean isAny(String... keywords) {
    for (String keyword : keywords) {
      if (is(keyword)) {
        return true;
      }
    }
    return false;
  }

  /** Whether this is that operator or punctuation mark. */
  public boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  /** Whether this can stand where a name is expected; keywords can. */
  public boolean isName() {
    return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
  }

  /** The text in upper case, to switch over keywords; empty unless this is a {@link Kind#WORD}. */
  public String keyword() {
    return kind == Kind.WORD ? text.toUpperCase(Locale.ROOT) : "";
  }
}
