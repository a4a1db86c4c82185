package io.levin.engine.coordinate;

import io.levin.schema.Identifiers;
import io.levin.tidb.TidbClient;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes that worked in the sorted-kv-dir of this one before it.
 *
 * @param schema of the metadata
 * @param participant this instance
 */
record Predecessors(TidbClient tidb, String schema, Participant participant) {
  private static final Logger LOG = LoggerFactory.getLogger(Predecessors.class);

  /**
   * They are gone: this process holds the lock of the folder. When it begins anew, what they
   * registered is of no more use, unless a table holds their rows.
   *
   * @param present all processes that were known before this one gave its sign of life
   * @param taskId of this one
   * @return what speaks against this import: rows of a predecessor that are in its tables
   */
  List<String> forget(
      MetadataStore store, Optional<Members> members, List<Member> present, long taskId) {
    List<String> objections = new ArrayList<>();
    for (Member member : present) {
      if (!member.homeId().equals(participant.homeId())) {
        continue;
      }
      try {
        long old = member.taskId();
        if (old != taskId && member.state() != Member.State.DONE) {
          List<String> ours = forget(store, old);
          if (!ours.isEmpty()) {
            objections.add(
                "this machine ran "
                    + member.describe()
                    + ", whose rows are in tables "
                    + ours
                    + " and whose checkpoint is gone: going on would import them a second time;"
                    + " empty these tables on behalf of all instances, and run levin meta forget"
                    + " --task="
                    + Long.toUnsignedString(old));
            continue;
          }
        }
        // The last thing to go: whoever is killed before that finds it again.
        members.orElseThrow().removeMember(member.memberId());
      } catch (SQLException e) {
        if (Attempts.isGone(e)) {
          // A sibling that took itself for the last one has dropped what was to be removed.
          return objections;
        }
        throw Attempts.failure("clean up the signs of life", e);
      }
    }
    return objections;
  }

  /** Forgets what holds no rows; names the tables of this instance that do. */
  private List<String> forget(MetadataStore store, long old) throws SQLException {
    List<TableRow> kept = new ArrayList<>();
    // By their numbers: names are cut, and may be spelled in another case.
    Map<Long, SharedTable> own = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (SharedTable table : participant.tables()) {
      own.put(table.id(), table);
      names.add(Identifiers.lower(table.name()));
    }
    for (TableRow row : store.tables()) {
      if (row.taskId() != old) {
        continue;
      }
      if (isInUse(row, own.get(row.tableId()), names)) {
        kept.add(row);
      } else {
        store.onTable(
            "clean up metas",
            row.tableId(),
            rows -> Decision.<Boolean, TableChange>of(true, new TableChange.Delete(old)));
      }
    }
    if (kept.isEmpty()) {
      store.onTasks(
          "clean up task",
          rows -> Decision.<Boolean, TaskChange>of(true, new TaskChange.Delete(old)));
      SourceFiles files = new SourceFiles(tidb, schema);
      files.create();
      files.remove(old);
      return List.of();
    }
    LOG.atWarn()
        .addKeyValue("task", Long.toUnsignedString(old))
        .addKeyValue("tables", kept.stream().map(TableRow::tableName).toList())
        .log(
            "this machine ran an import that is not finished, and its checkpoint is gone: empty"
                + " these tables and run levin meta forget for that task");
    return kept.stream()
        .filter(row -> own.containsKey(row.tableId()))
        .map(TableRow::tableName)
        .toList();
  }

  /**
   * Whether a part may have brought rows into a table that is there.
   *
   * @param table the table of its number, or null
   * @param names of this instance's tables in lower case; a name that was cut is none of them
   */
  private boolean isInUse(TableRow row, SharedTable table, Set<String> names) throws SQLException {
    if (table != null) {
      return !tidb.query("SELECT 1 FROM " + table.name() + " USE INDEX() LIMIT 1", one -> 1)
          .isEmpty();
    }
    return !names.contains(Identifiers.lower(row.tableName()));
  }
}
