package io.levin.engine.plan;

import io.levin.kv.ColumnMapping;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.TableInfo;
import io.levin.source.Chunk;
import java.util.List;

/** Whether the fields of a file's rows suffice for a table. */
public final class SchemaFit {
  private SchemaFit() {}

  /**
   * The first column that the rows do not have and that has no default either.
   *
   * @param names of the fields, or null if they go by position
   * @param fields how many fields a row has
   * @return what is wrong, in the words of the original; null if nothing is
   */
  public static String missingDefault(
      TablePlan plan, Chunk chunk, ColumnMapping mapping, List<String> names, int fields) {
    List<ColumnInfo> columns = plan.info().columns();
    for (ColumnInfo column : columns) {
      int field = mapping.field(column.offset());
      boolean present = field >= 0 && field < fields;
      if (!present && !column.hidden() && !hasDefault(plan.info(), column)) {
        if (plan.ignores(column)) {
          return "TiDB schema "
              + plan.name()
              + "'s column "
              + column.name()
              + " cannot be ignored,because it doesn't have a default value, please set"
              + " tables.ignoreColumns properly";
        }
        if (names != null) {
          return "TiDB schema "
              + plan.name()
              + " doesn't have the default value for "
              + column.name()
              + ". Please add default value for column '"
              + column.name()
              + "' or choose another column to ignore or add this column in data file "
              + chunk.file().path();
        }
        return "TiDB schema "
            + plan.name()
            + " has "
            + columns.size()
            + " columns,and data file "
            + chunk.file().path()
            + " has "
            + fields
            + " columns, but column "
            + column.name()
            + " are missing the default value,please give column a default value to skip this"
            + " check";
      }
    }
    return null;
  }

  private static boolean hasDefault(TableInfo table, ColumnInfo column) {
    return column.defaultValue() != null
        || column.defaultIsExpr()
        || !column.type().notNull()
        || column.generated()
        || column.type().autoIncrement()
        || isAutoRandom(table, column);
  }

  /** AUTO_RANDOM is a matter of the table: it is the first column of the clustered key. */
  private static boolean isAutoRandom(TableInfo table, ColumnInfo column) {
    if (table.autoRandomBits() == 0) {
      return false;
    }
    return table.pkIsHandle()
        ? column.type().has(Flags.PRI_KEY)
        : table.primaryIndex().orElseThrow().columns().get(0).offset() == column.offset();
  }
}
