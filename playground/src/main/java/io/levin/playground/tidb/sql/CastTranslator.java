package io.levin.playground.tidb.sql;

import java.util.Locale;

/** Reads CAST and CONVERT behind their opening bracket. */
final class CastTranslator {
  private final Tokens in;
  private final ExpressionTranslator expressions;

  CastTranslator(Tokens in, ExpressionTranslator expressions) {
    this.in = in;
    this.expressions = expressions;
  }

  /** {@code value AS type}. */
  String cast() {
    String value = expressions.expression();
    in.expect("AS");
    return cast(value, type());
  }

  private static String cast(String value, String type) {
    return "CAST(" + value + " AS " + type + ")";
  }

  /** {@code value, type} or {@code value USING charset}. */
  String convert() {
    String value = expressions.expression();
    if (in.accept("USING")) {
      String charset = in.name();
      return charset.equalsIgnoreCase("binary")
          ? "CAST(" + value + " AS VARBINARY)"
          : "CAST(" + value + " AS VARCHAR)";
    }
    in.expectSymbol(",");
    return cast(value, type());
  }

  private String type() {
    String name = in.name().toUpperCase(Locale.ROOT);
    switch (name) {
      case "SIGNED" -> {
        in.acceptAny("INTEGER", "INT");
        return "BIGINT";
      }
      case "UNSIGNED" -> {
        in.acceptAny("INTEGER", "INT");
        return "NUMERIC(20)";
      }
      case "CHAR", "NCHAR", "VARCHAR" -> {
        String size = brackets("");
        if (in.accept("CHARACTER", "SET") || in.accept("CHARSET")) {
          in.name();
        }
        return "VARCHAR" + size;
      }
      case "BINARY", "VARBINARY" -> {
        return "VARBINARY" + brackets("");
      }
      case "DATETIME", "TIMESTAMP" -> {
        return "TIMESTAMP" + brackets("(0)");
      }
      case "DECIMAL", "NUMERIC" -> {
        return "NUMERIC" + brackets("(10, 0)");
      }
      case "DOUBLE", "REAL" -> {
        in.accept("PRECISION");
        return "DOUBLE PRECISION";
      }
      case "FLOAT" -> {
        brackets("");
        return "REAL";
      }
      case "DATE" -> {
        return "DATE";
      }
      case "TIME" -> {
        return "TIME" + brackets("(0)");
      }
      case "YEAR" -> {
        return "SMALLINT";
      }
      case "JSON" -> {
        return "VARCHAR";
      }
      default -> throw ExpressionTranslator.unsupported("CAST AS " + name);
    }
  }

  /** The numbers in brackets behind a type, as they are. */
  private String brackets(String otherwise) {
    if (!in.acceptSymbol("(")) {
      return otherwise;
    }
    StringBuilder out = new StringBuilder("(").append(in.next().text());
    if (in.acceptSymbol(",")) {
      out.append(", ").append(in.next().text());
    }
    in.expectSymbol(")");
    return out.append(')').toString();
  }
}
