package io.levin.kv.expr;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.ColumnInfo;
import io.levin.schema.MysqlType;
import io.levin.schema.TableInfo;
import io.levin.schema.expr.Expr;
import io.levin.schema.expr.ExprParser;
import io.levin.schema.sql.SqlSyntaxException;
import java.util.List;
import java.util.SortedSet;

/**
 * An SQL expression over the columns of a table, with MySQL's types, collations and NULLs as TiDB
 * has them. It keeps scratch space: an instance belongs to one encoder and is not thread-safe.
 *
 * <p>Expressions of integers, dates and their parts allocate nothing when they compute; those of
 * decimals, text and JSON do.
 */
public final class Expression {
  private static final String REMEDY =
      "import the table without it and add it afterwards, or import the table by SQL";

  private final Node root;

  private Expression(Node root) {
    this.root = root;
  }

  /**
   * Compiles an expression as TiDB's schema stores it.
   *
   * @param text such as {@code `a` + 1} or {@code lower(`s`)}
   * @param table whose columns it may name
   * @param session modes, time zone and variables, for as long as the expression is used
   * @param where what the expression is for, such as {@code generated column c}; for the error
   * @throws ImportException that names the function or form that is not supported
   */
  public static Expression compile(String text, TableInfo table, Session session, String where) {
    return compile(text, table, session, where, false);
  }

  /**
   * Compiles an expression as {@link #compile(String, TableInfo, Session, String)} does, but
   * refuses one that has a subtraction without sign inside. TiDB loads the expression of partitions
   * without NO_UNSIGNED_SUBTRACTION and computes it with it: what then becomes of such a difference
   * in what takes it is not known here.
   */
  public static Expression compileWithoutInnerDifference(
      String text, TableInfo table, Session session, String where) {
    return compile(text, table, session, where, true);
  }

  private static Expression compile(
      String text, TableInfo table, Session session, String where, boolean noInnerDifference) {
    try {
      Expr parsed = parse(text);
      Compiler compiler = new Compiler(table.columns(), session);
      Node root = compiler.compile(parsed);
      if (noInnerDifference && compiler.hasInnerUnsignedDifference(parsed)) {
        throw new UnsupportedExpression(
            "an unsigned subtraction inside of " + text + " with NO_UNSIGNED_SUBTRACTION");
      }
      return new Expression(root);
    } catch (SqlSyntaxException e) {
      throw unsupported("the expression " + text + " (" + e.getMessage() + ")", where, table);
    } catch (UnsupportedExpression e) {
      throw unsupported(e.getMessage(), where, table);
    } catch (StackOverflowError tooDeep) {
      // Nothing was changed on the way down, so that it is as good as any other refusal.
      throw unsupported("the expression " + text + ", which is nested too deeply", where, table);
    }
  }

  private static Expr parse(String text) {
    return ExprParser.parse(text);
  }

  private static ImportException unsupported(String what, String where, TableInfo table) {
    return new ImportException(
        ErrorCode.ENCODE_KV,
        "not supported: " + what + " in " + where + " of table " + table.name(),
        REMEDY);
  }

  /** The names of the supported functions, in order; operators and casts are not among them. */
  public static SortedSet<String> functions() {
    return Functions.names();
  }

  /**
   * Computes the value for a row.
   *
   * @param row the columns' values by offset
   * @param to gets the value; a slice in it is valid until the next call
   * @throws ConversionException if it cannot be computed and the SQL mode minds
   */
  public void evaluate(Value[] row, Value to) throws ConversionException {
    root.eval(row, to);
  }

  /**
   * Computes the value for a row, to be stored in a column.
   *
   * <p>A quotient has more digits than it shows. A DECIMAL takes those, and what is an integer
   * inside is rounded from them; all other columns take what is shown.
   *
   * @param row the columns' values by offset
   * @param column the column that the value will be cast to
   * @param to gets the value; a slice in it is valid until the next call
   * @throws ConversionException if it cannot be computed and the SQL mode minds
   */
  public void evaluate(Value[] row, ColumnInfo column, Value to) throws ConversionException {
    int tp = column.type().tp();
    if (root instanceof ColumnNode source) {
      source.store(row, column.type(), to);
    } else if (root instanceof ConstantNode constant) {
      constant.store(to);
    } else {
      root.eval(row, to);
    }
    boolean text = MysqlType.hasCharset(tp) && !column.type().charset().equals("binary");
    if (text && to.kind() == ValueKind.STRING && root.type().binary()) {
      // Bytes must be text of the column's character set.
      to.setSlice(ValueKind.BINARY_LITERAL, to.array(), to.offset(), to.length());
    }
    if (to.kind() == ValueKind.DECIMAL) {
      boolean keepsDigits =
          switch (tp) {
            case MysqlType.DECIMAL, MysqlType.BIT, MysqlType.ENUM, MysqlType.SET -> true;
            default -> MysqlType.isInteger(tp);
          };
      if (!keepsDigits && to.decimal().shownDigits() != to.decimal().fractionDigits()) {
        to.decimal().round(to.decimal().shownDigits());
      }
    } else if (to.kind() == ValueKind.STRING
        && MysqlType.isString(tp)
        && column.type().charset().equals("binary")) {
      switch (root.type().charset()) {
        case "gbk" -> SearchFunctions.toGbk(to);
        case "ascii" -> SearchFunctions.toAscii(to);
        default -> {}
      }
    }
  }

  /** True if the value is an integer without sign. */
  public boolean unsigned() {
    return root.type().kind() == EvalKind.INT && root.type().unsigned();
  }

  /** True if the value is the same for every row, apart from the session. */
  public boolean constant() {
    return root.constant();
  }

  /** The columns of a table by offset, for tests of expressions without one. */
  static Expression of(String text, List<ColumnInfo> columns, Session session) {
    return new Expression(new Compiler(columns, session).compile(parse(text)));
  }
}
