package io.levin.playground.tidb.sql;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads function calls and the special forms that look like them. */
final class FunctionTranslator {
  /** Functions that only have another name in H2, or one of our own there. */
  private static final Map<String, String> RENAMED =
      Map.ofEntries(
          Map.entry("length", "OCTET_LENGTH"),
          Map.entry("ucase", "UPPER"),
          Map.entry("lcase", "LOWER"),
          Map.entry("character_length", "CHAR_LENGTH"),
          Map.entry("pow", "POWER"),
          Map.entry("ceiling", "CEIL"),
          Map.entry("truncate", "TRUNC"),
          Map.entry("bit_count", "BITCOUNT"),
          Map.entry("bit_or", "BIT_OR_AGG"),
          Map.entry("bit_and", "BIT_AND_AGG"),
          Map.entry("bit_xor", "BIT_XOR_AGG"),
          Map.entry("std", "STDDEV_POP"),
          Map.entry("stddev", "STDDEV_POP"),
          Map.entry("variance", "VAR_POP"),
          Map.entry("if", "CASEWHEN"),
          Map.entry("ifnull", "COALESCE"),
          Map.entry("substr", "SUBSTRING"),
          Map.entry("mid", "SUBSTRING"),
          Map.entry("uuid", "RANDOM_UUID"),
          Map.entry("md5", "MYSQL_MD5"),
          Map.entry("sha", "MYSQL_SHA1"),
          Map.entry("sha1", "MYSQL_SHA1"),
          Map.entry("concat", "MYSQL_CONCAT"),
          Map.entry("concat_ws", "MYSQL_CONCAT_WS"),
          Map.entry("hex", "MYSQL_HEX"),
          Map.entry("unhex", "MYSQL_UNHEX"),
          Map.entry("from_unixtime", "MYSQL_FROM_UNIXTIME"),
          Map.entry("unix_timestamp", "MYSQL_UNIX_TIMESTAMP"),
          Map.entry("day", "DAY_OF_MONTH"),
          Map.entry("dayofmonth", "DAY_OF_MONTH"),
          Map.entry("dayofweek", "DAY_OF_WEEK"),
          Map.entry("dayofyear", "DAY_OF_YEAR"),
          Map.entry("to_base64", "MYSQL_TO_BASE64"),
          Map.entry("from_base64", "MYSQL_FROM_BASE64"),
          Map.entry("char", "MYSQL_CHAR"));

  /** Functions that can stand without brackets. */
  private static final Map<String, String> CONSTANTS =
      Map.of(
          "current_timestamp", "LOCALTIMESTAMP(0)",
          "localtime", "LOCALTIMESTAMP(0)",
          "localtimestamp", "LOCALTIMESTAMP(0)",
          "current_date", "CURRENT_DATE",
          "current_time", "LOCALTIME(0)");

  private static final Set<String> UNITS =
      Set.of("MICROSECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR");

  private final Tokens in;
  private final QueryNames names;
  private final ExpressionTranslator expressions;
  private final QueryTranslator queries;
  private final CastTranslator casts;

  FunctionTranslator(
      Tokens in, QueryNames names, ExpressionTranslator expressions, QueryTranslator queries) {
    this.in = in;
    this.names = names;
    this.expressions = expressions;
    this.queries = queries;
    this.casts = new CastTranslator(in, expressions);
  }

