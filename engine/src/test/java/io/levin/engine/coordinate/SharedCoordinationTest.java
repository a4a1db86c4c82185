package io.levin.engine.coordinate;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Tasks that end, in courses in which the original goes wrong. */
final class SharedCoordinationTest {
  private static final long FIRST = 11;
  private static final long SECOND = 22;

  private final MemoryMetadata.Rows rows = new MemoryMetadata.Rows();

  /** The original marks it before it looks at what failed. */
  @Test
  void aTaskWithFailedTablesDoesNotCountAsFinished() {
    SharedCoordination first = join(FIRST);
    first.end(false);
    assertThat(rows.tasks.get(FIRST).status()).isEqualTo(TaskStatus.INITIALIZED);
    assertThat(rows.tasks.get(FIRST).state()).isEqualTo(TaskRow.EXITED);
  }

  /** The original stays silent in the metadata, and who finishes meanwhile switches back. */
  @Test
  void aTaskThatIsResumedRunsForItsSiblingsToo() {
    join(FIRST).end(false);
    join(FIRST);
    assertThat(rows.tasks.get(FIRST).state()).isEqualTo(TaskRow.RUNNING);
    assertThat(join(SECOND).end(true)).as("whether PD and TiKV are put back").isFalse();
  }

  /** As after a checksum that did not match, and a table that is imported again. */
  @Test
  void aFinishedTaskThatGoesOnCountsAsUnfinished() {
    assertThat(join(FIRST).end(true)).isTrue();
    assertThat(rows.tasks.get(FIRST).status()).isEqualTo(TaskStatus.SWITCHED);
    join(FIRST);
    assertThat(rows.tasks.get(FIRST).status()).isEqualTo(TaskStatus.INITIALIZED);
    assertThat(join(SECOND).end(true)).as("whether PD and TiKV are put back").isFalse();
  }

  /** The original decides it when its data is in, and drops the tables hours later. */
  @Test
  void theCleanUpIsDecidedAfterTheComparisonsByAFreshLook() {
    SharedCoordination first = join(FIRST);
    assertThat(first.end(true)).isTrue();
    SharedCoordination second = join(SECOND);
    assertThat(first.cleanUp())
        .containsExactly(
            "the import is not complete: " + describe(SECOND) + " has not finished" + OUTLOOK);
    assertThat(rows.tasks).containsKeys(FIRST, SECOND);
    assertThat(rows.taskTable).isTrue();
    second.end(true);
    assertThat(second.cleanUp()).isEmpty();
    assertThat(rows.tasks).isEmpty();
    assertThat(rows.taskTable).isFalse();
  }

  /** TiDB locks the rows that were read, and not the place where another one is put. */
  @Test
  void aTaskThatRegistersWhileTheLastOneCleansUpKeepsItsRow() {
    boolean[] late = {false};
    MemoryMetadata store =
        new MemoryMetadata(rows, () -> {}) {
          @Override
          public <T> T onTasks(
              String purpose, Function<List<TaskRow>, Decision<T, TaskChange>> decision) {
            return super.onTasks(
                purpose,
                found -> {
                  Decision<T, TaskChange> decided = decision.apply(found);
                  if (late[0]) {
                    rows.tasks.put(SECOND, TaskRow.registered(SECOND, 1, 0));
                  }
                  return decided;
                });
          }
        };
    SharedCoordination first =
        coordination(store, FIRST, store.addTask(TaskRow.registered(FIRST, 1, 0)));
    first.end(true);
    late[0] = true;
    first.cleanUp();
    assertThat(rows.tasks).containsOnlyKeys(SECOND);
    assertThat(rows.taskTable).isTrue();
  }

  /** The original's next statement fails with 1146, and its stores stay in import mode. */
  @Test
  void tablesThatASiblingDroppedAreMadeAgainAndAreNoErrorAtTheEnd() {
    SharedCoordination first = join(FIRST);
    rows.dropAll();
    assertThat(first.instances()).isEqualTo(1);
    assertThat(rows.tasks).containsKey(FIRST);
    rows.dropAll();
    assertThat(first.end(true)).as("whether PD and TiKV are put back").isTrue();
    assertThat(rows.taskTable).isFalse();
  }

  /** The original then leaves everything switched and paused. */
  @Test
  void whoCannotTellItsEndPutsBackUnlessASiblingLives() {
    MemoryMetadata broken =
        new MemoryMetadata(rows, () -> {}) {
          @Override
          public <T> T onTasks(
              String purpose, Function<List<TaskRow>, Decision<T, TaskChange>> decision) {
            throw new ImportException(ErrorCode.META_MANAGER_UNKNOWN, purpose + " failed", "");
          }
        };
    assertThat(coordination(broken, FIRST, true).end(true)).isTrue();
  }

