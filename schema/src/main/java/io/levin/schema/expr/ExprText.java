package io.levin.schema.expr;

import io.levin.schema.Identifiers;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * Writes expressions as TiDB stores and shows them. TiDB has two styles: {@link #of} for generated
 * columns, defaults and CHECK constraints, {@link #ofPartitioning} for partitioning.
 */
public final class ExprText {
  /** Is left out of a cast. */
  private static final String DEFAULT_CHARSET = "utf8mb4";

  private final StringBuilder out = new StringBuilder();
  private final boolean partitioning;

  private ExprText(boolean partitioning) {
    this.partitioning = partitioning;
  }

  /** Keywords and functions in lower case, blanks around operators, charset introducers. */
  public static String of(Expr expr) {
    ExprText text = new ExprText(false);
    text.write(expr);
    return text.out.toString();
  }

  /** Keywords and functions in upper case, parentheses around every operation, no blanks. */
  public static String ofPartitioning(Expr expr) {
    ExprText text = new ExprText(true);
    text.write(expr);
    return text.out.toString();
  }

  private void write(Expr expr) {
    switch (kind(expr)) {
      case LITERAL -> literal(expr);
      case OPERATION -> operation(expr);
      case PREDICATE -> predicate(expr);
      case FUNCTION -> function(expr);
    }
  }

  private enum Kind {
    LITERAL,
    OPERATION,
    PREDICATE,
    FUNCTION
  }

  private static Kind kind(Expr expr) {
    if (expr instanceof Expr.Null
        || expr instanceof Expr.Bool
        || expr instanceof Expr.Num
        || expr instanceof Expr.Str
        || expr instanceof Expr.Bits
        || expr instanceof Expr.Temporal
        || expr instanceof Expr.Column
        || expr instanceof Expr.Keyword) {
      return Kind.LITERAL;
    }
    if (expr instanceof Expr.Unary
        || expr instanceof Expr.Binary
        || expr instanceof Expr.Paren
        || expr instanceof Expr.Row
        || expr instanceof Expr.Collate) {
      return Kind.OPERATION;
    }
    if (expr instanceof Expr.In
        || expr instanceof Expr.Between
        || expr instanceof Expr.Like
        || expr instanceof Expr.Regexp
        || expr instanceof Expr.IsNull
        || expr instanceof Expr.IsTruth) {
      return Kind.PREDICATE;
    }
    return Kind.FUNCTION;
  }

  private void literal(Expr expr) {
    if (expr instanceof Expr.Null) {
      keyword("null");
    } else if (expr instanceof Expr.Bool bool) {
      keyword(bool.value() ? "true" : "false");
    } else if (expr instanceof Expr.Num num) {
      out.append(number(num));
    } else if (expr instanceof Expr.Str str) {
      if (!str.charset().isEmpty()) {
        keyword("_" + str.charset());
      }
      string(str.value());
    } else if (expr instanceof Expr.Bits bits) {
      bits(bits);
    } else if (expr instanceof Expr.Temporal temporal) {
      out.append(temporal.type().toUpperCase(Locale.ROOT));
      out.append(' ');
      string(temporal.text());
    } else if (expr instanceof Expr.Column column) {
      out.append(Identifiers.quote(column.name()));
    } else if (expr instanceof Expr.Keyword word) {
      keyword(word.word());
    }
  }

  /** Integers lose leading zeros, floats are written as Go's {@code %e} does. */
  private static String number(Expr.Num num) {
    String text = num.text();
    return switch (num.kind()) {
      case INTEGER -> text.replaceFirst("^0+(?=\\d)", "");
      case DECIMAL -> text.startsWith(".") ? "0" + text : text.replaceFirst("\\.$", "");
      case FLOAT -> {
        String digits = new BigDecimal(Double.parseDouble(text)).signum() == 0 ? "0E0" : text;
        String java = String.format(Locale.ROOT, "%s", Double.parseDouble(digits));
        BigDecimal value = new BigDecimal(java).stripTrailingZeros();
        String mantissa = value.unscaledValue().toString();
        int exponent = value.signum() == 0 ? 0 : mantissa.length() - 1 - value.scale();
        String fraction = mantissa.length() > 1 ? "." + mantissa.substring(1) : "";
        yield mantissa.charAt(0)
            + fraction
            + String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
      }
    };
  }

  private void bits(Expr.Bits bits) {
    if (bits.bits()) {
      String digits = bits.digits().replaceFirst("^0+(?=.)", "");
      out.append("b'").append(digits).append('\'');
    } else {
      String digits = bits.digits().toLowerCase(Locale.ROOT);
      out.append("x'").append(digits.length() % 2 == 0 ? "" : "0").append(digits).append('\'');
    }
  }

  private void operation(Expr expr) {
    if (expr instanceof Expr.Unary unary) {
      keyword(unary.operator());
      if (unary.operator().equals("not")) {
        out.append(' ');
      }
      write(unary.operand());
    } else if (expr instanceof Expr.Binary binary) {
      binary(binary);
    } else if (expr instanceof Expr.Paren paren) {
      out.append('(');
      write(paren.inner());
      out.append(')');
    } else if (expr instanceof Expr.Row row) {
      keyword("row");
      out.append('(');
      list(row.values(), ",");
      out.append(')');
    } else if (expr instanceof Expr.Collate collate) {
      write(collate.value());
      keyword(" collate ");
      out.append(collate.collation());
    }
  }

  private void binary(Expr.Binary binary) {
    boolean word = Character.isLetter(binary.operator().charAt(0));
    boolean blanks = !partitioning || word;
    if (partitioning) {
      out.append('(');
    }
    write(binary.left());
    out.append(blanks ? " " : "");
    keyword(binary.operator());
    out.append(blanks ? " " : "");
    write(binary.right());
    if (partitioning) {
      out.append(')');
    }
  }

  private void predicate(Expr expr) {
    if (expr instanceof Expr.In in) {
      write(in.value());
      keyword(in.negated() ? " not in " : " in ");
      out.append('(');
      list(in.list(), ",");
      out.append(')');
    } else if (expr instanceof Expr.Between between) {
      write(between.value());
      keyword(between.negated() ? " not between " : " between ");
      write(between.low());
      keyword(" and ");
      write(between.high());
    } else if (expr instanceof Expr.Like like) {
      write(like.value());
      keyword(like.negated() ? " not" : "");
      keyword(like.anyCase() ? " ilike " : " like ");
      write(like.pattern());
      if (!like.escape().equals("\\")) {
        keyword(" escape ");
        string(like.escape());
      }
    } else if (expr instanceof Expr.Regexp regexp) {
      write(regexp.value());
      keyword(regexp.negated() ? " not regexp " : " regexp ");
      write(regexp.pattern());
    } else if (expr instanceof Expr.IsNull isNull) {
      write(isNull.value());
      keyword(isNull.negated() ? " is not null" : " is null");
    } else if (expr instanceof Expr.IsTruth isTruth) {
      write(isTruth.value());
      keyword(isTruth.negated() ? " is not " : " is ");
      keyword(isTruth.truth() ? "true" : "false");
    }
  }

  private void function(Expr expr) {
    if (expr instanceof Expr.Call call && call.name().equals("json_memberof")) {
      write(call.args().get(0));
      keyword(" member of ");
      out.append('(');
      write(call.args().get(1));
      out.append(')');
    } else if (expr instanceof Expr.Call call) {
      keyword(call.name());
      out.append('(');
      if (call.name().equals("position") && call.args().size() == 2) {
        write(call.args().get(0));
        keyword(" in ");
        write(call.args().get(1));
      } else {
        list(call.args(), ", ");
      }
      out.append(')');
    } else if (expr instanceof Expr.Interval interval) {
      keyword("interval ");
      write(interval.amount());
      out.append(' ');
      keyword(interval.unit());
    } else if (expr instanceof Expr.Extract extract) {
      keyword("extract");
      out.append('(');
      keyword(extract.unit());
      keyword(" from ");
      write(extract.value());
      out.append(')');
    } else if (expr instanceof Expr.Trim trim) {
      trim(trim);
    } else if (expr instanceof Expr.Case choice) {
      choice(choice);
    } else if (expr instanceof Expr.Cast cast) {
      cast(cast);
    } else if (expr instanceof Expr.ConvertUsing convert) {
      keyword("convert");
      out.append('(');
      write(convert.value());
      keyword(" using ");
      string(convert.charset());
      out.append(')');
    } else if (expr instanceof Expr.NextValue next) {
      keyword("nextval");
      out.append('(');
      if (!next.schema().isEmpty()) {
        out.append(Identifiers.quote(next.schema())).append('.');
      }
      out.append(Identifiers.quote(next.sequence())).append(')');
    }
  }

  private void trim(Expr.Trim trim) {
    keyword("trim");
    out.append('(');
    if (!trim.direction().isEmpty()) {
      keyword(trim.direction());
      out.append(' ');
    }
    if (trim.remove() != null && !(trim.remove() instanceof Expr.Null)) {
      write(trim.remove());
    }
    if (trim.remove() != null || !trim.direction().isEmpty()) {
      keyword(" from ");
    }
    write(trim.value());
    out.append(')');
  }

  private void choice(Expr.Case choice) {
    keyword("case");
    if (choice.value() != null) {
      out.append(' ');
      write(choice.value());
    }
    for (Expr.When when : choice.whens()) {
      keyword(" when ");
      write(when.condition());
      keyword(" then ");
      write(when.result());
    }
    if (choice.otherwise() != null) {
      keyword(" else ");
      write(choice.otherwise());
    }
    keyword(" end");
  }

  private void cast(Expr.Cast cast) {
    switch (cast.form()) {
      case BINARY -> {
        keyword("binary ");
        write(cast.value());
      }
      case CAST -> {
        keyword("cast");
        out.append('(');
        write(cast.value());
        keyword(" as ");
        type(cast.type());
        out.append(')');
      }
      case CONVERT -> {
        keyword("convert");
        out.append('(');
        write(cast.value());
        out.append(", ");
        type(cast.type());
        out.append(')');
      }
    }
  }

  private void type(Expr.CastType type) {
    keyword(type.name());
    boolean noFraction =
        type.length() == 0 && (type.name().equals("datetime") || type.name().equals("time"));
    if (type.length() >= 0 && !noFraction) {
      out.append('(').append(type.length());
      if (type.decimals() > 0) {
        out.append(", ").append(type.decimals());
      }
      out.append(')');
    }
    if (!type.charset().isEmpty() && !type.charset().equals(DEFAULT_CHARSET)) {
      keyword(" charset ");
      keyword(type.charset());
    }
    if (type.array()) {
      keyword(" array");
    }
  }

  private void list(List<Expr> exprs, String separator) {
    for (int i = 0; i < exprs.size(); i++) {
      if (i > 0) {
        out.append(separator);
      }
      write(exprs.get(i));
    }
  }

  private void string(String text) {
    out.append('\'').append(text.replace("\\", "\\\\").replace("'", "''")).append('\'');
  }

  private void keyword(String lower) {
    out.append(partitioning ? lower.toUpperCase(Locale.ROOT) : lower);
  }
}
