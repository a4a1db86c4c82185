package io.levin.kv.expr;

import io.levin.schema.MysqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The type of a value that is one of several, as of IF and CASE. */
final class MergedType {
  /** Types of integers, each with more bits than the one before. */
  private static final List<Integer> WIDTHS =
      List.of(
          MysqlType.TINYINT,
          MysqlType.SMALLINT,
          MysqlType.MEDIUMINT,
          MysqlType.INT,
          MysqlType.BIGINT);

  private static final List<Integer> BLOBS =
      List.of(MysqlType.TINY_BLOB, MysqlType.BLOB, MysqlType.MEDIUM_BLOB, MysqlType.LONG_BLOB);

  private static final Set<Integer> NUMBERS =
      Set.of(
          MysqlType.TINYINT,
          MysqlType.SMALLINT,
          MysqlType.MEDIUMINT,
          MysqlType.INT,
          MysqlType.BIGINT,
          MysqlType.YEAR,
          MysqlType.BIT,
          MysqlType.FLOAT,
          MysqlType.DOUBLE,
          MysqlType.DECIMAL);

  private static final Set<Integer> TIMES =
      Set.of(
          MysqlType.DATE,
          MysqlType.NEWDATE,
          MysqlType.DATETIME,
          MysqlType.TIMESTAMP,
          MysqlType.TIME);

  private MergedType() {}

  static SqlType of(List<SqlType> all) {
    List<SqlType> types = new ArrayList<>();
    for (SqlType type : all) {
      if (!type.isNull()) {
        types.add(type);
      }
    }
    if (types.isEmpty()) {
      return SqlType.NULL;
    }
    SqlType result = types.get(0);
    if (result.kind() != EvalKind.STRING) {
      result = result.withCoercibility(Collations.NUMERIC);
    }
    if (types.size() > 1 && types.stream().allMatch(type -> type.kind() == EvalKind.INT)) {
      return integers(types);
    }
    for (SqlType type : types.subList(1, types.size())) {
      result = merge(result, type);
    }
    if (types.size() > 1 && result.kind() == EvalKind.DECIMAL) {
      return decimals(types);
    } else if (types.size() > 1 && result.kind() == EvalKind.REAL) {
      return result
          .withFlen(realWidth(types))
          .withDecimal(scale(types))
          .withUnsigned(allUnsigned(types));
    } else if (result.kind() == EvalKind.STRING) {
      SqlType text = Collations.merge(types).withFlen(longest(types));
      return text.binary() ? bytes(text, types) : text;
    }
    return result;
  }

  /** The type of bytes that are one of several, whose type code is part of them in a document. */
  static SqlType bytes(SqlType type, List<SqlType> types) {
    SqlType bytes = type.withCollation("binary", "binary", type.coercibility());
    if (type.flen() > SqlType.LARGE) {
      boolean wide = type.flen() >= SqlType.LONG;
      return bytes.withTp(wide ? MysqlType.LONG_BLOB : MysqlType.MEDIUM_BLOB);
    }
    // Beside a document of a known length all may be longer than is known here.
    boolean document = types.stream().anyMatch(other -> other.kind() == EvalKind.JSON);
    return document || type.flen() == SqlType.LARGE
        ? bytes.withTp(MysqlType.VAR_STRING).withFlen(SqlType.LARGE)
        : bytes.withTp(bytesTp(types));
  }

  private static int bytesTp(List<SqlType> types) {
    int tp = types.get(0).tp();
    for (SqlType type : types.subList(1, types.size())) {
      tp = bytesTp(tp, type.tp());
    }
    return tp == MysqlType.ENUM || tp == MysqlType.SET ? MysqlType.VARCHAR : tp;
  }

