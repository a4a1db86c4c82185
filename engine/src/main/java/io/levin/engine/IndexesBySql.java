package io.levin.engine;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Redaction;
import io.levin.base.Step;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.EngineRecord;
import io.levin.checkpoint.Status;
import io.levin.checkpoint.TableRecord;
import io.levin.config.Config;
import io.levin.config.ConflictStrategy;
import io.levin.engine.log.Task;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.progress.TableProgress;
import io.levin.engine.target.Parallel;
import io.levin.engine.target.SecondaryIndexes;
import io.levin.engine.target.TargetCluster;
import io.levin.schema.IndexInfo;
import io.levin.schema.SchemaJson;
import io.levin.schema.TableInfo;
import io.levin.tidb.SqlErrors;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code tikv-importer.add-index-by-sql}: indexes are dropped before the import and made again by
 * TiDB behind the checksum. What a table's definition was is noted beside the checkpoint before
 * anything of it is dropped, so that whichever run finishes the table makes its indexes. With
 * {@code conflict.strategy = "replace"} unique indexes stay: only while their entries are sorted
 * can conflicts be resolved. Thread-safe.
 */
final class IndexesBySql {
  private static final Logger LOG = LoggerFactory.getLogger(IndexesBySql.class);

  /** The note with a table's definition of before. */
  private static final String NOTE = "indexes ";

  private static final int NO_SUCH_KEY = 1091;
  private static final int NEEDED_BY_FOREIGN_KEY = 1553;
  private static final int SAME_NAME = 1061;
  private static final int NOT_IN_ONE_STATEMENT = 8200;
  private static final long POLL_MILLIS = 500;

  private final Config config;
  private final TargetCluster target;
  private final CheckpointStore checkpoints;
  private final Redaction redaction;
  private final Cancellation cancellation;

  /** How tables were before their indexes were dropped. */
  private final Map<String, TableInfo> wanted = new ConcurrentHashMap<>();

  /** Works on the tables of one import. */
  IndexesBySql(TargetCluster target, CheckpointStore checkpoints, Cancellation cancellation) {
    this.config = target.config();
    this.target = target;
    this.checkpoints = checkpoints;
    this.redaction = config.security().redaction();
    this.cancellation = cancellation;
    checkpoints
        .notes()
        .forEach(
            (name, value) -> {
              if (name.startsWith(NOTE)) {
                wanted.put(name.substring(NOTE.length()), SchemaJson.readTable(value));
              }
            });
  }

  /**
   * Drops what can be dropped of tables whose rows are not sorted yet, or were sorted without these
   * indexes.
   *
   * @return whether the definition of any table changed
   * @throws ImportException {@link ErrorCode#DROP_INDEX_FAILED}
   */
  boolean drop(List<TablePlan> plans, Parallel parallel) {
    List<Runnable> steps = new ArrayList<>();
    for (TablePlan plan : plans) {
      if (!mayDrop(plan) || droppable(plan.info()).isEmpty()) {
        continue;
      }
      if (!isKnown(plan)) {
        wanted.put(plan.name(), plan.info());
        checkpoints.note(NOTE + plan.name(), SchemaJson.write(plan.info()));
      }
      // What is not in the definition of before would not be made again.
      List<IndexInfo> indexes =
          SecondaryIndexes.present(droppable(wanted.get(plan.name())), plan.info());
      steps.add(() -> drop(plan, indexes));
    }
    if (steps.isEmpty()) {
      return false;
    }
    // The notes are durable before the first statement.
    checkpoints.save();
    parallel.runAll(steps, Parallel.STATEMENTS);
    return true;
  }

  /** Whether the definition that is noted is that of this table, some of whose indexes are gone. */
  private boolean isKnown(TablePlan plan) {
    TableInfo before = wanted.get(plan.name());
    return before != null
        && before.id() == plan.info().id()
        && !SecondaryIndexes.missing(droppable(before), plan.info()).isEmpty();
  }

  private boolean mayDrop(TablePlan plan) {
    TableRecord record = checkpoints.table(plan.name()).orElse(null);
    if (plan.chunks().isEmpty()) {
      return false;
    }
    if (record == null) {
      return config.tikvImporter().addIndexBySql();
    }
    // Somebody may have made an index between two runs, and rows were sorted without it.
    return concern(plan)
        && record.status() < Status.INDEX_IMPORTED
        && record.engines().stream()
            .anyMatch(
                engine ->
                    engine.number() != EngineRecord.INDEX && engine.status() < Status.IMPORTED);
  }

  private List<IndexInfo> droppable(TableInfo table) {
    boolean replace = config.conflict().strategy() == ConflictStrategy.REPLACE;
    return SecondaryIndexes.droppable(table, replace);
  }

