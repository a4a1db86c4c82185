package io.levin.kv;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.Value;
import io.levin.schema.ColumnInfo;
import io.levin.schema.TableInfo;

/** An expression over the values of a row. */
interface RowExpression {
  /**
   * Computes the value.
   *
   * @param row the values of all columns, by offset
   */
  void evaluate(Value[] row, Value to) throws ConversionException;

  /** True if the value is an unsigned integer. */
  boolean unsigned();

  /**
   * Compiles an expression of a table.
   *
   * @throws ImportException that names what of it is not supported
   */
  static RowExpression compile(String text, TableInfo table, Session session) {
    ColumnInfo column = bareColumn(text, table);
    if (column != null) {
      return new OfColumn(column);
    }
    throw new ImportException(
        ErrorCode.ENCODE_KV,
        "table `" + table.name() + "` has the expression " + text,
        "this is not supported yet");
  }

  /** The column that an expression consists of, or null. */
  private static ColumnInfo bareColumn(String text, TableInfo table) {
    String name = text.trim();
    if (name.length() < 3 || name.charAt(0) != '`' || name.indexOf('`', 1) != name.length() - 1) {
      return null;
    }
    return table.column(name.substring(1, name.length() - 1)).orElse(null);
  }

  /**
   * The value of a column.
   *
   * @param column which
   */
  record OfColumn(ColumnInfo column) implements RowExpression {
    @Override
    public void evaluate(Value[] row, Value to) {
      to.set(row[column.offset()]);
    }

    @Override
    public boolean unsigned() {
      return column.type().unsigned();
    }
  }
}
