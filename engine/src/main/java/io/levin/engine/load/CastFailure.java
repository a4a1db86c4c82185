package io.levin.engine.load;

import io.levin.kv.RowException;
import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.MysqlType;
import io.levin.schema.TableInfo;
import java.util.stream.Collectors;

/** Says of a value that does not fit what the original says ({@code operations} 9.3). */
final class CastFailure {
  private CastFailure() {}

  /** One sentence with the column, its type, and TiDB's class of the error. */
  static String text(TableInfo table, RowException failure) {
    String reason = "[" + failure.errorClass() + "]" + failure.getMessage();
    return table
        .column(failure.column() == null ? "" : failure.column())
        .map(
            column ->
                "failed to cast value as "
                    + type(column.type())
                    + " for column `"
                    + column.name()
                    + "` (#"
                    + (column.offset() + 1)
                    + "): "
                    + reason)
        .orElse(reason);
  }

  private static String type(FieldType type) {
    boolean bytes = type.charset().equals("binary");
    StringBuilder out = new StringBuilder(name(type.tp(), bytes)).append(size(type));
    if (type.unsigned() && type.tp() != MysqlType.BIT && type.tp() != MysqlType.YEAR) {
      out.append(" UNSIGNED");
    }
    if (type.has(Flags.ZEROFILL) && type.tp() != MysqlType.YEAR) {
      out.append(" ZEROFILL");
    }
    if (MysqlType.hasCharset(type.tp()) && !bytes) {
      out.append(" CHARACTER SET ").append(type.charset());
      out.append(" COLLATE ").append(type.collate());
    }
    return out.toString();
  }

  private static String size(FieldType type) {
    return switch (type.tp()) {
      case MysqlType.DECIMAL, MysqlType.FLOAT, MysqlType.DOUBLE ->
          type.flen() < 0 || type.decimal() < 0
              ? ""
              : "(" + type.flen() + "," + type.decimal() + ")";
      case MysqlType.DATETIME, MysqlType.TIMESTAMP, MysqlType.TIME ->
          type.decimal() > 0 ? "(" + type.decimal() + ")" : "";
      case MysqlType.ENUM, MysqlType.SET ->
          type.elems().stream()
              .map(element -> "'" + element.replace("'", "''") + "'")
              .collect(Collectors.joining(",", "(", ")"));
      case MysqlType.DATE,
          MysqlType.NEWDATE,
          MysqlType.JSON,
          MysqlType.TINY_BLOB,
          MysqlType.BLOB,
          MysqlType.MEDIUM_BLOB,
          MysqlType.LONG_BLOB ->
          "";
      default -> type.flen() < 0 ? "" : "(" + type.flen() + ")";
    };
  }

  private static String name(int tp, boolean bytes) {
    return switch (tp) {
      case MysqlType.TINYINT -> "tinyint";
      case MysqlType.SMALLINT -> "smallint";
      case MysqlType.MEDIUMINT -> "mediumint";
      case MysqlType.INT -> "int";
      case MysqlType.BIGINT -> "bigint";
      case MysqlType.FLOAT -> "float";
      case MysqlType.DOUBLE -> "double";
      case MysqlType.DECIMAL -> "decimal";
      case MysqlType.BIT -> "bit";
      case MysqlType.DATE, MysqlType.NEWDATE -> "date";
      case MysqlType.DATETIME -> "datetime";
      case MysqlType.TIMESTAMP -> "timestamp";
      case MysqlType.TIME -> "time";
      case MysqlType.YEAR -> "year";
      case MysqlType.VARCHAR, MysqlType.VAR_STRING -> bytes ? "varbinary" : "varchar";
      case MysqlType.CHAR -> bytes ? "binary" : "char";
      case MysqlType.TINY_BLOB -> bytes ? "tinyblob" : "tinytext";
      case MysqlType.BLOB -> bytes ? "blob" : "text";
      case MysqlType.MEDIUM_BLOB -> bytes ? "mediumblob" : "mediumtext";
      case MysqlType.LONG_BLOB -> bytes ? "longblob" : "longtext";
      case MysqlType.ENUM -> "enum";
      case MysqlType.SET -> "set";
      case MysqlType.JSON -> "json";
      case MysqlType.VECTOR -> "vector";
      default -> "unknown";
    };
  }
}
