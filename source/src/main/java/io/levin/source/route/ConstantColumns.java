package io.levin.source.route;

import java.util.List;

/**
 * Columns whose values come from names rather than from the data, the same for every row of a file.
 *
 * @param columns as spelled in the rule
 * @param values one for each column
 */
public record ConstantColumns(List<String> columns, List<String> values) {
  /** No such column. */
  public static final ConstantColumns NONE = new ConstantColumns(List.of(), List.of());

  /** Copies the lists. */
  public ConstantColumns {
    columns = List.copyOf(columns);
    values = List.copyOf(values);
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return columns.isEmpty();
  }
}
