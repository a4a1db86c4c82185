package io.levin.engine.coordinate;

/**
 * One instance's import, as its row says. Columns that a generation of the table lacks are 0 or
 * empty.
 *
 * @param taskId unsigned
 * @param pdCfgs PD's settings as this task found and paused them, in JSON; empty for none
 * @param state 0 running or killed, 1 ended in an orderly way before it finished
 * @param tikvBytes what it will need in TiKV, before replication
 * @param tiflashBytes what it will need in TiFlash
 * @param tikvAvailable the free space of TiKV when the first task came; 0 for unknown
 * @param tiflashAvailable likewise of TiFlash
 */
public record TaskRow(
    long taskId,
    String pdCfgs,
    TaskStatus status,
    int state,
    long tikvBytes,
    long tiflashBytes,
    long tikvAvailable,
    long tiflashAvailable) {
  /** The state of a task that runs or was killed. */
  public static final int RUNNING = 0;

  /** The state of a task that ended in an orderly way before it finished. */
  public static final int EXITED = 1;

  /** A task that has just registered. */
  public static TaskRow registered(long taskId, long tikvBytes, long tiflashBytes) {
    return new TaskRow(taskId, "", TaskStatus.INITIALIZED, RUNNING, tikvBytes, tiflashBytes, 0, 0);
  }

  TaskRow marked(TaskStatus newStatus, int newState) {
    return new TaskRow(
        taskId,
        pdCfgs,
        newStatus,
        newState,
        tikvBytes,
        tiflashBytes,
        tikvAvailable,
        tiflashAvailable);
  }

  /** The change for a task that counts as finished and yet goes on, as after a failed check. */
  TaskChange.Mark goesOn() {
    return new TaskChange.Mark(
        taskId, pdCfgs.isEmpty() ? TaskStatus.INITIALIZED : TaskStatus.SCHEDULE_SET, RUNNING);
  }

  TaskRow withPdCfgs(String json) {
    return new TaskRow(
        taskId,
        json,
        TaskStatus.SCHEDULE_SET,
        state,
        tikvBytes,
        tiflashBytes,
        tikvAvailable,
        tiflashAvailable);
  }

  TaskRow withAvailable(long tikv, long tiflash) {
    return new TaskRow(taskId, pdCfgs, status, state, tikvBytes, tiflashBytes, tikv, tiflash);
  }
}
