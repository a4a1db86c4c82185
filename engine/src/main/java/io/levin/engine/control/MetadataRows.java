package io.levin.engine.control;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.TableRecord;
import io.levin.checkpoint.TaskRecord;
import io.levin.config.Config;
import io.levin.engine.coordinate.ForgottenTables;
import io.levin.engine.target.TargetCluster;
import io.levin.tidb.TidbClient;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The rows in the target by which instances share an import: what they say of tables goes with the
 * checkpoint of these tables.
 */
final class MetadataRows implements AutoCloseable {
  private final TidbClient tidb;
  private final ForgottenTables rows;
  private final List<ForgottenTables.Table> tables;
  private final Consumer<String> told;

  private MetadataRows(
      TidbClient tidb,
      ForgottenTables rows,
      List<ForgottenTables.Table> tables,
      Consumer<String> told) {
    this.tidb = tidb;
    this.rows = rows;
    this.tables = tables;
    this.told = told;
  }

  /**
   * Reads what the target says of tables.
   *
   * @param force whether instances that may be running, and a target that cannot be asked, stop
   *     nothing
   * @return null when the checkpoint has no task yet, or the target cannot be asked
   */
  static MetadataRows of(
      Config config,
      CheckpointStore store,
      List<String> names,
      boolean force,
      Consumer<String> told) {
    long task = store.task().map(TaskRecord::taskId).orElse(0L);
    if (task == 0) {
      return null;
    }
    List<ForgottenTables.Table> tables =
        names.stream()
            .map(
                name ->
                    new ForgottenTables.Table(
                        name, store.table(name).map(TableRecord::tableId).orElse(0L)))
            .toList();
    TidbClient tidb = connect(config, force, told);
    MetadataRows read = null;
    try {
      if (tidb == null) {
        return null;
      }
      ForgottenTables rows =
          ForgottenTables.read(
              tidb, config.lightning().metaSchemaName(), config.levin().metaCompat(), task);
      if (!force) {
        rows.refuseRunning(tables);
      }
      read = new MetadataRows(tidb, rows, tables, told);
      return read;
    } catch (SQLException e) {
      throw away(e.getMessage(), e);
    } finally {
      if (tidb != null && read == null) {
        tidb.close();
      }
    }
  }

  /** Null when it cannot be reached and force is used. */
  private static TidbClient connect(Config config, boolean force, Consumer<String> told) {
    try {
      return TidbClient.connect(TargetCluster.tidbOptions(config), new Cancellation());
    } catch (ImportException e) {
      if (e.code() != ErrorCode.DB_CONNECT) {
        throw e;
      }
      ImportException failure = away(e.problem(), e);
      if (!force) {
        throw failure;
      }
      told.accept("* " + failure.problem());
      return null;
    }
  }

  private static ImportException away(String reason, Exception cause) {
    return new ImportException(
        ErrorCode.DB_CONNECT,
        "cannot ask the target whether other instances take part in the import: " + reason,
        "repeat it when TiDB is up; when that cluster is gone for good, say --force",
        cause);
  }

  /** Removes those of some of the tables, whose checkpoints go. */
  void forget(Collection<String> names) {
    Set<String> some = Set.copyOf(names);
    forget(tables.stream().filter(table -> some.contains(table.name())).toList(), false);
  }

  /** Removes all, and the task with them, since the checkpoint goes as a whole. */
  void forgetAll() {
    forget(tables, true);
  }

  private void forget(List<ForgottenTables.Table> some, boolean whole) {
    try {
      rows.forget(some, whole).forEach(told);
      String others = whole ? rows.others(tables) : "";
      if (!others.isEmpty()) {
        told.accept(
            "The metadata of other tables stays, since this checkpoint does not know them: "
                + others
                + "; levin meta status says whose they are");
      }
    } catch (SQLException e) {
      throw new ImportException(
          ErrorCode.DB_CONNECT,
          "cannot remove the metadata of parallel imports: " + e.getMessage(),
          "repeat it when TiDB is up; the checkpoint is kept",
          e);
    }
  }

  @Override
  public void close() {
    tidb.close();
  }
}
