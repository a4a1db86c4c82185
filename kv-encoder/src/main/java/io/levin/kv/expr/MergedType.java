package io.levin.kv.expr;

import io.levin.schema.MysqlType;
import java.util.ArrayList;
import java.util.List;

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
    if (types.size() > 1 && types.stream().allMatch(type -> type.kind() == EvalKind.INT)) {
      return integers(types);
    }
    for (SqlType type : types.subList(1, types.size())) {
      result = merge(result, type);
    }
    if (result.kind() == EvalKind.STRING) {
      SqlType text = Collations.merge(types);
      return text.withFlen(longest(types));
    }
    return result;
  }

  private static long longest(List<SqlType> types) {
    long longest = 0;
    for (SqlType type : types) {
      if (type.flen() < 0 || type.kind() != EvalKind.STRING) {
        return -1;
      }
      longest = Math.max(longest, type.flen());
    }
    return longest;
  }

  private static SqlType merge(SqlType a, SqlType b) {
    if (a.kind() == b.kind()) {
      return switch (a.kind()) {
        case INT -> integers(a, b);
        case REAL -> reals(a, b);
        case DECIMAL -> decimals(a, b);
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
        return SqlType.REAL;
      }
      return decimals(a, b);
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

  private static SqlType reals(SqlType a, SqlType b) {
    boolean unknown = a.decimal() < 0 || b.decimal() < 0;
    int decimal = unknown ? -1 : Math.max(a.decimal(), b.decimal());
    return (a.tp() == b.tp() ? a : SqlType.REAL).withDecimal(decimal);
  }

  /** Integers beside each other: none of them is a truth value any more. */
  private static SqlType integers(List<SqlType> types) {
    SqlType first = types.get(0);
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
        return SqlType.decimal(20, 0);
      }
      tp = next(tp);
    }
    boolean same = types.stream().allMatch(type -> type.tp() == first.tp());
    return same && !mixed && first != SqlType.BOOL ? first : SqlType.integer(unsigned).withTp(tp);
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
    return a.unsigned() == b.unsigned() ? SqlType.integer(a.unsigned()) : SqlType.decimal(20, 0);
  }

  private static long wholeDigits(SqlType type) {
    return type.wholeDigits() - (type.unsigned() ? 0 : 1);
  }

  private static SqlType decimals(SqlType a, SqlType b) {
    int scale = a.decimal() < 0 || b.decimal() < 0 ? -1 : Math.max(a.decimal(), b.decimal());
    long whole = Math.max(wholeDigits(a), wholeDigits(b));
    return SqlType.decimal(whole + Math.max(0, scale) + 1, scale);
  }
}
