package io.levin.engine.verify;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.engine.plan.TablePlan;
import io.levin.tidb.TidbClient;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables that somebody emptied by TRUNCATE, or dropped and made again, while rows were brought into
 * them: TiDB gives such a table another id, and the rows lie under the one that it had. All sums
 * agree, since they are of these rows too, and the table is empty.
 *
 * @param tidb is asked
 * @param checkpoint whether there is a checkpoint, which would have to be removed
 */
public record ReplacedTables(TidbClient tidb, boolean checkpoint) {
  private static final Logger LOG = LoggerFactory.getLogger(ReplacedTables.class);

  /**
   * Insists that tables are those into which rows were brought. What cannot be asked is not known,
   * and no failure.
   *
   * @param fleet the number of the import that several instances share; empty when none do
   * @throws ImportException {@link ErrorCode#RESTORE_TABLE} naming a table that is another one now
   */
  public void refuse(List<TablePlan> plans, OptionalLong fleet) {
    Map<TableNumbers.Name, TablePlan> asked = new LinkedHashMap<>();
    for (TablePlan plan : plans) {
      if (!plan.chunks().isEmpty()) {
        asked.put(new TableNumbers.Name(plan.source().schema(), plan.info().name()), plan);
      }
    }
    Map<TableNumbers.Name, Long> ids;
    try {
      ids = TableNumbers.read(tidb, asked.keySet());
    } catch (SQLException e) {
      LOG.atWarn().setCause(e).log("it is not known whether tables were replaced meanwhile");
      return;
    }
    asked.forEach(
        (name, plan) -> {
          Long now = ids.get(name.folded());
          if (now != null && now != plan.info().id()) {
            throw replaced(plan, now, fleet);
          }
        });
  }

  private ImportException replaced(TablePlan plan, long now, OptionalLong fleet) {
    return new ImportException(
        ErrorCode.RESTORE_TABLE,
        "restore table "
            + plan.name()
            + " failed: while it was imported somebody emptied it by TRUNCATE, or dropped it and"
            + " made it again (its id was "
            + plan.info().id()
            + " and is "
            + now
            + " now), and the rows that were brought in before that are gone",
        remedy(plan, fleet));
  }

  private String remedy(TablePlan plan, OptionalLong fleet) {
    if (fleet.isPresent()) {
      return "stop all instances, run levin meta forget --task="
          + Long.toUnsignedString(fleet.getAsLong())
          + ", empty its tables and import them again";
    }
    return checkpoint
        ? "on all nodes that import it run tidb-lightning-ctl --checkpoint-remove='"
            + plan.name()
            + "' --config=..., empty it, and import that table again"
        : "empty it, and import that table again on all nodes that import it";
  }
}