  private void drop(TablePlan plan, List<IndexInfo> indexes) {
    LOG.atInfo()
        .addKeyValue("table", plan.name())
        .addKeyValue("sql", SecondaryIndexes.add(plan.name(), wanted.get(plan.name()), indexes))
        .log("indexes are dropped, and made again after the import by this statement");
    for (IndexInfo index : indexes) {
      String sql = SecondaryIndexes.drop(plan.name(), index);
      try {
        target.tidb().execute(sql);
        Step.INDEX_DROPPED.pass();
      } catch (SQLException e) {
        if (e.getErrorCode() == NEEDED_BY_FOREIGN_KEY) {
          LOG.atInfo()
              .addKeyValue("table", plan.name())
              .addKeyValue("index", index.name())
              .log("index stays, a foreign key needs it");
        } else if (e.getErrorCode() != NO_SUCH_KEY) {
          throw new ImportException(
              ErrorCode.DROP_INDEX_FAILED,
              "drop index "
                  + index.name()
                  + " on table "
                  + plan.name()
                  + " failed: "
                  + e.getMessage(),
              "start again, or set tikv-importer.add-index-by-sql = false",
              e);
        }
      }
    }
  }

  /** Whether indexes of a table were dropped, by this run or one before. */
  boolean concern(TablePlan plan) {
    return wanted.containsKey(plan.name());
  }

  /**
   * Makes the indexes of a table again that were dropped for this import.
   *
   * @throws ImportException {@link ErrorCode#ADD_INDEX_FAILED} with the statement that is left
   */
  void add(TablePlan plan, TableProgress progress) {
    TableInfo before = wanted.get(plan.name());
    List<IndexInfo> indexes = droppable(before);
    Task task = Task.start(LOG, "add index", "table", plan.name());
    try {
      progress.indexes(0);
      add(plan, before, indexes);
      progress.indexes(1);
      task.completed("indexes", indexes.size());
    } catch (RuntimeException e) {
      task.failed(e);
      throw e;
    }
  }

  private void add(TablePlan plan, TableInfo before, List<IndexInfo> indexes) {
    Duration patience = config.levin().noProgressLimit();
    long deadline = System.nanoTime() + patience.toNanos();
    boolean oneByOne = false;
    while (true) {
      TableInfo now = now(plan);
      List<IndexInfo> missing = SecondaryIndexes.missing(indexes, now);
      if (SecondaryIndexes.anyUnderWay(indexes, now)) {
        // By a statement whose connection broke, or by somebody else.
        deadline = System.nanoTime() + patience.toNanos();
        cancellation.sleep(POLL_MILLIS);
        continue;
      }
      if (missing.isEmpty()) {
        return;
      }
      String sql =
          SecondaryIndexes.add(plan.name(), before, oneByOne ? missing.subList(0, 1) : missing);
      try {
        execute(sql);
      } catch (SQLException e) {
        boolean passes = SqlErrors.isRetryable(e) || e.getErrorCode() == SAME_NAME;
        if (e.getErrorCode() == NOT_IN_ONE_STATEMENT && missing.size() > 1 && !oneByOne) {
          LOG.atInfo()
              .addKeyValue("table", plan.name())
              .log("cannot add all indexes in one statement, going to add them one by one");
          oneByOne = true;
        } else if (passes && System.nanoTime() - deadline < 0) {
          LOG.atWarn()
              .addKeyValue("table", plan.name())
              .setCause(e)
              .log("add index is tried again");
          cancellation.sleep(POLL_MILLIS);
        } else {
          throw failure(plan, before, missing, e);
        }
      }
    }
  }

  private void execute(String sql) throws SQLException {
    // Once: a statement whose connection broke may go on in TiDB.
    target
        .tidb()
        .withConnectionOnce(
            connection -> {
              try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
              }
            });
  }

  private ImportException failure(
      TablePlan plan, TableInfo before, List<IndexInfo> missing, SQLException e) {
    return new ImportException(
        ErrorCode.ADD_INDEX_FAILED,
        "add index failed on table "
            + plan.name()
            + ": "
            + redaction.either(
                "Error " + e.getErrorCode() + ": " + e.getMessage(), "Error " + e.getErrorCode())
            + ", you can add index manually by the following SQL: "
            + SecondaryIndexes.add(plan.name(), before, missing)
            + ";",
        "all rows are in; correct them in the table if they are what hinders, add the indexes, then"
            + " run ./tidb-lightning-ctl --checkpoint-error-ignore='"
            + plan.name()
            + "' --config=... and start again",
        e);
  }

  private TableInfo now(TablePlan plan) {
    return target.status().table(plan.source().schema(), plan.source().name());
  }
}
