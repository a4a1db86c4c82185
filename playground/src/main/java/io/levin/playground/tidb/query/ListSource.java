package io.levin.playground.tidb.query;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.h2.table.Column;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.h2.value.ValueBigint;
import org.h2.value.ValueNull;
import org.h2.value.ValueNumeric;
import org.h2.value.ValueVarbinary;
import org.h2.value.ValueVarchar;

/** Rows that are made when they are asked for: what a server tells of itself. */
public final class ListSource implements RowSource {
  private final List<String> names;
  private final List<TypeInfo> types;
  private final Supplier<List<Object[]>> rows;
  private List<Value[]> made;

  private ListSource(List<String> names, List<TypeInfo> types, Supplier<List<Object[]>> rows) {
    this.names = names;
    this.types = types;
    this.rows = rows;
  }

  /**
   * A source.
   *
   * @param columns names; a {@code #} behind one makes it a BIGINT, a {@code +} an unsigned one,
   *     and a {@code ~} text that is compared without regard to case; others are text
   * @param rows strings, numbers, bytes or nulls
   */
  public static ListSource of(List<String> columns, Supplier<List<Object[]>> rows) {
    List<String> names = new ArrayList<>();
    List<TypeInfo> types = new ArrayList<>();
    for (String column : columns) {
      String name = column.replaceAll("[#+~]$", "");
      names.add(name);
      types.add(
          column.endsWith("#")
              ? TypeInfo.TYPE_BIGINT
              : column.endsWith("+")
                  ? TypeInfo.getTypeInfo(Value.NUMERIC, 20, 0, null)
                  : column.endsWith("~")
                      ? TypeInfo.TYPE_VARCHAR_IGNORECASE
                      : TypeInfo.TYPE_VARCHAR);
    }
    return new ListSource(names, types, rows);
  }

  /** A source whose columns are given in one text, with commas between them. */
  public static ListSource of(String columns, Supplier<List<Object[]>> rows) {
    return of(List.of(columns.split(", ")), rows);
  }

  @Override
  public List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      columns.add(new Column(names.get(i), types.get(i)));
    }
    return columns;
  }

  @Override
  public Iterator<Value[]> rows() {
    return values().iterator();
  }

  @Override
  public long count() {
    return values().size();
  }

  private List<Value[]> values() {
    if (made == null) {
      made = new ArrayList<>();
      for (Object[] row : rows.get()) {
        Value[] values = new Value[names.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = value(row[i]).convertTo(types.get(i));
        }
        made.add(values);
      }
    }
    return made;
  }

  private static Value value(Object value) {
    if (value == null) {
      return ValueNull.INSTANCE;
    }
    if (value instanceof Long || value instanceof Integer) {
      return ValueBigint.get(((Number) value).longValue());
    }
    if (value instanceof BigInteger number) {
      return ValueNumeric.get(number);
    }
    if (value instanceof byte[] bytes) {
      return ValueVarbinary.get(bytes);
    }
    return ValueVarchar.get(value.toString());
  }
}
