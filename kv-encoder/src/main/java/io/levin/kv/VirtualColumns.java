package io.levin.kv;

import io.levin.base.ImportException;
import io.levin.kv.cast.ColumnCast;
import io.levin.kv.expr.Expression;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.Value;
import io.levin.schema.ColumnInfo;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.List;

/** Computes the columns that rows do not have because they are made anew at each reading. */
final class VirtualColumns {
  private final List<Virtual> columns = new ArrayList<>();

  /** Each has a result of its own: the column's value may point into it. */
  private record Virtual(ColumnInfo column, Expression expression, ColumnCast cast, Value result) {}

  /** Columns whose expressions are not supported are left out, and stay NULL. */
  VirtualColumns(TableInfo table, Session session) {
    for (ColumnInfo column : table.columns()) {
      if (!column.virtual()) {
        continue;
      }
      try {
        Expression expression =
            Expression.compile(
                column.generatedExpr(), table, session, "generated column " + column.name());
        columns.add(
            new Virtual(column, expression, ColumnCast.to(column.type(), session), new Value()));
      } catch (ImportException notSupported) {
        continue;
      }
    }
  }

  /** Sets them in a row, in their order, each seeing those before it. */
  void evaluate(Value[] row) {
    for (Virtual virtual : columns) {
      Value value = row[virtual.column().offset()];
      try {
        virtual.expression().evaluate(row, virtual.column(), virtual.result());
        virtual.cast().cast(virtual.result(), value);
      } catch (ConversionException e) {
        value.setNull(); // as a server answers, with a warning
      }
    }
  }
}
