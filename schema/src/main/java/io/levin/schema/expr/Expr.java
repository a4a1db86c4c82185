package io.levin.schema.expr;

import java.util.List;

/**
 * An SQL expression. Function names and operators are in lower case; names of columns are as they
 * were written.
 */
public sealed interface Expr {

  /** {@code NULL}. */
  record Null() implements Expr {}

  /**
   * {@code TRUE} or {@code FALSE}.
   *
   * @param value which
   */
  record Bool(boolean value) implements Expr {}

  /**
   * A number without a sign.
   *
   * @param text its digits as they were written
   * @param kind decides the type of the value
   */
  record Num(String text, NumKind kind) implements Expr {}

  /** How a number is written. */
  enum NumKind {
    /** Digits only. */
    INTEGER,
    /** With a point. */
    DECIMAL,
    /** With an exponent. */
    FLOAT
  }

  /**
   * A string.
   *
   * @param value the decoded text
   * @param charset the introducer without its underscore; empty where there is none
   */
  record Str(String value, String charset) implements Expr {}

  /**
   * {@code x'61'} or {@code b'101'}.
   *
   * @param digits the digits between the quotes
   * @param bits whether they are binary and not hexadecimal
   */
  record Bits(String digits, boolean bits) implements Expr {}

  /**
   * {@code DATE '2020-01-01'}.
   *
   * @param type {@code date}, {@code time} or {@code timestamp}
   * @param text between the quotes
   */
  record Temporal(String type, String text) implements Expr {}

  /**
   * A column.
   *
   * @param name as it was written, without table and schema
   */
  record Column(String name) implements Expr {}

  /**
   * {@code (inner)}: TiDB keeps parentheses.
   *
   * @param inner what they are around
   */
  record Paren(Expr inner) implements Expr {}

  /**
   * A prefix operator.
   *
   * @param operator {@code -}, {@code +}, {@code ~}, {@code !} or {@code not}
   * @param operand what it applies to
   */
  record Unary(String operator, Expr operand) implements Expr {}

  /**
   * An infix operator.
   *
   * @param operator a symbol, or {@code and}, {@code or}, {@code xor}, {@code div}; {@code mod} is
   *     {@code %}, {@code <>} is {@code !=}
   * @param left operand
   * @param right operand
   */
  record Binary(String operator, Expr left, Expr right) implements Expr {}

  /**
   * A function. The arrows of JSON columns are calls of {@code json_extract} and {@code
   * json_unquote}; sums with an INTERVAL are calls of {@code date_add} and {@code date_sub}.
   *
   * @param name in lower case
   * @param args the arguments; an interval is one {@link Interval}
   */
  record Call(String name, List<Expr> args) implements Expr {
    /** Copies the list. */
    public Call {
      args = List.copyOf(args);
    }
  }

  /**
   * {@code INTERVAL amount unit}, only as an argument.
   *
   * @param amount how many
   * @param unit in lower case
   */
  record Interval(Expr amount, String unit) implements Expr {}

  /**
   * A bare keyword as an argument: the unit of TIMESTAMPDIFF, the type of GET_FORMAT.
   *
   * @param word in lower case
   */
  record Keyword(String word) implements Expr {}

  /**
   * {@code EXTRACT(unit FROM value)}.
   *
   * @param unit in lower case
   * @param value from which
   */
  record Extract(String unit, Expr value) implements Expr {}

  /**
   * {@code TRIM([direction] [remove FROM] value)}.
   *
   * @param direction {@code both}, {@code leading}, {@code trailing}, or empty
   * @param remove what to cut off; null for blanks
   * @param value from which
   */
  record Trim(String direction, Expr remove, Expr value) implements Expr {}

  /**
   * {@code value IN (…)}.
   *
   * @param value to look up
   * @param list where
   * @param negated NOT IN
   */
  record In(Expr value, List<Expr> list, boolean negated) implements Expr {
    /** Copies the list. */
    public In {
      list = List.copyOf(list);
    }
  }

