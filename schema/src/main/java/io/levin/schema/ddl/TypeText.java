package io.levin.schema.ddl;

import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.MysqlType;
import java.util.stream.Collectors;

/** Types as SHOW CREATE TABLE and SHOW COLUMNS write them. */
public final class TypeText {
  private TypeText() {}

  /** For example {@code int(11) unsigned}; without character set and collation. */
  public static String of(FieldType type) {
    String text = name(type) + size(type);
    text += type.has(Flags.UNSIGNED) && !isImplicitlyUnsigned(type) ? " unsigned" : "";
    text += type.has(Flags.ZEROFILL) && type.tp() != MysqlType.YEAR ? " zerofill" : "";
    return text;
  }

  /**
   * The same without the display widths of integers but those of {@code tinyint(1)} and of ZEROFILL
   * columns, as a TiDB shows types since 8.5.
   */
  public static String withoutWidths(FieldType type) {
    boolean flag = type.tp() == MysqlType.TINYINT && type.flen() == 1;
    if (!MysqlType.isInteger(type.tp()) || flag || type.has(Flags.ZEROFILL)) {
      return of(type);
    }
    return name(type) + (type.has(Flags.UNSIGNED) ? " unsigned" : "");
  }

  private static boolean isImplicitlyUnsigned(FieldType type) {
    return type.tp() == MysqlType.YEAR || type.tp() == MysqlType.BIT;
  }

  /** The type alone, for example {@code varchar}. */
  public static String name(FieldType type) {
    boolean binary = type.charset().equals("binary");
    return switch (type.tp()) {
      case MysqlType.TINYINT -> "tinyint";
      case MysqlType.SMALLINT -> "smallint";
      case MysqlType.MEDIUMINT -> "mediumint";
      case MysqlType.INT -> "int";
      case MysqlType.BIGINT -> "bigint";
      case MysqlType.FLOAT -> "float";
      case MysqlType.DOUBLE -> "double";
      case MysqlType.DECIMAL -> "decimal";
      case MysqlType.BIT -> "bit";
      case MysqlType.YEAR -> "year";
      case MysqlType.DATE -> "date";
      case MysqlType.TIME -> "time";
      case MysqlType.DATETIME -> "datetime";
      case MysqlType.TIMESTAMP -> "timestamp";
      case MysqlType.CHAR -> binary ? "binary" : "char";
      case MysqlType.VARCHAR -> binary ? "varbinary" : "varchar";
      case MysqlType.VAR_STRING -> "var_string";
      case MysqlType.TINY_BLOB -> binary ? "tinyblob" : "tinytext";
      case MysqlType.BLOB -> binary ? "blob" : "text";
      case MysqlType.MEDIUM_BLOB -> binary ? "mediumblob" : "mediumtext";
      case MysqlType.LONG_BLOB -> binary ? "longblob" : "longtext";
      case MysqlType.ENUM -> "enum";
      case MysqlType.SET -> "set";
      case MysqlType.JSON -> "json";
      case MysqlType.VECTOR -> "vector";
      case MysqlType.GEOMETRY -> "geometry";
      default -> "null";
    };
  }

  private static String size(FieldType type) {
    return switch (type.tp()) {
      case MysqlType.TINYINT,
          MysqlType.SMALLINT,
          MysqlType.MEDIUMINT,
          MysqlType.INT,
          MysqlType.BIGINT,
          MysqlType.BIT,
          MysqlType.YEAR,
          MysqlType.CHAR,
          MysqlType.VARCHAR,
          MysqlType.VAR_STRING,
          MysqlType.VECTOR ->
          type.flen() < 0 ? "" : "(" + type.flen() + ")";
      case MysqlType.DECIMAL -> "(" + type.flen() + "," + type.decimal() + ")";
      case MysqlType.FLOAT, MysqlType.DOUBLE -> {
        long standard = type.tp() == MysqlType.FLOAT ? 12 : 22;
        boolean plain = type.decimal() <= 0 || type.flen() == standard;
        yield plain ? "" : "(" + type.flen() + "," + type.decimal() + ")";
      }
      case MysqlType.TIME, MysqlType.DATETIME, MysqlType.TIMESTAMP ->
          type.decimal() > 0 ? "(" + type.decimal() + ")" : "";
      case MysqlType.ENUM, MysqlType.SET ->
          type.elems().stream()
              .map(element -> "'" + element.replace("'", "''") + "'")
              .collect(Collectors.joining(",", "(", ")"));
      default -> "";
    };
  }
}
