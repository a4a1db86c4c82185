package io.levin.playground.tidb.session;

import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.IndexInfo;
import io.levin.schema.MysqlType;
import io.levin.schema.TableInfo;
import java.math.BigInteger;

/** A column as SHOW and INFORMATION_SCHEMA print it. */
final class ColumnText {
  private final TableInfo table;
  private final ColumnInfo column;

  ColumnText(TableInfo table, ColumnInfo column) {
    this.table = table;
    this.column = column;
  }

  /** The type with its length, as {@code varchar(10)}. */
  String type() {
    FieldType t = column.type();
    String base = typeName();
    String size =
        switch (t.tp()) {
          case MysqlType.TINYINT,
              MysqlType.SMALLINT,
              MysqlType.MEDIUMINT,
              MysqlType.INT,
              MysqlType.BIGINT,
              MysqlType.BIT,
              MysqlType.VARCHAR,
              MysqlType.VAR_STRING,
              MysqlType.CHAR ->
              t.flen() < 0 ? "" : "(" + t.flen() + ")";
          case MysqlType.YEAR -> "(4)";
          case MysqlType.DECIMAL -> "(" + t.flen() + "," + Math.max(0, t.decimal()) + ")";
          case MysqlType.FLOAT, MysqlType.DOUBLE ->
              t.decimal() < 0 || t.flen() < 0 ? "" : "(" + t.flen() + "," + t.decimal() + ")";
          case MysqlType.DATETIME, MysqlType.TIMESTAMP, MysqlType.TIME ->
              t.decimal() > 0 ? "(" + t.decimal() + ")" : "";
          case MysqlType.VECTOR -> t.flen() < 0 ? "" : "(" + t.flen() + ")";
          case MysqlType.ENUM, MysqlType.SET -> members(t);
          default -> "";
        };
    String unsigned =
        t.unsigned() && t.tp() != MysqlType.BIT && t.tp() != MysqlType.YEAR ? " unsigned" : "";
    return base
        + size
        + unsigned
        + (t.has(Flags.ZEROFILL) && t.tp() != MysqlType.YEAR ? " zerofill" : "");
  }

  /** The type alone, as {@code varchar}. */
  String typeName() {
    FieldType t = column.type();
    boolean bytes = t.charset().equals("binary");
    return switch (t.tp()) {
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

  private static String members(FieldType t) {
    StringBuilder out = new StringBuilder();
    for (String elem : t.elems()) {
      out.append(out.length() == 0 ? "(" : ",").append(quoted(elem));
    }
    return out.append(')').toString();
  }

  /** The collation of text, else null. */
  String collation() {
    return text() ? column.type().collate() : null;
  }

  /** The character set of text, else null. */
  String charset() {
    return text() ? column.type().charset() : null;
  }

  private boolean text() {
    return MysqlType.hasCharset(column.type().tp()) && !column.type().charset().equals("binary");
  }

  /** YES or NO. */
  String nullable() {
    return column.type().notNull() ? "NO" : "YES";
  }

  /** PRI, UNI, MUL or empty. */
  String key() {
    if (column.type().has(Flags.PRI_KEY)) {
      return "PRI";
    }
    String best = "";
    for (IndexInfo index : table.indices()) {
      boolean first =
          !index.columns().isEmpty() && index.columns().get(0).offset() == column.offset();
      if (first && index.unique() && index.columns().size() == 1) {
        return "UNI";
      }
      best = first ? "MUL" : best;
    }
    return best;
  }

  /** The default as text, null for none. */
  String defaultValue() {
    if (column.defaultBit() != null) {
      return "b'" + new BigInteger(1, column.defaultBitBytes()).toString(2) + "'";
    }
    return column.defaultValue();
  }

  /** AUTO_INCREMENT and the like. */
  String extra() {
    StringBuilder out = new StringBuilder();
    if (column.type().autoIncrement()) {
      out.append("auto_increment");
    } else if (column.generated()) {
      out.append(column.virtual() ? "VIRTUAL GENERATED" : "STORED GENERATED");
    } else if (column.type().has(Flags.ON_UPDATE_NOW)) {
      out.append("DEFAULT_GENERATED on update CURRENT_TIMESTAMP");
      if (column.type().decimal() > 0) {
        out.append('(').append(column.type().decimal()).append(')');
      }
    }
    return out.toString();
  }

  static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