  private static int bytesTp(int a, int b) {
    int blob = Math.max(BLOBS.indexOf(a), BLOBS.indexOf(b));
    if (blob >= 0) {
      boolean json = a == MysqlType.JSON || b == MysqlType.JSON;
      return json ? MysqlType.LONG_BLOB : BLOBS.get(blob);
    }
    for (int wide : new int[] {MysqlType.VARCHAR, MysqlType.VAR_STRING}) {
      if (a == wide || b == wide) {
        return MysqlType.VARCHAR;
      }
    }
    if (a == MysqlType.CHAR || b == MysqlType.CHAR) {
      return MysqlType.CHAR;
    }
    // Numbers stay numbers beside each other, and so do dates; all else is text of any length.
    boolean numbers = NUMBERS.contains(a) && NUMBERS.contains(b);
    boolean times = TIMES.contains(a) && TIMES.contains(b);
    return a == b || numbers || times ? a : MysqlType.VARCHAR;
  }

  private static long longest(List<SqlType> types) {
    boolean bytes = types.stream().anyMatch(SqlType::binary);
    boolean vague = false;
    boolean open = false;
    long longest = 0;
    for (SqlType type : types) {
      long width =
          switch (type.kind()) {
            case STRING -> type.blobLength();
            case INT -> integerWidth(type);
            case REAL -> bytes && type.flen() == SqlType.REAL.flen() ? -1 : type.flen();
            case DECIMAL -> type.flen();
            case TIME, DURATION -> type.temporalLength();
            case JSON -> type.flen();
          };
      if (width < 0) {
        return -1;
      }
      vague |= bytes && type.kind() != EvalKind.STRING && type.kind() != EvalKind.INT;
      open |= width == SqlType.LARGE;
      longest = Math.max(longest, width);
    }
    if (open && longest < SqlType.LONG) {
      return SqlType.LARGE;
    }
    return vague && longest < SqlType.LARGE - 1 ? -1 : longest;
  }

  /** Characters of an integer of a type, with its sign. */
  private static long integerWidth(SqlType type) {
    return switch (type.tp()) {
      case MysqlType.TINYINT -> 4;
      case MysqlType.SMALLINT -> 6;
      case MysqlType.MEDIUMINT -> 9;
      case MysqlType.INT -> 11;
      case MysqlType.BIGINT -> 20;
      default -> type.flen();
    };
  }

  private static SqlType merge(SqlType a, SqlType b) {
    if (a.kind() == b.kind()) {
      return switch (a.kind()) {
        case INT -> integers(a, b);
        case REAL -> SqlType.REAL.withTp(realTp(a.tp(), b.tp()));
        case DECIMAL -> a;
        case TIME -> {
          int fsp = Math.max(a.fsp(), b.fsp());
          yield SqlType.time(a.tp() == b.tp() ? a.tp() : MysqlType.DATETIME, fsp);
        }
        case DURATION -> SqlType.duration(Math.max(a.fsp(), b.fsp()));
        case STRING, JSON -> a;
      };
    }
    if (numeric(a) && numeric(b)) {
      if (a.kind() == EvalKind.REAL || b.kind() == EvalKind.REAL) {
        return SqlType.REAL.withTp(realTp(a.tp(), b.tp()));
      }
      return a.kind() == EvalKind.DECIMAL ? a : b;
    }
    if (a.kind().temporal() && b.kind().temporal()) {
      return SqlType.time(MysqlType.DATETIME, Math.max(a.fsp(), b.fsp()));
    }
    return SqlType.text();
  }

  private static boolean numeric(SqlType type) {
    return switch (type.kind()) {
      case INT, REAL, DECIMAL -> true;
      default -> false;
    };
  }

