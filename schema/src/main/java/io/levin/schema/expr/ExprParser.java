package io.levin.schema.expr;

import com.alibaba.druid.sql.ast.SQLExpr;
import com.alibaba.druid.sql.dialect.mysql.parser.MySqlExprParser;
import com.alibaba.druid.sql.parser.ParserException;
import com.alibaba.druid.sql.parser.SQLParserFeature;
import io.levin.schema.sql.SqlLexer;
import io.levin.schema.sql.SqlMode;
import io.levin.schema.sql.SqlSyntaxException;
import io.levin.schema.sql.Token;
import io.levin.schema.sql.Token.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads expressions with Druid's MySQL grammar.
 *
 * <p>The text that Druid sees is written anew from tokens, so that {@code sql_mode} decides about
 * quotes and escapes and adjacent strings are one. Parentheses around an expression become calls of
 * a function that no server has, because Druid does not keep all of them and TiDB does.
 */
public final class ExprParser {
  static final String PAREN = "levin_paren";

  /** Around the amount of an interval. */
  static final String AMOUNT = "levin_amount";

  /** TRUNCATE, which Druid takes for a statement behind an operator. */
  static final String TRUNCATE = "levin_truncate";

  private static final Set<String> UNITS =
      Set.of(
          "MICROSECOND",
          "SECOND",
          "MINUTE",
          "HOUR",
          "DAY",
          "WEEK",
          "MONTH",
          "QUARTER",
          "YEAR",
          "SECOND_MICROSECOND",
          "MINUTE_MICROSECOND",
          "MINUTE_SECOND",
          "HOUR_MICROSECOND",
          "HOUR_SECOND",
          "HOUR_MINUTE",
          "DAY_MICROSECOND",
          "DAY_SECOND",
          "DAY_MINUTE",
          "DAY_HOUR",
          "YEAR_MONTH");

  /** Keywords after which an opening parenthesis is around an expression. */
  private static final Set<String> BEFORE_EXPRESSION =
      Set.of(
          "AND",
          "OR",
          "XOR",
          "NOT",
          "DIV",
          "MOD",
          "LIKE",
          "REGEXP",
          "RLIKE",
          "BETWEEN",
          "WHEN",
          "THEN",
          "ELSE",
          "CASE",
          "ESCAPE",
          "FROM",
          "BINARY",
          "OF",
          "LEADING",
          "TRAILING",
          "BOTH",
          "ILIKE");

  private ExprParser() {}

  /**
   * An expression as TiDB stores it, for example {@code ColumnInfo.generatedExpr()}.
   *
   * @param text the expression
   * @throws SqlSyntaxException when it is not an expression that Levin knows
   */
  public static Expr parse(String text) {
    return parse(text, SqlMode.DEFAULT);
  }

  /**
   * An expression of a statement.
   *
   * @param text the expression
   * @param mode the mode under which it was written
   * @throws SqlSyntaxException when it is not an expression that Levin knows
   */
  public static Expr parse(String text, SqlMode mode) {
    List<Token> tokens = SqlLexer.tokens(text, mode);
    return parse(tokens.subList(0, tokens.size() - 1), mode);
  }

  /**
   * An expression of a statement.
   *
   * @param tokens all of its tokens, without {@link Kind#END}
   * @param mode the mode under which it was written
   * @throws SqlSyntaxException when it is not an expression that Levin knows
   */
  public static Expr parse(List<Token> tokens, SqlMode mode) {
    int offset = tokens.isEmpty() ? 0 : tokens.get(0).start();
    String text = druidText(tokens, mode);
    try {
      MySqlExprParser parser = new MySqlExprParser(text, SQLParserFeature.SkipComments);
      SQLExpr expr = parser.expr();
      if (!parser.getLexer().isEOF()) {
        throw new SqlSyntaxException("not an expression: " + text, offset);
      }
      return new DruidExpr(offset).convert(expr);
    } catch (ParserException e) {
      throw new SqlSyntaxException("not an expression: " + text + ": " + e.getMessage(), offset);
    } catch (StackOverflowError tooDeep) {
      // Druid calls itself for each level; nothing is left behind where it comes back from.
      throw new SqlSyntaxException("an expression that is nested too deeply: " + text, offset);
    }
  }