  @Test
  void whoIsStoppedBeforeItsDataWasBegunKeepsNobodyFromPuttingBack() {
    SharedCoordination first = join(FIRST);
    first.close();
    assertThat(rows.tasks.get(FIRST).state()).isEqualTo(TaskRow.EXITED);
    assertThat(join(SECOND).end(true)).as("whether PD and TiKV are put back").isTrue();
  }

  @Test
  void whoIsRefusedTakesItsRowBackAndWhoGoesOnKeepsIt() {
    SharedCoordination fresh = join(FIRST);
    fresh.withdraw();
    fresh.close();
    assertThat(rows.tasks).isEmpty();
    join(FIRST).end(false);
    SharedCoordination resumed = join(FIRST);
    resumed.withdraw();
    resumed.close();
    assertThat(rows.tasks.get(FIRST).state()).isEqualTo(TaskRow.EXITED);
  }

  /** Scenarios in which the original's instances all end well and nobody has compared. */
  @Test
  void theLastOneNamesTheTablesThatNobodyHasCompared() {
    for (TableStatus status :
        new TableStatus[] {TableStatus.RESTORE, TableStatus.RESTORE_FINISHED}) {
      SharedCoordination first = join(FIRST);
      rows.insert(SECOND, 7, "`d`.`t`");
      rows.replace(rows.part(7, SECOND).withStatus(status));
      first.end(true);
      assertThat(first.cleanUp())
          .containsExactly(
              "table `d`.`t` is not verified yet: waiting for "
                  + describe(SECOND)
                  + ", status "
                  + status.text()
                  + OUTLOOK);
      rows.dropAll();
    }
  }

  @Test
  void manyTablesThatWaitForOneInstanceAreOneLine() {
    SharedCoordination first = join(FIRST);
    List<SharedTable> tables = new ArrayList<>();
    for (long id = 1; id <= 7; id++) {
      tables.add(new SharedTable(id, "`d`.`t" + id + "`", true, Long.MAX_VALUE));
      rows.insert(SECOND, id, "`d`.`t" + id + "`");
      rows.replace(rows.part(id, SECOND).withStatus(TableStatus.RESTORE));
    }
    String names = "7 tables (`d`.`t1`, `d`.`t2`, `d`.`t3`, `d`.`t4`, `d`.`t5`, …) ";
    assertThat(first.objections(tables, false))
        .containsExactly(
            names
                + "have parts of "
                + describe(SECOND)
                + " in the metadata, status restore: that instance does not run now, and without it"
                + " the checksums of these tables are never compared. Start it again; or, if it"
                + " never comes back, empty these tables and run levin meta forget --task="
                + SECOND);
    first.end(true);
    assertThat(first.cleanUp())
        .containsExactly(
            names
                + "are not verified yet: waiting for "
                + describe(SECOND)
                + ", status restore"
                + OUTLOOK);
  }

  /** The first asks the cluster; what it found counts for all, since they fill it together. */
  @Test
  void spaceIsAddedUpOverAllInstancesAndAskedForOnce() {
    SharedCoordination first = join(FIRST);
    assertThat(first.space(() -> 100)).isEqualTo(new Coordination.Space(1, 100));
    SharedCoordination second = join(SECOND);
    assertThat(
            second.space(
                () -> {
                  throw new AssertionError("asked again");
                }))
        .isEqualTo(new Coordination.Space(2, 100));
    first.end(true);
    assertThat(first.space(() -> 50)).isEqualTo(new Coordination.Space(2, 100));
  }

  private static final String OUTLOOK =
      "; if it does not run any more, start it again with its own configuration";

  private static String describe(long task) {
    return "task " + task + " (no sign of life: not of this Levin's kind)";
  }

  private SharedCoordination join(long task) {
    MemoryMetadata store = new MemoryMetadata(rows, () -> {});
    boolean added = store.addTask(TaskRow.registered(task, 1, 0));
    return coordination(store, task, added);
  }

  private static SharedCoordination coordination(MemoryMetadata store, long task, boolean added) {
    return new SharedCoordination(
        () -> {},
        store,
        store,
        task,
        added,
        new Presence(Optional.empty(), null, Duration.ofSeconds(10), () -> true),
        SourceOverlap.NONE,
        Patience.of(Duration.ofSeconds(1), new Cancellation()),
        true,
        new Cancellation());
  }
}
