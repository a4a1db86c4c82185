package io.levin.kv;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Identifiers;
import io.levin.schema.TableInfo;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which field of a row each column of a table is taken from. Immutable.
 *
 * <p>With a list of names (the header of a CSV file, the column list of an INSERT) columns are
 * matched by name, whatever their case; without one by position, where a generated or ignored
 * column has its field too, which is not read.
 */
public final class ColumnMapping {
  /** No field: the column takes its default. */
  public static final int MISSING = -1;

  /** The name of the hidden row id. */
  public static final String ROW_ID = "_tidb_rowid";

  private final int[] fields;
  private final int rowIdField;

  private ColumnMapping(int[] fields, int rowIdField) {
    this.fields = fields;
    this.rowIdField = rowIdField;
  }

  /**
   * Finds the fields of a table's columns.
   *
   * @param fileColumns the names in the file, in its order, or null if it has none
   * @param ignoredLower names of columns not to import, in lower case
   * @throws ImportException if the file names a column that the table does not have
   */
  public static ColumnMapping of(
      TableInfo table, List<String> fileColumns, Set<String> ignoredLower) {
    int[] fields = new int[table.columns().size()];
    Arrays.fill(fields, MISSING);
    if (fileColumns == null) {
      int position = 0;
      for (ColumnInfo column : table.columns()) {
        if (column.hidden()) {
          continue;
        }
        if (!column.generated() && !ignoredLower.contains(column.lowerName())) {
          fields[column.offset()] = position;
        }
        position++;
      }
      return new ColumnMapping(fields, MISSING);
    }
    Map<String, Integer> positions = new LinkedHashMap<>();
    for (int i = 0; i < fileColumns.size(); i++) {
      positions.put(Identifiers.lower(fileColumns.get(i)), i);
    }
    for (ColumnInfo column : table.columns()) {
      Integer position = column.hidden() ? null : positions.remove(column.lowerName());
      if (position != null && !ignoredLower.contains(column.lowerName())) {
        fields[column.offset()] = position;
      }
    }
    Integer rowId = positions.remove(ROW_ID);
    positions.keySet().removeAll(ignoredLower);
    if (!positions.isEmpty()) {
      throw new ImportException(
          ErrorCode.UNKNOWN_COLUMNS,
          "unknown columns in header ("
              + String.join(",", positions.keySet())
              + ") for table "
              + table.name(),
          "correct the header, or name these columns in mydumper.ignore-columns");
    }
    boolean takesRowId = rowId != null && !ignoredLower.contains(ROW_ID);
    return new ColumnMapping(fields, takesRowId ? rowId : MISSING);
  }

  /** The field of the column with this offset, or {@link #MISSING}. */
  public int field(int columnOffset) {
    return fields[columnOffset];
  }

  /** The field of an explicit row id, or {@link #MISSING}. */
  public int rowIdField() {
    return rowIdField;
  }
}
