package io.levin.engine.load;

import io.levin.base.Redaction;
import io.levin.kv.RowException;
import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.MysqlType;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.TypeText;
import java.util.stream.Collectors;

/** Says of a value that does not fit what the original says. */
final class CastFailure {
  private CastFailure() {}

  /** One sentence with the column, its type, and TiDB's class of the error. */
  static String text(TableInfo table, RowException failure, Redaction redaction) {
    String reason =
        "["
            + failure.errorClass()
            + "]"
            + redaction.either(failure.getMessage(), failure.withoutValue());
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
    StringBuilder out = new StringBuilder(TypeText.name(type)).append(size(type));
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
}
