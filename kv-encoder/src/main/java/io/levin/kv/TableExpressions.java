package io.levin.kv;

import io.levin.base.ImportException;
import io.levin.kv.expr.Expression;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.CheckConstraint;
import io.levin.schema.ColumnInfo;
import io.levin.schema.IndexColumn;
import io.levin.schema.IndexInfo;
import io.levin.schema.SchemaState;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a table computes for each row: its generated columns, then its check constraints. */
final class TableExpressions {
  private final List<Generated> generated = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();
  private final Value result = new Value();
  private TableColumn current;
  private List<TableColumn> inputs;

  /** Each has a result of its own: the column's value may point into it until the row ends. */
  private record Generated(
      TableColumn column, Expression expression, Value result, List<TableColumn> inputs) {}

  private record Check(String name, Expression expression, List<TableColumn> inputs) {}

  /**
   * Compiles the expressions.
   *
   * @throws ImportException that names what of them is not supported; a virtual column that nothing
   *     is made from does not matter
   */
  TableExpressions(TableInfo table, TableColumn[] columns, Session session) {
    for (ColumnInfo column : table.columns()) {
      if (column.generated()) {
        try {
          Expression expression =
              Expression.compile(
                  column.generatedExpr(), table, session, "generated column " + column.name());
          List<TableColumn> named = named(column.generatedExpr(), columns);
          generated.add(new Generated(columns[column.offset()], expression, new Value(), named));
        } catch (ImportException notSupported) {
          if (!column.virtual() || isNeeded(table, column)) {
            throw notSupported;
          }
        }
      }
    }
    for (CheckConstraint constraint : table.constraints()) {
      if (constraint.enforced() && constraint.state() == SchemaState.PUBLIC) {
        Expression expression =
            Expression.compile(
                constraint.expr(), table, session, "check constraint " + constraint.name());
        List<TableColumn> named = named(constraint.expr(), columns);
        checks.add(new Check(constraint.name(), expression, named));
      }
    }
  }

  /**
   * Computes generated columns in the order of columns, each seeing those before it, and checks.
   */
  void evaluate(Value[] row) throws ConversionException {
    current = null;
    inputs = null;
    for (int i = 0; i < generated.size(); i++) {
      Generated next = generated.get(i);
      current = next.column();
      inputs = next.inputs();
      next.expression().evaluate(row, next.column().info(), next.result());
      inputs = null;
      current.take(next.result());
    }
    current = null;
    for (int i = 0; i < checks.size(); i++) {
      Check check = checks.get(i);
      inputs = check.inputs();
      check.expression().evaluate(row, result);
      boolean zero =
          switch (result.kind()) {
            case INT, UINT -> result.bits() == 0;
            case DOUBLE -> result.asDouble() == 0;
            case DECIMAL -> result.decimal().isZero();
            default -> false;
          };
      if (zero) {
        throw new ConversionException(
            SqlError.CHECK_VIOLATED,
            "Check constraint '" + check.name() + "' is violated: {value}");
      }
    }
    inputs = null;
  }

  /** What is wrong if an error came up here; null if it did not. */
  Refusal refusal() {
    if (inputs != null) {
      return Refusal.ofExpression(current == null ? null : current.info(), inputs);
    }
    return current == null ? null : Refusal.ofValue(current.info(), current.source());
  }

  /** The columns whose names are in an expression, in the table's order. */
  static List<TableColumn> named(String expression, TableColumn[] columns) {
    String lower = expression.toLowerCase(Locale.ROOT);
    return Arrays.stream(columns)
        .filter(column -> lower.contains("`" + column.info().lowerName() + "`"))
        .toList();
  }

  /** True if a virtual column's value is in an index, or another expression may see it. */
  private static boolean isNeeded(TableInfo table, ColumnInfo column) {
    for (IndexInfo index : table.indices()) {
      for (IndexColumn part : index.columns()) {
        if (part.offset() == column.offset()) {
          return true;
        }
      }
    }
    String name = "`" + column.lowerName() + "`";
    for (ColumnInfo other : table.columns()) {
      if (other.generatedExpr().toLowerCase(Locale.ROOT).contains(name)) {
        return true;
      }
    }
    return table.isPartitioned() || !table.constraints().isEmpty();
  }
}