  private static String druidText(List<Token> tokens, SqlMode mode) {
    StringBuilder out = new StringBuilder();
    Set<Integer> units = new HashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (units.contains(i)) {
        out.append(") ");
      }
      switch (token.kind()) {
        case QUOTED_NAME -> out.append('`').append(token.text().replace("`", "``")).append('`');
        case STRING -> {
          if (i > 0 && tokens.get(i - 1).is("USING") && token.text().matches("\\w+")) {
            out.append('`').append(token.text()).append("` ");
            continue;
          }
          StringBuilder value = new StringBuilder(token.text());
          while (i + 1 < tokens.size() && tokens.get(i + 1).kind() == Kind.STRING) {
            value.append(tokens.get(++i).text());
          }
          out.append('\'')
              .append(value.toString().replace("\\", "\\\\").replace("'", "''"))
              .append('\'');
        }
        case WORD -> {
          out.append(word(tokens, i));
          int unit = unitOf(tokens, i);
          if (unit > 0) {
            units.add(unit);
            out.append(' ').append(AMOUNT).append('(');
          }
        }
        case HEX -> out.append("x'").append(token.text()).append('\'');
        case BIT -> out.append("b'").append(token.text()).append('\'');
        case SYMBOL -> {
          if (token.text().equals("(") && isGrouping(tokens, i)) {
            out.append(PAREN);
          } else if (token.text().equals("||") && mode.pipesAsConcat()) {
            throw new SqlSyntaxException(
                "|| that joins strings is not understood; write CONCAT", token.start());
          }
          out.append(token.text());
        }
        default -> out.append(token.text());
      }
      boolean introducer =
          token.kind() == Kind.WORD
              && token.text().startsWith("_")
              && i + 1 < tokens.size()
              && tokens.get(i + 1).kind() == Kind.STRING;
      out.append(introducer ? "" : " ");
    }
    return out.toString();
  }

  private static String word(List<Token> tokens, int i) {
    if (isBinaryIntroducer(tokens, i)) {
      return ""; // Such a literal is binary already.
    }
    String other = inOtherWords(tokens, i);
    if (other != null) {
      return other;
    }
    // Druid takes some names behind LIKE for something else, unless they are quoted.
    boolean name =
        i > 0
            && tokens.get(i - 1).is("LIKE")
            && !tokens.get(i).isAny("NULL", "TRUE", "FALSE", "BINARY", "CASE", "NOT", "INTERVAL")
            && !tokens.get(i).text().startsWith("_")
            && (i + 1 == tokens.size()
                || !tokens.get(i + 1).text().equals("(")
                    && tokens.get(i + 1).kind() != Kind.STRING);
    return name ? '`' + tokens.get(i).text() + '`' : tokens.get(i).text();
  }

  /** Words that Druid does not know, or knows otherwise, in words that it knows; else null. */
  private static String inOtherWords(List<Token> tokens, int i) {
    boolean call = i + 1 < tokens.size() && tokens.get(i + 1).isSymbol("(");
    if (tokens.get(i).is("TRUNCATE") && call) {
      return TRUNCATE;
    } else if (tokens.get(i).is("ILIKE")) {
      return "RLIKE";
    } else if (tokens.get(i).is("RLIKE")) {
      return "REGEXP";
    } else if (tokens.get(i).is("MEMBER") && isMemberOf(tokens, i + 1)) {
      return "SOUNDS";
    } else if (isMemberOf(tokens, i)) {
      return "LIKE";
    }
    return null;
  }

  private static boolean isMemberOf(List<Token> tokens, int i) {
    return i > 0
        && i + 1 < tokens.size()
        && tokens.get(i).is("OF")
        && tokens.get(i - 1).is("MEMBER")
        && tokens.get(i + 1).isSymbol("(");
  }

  /** Where the unit of an interval stands that begins at {@code i}; 0 if none begins there. */
  private static int unitOf(List<Token> tokens, int i) {
    boolean list =
        i + 1 < tokens.size() && tokens.get(i + 1).isSymbol("(") && !isSingle(tokens, i + 1);
    if (!tokens.get(i).is("INTERVAL") || list) {
      return 0; // the function of that name has several arguments
    }
    int depth = 0;
    for (int at = i + 1; at < tokens.size() && depth >= 0; at++) {
      Token token = tokens.get(at);
      if (token.isSymbol("(")) {
        depth++;
      } else if (token.isSymbol(")")) {
        depth--;
      } else if (depth == 0 && token.isSymbol(",")) {
        return 0;
      } else if (depth == 0
          && at > i + 1
          && token.kind() == Kind.WORD
          && UNITS.contains(token.keyword())
          && !(at + 1 < tokens.size() && tokens.get(at + 1).isSymbol("("))) {
        return at;
      }
    }
    return 0;
  }

  private static boolean isBinaryIntroducer(List<Token> tokens, int i) {
    return tokens.get(i).is("_BINARY")
        && i + 1 < tokens.size()
        && (tokens.get(i + 1).kind() == Kind.HEX || tokens.get(i + 1).kind() == Kind.BIT);
  }

  /** Whether the parenthesis at {@code i} is around one expression, and not around a list. */
  private static boolean isGrouping(List<Token> tokens, int i) {
    if (i > 0) {
      Token before = tokens.get(i - 1);
      boolean afterOperator =
          before.kind() == Kind.SYMBOL && !before.text().equals(")") && !before.text().equals(".");
      boolean afterKeyword =
          BEFORE_EXPRESSION.contains(before.keyword())
              && !(i > 1 && before.is("BINARY") && tokens.get(i - 2).is("AS"))
              && !(before.isAny("MOD", "BINARY") && startsOperand(tokens, i - 1));
      boolean interval = unitOf(tokens, i - 1) > 0;
      if (!afterOperator && !afterKeyword && !interval) {
        return false;
      }
    }
    return isSingle(tokens, i);
  }

  /** Whether the word at {@code i} stands where an operand begins: MOD(a, b), not a MOD (b). */
  private static boolean startsOperand(List<Token> tokens, int i) {
    if (tokens.get(i).is("BINARY")) {
      return false;
    }
    return i == 0
        || (tokens.get(i - 1).kind() == Kind.SYMBOL && !tokens.get(i - 1).isSymbol(")"))
        || BEFORE_EXPRESSION.contains(tokens.get(i - 1).keyword());
  }

  private static boolean isSingle(List<Token> tokens, int open) {
    int close = closing(tokens, open);
    int depth = 0;
    for (int i = open; i < close; i++) {
      if (tokens.get(i).isSymbol("(")) {
        depth++;
      } else if (tokens.get(i).isSymbol(")")) {
        depth--;
      } else if (depth == 1 && tokens.get(i).isSymbol(",")) {
        return false;
      }
    }
    return close > open + 1;
  }

  private static int closing(List<Token> tokens, int open) {
    int depth = 0;
    for (int i = open; i < tokens.size(); i++) {
      if (tokens.get(i).isSymbol("(")) {
        depth++;
      } else if (tokens.get(i).isSymbol(")") && --depth == 0) {
        return i;
      }
    }
    throw new SqlSyntaxException("parenthesis is not closed", tokens.get(open).start());
  }
}
