package io.levin.kv;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.schema.ColumnInfo;
import io.levin.schema.IndexInfo;
import io.levin.schema.MysqlType;
import io.levin.schema.PartitionInfo;
import io.levin.schema.SchemaState;
import io.levin.schema.TableInfo;

/** Refuses tables whose rows cannot be encoded as their server would: nothing is guessed. */
final class TableSupport {
  private final TableInfo table;

  private TableSupport(TableInfo table) {
    this.table = table;
  }

  /**
   * Checks a table.
   *
   * @throws ImportException that names what is not supported
   */
  static void check(TableInfo table) {
    new TableSupport(table).check();
  }

  private void check() {
    if (table.isView() || table.isSequence()) {
      throw refuse("is a view or a sequence", "leave it out of the import");
    }
    if (table.tempTableType() != 0) {
      throw refuse("is a temporary table", "leave it out of the import");
    }
    if (table.columnar()) {
      throw refuse("is a columnar table", "import it by SQL");
    }
    if (table.state() != SchemaState.PUBLIC) {
      throw busy("the table");
    }
    for (ColumnInfo column : table.columns()) {
      if (!column.isPublic() || column.changingType() != null) {
        throw busy("column `" + column.name() + "`");
      }
      if (!isStorable(column.type().tp())) {
        throw refuse(
            "has column `" + column.name() + "` of a type that TiDB cannot store",
            "leave the table out of the import");
      }
    }
    for (IndexInfo index : table.indices()) {
      checkIndex(index);
    }
    if (table.isPartitioned()) {
      checkPartitions(table.partition());
    }
  }

  private static boolean isStorable(int type) {
    return switch (type) {
      case MysqlType.FLOAT,
          MysqlType.DOUBLE,
          MysqlType.DECIMAL,
          MysqlType.BIT,
          MysqlType.YEAR,
          MysqlType.TIME,
          MysqlType.ENUM,
          MysqlType.SET,
          MysqlType.JSON,
          MysqlType.VECTOR ->
          true;
      default -> MysqlType.isInteger(type) || MysqlType.isDate(type) || MysqlType.isString(type);
    };
  }

  private void checkIndex(IndexInfo index) {
    String name = "index `" + index.name() + "`";
    if (!index.isPublic()) {
      throw busy(name);
    }
    if (!index.condition().isEmpty()) {
      throw refuse("has the partial " + name, "drop it and add it after the import");
    }
    if (index.globalIndexVersion() > 1) {
      throw refuse("has " + name + " in a newer format", "drop it and add it after the import");
    }
  }

  private void checkPartitions(PartitionInfo partition) {
    if (partition.ddlState() != SchemaState.NONE
        || !partition.addingDefinitions().isEmpty()
        || !partition.droppingDefinitions().isEmpty()) {
      throw busy("its partitions");
    }
  }

  private ImportException busy(String what) {
    return refuse(
        "has a schema change under way on " + what, "wait until the DDL job is done and try again");
  }

  private ImportException refuse(String what, String remedy) {
    return new ImportException(ErrorCode.ENCODE_KV, "table `" + table.name() + "` " + what, remedy);
  }
}