  /**
   * {@code value BETWEEN low AND high}.
   *
   * @param value to compare
   * @param low lower bound
   * @param high upper bound
   * @param negated NOT BETWEEN
   */
  record Between(Expr value, Expr low, Expr high, boolean negated) implements Expr {}

  /**
   * {@code value LIKE pattern}.
   *
   * @param value to match
   * @param pattern with which
   * @param escape the escape character; a backslash unless ESCAPE says another
   * @param negated NOT LIKE
   * @param anyCase ILIKE
   */
  record Like(Expr value, Expr pattern, String escape, boolean negated, boolean anyCase)
      implements Expr {}

  /**
   * {@code value REGEXP pattern}; RLIKE is the same.
   *
   * @param value to match
   * @param pattern with which
   * @param negated NOT REGEXP
   */
  record Regexp(Expr value, Expr pattern, boolean negated) implements Expr {}

  /**
   * {@code value IS NULL}.
   *
   * @param value to test
   * @param negated IS NOT NULL
   */
  record IsNull(Expr value, boolean negated) implements Expr {}

  /**
   * {@code value IS TRUE} or {@code IS FALSE}.
   *
   * @param value to test
   * @param truth which
   * @param negated IS NOT
   */
  record IsTruth(Expr value, boolean truth, boolean negated) implements Expr {}

  /**
   * {@code CASE}.
   *
   * @param value what WHEN compares with; null where WHEN has conditions
   * @param whens in order
   * @param otherwise ELSE; null where there is none
   */
  record Case(Expr value, List<When> whens, Expr otherwise) implements Expr {
    /** Copies the list. */
    public Case {
      whens = List.copyOf(whens);
    }
  }

  /**
   * {@code WHEN condition THEN result}.
   *
   * @param condition the value or condition
   * @param result what it gives
   */
  record When(Expr condition, Expr result) {}

  /**
   * A cast.
   *
   * @param value what is cast
   * @param type to which type
   * @param form how it is written
   */
  record Cast(Expr value, CastType type, CastForm form) implements Expr {}

  /** Ways to write a cast. */
  enum CastForm {
    /** {@code CAST(value AS type)}. */
    CAST,
    /** {@code CONVERT(value, type)}. */
    CONVERT,
    /** {@code BINARY value}. */
    BINARY
  }

  /**
   * The type of a cast.
   *
   * @param name in lower case: {@code signed}, {@code unsigned}, {@code char}, {@code binary},
   *     {@code date}, {@code datetime}, {@code time}, {@code decimal}, {@code double}, {@code
   *     float}, {@code year}, {@code json}
   * @param length characters, bytes, digits, or digits of the second; -1 where none is given
   * @param decimals of a DECIMAL; -1 where none is given
   * @param charset of a CHAR; empty where none is given
   * @param array a JSON array of that type, for multi-valued indexes
   */
  record CastType(String name, int length, int decimals, String charset, boolean array) {}

  /**
   * {@code CONVERT(value USING charset)}.
   *
   * @param value what is converted
   * @param charset in lower case
   */
  record ConvertUsing(Expr value, String charset) implements Expr {}

  /**
   * {@code value COLLATE collation}.
   *
   * @param value the text
   * @param collation in lower case
   */
  record Collate(Expr value, String collation) implements Expr {}

  /**
   * {@code (a, b)}.
   *
   * @param values at least two
   */
  record Row(List<Expr> values) implements Expr {
    /** Copies the list. */
    public Row {
      values = List.copyOf(values);
    }
  }

  /**
   * {@code DEFAULT(column)} and the like are not expressions of DDL; this is {@code NEXTVAL(seq)}
   * in a default.
   *
   * @param schema the sequence's database; empty where none is given
   * @param sequence its name
   */
  record NextValue(String schema, String sequence) implements Expr {}
}
