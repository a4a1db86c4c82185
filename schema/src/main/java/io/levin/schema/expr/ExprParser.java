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

  /** Keywords after which an opening parenthesis is around an expression. */
  private static final Set<String> BEFORE_EXPRESSION =
      Set.of(
          "AND", "OR", "XOR", "NOT", "DIV", "MOD", "LIKE", "REGEXP", "RLIKE", "BETWEEN", "WHEN",
          "THEN", "ELSE", "CASE", "ESCAPE", "FROM", "BINARY", "OF");

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
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      switch (token.kind()) {
        case QUOTED_NAME -> out.append('`').append(token.text().replace("`", "``")).append('`');
        case STRING -> {
          StringBuilder value = new StringBuilder(token.text());
          while (i + 1 < tokens.size() && tokens.get(i + 1).kind() == Kind.STRING) {
            value.append(tokens.get(++i).text());
          }
          out.append('\'')
              .append(value.toString().replace("\\", "\\\\").replace("'", "''"))
              .append('\'');
        }
        case WORD -> out.append(word(tokens, i));
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
      boolean interval = before.is("INTERVAL") && unitFollows(tokens, i);
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

  private static boolean unitFollows(List<Token> tokens, int open) {
    int close = closing(tokens, open);
    return close + 1 < tokens.size() && tokens.get(close + 1).kind() == Kind.WORD;
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
