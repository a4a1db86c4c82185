package io.levin.playground.tidb.query;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import org.h2.api.Aggregate;
import org.h2.value.Value;

/** MySQL's AVG: of exact numbers exact, with four digits more; of floating ones floating. */
public final class MysqlAverage implements Aggregate {
  private BigDecimal sum = BigDecimal.ZERO;
  private double floating;
  private boolean exact = true;
  private int scale;
  private long count;

  @Override
  public int getInternalType(int[] inputTypes) {
    exact = inputTypes[0] != Value.DOUBLE && inputTypes[0] != Value.REAL;
    return exact ? Value.NUMERIC : Value.DOUBLE;
  }

  @Override
  public void add(Object value) {
    if (value == null) {
      return;
    }
    count++;
    if (value instanceof Double || value instanceof Float) {
      exact = false;
      floating += ((Number) value).doubleValue();
    } else {
      BigDecimal number = new BigDecimal(value.toString());
      scale = Math.max(scale, number.scale());
      sum = sum.add(number);
    }
  }

  @Override
  public Object getResult() {
    if (count == 0) {
      return null;
    }
    return exact
        ? sum.divide(BigDecimal.valueOf(count), scale + 4, RoundingMode.HALF_UP)
        : (Object) (floating / count);
  }

  @Override
  public void init(Connection connection) {}
}
