package io.levin.kv;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;
import io.levin.schema.ColumnInfo;
import io.levin.schema.IndexInfo;
import io.levin.schema.MysqlType;
import io.levin.schema.TableInfo;
import java.util.List;

/**
 * Says why a row was refused, in words that a MySQL user knows.
 *
 * @param column what is wrong; null if it is the row as a whole
 * @param computed true if the column could not be computed at all
 * @param source the value that is wrong, or those that it was to be computed from, as text
 */
record Refusal(ColumnInfo column, boolean computed, String source) {
  /** A value of a field, or of an expression, that does not fit its column. */
  static Refusal ofValue(ColumnInfo column, Value source) {
    return new Refusal(column, false, ShortText.of(source));
  }

  /** A hidden row id. */
  static Refusal ofRowId(Value source) {
    return new Refusal(null, false, ShortText.of(source));
  }

  /**
   * An expression that has no value.
   *
   * @param column that it is for; null for a check constraint
   * @param inputs the columns that it names
   */
  static Refusal ofExpression(ColumnInfo column, List<TableColumn> inputs) {
    StringBuilder source = new StringBuilder();
    for (TableColumn input : inputs.subList(0, Math.min(inputs.size(), MOST_INPUTS))) {
      source.append(source.isEmpty() ? "" : ", ");
      source.append(input.info().name()).append(" = ").append(ShortText.of(input.source()));
    }
    if (inputs.size() > MOST_INPUTS) {
      source.append(", …");
    }
    return new Refusal(column, true, source.isEmpty() ? "its expression" : source.toString());
  }

  private static final int MOST_INPUTS = 4;

  /**
   * The exception for a row.
   *
   * @param rowId the row's id
   */
  RowException of(ConversionException e, TableInfo table, long rowId) {
    // A hidden column is known to its user by the index that it was made for.
    String name = column == null || column.hidden() ? null : column.name();
    String words = e.error().words();
    if (e.getMessage() != null) {
      boolean whole = column == null || e.getMessage().contains("{column}");
      words = e.getMessage() + (whole ? "" : ": {value} for column '{column}'");
    }
    // A message of its own may tell of the value, so without it only the class of the error speaks.
    return new RowException(
        e.error().code(),
        name,
        filled(words, table, rowId, source),
        filled(e.error().words(), table, rowId, "?"));
  }

  private String filled(String words, TableInfo table, long rowId, String value) {
    String known = words;
    if (computed && column == null) {
      known = words.replace(" for column '{column}'", "").replace(" in column '{column}'", "");
    } else if (column != null && column.hidden()) {
      known = words.replace("column '{column}'", "expression index '" + index(table) + "'");
    }
    String type = computed ? "" : (column == null ? "integer" : typeName(column)) + " ";
    return known
            .replace("{type} ", type)
            .replace("{column}", column == null ? "_tidb_rowid" : column.name())
            .replace("{value}", value)
        + " (table '"
        + table.name()
        + "', row "
        + rowId
        + ")";
  }

  /** The name of the index that the hidden column belongs to. */
  private String index(TableInfo table) {
    return table.indices().stream()
        .filter(i -> i.columns().stream().anyMatch(part -> part.offset() == column.offset()))
        .map(IndexInfo::name)
        .findFirst()
        .orElse(column.name());
  }

  private static String typeName(ColumnInfo column) {
    return switch (column.type().tp()) {
      case MysqlType.TINYINT,
          MysqlType.SMALLINT,
          MysqlType.MEDIUMINT,
          MysqlType.INT,
          MysqlType.BIGINT ->
          "integer";
      case MysqlType.FLOAT, MysqlType.DOUBLE -> "double";
      case MysqlType.DECIMAL -> "decimal";
      case MysqlType.DATE, MysqlType.NEWDATE -> "date";
      case MysqlType.DATETIME, MysqlType.TIMESTAMP -> "datetime";
      case MysqlType.TIME -> "time";
      case MysqlType.YEAR -> "year";
      default -> "string";
    };
  }
}
