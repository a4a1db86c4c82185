package io.levin.playground.tidb.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.h2.table.Column;
import org.h2.value.Value;

/**
 * Rows by the value of one column, gathered when a join asks for them again and again. Without it a
 * join on other columns than a primary key would read the inner table once for each outer row.
 */
final class ColumnHash {
  /** More rows are not kept; they are then read each time. */
  private static final int MOST_ROWS = 100_000;

  private final RowSource source;
  private final int column;
  private int finds;
  private boolean tooMany;
  private Map<Object, List<Value[]>> rows;

  ColumnHash(RowSource source, int column) {
    this.source = source;
    this.column = column;
  }

  /** Whether there is a key for the values of a column. */
  static boolean fits(Column column) {
    return switch (column.getType().getValueType()) {
      case Value.TINYINT,
          Value.SMALLINT,
          Value.INTEGER,
          Value.BIGINT,
          Value.VARCHAR,
          Value.VARCHAR_IGNORECASE,
          Value.DATE,
          Value.TIMESTAMP ->
          true;
      case Value.NUMERIC -> column.getType().getScale() == 0;
      default -> false;
    };
  }

  /** Rows that have a value in the column, and perhaps others. */
  Iterator<Value[]> find(Value value, Column of) {
    boolean text = isText(value.getValueType());
    if (text != isText(of.getType().getValueType())) {
      return source.rows(); // '05' and 5 are equal, but have no key in common
    }
    finds++;
    if (finds < 3 || tooMany) {
      return source.rows();
    }
    if (rows == null) {
      gather();
    }
    Object key = key(value);
    return tooMany || key == null ? source.rows() : rows.getOrDefault(key, List.of()).iterator();
  }

  /**
   * Equal for values that H2 may find equal, be they of different types; null for no such thing.
   */
  private static Object key(Value value) {
    return switch (value.getValueType()) {
      case Value.TINYINT, Value.SMALLINT, Value.INTEGER, Value.BIGINT, Value.NUMERIC ->
          value.getBigDecimal().stripTrailingZeros();
      case Value.VARCHAR, Value.VARCHAR_IGNORECASE -> value.getString().toUpperCase(Locale.ROOT);
      case Value.DATE -> value.getString() + " 00:00:00";
      case Value.TIMESTAMP -> value.getString();
      default -> null;
    };
  }

  private static boolean isText(int type) {
    return type == Value.VARCHAR || type == Value.VARCHAR_IGNORECASE;
  }

  private void gather() {
    rows = new HashMap<>();
    int count = 0;
    for (Iterator<Value[]> all = source.rows(); all.hasNext(); ) {
      Value[] row = all.next();
      if (++count > MOST_ROWS) {
        tooMany = true;
        rows = null;
        return;
      }
      Object key = key(row[column]);
      if (key != null) { // NULL is equal to nothing
        rows.computeIfAbsent(key, v -> new ArrayList<>(1)).add(row);
      }
    }
  }
}