  /** The call that is next, or null if the word before the bracket is no function after all. */
  String call() {
    int start = in.position();
    String name = in.next().text().toLowerCase(Locale.ROOT);
    in.expectSymbol("(");
    switch (name) {
      case "cast" -> {
        return closed(casts.cast());
      }
      case "convert" -> {
        return closed(casts.convert());
      }
      case "extract" -> {
        String unit = in.name();
        in.expect("FROM");
        return closed("EXTRACT(" + unit + " FROM " + date(expressions.expression()) + ")");
      }
      case "count" -> {
        return over(closed(count()));
      }
      case "group_concat" -> {
        return closed(groupConcat());
      }
      case "sum", "avg", "min", "max", "any_value", "json_arrayagg" -> {
        String distinct = in.accept("DISTINCT") ? "DISTINCT " : "";
        in.accept("ALL");
        String target = name.equals("avg") ? "MYSQL_AVERAGE" : name.toUpperCase(Locale.ROOT);
        return over(closed(target + "(" + distinct + expressions.expression() + ")"));
      }
      case "date_add", "adddate" -> {
        return closed(dateAdd(false));
      }
      case "date_sub", "subdate" -> {
        return closed(dateAdd(true));
      }
      case "timestampadd" -> {
        String unit = in.name();
        in.expectSymbol(",");
        String count = expressions.expression();
        in.expectSymbol(",");
        return closed(add(date(expressions.expression()), count, unit, false));
      }
      case "timestampdiff" -> {
        String unit = in.name();
        in.expectSymbol(",");
        String from = date(expressions.expression());
        in.expectSymbol(",");
        return closed(
            "DATEDIFF(" + unit + ", " + from + ", " + date(expressions.expression()) + ")");
      }
      case "datediff" -> {
        String to = date(expressions.expression());
        in.expectSymbol(",");
        return closed("DATEDIFF(DAY, " + date(expressions.expression()) + ", " + to + ")");
      }
      case "trim" -> {
        return closed(trim());
      }
      case "substring", "substr", "mid" -> {
        return closed(substring());
      }
      case "position" -> {
        String what = expressions.expression();
        in.expect("IN");
        return closed("POSITION(" + what + ", " + expressions.expression() + ")");
      }
      case "isnull" -> {
        return closed("(" + expressions.expression() + " IS NULL)");
      }
      case "now", "current_timestamp", "localtime", "localtimestamp", "sysdate" -> {
        String digits = in.isSymbol(")") ? "0" : in.next().text();
        return closed("LOCALTIMESTAMP(" + digits + ")");
      }
      case "utc_timestamp" -> {
        if (!in.isSymbol(")")) {
          in.next();
        }
        return closed("CAST(CURRENT_TIMESTAMP AT TIME ZONE 'UTC' AS TIMESTAMP(0))");
      }
      case "curdate", "current_date" -> {
        return closed("CURRENT_DATE");
      }
      case "curtime", "current_time" -> {
        return closed("LOCALTIME(0)");
      }
      case "date" -> {
        return closed("CAST(" + expressions.expression() + " AS DATE)");
      }
      case "year",
          "month",
          "quarter",
          "hour",
          "minute",
          "second",
          "day",
          "dayofmonth",
          "dayofweek",
          "dayofyear",
          "week" -> {
        String unit = RENAMED.getOrDefault(name, name.toUpperCase(Locale.ROOT));
        return closed("EXTRACT(" + unit + " FROM " + date(expressions.expression()) + ")");
      }
      case "exists" -> {
        String query = queries.nested();
        return closed("EXISTS(" + query + ")");
      }
      case "values" -> {
        return closed("\"levin_values\"." + H2Sql.name("v$" + in.name()));
      }
      case "row",
          "interval",
          "in",
          "any",
          "all",
          "some",
          "and",
          "or",
          "not",
          "when",
          "then",
          "else",
          "between",
          "like",
          "case",
          "binary" -> {
        in.seek(start);
        return null;
      }
      default -> {
        return general(name);
      }
    }
  }

  /** A function that stands without brackets, or null. */
  String withoutBrackets() {
    String name = in.peek().text().toLowerCase(Locale.ROOT);
    String constant = CONSTANTS.get(name);
    if (constant == null && name.equals("current_user")) {
      constant = H2Sql.literal(names.sessionFunction(name, List.of())[0]);
    }
    if (constant == null && name.equals("utc_timestamp")) {
      constant = "CAST(CURRENT_TIMESTAMP AT TIME ZONE 'UTC' AS TIMESTAMP(0))";
    }
    if (constant != null) {
      in.next();
    }
    return constant;
  }

  /** {@code left + INTERVAL n unit}; the word INTERVAL is next. */
  String addInterval(String left, boolean minus) {
    in.expect("INTERVAL");
    String count = expressions.expression();
    return add(date(left), count, in.name(), minus);
  }

  /** {@code INTERVAL n unit + right}. */
  String intervalFirst() {
    in.expect("INTERVAL");
    String count = expressions.expression();
    String unit = in.name();
    in.expectSymbol("+");
    return add(date(expressions.expression()), count, unit, false);
  }

  private String general(String name) {
    int start = in.position();
    List<String> arguments = new ArrayList<>();
    List<Object> literals = new ArrayList<>();
    if (!in.isSymbol(")")) {
      do {
        int before = in.position();
        arguments.add(expressions.expression());
        if (literals != null && in.position() == before + 1) {
          literals = withLiteral(literals, before);
        } else {
          literals = null;
        }
      } while (in.acceptSymbol(","));
    }
    Object[] known = names.sessionFunction(name, literals);
    if (known != null) {
      return closed(H2Sql.literal(known[0]));
    }
    if (start == in.position() && name.equals("unix_timestamp")) {
      arguments.add("LOCALTIMESTAMP(0)");
    }
    String target = RENAMED.getOrDefault(name, name);
    return over(closed(target + "(" + String.join(", ", arguments) + ")"));
  }

