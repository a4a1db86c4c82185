package io.levin.kv;

import io.levin.base.KvBuffer;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.Value;
import io.levin.schema.ColumnInfo;
import io.levin.schema.PartitionDefinition;
import io.levin.schema.TableInfo;
import java.util.List;

/** PARTITION BY RANGE, of an expression or of columns: the first whose bound is greater. */
final class RangePartitions {
  static final String MAXVALUE = "MAXVALUE";

  private RangePartitions() {}

  static Partitions ofExpression(TableInfo table, Session session) {
    IntExpression expression = IntExpression.of(table.partition().expr(), table, session);
    List<PartitionDefinition> definitions = table.partition().definitions();
    boolean open = definitions.get(definitions.size() - 1).lessThan().get(0).equals(MAXVALUE);
    long[] bounds = new long[definitions.size() - (open ? 1 : 0)];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = IntExpression.constant(definitions.get(i).lessThan().get(0), table, session);
    }
    return new OfExpression(expression, bounds, open);
  }

  static Partitions ofColumns(TableInfo table, ColumnBytes[] columns, Session session) {
    TupleKeys keys = new TupleKeys(table, columns, session);
    List<PartitionDefinition> definitions = table.partition().definitions();
    byte[][] bounds = new byte[definitions.size()][];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = keys.ofLiterals(definitions.get(i).lessThan());
    }
    return new OfColumns(keys, bounds);
  }

  private static final class OfExpression extends Partitions {
    private final IntExpression expression;
    private final long[] bounds;
    private final boolean open;

    /** Added to numbers before they are compared as signed ones. */
    private final long bias;

    OfExpression(IntExpression expression, long[] bounds, boolean open) {
      this.expression = expression;
      this.bounds = bounds;
      this.open = open;
      bias = expression.unsigned() ? Long.MIN_VALUE : 0;
    }

    @Override
    int route(Value[] row) throws ConversionException {
      if (!expression.evaluate(row)) {
        return 0;
      }
      long value = expression.value() + bias;
      int low = 0;
      int high = bounds.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (bounds[middle] + bias > value) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low < bounds.length || open ? low : NONE;
    }

    @Override
    String of(Value[] row) {
      return expression.describe();
    }
  }

  private static final class OfColumns extends Partitions {
    private final TupleKeys keys;
    private final byte[][] bounds;

    OfColumns(TupleKeys keys, byte[][] bounds) {
      this.keys = keys;
      this.bounds = bounds;
    }

    @Override
    int route(Value[] row) throws ConversionException {
      KvBuffer key = keys.ofRow(row);
      int low = 0;
      int high = bounds.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (TupleKeys.compare(key, bounds[middle]) < 0) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low < bounds.length ? low : NONE;
    }

    @Override
    String of(Value[] row) {
      return keys.describe(row);
    }
  }

  /** For messages: the names of columns. */
  static String names(List<ColumnInfo> columns) {
    return String.join(", ", columns.stream().map(ColumnInfo::name).toList());
  }
}
