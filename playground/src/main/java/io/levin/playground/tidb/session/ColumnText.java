package io.levin.playground.tidb.session;

import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.IndexInfo;
import io.levin.schema.MysqlType;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.TypeText;
import java.math.BigInteger;

/** A column as SHOW and INFORMATION_SCHEMA print it. */
final class ColumnText {
  private final TableInfo table;
  private final ColumnInfo column;
  private final boolean widths;

  /**
   * @param widths whether integer types are shown with their display widths
   */
  ColumnText(TableInfo table, ColumnInfo column, boolean widths) {
    this.table = table;
    this.column = column;
    this.widths = widths;
  }

  /** The type with its length, as {@code varchar(10)}. */
  String type() {
    return widths ? TypeText.of(column.type()) : TypeText.withoutWidths(column.type());
  }

  /** The type alone, as {@code varchar}. */
  String typeName() {
    return TypeText.name(column.type());
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
    String value = column.defaultValue();
    boolean now = "CURRENT_TIMESTAMP".equals(value) && column.type().decimal() > 0;
    return now ? value + "(" + column.type().decimal() + ")" : value;
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
}
