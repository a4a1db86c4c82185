package io.levin.engine.precheck;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.Checkpoints;
import io.levin.checkpoint.Status;
import io.levin.checkpoint.TableRecord;
import io.levin.config.Config;
import io.levin.engine.plan.TablePlan;
import io.levin.source.Dump;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** What the checkpoint says against an import. */
public final class CheckpointChecks {
  private static final Set<String> TABLES = Checkpoints.tableNames();

  private static final String START_OVER =
      "You may also run `./tidb-lightning-ctl --checkpoint-error-destroy=all --config=...` to start"
          + " from scratch,For details of this failure, read the log file from the PREVIOUS run";

  private CheckpointChecks() {}

  /**
   * Looks whether the dump holds a table by the name of a checkpoint table in the target.
   *
   * @throws ImportException {@link ErrorCode#CHECKPOINT_SCHEMA_CONFLICT} if so
   */
  public static void schema(Config config, Dump dump) {
    if (!Checkpoints.inTarget(config.checkpoint())) {
      return;
    }
    String schema = config.checkpoint().schema();
    dump.databases().stream()
        .flatMap(database -> database.tables().stream())
        .filter(table -> table.schema().equalsIgnoreCase(schema))
        .filter(table -> TABLES.contains(table.name().toLowerCase(Locale.ROOT)))
        .findFirst()
        .ifPresent(
            table -> {
              throw new ImportException(
                  ErrorCode.CHECKPOINT_SCHEMA_CONFLICT,
                  "checkpoint table `"
                      + table.schema()
                      + "`.`"
                      + table.name()
                      + "` conflict with data files. Please change the `checkpoint.schema` config"
                      + " or set `checkpoint.driver` to \"file\" instead",
                  "");
            });
  }

  /** Tables that failed last time, and tables that are not those of the checkpoint any more. */
  static CheckResult tables(List<TablePlan> plans, CheckpointStore store) {
    List<String> faults = new ArrayList<>();
    for (TablePlan plan : plans) {
      TableRecord record = store.table(plan.name()).orElse(null);
      if (record == null) {
        continue;
      }
      OptionalInt step = failedStep(record);
      if (step.isPresent()) {
        faults.add(failed(plan.name(), step.getAsInt()));
      } else if (record.tableId() > 0 && record.tableId() != plan.info().id()) {
        faults.add(
            "TiDB Lightning has detected tables with illegal checkpoints. To prevent data loss,"
                + " this run will stop now,please run command \"./tidb-lightning-ctl"
                + " --checkpoint-remove='"
                + plan.name()
                + "' --config=...\""
                + START_OVER);
      }
    }
    return faults.isEmpty()
        ? CheckResult.pass(true, "the checkpoints are valid")
        : CheckResult.fail(true, String.join("\n", faults));
  }

  /** The status that a failed table was on its way to; nothing for a table that did not fail. */
  public static OptionalInt failedStep(TableRecord record) {
    return IntStream.concat(
            IntStream.of(record.status()),
            record.engines().stream().mapToInt(engine -> engine.status()))
        .filter(Status::isFailed)
        .map(code -> code * 10)
        .findFirst();
  }

  /** Whether a table whose step failed has all its data, so that the error may be ignored. */
  public static boolean isComplete(int step) {
    return step == Status.ALTERED_AUTO_INC || step == Status.INDEX_ADDED || step == Status.ANALYZED;
  }

  private static String failed(String table, int step) {
    return "TiDB Lightning has failed last time. To prevent data loss, this run will stop now, "
        + table
        + " failed in step("
        + Status.name(step)
        + "), please run command ./tidb-lightning-ctl --checkpoint-error-"
        + (isComplete(step) ? "ignore" : "destroy")
        + "='"
        + table
        + "' --config=...,"
        + START_OVER;
  }
}
