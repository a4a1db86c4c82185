package io.levin.schema.ddl;

import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.Identifiers;
import io.levin.schema.IndexColumn;
import io.levin.schema.IndexInfo;
import io.levin.schema.IndexType;
import io.levin.schema.MysqlType;
import io.levin.schema.RawJson;
import io.levin.schema.SchemaState;
import io.levin.schema.expr.Expr;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes indexes from their definitions, and with them the hidden columns of their expressions and
 * the key flags of their columns.
 */
final class IndexBuilder {
  /** What a text in an expression of an index is. */
  private static final TextType CONNECTION = new TextType("utf8mb4", "utf8mb4_bin");

  private static final int MAX_KEY_BYTES = 3072;

  private final List<ColumnInfo> columns;
  private long maxColumnId;

  /**
   * @param columns the table's columns; hidden ones are added to it and flags changed in it
   * @param maxColumnId the largest column id ever used
   */
  IndexBuilder(List<ColumnInfo> columns, long maxColumnId) {
    this.columns = columns;
    this.maxColumnId = maxColumnId;
  }

  long maxColumnId() {
    return maxColumnId;
  }

  IndexInfo build(KeyDefinition key, long id) {
    boolean multiValued = false;
    List<IndexColumn> parts = new ArrayList<>();
    long bytes = 0;
    Set<String> names = new HashSet<>();
    for (int i = 0; i < key.parts().size(); i++) {
      KeyDefinition.Part part = key.parts().get(i);
      if (part.expr() == null && !names.add(Identifiers.lower(part.column()))) {
        throw new DdlException("schema", 1060, "Duplicate column name '" + part.column() + "'");
      }
      ColumnInfo column =
          part.expr() == null ? columns.get(offsetOf(part.column())) : hidden(key, i, part.expr());
      multiValued |= column.type().array();
      int length = part.expr() == null ? prefix(column, part.length()) : IndexColumn.WHOLE;
      bytes += keyBytes(column.type(), length);
      parts.add(new IndexColumn(column.name(), column.offset(), length, false));
    }
    if (bytes > MAX_KEY_BYTES) {
      throw new DdlException(
          "ddl",
          1071,
          "Specified key was too long (" + bytes + " bytes); max key length is 3072 bytes");
    }
    if (key.parts().get(0).expr() != null) {
      add(parts.get(0).offset(), flags(key, columns.get(parts.get(0).offset())));
    }
    boolean primary = key.kind() == KeyDefinition.Kind.PRIMARY;
    boolean vector = key.kind() == KeyDefinition.Kind.VECTOR;
    return new IndexInfo(
        id,
        primary ? "PRIMARY" : key.name(),
        "",
        parts,
        SchemaState.PUBLIC,
        0,
        key.comment(),
        vector ? IndexType.VECTOR : key.type(),
        primary || key.kind() == KeyDefinition.Kind.UNIQUE,
        primary,
        key.invisible(),
        key.global(),
        multiValued,
        vector ? new RawJson("{}") : null,
        null,
        null,
        "",
        0);
  }

  /**
   * Sets the flags that a key gives its columns: of all keys before the first is built, since types
   * of expressions take them over.
   */
  void flagColumns(KeyDefinition key) {
    boolean primary = key.kind() == KeyDefinition.Kind.PRIMARY;
    // Of other keys only the first column is said to be in one.
    for (KeyDefinition.Part part : primary ? key.parts() : key.parts().subList(0, 1)) {
      if (part.expr() == null) {
        int offset = offsetOf(part.column());
        add(offset, flags(key, columns.get(offset)));
      }
    }
  }

  int offsetOf(String name) {
    String lower = Identifiers.lower(name);
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).lowerName().equals(lower) && !columns.get(i).hidden()) {
        return i;
      }
    }
    throw new DdlException("ddl", 1072, "Key column '" + name + "' doesn't exist in table");
  }

  private ColumnInfo hidden(KeyDefinition key, int position, Expr expr) {
    if (key.kind() == KeyDefinition.Kind.PRIMARY) {
      throw new DdlException("ddl", 3756, "The primary key cannot be an expression index");
    }
    Expr inner = expr;
    while (inner instanceof Expr.Paren paren) {
      inner = paren.inner();
    }
    if (inner instanceof Expr.Column) {
      throw new DdlException(
          "ddl",
          3762,
          "Expression index on a column is not supported. Consider using a regular index instead");
    }
    FieldType type = new ExprType(columns, CONNECTION).of(expr);
    // What is said of keys is said of the columns inside, not of the expression.
    type = type.withFlag(type.flag() & ~(Flags.PRI_KEY | Flags.UNIQUE_KEY | Flags.AUTO_INCREMENT));
    ColumnInfo column =
        ColumnBuilder.hidden(
            "_V$_" + key.name() + "_" + position, expr, type, ++maxColumnId, columns.size());
    columns.add(column);
    return column;
  }

  private static int prefix(ColumnInfo column, int length) {
    FieldType type = column.type();
    if (type.tp() == MysqlType.JSON) {
      throw new DdlException(
          "ddl", 3152, "JSON column '" + column.name() + "' cannot be used in key specification.");
    }
    if (MysqlType.isBlob(type.tp()) && length == IndexColumn.WHOLE) {
      throw new DdlException(
          "ddl",
          1170,
          "BLOB/TEXT column '"
              + column.name()
              + "' used in key specification without a key length");
    }
    if (length == IndexColumn.WHOLE) {
      return length;
    }
    if (!MysqlType.isString(type.tp()) || (MysqlType.isChar(type.tp()) && type.flen() < length)) {
      throw new DdlException(
          "ddl",
          1089,
          "Incorrect prefix key; the used key part isn't a string, the used length is longer than"
              + " the key part, or the storage engine doesn't support unique prefix keys");
    }
    return MysqlType.isChar(type.tp()) && type.flen() == length ? IndexColumn.WHOLE : length;
  }

  private static long keyBytes(FieldType type, int length) {
    if (MysqlType.isString(type.tp())) {
      long characters = length == IndexColumn.WHOLE ? Math.max(type.flen(), 0) : length;
      return characters * new TextType(type.charset(), type.collate()).maxBytes();
    }
    return 8;
  }

  private static int flags(KeyDefinition key, ColumnInfo column) {
    return switch (key.kind()) {
      case PRIMARY -> {
        boolean noDefault = column.defaultValue() == null && !column.type().autoIncrement();
        yield Flags.PRI_KEY | Flags.NOT_NULL | (noDefault ? Flags.NO_DEFAULT_VALUE : 0);
      }
      case UNIQUE -> key.parts().size() > 1 ? Flags.MULTIPLE_KEY : Flags.UNIQUE_KEY;
      default -> Flags.MULTIPLE_KEY;
    };
  }

  private void add(int offset, int flags) {
    ColumnInfo column = columns.get(offset);
    columns.set(offset, column.withType(column.type().withFlag(column.type().flag() | flags)));
  }
}
