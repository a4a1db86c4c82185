package io.levin.kv.expr;

import io.levin.schema.MysqlType;
import java.util.List;

/**
 * Which collation holds where strings meet: the one of the operand that insists most on its own. A
 * COLLATE clause insists more than a column, a column more than a literal, a literal more than a
 * number that became text.
 */
final class Collations {
  static final int EXPLICIT = 0;
  static final int IMPLICIT = 2;
  static final int COERCIBLE = 4;
  static final int NUMERIC = 5;
  static final int IGNORABLE = 6;

  private Collations() {}

  /**
   * The character set, collation and coercibility of a string made of others, as a text type.
   *
   * @throws UnsupportedExpression if none of two different collations is stronger
   */
  static SqlType merge(List<SqlType> types) {
    SqlType result = null;
    for (SqlType type : types) {
      SqlType text = asText(type);
      result = result == null ? text : merge(result, text);
    }
    return result == null ? SqlType.text() : result;
  }

  /** The type with the collation of its character set that compares code points. */
  static SqlType binary(SqlType type) {
    return type.binary()
        ? type
        : type.withCollation(type.charset(), type.charset() + "_bin", type.coercibility());
  }

  /** The type of a value when it is text. */
  static SqlType asText(SqlType type) {
    if (type.isNull()) {
      return SqlType.text(SqlType.CHARSET, SqlType.COLLATION, IGNORABLE);
    }
    if (type.kind() == EvalKind.STRING || type.kind() == EvalKind.JSON) {
      return SqlType.text(type.charset(), type.collation(), type.coercibility());
    }
    if (type.tp() == MysqlType.BIT) {
      return SqlType.text("binary", "binary", IMPLICIT);
    }
    if (type.coercibility() < NUMERIC) {
      return SqlType.text("binary", "binary", type.coercibility());
    }
    return SqlType.text(SqlType.CHARSET, SqlType.COLLATION, NUMERIC);
  }

  private static SqlType merge(SqlType a, SqlType b) {
    if (a.coercibility() != b.coercibility()) {
      return a.coercibility() < b.coercibility() ? a : b;
    }
    if (a.collation().equals(b.collation())) {
      return a;
    }
    if (a.charset().equals("binary") || b.charset().equals("binary")) {
      return a.charset().equals("binary") ? a : b;
    }
    if (!a.charset().equals(b.charset())) {
      boolean first = rank(a.charset()) >= rank(b.charset());
      return first ? a : b;
    }
    if (a.coercibility() == EXPLICIT) {
      throw illegalMix(a, b);
    }
    boolean aBin = a.collation().endsWith("_bin");
    boolean bBin = b.collation().endsWith("_bin");
    if (aBin == bBin) {
      throw illegalMix(a, b);
    }
    return aBin ? a : b;
  }

  private static UnsupportedExpression illegalMix(SqlType a, SqlType b) {
    return new UnsupportedExpression(
        "a comparison of collations " + a.collation() + " and " + b.collation());
  }

  /** The wider character set takes the other in. */
  private static int rank(String charset) {
    return switch (charset) {
      case "utf8mb4" -> 4;
      case "utf8" -> 3;
      case "gbk", "latin1" -> 2;
      default -> 1;
    };
  }

  /**
   * The type of a number that a function makes of others, among which strings meet: it insists on
   * being bytes as much as they insist on their collation, which is TiDB's way.
   */
  static SqlType numberOf(SqlType number, List<SqlType> types) {
    return number.withCoercibility(Math.min(NUMERIC, merge(types).coercibility()));
  }

  /**
   * The collation of a name for computing.
   *
   * @param newCollation false for a cluster where all collations compare bytes
   */
  static io.levin.kv.collation.Collation of(SqlType type, boolean newCollation) {
    return io.levin.kv.collation.Collation.forName(type.collation(), newCollation);
  }

  /** True if functions that search make text lower-case first; also in an old cluster. */
  static boolean ignoresCase(String collation) {
    return switch (collation) {
      case "utf8_general_ci",
          "utf8mb4_general_ci",
          "utf8_unicode_ci",
          "utf8mb4_unicode_ci",
          "gbk_chinese_ci",
          "utf8mb4_0900_ai_ci" ->
          true;
      default -> false;
    };
  }
}