  private List<Object> withLiteral(List<Object> literals, int position) {
    int now = in.position();
    in.seek(position);
    Token token = in.next();
    in.seek(now);
    switch (token.kind()) {
      case STRING -> literals.add(token.string());
      case NUMBER -> literals.add(new BigDecimal(token.text()));
      default -> {
        if (!token.is("NULL")) {
          return null;
        }
        literals.add(null);
      }
    }
    return literals;
  }

  private String count() {
    if (in.acceptSymbol("*")) {
      return "COUNT(*)";
    }
    if (in.accept("DISTINCT")) {
      List<String> list = expressions.list();
      return list.size() == 1
          ? "COUNT(DISTINCT " + list.get(0) + ")"
          : "COUNT(DISTINCT (" + String.join(", ", list) + "))";
    }
    in.accept("ALL");
    return "COUNT(" + expressions.expression() + ")";
  }

  private String groupConcat() {
    String distinct = in.accept("DISTINCT") ? "DISTINCT " : "";
    List<String> parts = expressions.list();
    String value =
        parts.size() == 1
            ? "CAST(" + parts.get(0) + " AS VARCHAR)"
            : "MYSQL_CONCAT(" + String.join(", ", parts) + ")";
    String order = "";
    if (in.accept("ORDER", "BY")) {
      order = " WITHIN GROUP (ORDER BY " + queries.orderList() + ")";
    }
    String separator = in.accept("SEPARATOR") ? H2Sql.string(in.string()) : "','";
    return "LISTAGG(" + distinct + value + ", " + separator + ")" + order;
  }

  private String trim() {
    String side = in.acceptAny("BOTH", "LEADING", "TRAILING");
    if (side != null && in.accept("FROM")) {
      return "TRIM(" + side + " FROM " + expressions.expression() + ")";
    }
    String first = expressions.expression();
    if (in.accept("FROM")) {
      String where = side == null ? "BOTH" : side;
      return "TRIM(" + where + " " + first + " FROM " + expressions.expression() + ")";
    }
    return "TRIM(" + first + ")";
  }

  private String substring() {
    String value = expressions.expression();
    boolean words = in.accept("FROM");
    if (!words) {
      in.expectSymbol(",");
    }
    String from = expressions.expression();
    String out = "MYSQL_SUBSTRING(" + value + ", " + from;
    if (words ? in.accept("FOR") : in.acceptSymbol(",")) {
      return out + ", " + expressions.expression() + ")";
    }
    return out + ", 2147483647)";
  }

  private String dateAdd(boolean minus) {
    String value = date(expressions.expression());
    in.expectSymbol(",");
    if (in.accept("INTERVAL")) {
      String count = expressions.expression();
      return add(value, count, in.name(), minus);
    }
    return add(value, expressions.expression(), "DAY", minus);
  }

  private static String add(String value, String count, String unit, boolean minus) {
    String upper = unit.toUpperCase(Locale.ROOT);
    if (!UNITS.contains(upper)) {
      throw ExpressionTranslator.unsupported("INTERVAL ... " + upper);
    }
    return "DATEADD(" + upper + ", " + (minus ? "-" : "") + "(" + count + "), " + value + ")";
  }

  /** A date in a string literal as a date literal, since H2 does not guess. */
  private static String date(String expression) {
    if (expression.startsWith("'")) {
      return (expression.length() <= 12 ? "DATE " : "TIMESTAMP ") + expression;
    }
    return expression;
  }

  private String closed(String call) {
    in.expectSymbol(")");
    return call;
  }

  /** A window behind a call. */
  private String over(String call) {
    if (!in.is("OVER")) {
      return call;
    }
    in.next();
    if (!in.acceptSymbol("(")) {
      return call + " OVER " + H2Sql.name(in.name());
    }
    StringBuilder out = new StringBuilder(call).append(" OVER (");
    if (in.accept("PARTITION", "BY")) {
      out.append("PARTITION BY ").append(String.join(", ", expressions.list())).append(' ');
    }
    if (in.accept("ORDER", "BY")) {
      out.append("ORDER BY ").append(queries.orderList());
    }
    while (!in.isSymbol(")")) {
      out.append(' ').append(in.next().text());
    }
    in.expectSymbol(")");
    return out.append(')').toString();
  }
}
