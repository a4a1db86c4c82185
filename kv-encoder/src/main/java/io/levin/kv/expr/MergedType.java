package io.levin.kv.expr;

import io.levin.schema.MysqlType;
import java.util.ArrayList;
import java.util.List;

/** The type of a value that is one of several, as of IF and CASE. */
final class MergedType {
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
    for (SqlType type : types.subList(1, types.size())) {
      boolean whole = result == SqlType.TRUTH_OR_UINT && type.kind() == EvalKind.INT;
      result = whole ? result : merge(result, type);
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

  private static SqlType integers(SqlType a, SqlType b) {
    if (a.unsigned() != b.unsigned()) {
      if (a.tp() == MysqlType.BIT || b.tp() == MysqlType.BIT) {
        // TiDB cuts such numbers to the width of the BIT.
        throw new UnsupportedExpression("a BIT value beside a signed integer as one of several");
      }
      // Only a decimal holds both halves of the range.
      return truth(a) || truth(b) ? SqlType.TRUTH_OR_UINT : SqlType.decimal(20, 0);
    }
    if (truth(a) != truth(b) || a.mixesTruth() || b.mixesTruth()) {
      return SqlType.TRUTH_OR_INT;
    }
    if (a.tp() == b.tp()) {
      return a;
    }
    return SqlType.integer(a.unsigned());
  }

  private static boolean truth(SqlType type) {
    return type == SqlType.BOOL || type.mixesTruth();
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
