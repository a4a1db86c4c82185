package io.levin.source.route;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.schema.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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

  /**
   * The names of a row's fields, the constant ones first, as the parsers deliver them.
   *
   * @param fileColumns the names that the file gives, in lower case, or null
   * @param tableColumns the visible columns of the table in order, for files without names
   * @return null if the fields go by position and there is no constant
   * @throws ImportException if the file holds a constant column, too
   */
  public List<String> fieldNames(List<String> fileColumns, List<String> tableColumns) {
    if (isEmpty()) {
      return fileColumns;
    }
    List<String> names = new ArrayList<>();
    for (String column : columns) {
      names.add(Identifiers.lower(column));
    }
    Set<String> constants = Set.copyOf(names);
    if (fileColumns == null) {
      for (String column : tableColumns) {
        String name = Identifiers.lower(column);
        if (!constants.contains(name)) {
          names.add(name);
        }
      }
      return names;
    }
    for (String column : fileColumns) {
      if (constants.contains(column)) {
        throw new ImportException(
            ErrorCode.UNKNOWN_COLUMNS,
            "extend column " + column + " is contained in the data file's header",
            "please remove this column in data or remove this extend rule");
      }
      names.add(column);
    }
    return names;
  }
}
