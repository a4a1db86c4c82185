package io.levin.kv;

import io.levin.base.KvBuffer;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.Value;
import io.levin.schema.PartitionDefinition;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** PARTITION BY LIST, of an expression or of columns: the one that names the value. */
final class ListPartitions {
  private static final String DEFAULT = "DEFAULT";
  private static final String NULL = "NULL";

  private ListPartitions() {}

  static Partitions ofExpression(TableInfo table, Session session) {
    IntExpression expression = IntExpression.of(table.partition().expr(), table, session);
    OfExpression partitions = new OfExpression(expression);
    record Entry(long value, int partition) {}
    List<Entry> entries = new ArrayList<>();
    List<PartitionDefinition> definitions = table.partition().definitions();
    for (int i = 0; i < definitions.size(); i++) {
      for (List<String> tuple : definitions.get(i).inValues()) {
        String literal = tuple.get(0);
        if (literal.equalsIgnoreCase(DEFAULT)) {
          partitions.otherwise = i;
        } else if (literal.equalsIgnoreCase(NULL)) {
          partitions.ofNull = i;
        } else {
          entries.add(new Entry(IntExpression.constant(literal, table, session), i));
        }
      }
    }
    entries.sort(Comparator.comparingLong(Entry::value));
    partitions.values = entries.stream().mapToLong(Entry::value).toArray();
    partitions.numbers = entries.stream().mapToInt(Entry::partition).toArray();
    return partitions;
  }

  static Partitions ofColumns(TableInfo table, ColumnBytes[] columns, Session session) {
    TupleKeys keys = new TupleKeys(table, columns, session);
    OfColumns partitions = new OfColumns(keys);
    record Entry(byte[] key, int partition) {}
    List<Entry> entries = new ArrayList<>();
    List<PartitionDefinition> definitions = table.partition().definitions();
    for (int i = 0; i < definitions.size(); i++) {
      for (List<String> tuple : definitions.get(i).inValues()) {
        if (tuple.size() == 1 && tuple.get(0).equalsIgnoreCase(DEFAULT)) {
          partitions.otherwise = i;
        } else {
          entries.add(new Entry(keys.ofLiterals(tuple), i));
        }
      }
    }
    entries.sort(Comparator.comparing(Entry::key, Arrays::compareUnsigned));
    partitions.values = entries.stream().map(Entry::key).toArray(byte[][]::new);
    partitions.numbers = entries.stream().mapToInt(Entry::partition).toArray();
    return partitions;
  }

  private static final class OfExpression extends Partitions {
    private final IntExpression expression;
    private long[] values;
    private int[] numbers;
    private int otherwise = NONE;
    private int ofNull = NONE;

    OfExpression(IntExpression expression) {
      this.expression = expression;
    }

    @Override
    int route(Value[] row) throws ConversionException {
      if (!expression.evaluate(row)) {
        return ofNull == NONE ? otherwise : ofNull;
      }
      int at = Arrays.binarySearch(values, expression.value());
      return at < 0 ? otherwise : numbers[at];
    }

    @Override
    String of(Value[] row) {
      return expression.describe();
    }
  }

  private static final class OfColumns extends Partitions {
    private final TupleKeys keys;
    private byte[][] values;
    private int[] numbers;
    private int otherwise = NONE;

    OfColumns(TupleKeys keys) {
      this.keys = keys;
    }

    @Override
    int route(Value[] row) throws ConversionException {
      KvBuffer key = keys.ofRow(row);
      int low = 0;
      int high = values.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = TupleKeys.compare(key, values[middle]);
        if (order == 0) {
          return numbers[middle];
        }
        if (order < 0) {
          high = middle - 1;
        } else {
          low = middle + 1;
        }
      }
      return otherwise;
    }

    @Override
    String of(Value[] row) {
      return keys.describe(row);
    }
  }
}
