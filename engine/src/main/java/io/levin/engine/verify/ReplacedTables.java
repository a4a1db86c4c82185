package io.levin.engine.verify;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.engine.plan.TablePlan;
import io.levin.schema.Identifiers;
import io.levin.tidb.TidbClient;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
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

  /** Tables of a statement. */
  private static final int MOST = 500;

  /**
   * Insists that tables are those into which rows were brought. What cannot be asked is not known,
   * and no failure.
   *
   * @param fleet the number of the import that several instances share; empty when none do
   * @throws ImportException {@link ErrorCode#RESTORE_TABLE} naming a table that is another one now
   */
  public void refuse(List<TablePlan> plans, OptionalLong fleet) {
    Map<String, List<TablePlan>> byDatabase =
        plans.stream()
            .filter(plan -> !plan.chunks().isEmpty())
            .collect(Collectors.groupingBy(plan -> plan.source().schema()));
    for (Map.Entry<String, List<TablePlan>> database : byDatabase.entrySet()) {
      List<TablePlan> all = database.getValue();
      for (int from = 0; from < all.size(); from += MOST) {
        List<TablePlan> some = all.subList(from, Math.min(all.size(), from + MOST));
        Map<String, Long> ids;
        try {
          ids = ids(database.getKey(), some);
        } catch (SQLException e) {
          LOG.atWarn().setCause(e).log("it is not known whether tables were replaced meanwhile");
          return;
        }
        for (TablePlan plan : some) {
          Long now = ids.get(Identifiers.lower(plan.source().name()));
          if (now != null && now != plan.info().id()) {
            throw replaced(plan, now, fleet);
          }
        }
      }
    }
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

  /** Of tables of one database, by their names in lower case. */
  private Map<String, Long> ids(String database, List<TablePlan> tables) throws SQLException {
    String sql =
        "SELECT table_name, tidb_table_id FROM information_schema.tables WHERE table_schema = ?"
            + " AND table_name IN ("
            + String.join(", ", Collections.nCopies(tables.size(), "?"))
            + ")";
    List<String> values = new ArrayList<>();
    values.add(database);
    tables.forEach(table -> values.add(table.source().name()));
    return tidb.withConnection(
        connection -> {
          Map<String, Long> ids = new HashMap<>();
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
              statement.setString(i + 1, values.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                ids.put(Identifiers.lower(row.getString(1)), row.getLong(2));
              }
            }
          }
          return ids;
        });
  }
}
