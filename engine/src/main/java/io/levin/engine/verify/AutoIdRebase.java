package io.levin.engine.verify;

import io.levin.engine.log.Task;
import io.levin.engine.plan.TablePlan;
import io.levin.kv.AutoIds;
import io.levin.schema.ColumnInfo;
import io.levin.schema.TableInfo;
import io.levin.tidb.TargetTable;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises the allocators of a table above every id that its rows use, so that the next INSERT does
 * not collide. Repeatable.
 */
final class AutoIdRebase {
  private static final Logger LOG = LoggerFactory.getLogger(AutoIdRebase.class);

  private AutoIdRebase() {}

  static void run(TargetTable target, TableInfo table, AutoIds used) throws SQLException {
    if (table.autoRandomBits() > 0) {
      rebaseAutoRandom(target, table, used.autoRandom());
      return;
    }
    boolean separate = table.hasSeparateAutoIncrement() && table.hasImplicitRowId();
    long largest = used.autoIncrement();
    if (!separate && table.hasImplicitRowId() && Long.compareUnsigned(used.rowId(), largest) > 0) {
      largest = used.rowId();
    }
    if (largest != 0 && (table.hasImplicitRowId() || table.autoIncrementColumn().isPresent())) {
      Task task =
          Task.start(
              LOG,
              "alter table auto_increment",
              "table",
              target.name(),
              "auto_increment",
              Long.toUnsignedString(largest + 1));
      try {
        target.rebaseAutoIncrement(largest);
        task.completed();
      } catch (SQLException e) {
        task.failed(e);
        throw e;
      }
    }
    if (separate && used.rowId() != 0) {
      Task task =
          Task.start(LOG, "raise _tidb_rowid", "table", target.name(), "largest", used.rowId());
      target.rebaseRowId(
          used.rowId(),
          table.autoIncrementColumn().map(ColumnInfo::name).orElse(null),
          used.autoIncrement(),
          table.columns().stream()
              .filter(column -> !column.generated() && !column.hidden())
              .map(ColumnInfo::name)
              .toList());
      task.completed();
    }
  }

  private static void rebaseAutoRandom(TargetTable target, TableInfo table, long largest)
      throws SQLException {
    if (largest == 0) {
      return;
    }
    long max = TablePlan.maxAutoRandom(table);
    OptionalLong next = nextAutoRandom(largest, max);
    if (next.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("table", target.name())
          .addKeyValue("largest", largest)
          .addKeyValue("max", max)
          .log("auto_random base is out of range and was left alone");
      return;
    }
    Task task =
        Task.start(
            LOG,
            "alter table auto_random",
            "table",
            target.name(),
            "auto_random",
            next.getAsLong());
    target.rebaseAutoRandom(next.getAsLong());
    task.completed();
  }

  /** The id above the largest that is used; the last one where there is no more; else nothing. */
  static OptionalLong nextAutoRandom(long largest, long max) {
    return largest > max
        ? OptionalLong.empty()
        : OptionalLong.of(largest == max ? max : largest + 1);
  }
}