  /** Integers beside each other: none of them is a truth value any more. */
  private static SqlType integers(List<SqlType> types) {
    SqlType first = types.get(0).withCoercibility(Collations.NUMERIC);
    int tp = first.tp();
    boolean unsigned = first.unsigned();
    boolean mixed = false;
    for (SqlType type : types.subList(1, types.size())) {
      tp = wider(tp, type.tp());
      mixed |= unsigned != type.unsigned();
      unsigned &= type.unsigned();
    }
    int width = tp;
    boolean narrow = types.stream().anyMatch(type -> type.unsigned() && type.tp() == width);
    if (mixed && types.stream().anyMatch(type -> type.tp() == MysqlType.BIT)) {
      // TiDB cuts such numbers to the width of the BIT.
      throw new UnsupportedExpression("a BIT value beside a signed integer as one of several");
    }
    if (mixed && narrow) {
      if (tp == MysqlType.BIGINT) {
        // Only a decimal holds both halves of the range.
        return decimals(types);
      }
      tp = next(tp);
    }
    boolean same = types.stream().allMatch(type -> type.tp() == first.tp());
    SqlType type =
        same && !mixed && !first.isTruth() ? first : SqlType.integer(unsigned).withTp(tp);
    return type.withFlen(wholeDigits(types) + 1);
  }

  /** The wider type of two; of a MEDIUMINT and a BIGINT it is INT: TiDB's way. */
  private static int wider(int a, int b) {
    if (a == b) {
      return a;
    } else if (a == MysqlType.BIT || b == MysqlType.BIT) {
      return MysqlType.BIGINT;
    } else if (a == MysqlType.YEAR || b == MysqlType.YEAR) {
      return a == MysqlType.YEAR ? b : a;
    } else if (a == MysqlType.BIGINT && b == MysqlType.MEDIUMINT) {
      return MysqlType.INT;
    }
    return WIDTHS.indexOf(a) > WIDTHS.indexOf(b) ? a : b;
  }

  private static int next(int tp) {
    int width = WIDTHS.indexOf(tp);
    return width < 0 ? tp : WIDTHS.get(width + 1);
  }

  private static SqlType integers(SqlType a, SqlType b) {
    return SqlType.integer(a.unsigned() && b.unsigned()).withTp(wider(a.tp(), b.tp()));
  }

  /** A FLOAT stays one beside what is no wider; beside a BIGINT if it comes first: TiDB's way. */
  private static int realTp(int a, int b) {
    if (a == b) {
      return a;
    } else if (a != MysqlType.FLOAT && b != MysqlType.FLOAT) {
      return MysqlType.DOUBLE;
    }
    return switch (a == MysqlType.FLOAT ? b : a) {
      case MysqlType.TINYINT, MysqlType.SMALLINT, MysqlType.MEDIUMINT, MysqlType.YEAR ->
          MysqlType.FLOAT;
      case MysqlType.BIGINT -> a == MysqlType.FLOAT ? MysqlType.FLOAT : MysqlType.DOUBLE;
      default -> MysqlType.DOUBLE;
    };
  }

  private static boolean allUnsigned(List<SqlType> types) {
    return types.stream().allMatch(SqlType::unsigned);
  }

  private static long realWidth(List<SqlType> types) {
    long width = 0;
    for (SqlType type : types) {
      width = widthOf(width, type.flen());
    }
    return width;
  }

  /** The digits behind the point of the widest; -1 if one does not say. */
  private static int scale(List<SqlType> types) {
    int scale = 0;
    for (SqlType type : types) {
      if (type.decimal() < 0) {
        return -1;
      }
      scale = Math.max(scale, type.decimal());
    }
    return scale;
  }

  /**
   * The larger of two widths; where one is none, as of the digits before the point of a number that
   * has only those behind it and a sign, it is that of any double: TiDB's way.
   */
  private static long widthOf(long a, long b) {
    return a < 0 || b < 0 ? ArithmeticTypes.REAL_WIDTH : Math.max(a, b);
  }

  /** The most digits before the point, without a sign. */
  private static long wholeDigits(List<SqlType> types) {
    long whole = 0;
    for (SqlType type : types) {
      int sign = type.unsigned() ? 0 : 1;
      whole = widthOf(whole, type.flen() - sign - Math.max(0, type.decimal()));
    }
    return whole;
  }

  private static SqlType decimals(List<SqlType> types) {
    int scale = scale(types);
    long whole = wholeDigits(types);
    return SqlType.decimal(allUnsigned(types), whole + Math.max(0, scale) + 1, scale);
  }
}
