package io.levin.engine.coordinate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * What the end of a task means for the others. Decided while the rows of all tasks are locked.
 *
 * @param taskId which task ends
 * @param finished whether all of its data is in
 * @param dead tells the tasks that are known to have ended without a word
 */
record TaskEnd(long taskId, boolean finished, LongPredicate dead) {
  /**
   * What came out.
   *
   * @param switchBack whether nobody else imports, so that PD and TiKV go back to normal
   * @param allFinished whether every task has all of its data in
   * @param unfinished those that have not
   * @param pdCfgs PD's settings as some task keeps them; empty for none
   */
  record Result(boolean switchBack, boolean allFinished, List<TaskRow> unfinished, String pdCfgs) {}

  Decision<Result, TaskChange> decide(List<TaskRow> rows) {
    boolean switchBack = true;
    boolean allFinished = finished;
    List<TaskRow> unfinished = new ArrayList<>();
    TaskRow own = null;
    String pdCfgs = "";
    for (TaskRow row : rows) {
      if (pdCfgs.isEmpty()) {
        pdCfgs = row.pdCfgs();
      }
      if (row.taskId() == taskId) {
        own = row;
      } else if (!row.status().finished()) {
        unfinished.add(row);
        allFinished = false;
        if (row.state() == TaskRow.RUNNING && !dead.test(row.taskId())) {
          switchBack = false;
        }
      }
    }
    Result result = new Result(switchBack, allFinished, List.copyOf(unfinished), pdCfgs);
    if (own == null || own.status().finished()) {
      return Decision.of(result);
    }
    TaskStatus status = own.status();
    if (finished) {
      status = allFinished ? TaskStatus.SWITCHED : TaskStatus.SKIP_SWITCH;
    }
    int state = finished ? TaskRow.RUNNING : TaskRow.EXITED;
    return Decision.of(result, new TaskChange.Mark(taskId, status, state));
  }
}
