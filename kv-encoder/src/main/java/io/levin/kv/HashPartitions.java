package io.levin.kv;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Session;
import io.levin.kv.value.Value;
import io.levin.schema.TableInfo;

/** PARTITION BY HASH: the remainder of a number, its sign dropped. */
final class HashPartitions extends Partitions {
  private final IntExpression expression;
  private final int count;

  HashPartitions(TableInfo table, Session session) {
    expression = IntExpression.of(table.partition().expr(), table, session);
    count = table.partition().definitions().size();
  }

  @Override
  int route(Value[] row) throws ConversionException {
    if (!expression.evaluate(row)) {
      return 0;
    }
    return (int) Math.abs(expression.value() % count);
  }
}
