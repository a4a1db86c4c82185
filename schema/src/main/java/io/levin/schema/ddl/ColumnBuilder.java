package io.levin.schema.ddl;

import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.MysqlType;
import io.levin.schema.SchemaState;
import io.levin.schema.expr.Expr;
import io.levin.schema.expr.ExprText;

/** Makes columns from their definitions. */
final class ColumnBuilder {
  private static final int VERSION = 2;

  private final TypeBuilder types;
  private final DdlOptions options;

  ColumnBuilder(TextType tableText, DdlOptions options) {
    this.types = new TypeBuilder(tableText, options);
    this.options = options;
  }

  ColumnInfo build(ColumnDefinition column, long id, int offset, boolean inPrimaryKey) {
    FieldType type = types.build(column.name(), column.type());
    check(column, type);
    boolean hasDefault = column.defaultValue() != null;
    DefaultValue value = hasDefault ? DefaultValue.of(column, type, options) : DefaultValue.NONE;
    int flag = type.flag();
    flag |= column.notNull() || column.autoIncrement() ? Flags.NOT_NULL : 0;
    flag |= column.primaryKey() || inPrimaryKey ? Flags.PRI_KEY | Flags.NOT_NULL : 0;
    flag |= column.unique() ? Flags.UNIQUE_KEY : 0;
    flag |= column.autoIncrement() ? Flags.AUTO_INCREMENT : 0;
    flag |= column.onUpdateNow() ? Flags.ON_UPDATE_NOW : 0;
    boolean noDefault =
        (flag & Flags.NOT_NULL) != 0
            && (value.text() == null || isIgnored(value, type))
            && !column.autoIncrement();
    flag |= noDefault ? Flags.NO_DEFAULT_VALUE : 0;
    String text = value.text();
    boolean declaredNotNull = column.notNull() || column.primaryKey();
    if (noDefault && declaredNotNull && type.tp() == MysqlType.YEAR) {
      text = "0000";
    }
    return new ColumnInfo(
        id,
        column.name(),
        offset,
        null,
        null,
        text,
        value.bits(),
        value.isExpr(),
        column.generated() == null ? "" : ExprText.of(column.generated()),
        column.stored(),
        column.generated() == null ? null : ExprColumns.of(column.generated()),
        type.withFlag(flag),
        SchemaState.PUBLIC,
        column.comment(),
        false,
        null,
        VERSION,
        null);
  }

  /** TiDB keeps the empty default of these two types, which a lax mode lets pass, as if none. */
  private static boolean isIgnored(DefaultValue value, FieldType type) {
    return value.text().isEmpty()
        && (type.tp() == MysqlType.BLOB || type.tp() == MysqlType.LONG_BLOB);
  }

  /** The hidden column of an expression in an index. */
  static ColumnInfo hidden(String name, Expr expr, FieldType type, long id, int offset) {
    return new ColumnInfo(
        id,
        name,
        offset,
        null,
        null,
        null,
        null,
        false,
        ExprText.of(expr),
        false,
        ExprColumns.of(expr),
        type,
        SchemaState.PUBLIC,
        "",
        true,
        null,
        VERSION,
        null);
  }

  private static void check(ColumnDefinition column, FieldType type) {
    boolean number =
        MysqlType.isInteger(type.tp())
            || type.tp() == MysqlType.FLOAT
            || type.tp() == MysqlType.DOUBLE;
    if (column.autoIncrement() && !number) {
      throw new DdlException(
          "ddl", 1063, "Incorrect column specifier for column '" + column.name() + "'");
    }
    if (column.autoIncrement() && column.defaultValue() != null) {
      throw new DdlException("types", 1067, "Invalid default value for '" + column.name() + "'");
    }
    if (column.generated() != null && column.defaultValue() != null) {
      throw new DdlException("ddl", 1221, "Incorrect usage of DEFAULT and generated column");
    }
    if (column.onUpdateNow()
        && type.tp() != MysqlType.TIMESTAMP
        && type.tp() != MysqlType.DATETIME) {
      throw new DdlException(
          "ddl", 1294, "Invalid ON UPDATE clause for '" + column.name() + "' column");
    }
  }
}
