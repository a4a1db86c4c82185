package io.levin.kv.expr;

import io.levin.kv.value.ValueKind;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;
import java.util.List;

/**
 * The type of an expression.
 *
 * @param kind as what it is computed with
 * @param tp the type code, see {@link MysqlType}
 * @param unsigned an integer without sign
 * @param flen digits or characters, -1 if unknown
 * @param decimal digits behind the point, or of the second; -1 if unknown
 * @param charset of text; {@code binary} for bytes and everything that is no text
 * @param collation of text
 * @param coercibility how strongly the collation holds, see {@link Collations}
 * @param elems names of an ENUM or SET column
 */
record SqlType(
    EvalKind kind,
    int tp,
    boolean unsigned,
    long flen,
    int decimal,
    String charset,
    String collation,
    int coercibility,
    List<String> elems) {
  /** The character set and collation of literals and of numbers as text. */
  static final String CHARSET = "utf8mb4";

  static final String COLLATION = "utf8mb4_bin";

  /** The most digits behind the point. */
  static final int MAX_SCALE = 30;

  /** Digits before the point of a decimal of which a double is made, if it needs no more. */
  private static final int REAL_WHOLE = 18;

  /** As many bytes as no BLOB has; how many exactly is not known. */
  static final long LARGE = 65_536;

  /** As many bytes as only a LONGBLOB has. */
  static final long LONG = 1 << 24;

  static final SqlType INT = number(EvalKind.INT, MysqlType.BIGINT, false, 20, 0);

  /** A truth value, which differs from other integers only in that it is true or false as JSON. */
  static final SqlType BOOL = number(EvalKind.INT, MysqlType.BIGINT, false, 1, 0);

  /** A truth value of a document, which has as many digits as other integers. */
  static final SqlType WIDE_BOOL = number(EvalKind.INT, MysqlType.BIGINT, false, 20, 0);

  private static final SqlType[] TRUTHS = truths(BOOL);
  private static final SqlType[] WIDE_TRUTHS = truths(WIDE_BOOL);

  private static SqlType[] truths(SqlType truth) {
    SqlType[] truths = new SqlType[Collations.IGNORABLE + 1];
    for (int i = 0; i < truths.length; i++) {
      truths[i] = i == Collations.NUMERIC ? truth : truth.withCollation("binary", "binary", i);
    }
    return truths;
  }

  static final SqlType UINT = number(EvalKind.INT, MysqlType.BIGINT, true, 20, 0);
  static final SqlType REAL = number(EvalKind.REAL, MysqlType.DOUBLE, false, 23, -1);

  /** A document that a function makes. */
  static final SqlType JSON =
      new SqlType(
          EvalKind.JSON,
          MysqlType.JSON,
          false,
          LONG,
          0,
          CHARSET,
          COLLATION,
          Collations.NUMERIC,
          List.of());

  /** A document that a cast makes, which is of another length. */
  static final SqlType CAST_JSON = JSON.withFlen(12_582_912);

  /** The literal NULL, which takes any type. */
  static final SqlType NULL =
      new SqlType(
          EvalKind.STRING,
          MysqlType.NULL,
          false,
          0,
          0,
          "binary",
          "binary",
          Collations.IGNORABLE,
          List.of());

  private static SqlType number(EvalKind kind, int tp, boolean unsigned, long flen, int decimal) {
    return new SqlType(
        kind, tp, unsigned, flen, decimal, "binary", "binary", Collations.NUMERIC, List.of());
  }

  static SqlType integer(boolean unsigned) {
    return unsigned ? UINT : INT;
  }

  static SqlType decimal(long flen, int decimal) {
    return decimal(false, flen, decimal);
  }

  static SqlType decimal(boolean unsigned, long flen, int decimal) {
    return number(EvalKind.DECIMAL, MysqlType.DECIMAL, unsigned, Math.min(flen, 65), decimal);
  }

  static SqlType time(int tp, int fsp) {
    return number(EvalKind.TIME, tp, false, -1, fsp);
  }

  static SqlType duration(int fsp) {
    return number(EvalKind.DURATION, MysqlType.TIME, false, -1, fsp);
  }

  /** Text that a function makes, in the literals' collation. */
  static SqlType text() {
    return text(CHARSET, COLLATION, Collations.COERCIBLE);
  }

  static SqlType text(String charset, String collation, int coercibility) {
    return new SqlType(
        EvalKind.STRING,
        MysqlType.VAR_STRING,
        false,
        -1,
        -1,
        charset,
        collation,
        coercibility,
        List.of());
  }

  /** Bytes. */
  static SqlType bytes() {
    return text("binary", "binary", Collations.COERCIBLE);
  }

  /** The type of a column. */
  static SqlType of(FieldType type) {
    int tp = type.array() ? MysqlType.JSON : type.tp();
    boolean text = MysqlType.hasCharset(tp);
    return new SqlType(
        kindOf(tp),
        tp,
        type.unsigned() || tp == MysqlType.BIT,
        type.flen(),
        type.decimal(),
        text ? type.charset() : tp == MysqlType.JSON ? CHARSET : "binary",
        text ? type.collate() : tp == MysqlType.JSON ? COLLATION : "binary",
        text || tp == MysqlType.JSON ? Collations.IMPLICIT : Collations.NUMERIC,
        type.elems());
  }

  private static EvalKind kindOf(int tp) {
    return switch (tp) {
      case MysqlType.TINYINT,
          MysqlType.SMALLINT,
          MysqlType.MEDIUMINT,
          MysqlType.INT,
          MysqlType.BIGINT,
          MysqlType.YEAR,
          MysqlType.BIT ->
          EvalKind.INT;
      case MysqlType.FLOAT, MysqlType.DOUBLE -> EvalKind.REAL;
      case MysqlType.DECIMAL -> EvalKind.DECIMAL;
      case MysqlType.DATE, MysqlType.NEWDATE, MysqlType.DATETIME, MysqlType.TIMESTAMP ->
          EvalKind.TIME;
      case MysqlType.TIME -> EvalKind.DURATION;
      case MysqlType.JSON -> EvalKind.JSON;
      default -> EvalKind.STRING;
    };
  }

  /** The type of a value that is the only one of several that is not NULL: no truth value. */
  SqlType asNumber() {
    return isTruth() ? INT : this;
  }

  /** The type of a number that a function makes of one of this type. */
  SqlType ofNumber() {
    return asNumber().withCoercibility(Collations.NUMERIC);
  }

  /** Whether this is {@link #BOOL} or {@link #WIDE_BOOL}, whatever its coercibility. */
  boolean isTruth() {
    return this == TRUTHS[coercibility] || this == WIDE_TRUTHS[coercibility];
  }

  /** The type with another coercibility, which also a number has; see {@link Collations}. */
  SqlType withCoercibility(int newCoercibility) {
    if (newCoercibility == coercibility) {
      return this;
    }
    if (isTruth()) {
      return (this == TRUTHS[coercibility] ? TRUTHS : WIDE_TRUTHS)[newCoercibility];
    }
    return withCollation(charset, collation, newCoercibility);
  }

  /** ENUM or SET: text that is a number, too. */
  boolean hybrid() {
    return tp == MysqlType.ENUM || tp == MysqlType.SET;
  }

  boolean isNull() {
    return tp == MysqlType.NULL;
  }

  /** The type of a string that a function makes of one of this type. */
  SqlType ofFunction() {
    boolean maybeLong = binary() && flen < 0 && blobLength() > 0;
    SqlType string = withTp(MysqlType.VAR_STRING).withDecimal(-1);
    return maybeLong ? string.withFlen(LARGE) : string;
  }

  /** Of a function whose bytes may be longer than those of which it makes them. */
  SqlType longerThan(SqlType from) {
    // Of bytes that are one of several the length may be unknown to TiDB, or just here.
    boolean open = from.binary() && from.flen < 0 && from.tp != MysqlType.VAR_STRING;
    boolean large = from.kind == EvalKind.JSON || from.blobLength() >= LARGE - 1;
    return large || open ? withFlen(LARGE) : this;
  }

  /** Characters of a string, or as many as its type implies; -1 if unknown. */
  long blobLength() {
    long least = tp == MysqlType.LONG_BLOB ? LONG : tp == MysqlType.MEDIUM_BLOB ? LARGE : -1;
    return Math.max(flen, least);
  }

  /** Bytes of a function that may be so many that their type is another one. */
  boolean large() {
    return binary() && tp == MysqlType.VAR_STRING && flen >= LARGE;
  }

  /** A string of bytes, to which characters mean nothing. */
  boolean binary() {
    return kind == EvalKind.STRING && charset.equals("binary");
  }

  /** The type of a decimal of which a double is made: as many digits behind the point as it can. */
  SqlType forReal() {
    if (flen - decimal <= REAL_WHOLE) {
      return withFlen(REAL_WHOLE + MAX_SCALE).withDecimal(MAX_SCALE);
    }
    int more = (int) Math.min(MAX_SCALE - decimal, 65 - flen);
    return more <= 0 ? this : withFlen(flen + more).withDecimal(decimal + more);
  }

  /** Digits before the point that a number may have, as TiDB counts them. */
  long wholeDigits() {
    return flen < 0 ? 65 : flen - Math.max(0, decimal);
  }

  /** The width of a date or time. */
  long temporalLength() {
    int fraction = fsp() == 0 ? 0 : fsp() + 1;
    return tp == MysqlType.DATE ? 10 : (kind == EvalKind.DURATION ? 10 : 19) + fraction;
  }

  /** Digits of the second, none if unknown. */
  int fsp() {
    return Math.max(0, decimal);
  }

  /** The kind of a date's values. */
  ValueKind timeKind() {
    return switch (tp) {
      case MysqlType.DATE, MysqlType.NEWDATE -> ValueKind.DATE;
      case MysqlType.TIMESTAMP -> ValueKind.TIMESTAMP;
      default -> ValueKind.DATETIME;
    };
  }

  SqlType withTp(int newTp) {
    return new SqlType(
        kind, newTp, unsigned, flen, decimal, charset, collation, coercibility, elems);
  }

  SqlType withDecimal(int newDecimal) {
    return new SqlType(
        kind, tp, unsigned, flen, newDecimal, charset, collation, coercibility, elems);
  }

  SqlType withFlen(long newFlen) {
    return new SqlType(
        kind, tp, unsigned, newFlen, decimal, charset, collation, coercibility, elems);
  }

  SqlType withUnsigned(boolean newUnsigned) {
    return new SqlType(
        kind, tp, newUnsigned, flen, decimal, charset, collation, coercibility, elems);
  }

  SqlType withCollation(String newCharset, String newCollation, int newCoercibility) {
    return new SqlType(
        kind, tp, unsigned, flen, decimal, newCharset, newCollation, newCoercibility, elems);
  }

  /** For messages. */
  @Override
  public String toString() {
    return kind + "(" + tp + ")";
  }
}
