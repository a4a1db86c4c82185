package io.levin.engine.coordinate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TaskEndTest {
  private static final TaskRow OWN = TaskRow.registered(1, 0, 0);
  private static final TaskRow OTHER = TaskRow.registered(2, 0, 0);

  @Test
  void whoIsNotTheLastLeavesPdAndTikvToTheOthers() {
    Decision<TaskEnd.Result, TaskChange> decided =
        new TaskEnd(1, true, task -> false).decide(List.of(OWN, OTHER));
    assertThat(decided.result().switchBack()).isFalse();
    assertThat(decided.changes())
        .containsExactly(new TaskChange.Mark(1, TaskStatus.SKIP_SWITCH, TaskRow.RUNNING));
  }

  @Test
  void aTaskThatIsKnownToHaveEndedKeepsNobodyFromPuttingBack() {
    TaskEnd.Result result =
        new TaskEnd(1, true, task -> task == 2).decide(List.of(OWN, OTHER)).result();
    assertThat(result.switchBack()).isTrue();
    assertThat(result.allFinished()).isFalse();
    TaskRow exited = OTHER.marked(TaskStatus.INITIALIZED, TaskRow.EXITED);
    assertThat(new TaskEnd(1, true, task -> false).decide(List.of(OWN, exited)).result())
        .matches(TaskEnd.Result::switchBack);
  }

  @Test
  void theLastOneSaysSo() {
    TaskRow finished = OTHER.marked(TaskStatus.SKIP_SWITCH, TaskRow.RUNNING);
    Decision<TaskEnd.Result, TaskChange> decided =
        new TaskEnd(1, true, task -> false).decide(List.of(OWN, finished));
    assertThat(decided.result().allFinished()).isTrue();
    assertThat(decided.changes())
        .containsExactly(new TaskChange.Mark(1, TaskStatus.SWITCHED, TaskRow.RUNNING));
  }

  @Test
  void whoEndsBeforeItsDataIsInLeavesItsStatusAsItIs() {
    TaskRow paused = OWN.withPdCfgs("{}");
    assertThat(new TaskEnd(1, false, task -> false).decide(List.of(paused)).changes())
        .containsExactly(new TaskChange.Mark(1, TaskStatus.SCHEDULE_SET, TaskRow.EXITED));
  }
}
