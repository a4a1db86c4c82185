package io.levin.kv;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;
import io.levin.schema.ColumnInfo;
import io.levin.schema.MysqlType;
import io.levin.schema.TableInfo;

/** Says why a row was refused, in words that a MySQL user knows. */
final class Refusal {
  private Refusal() {}

  /**
   * The exception for a row.
   *
   * @param column what is wrong, or null if it is the row as a whole
   * @param source what the column's value was to be made from
   */
  static RowException of(ConversionException e, TableInfo table, ColumnInfo column, Value source) {
    String name = column == null ? null : column.name();
    String words;
    if (e.getMessage() != null) {
      words = e.getMessage() + (name == null ? "" : ": {value} for column '{column}'");
    } else {
      words = e.error().words();
    }
    // A message of its own may tell of the value, so without it only the class of the error speaks.
    return new RowException(
        e.error().code(),
        name,
        filled(words, table, column, ShortText.of(source)),
        filled(e.error().words(), table, column, "?"));
  }

  private static String filled(String words, TableInfo table, ColumnInfo column, String value) {
    return words
            .replace("{type}", column == null ? "row" : typeName(column))
            .replace("{column}", column == null ? "_tidb_rowid" : column.name())
            .replace("{value}", value)
        + " (table '"
        + table.name()
        + "')";
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
