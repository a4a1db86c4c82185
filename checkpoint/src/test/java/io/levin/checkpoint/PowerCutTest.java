package io.levin.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.storage.DurableFiles;
import io.levin.storage.LossyDisk;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The checkpoint file on a disk that loses, at a power cut, all that was not synced. */
final class PowerCutTest {
  private static final Path FILE = Path.of("/state/checkpoint.pb");
  private static final String TABLE = "`db`.`t`";
  private static final TaskRecord TASK =
      new TaskRecord(
          7, "file:///dump", "local", "127.0.0.1", 4000, "pd:2379", "/sorted", "levin-1");
  private static final List<Integer> STATUSES =
      List.of(
          Status.CLOSED,
          Status.IMPORTED,
          Status.INDEX_IMPORTED,
          Status.ALTERED_AUTO_INC,
          Status.CHECKSUMMED,
          Status.ANALYZED);
  private static final int SEEDS = 20;

  /** Statuses one after the other, until the power is cut; says how many were recorded. */
  private static int work(LossyDisk disk) {
    int recorded = -1;
    try {
      FileCheckpointStore store = FileCheckpointStore.open(FILE, new DurableFiles(disk));
      store.initialize(
          TASK,
          Map.of(TABLE, 42L),
          Map.of(TABLE, List.of(new EngineRecord(0, Status.LOADED, List.of()))));
      recorded = 0;
      for (int status : STATUSES) {
        store.status(TABLE, CheckpointStore.WHOLE_TABLE, status);
        recorded++;
      }
      return recorded;
    } catch (LossyDisk.PowerCut e) {
      return recorded;
    }
  }

  @Test
  void whatWasRecordedBeforeAPowerCutAtAnyStepIsThereAndAtMostOneStatusMore() {
    LossyDisk whole = new LossyDisk();
    assertThat(work(whole)).isEqualTo(STATUSES.size());
    for (int step = 0; step < whole.steps(); step++) {
      for (int seed = 0; seed < SEEDS; seed++) {
        LossyDisk disk = new LossyDisk();
        disk.cutPowerAtStep(step);
        int recorded = work(disk);
        disk.restart(new Random(seed));
        FileCheckpointStore store = FileCheckpointStore.open(FILE, new DurableFiles(disk));
        int found =
            store.table(TABLE).map(table -> STATUSES.indexOf(table.status()) + 1).orElse(-1);
        assertThat(found).as("step %d seed %d", step, seed).isIn(recorded, recorded + 1);
      }
    }
  }

  @Test
  void aCheckpointThatWasRemovedOrMovedDoesNotComeBack() {
    for (int seed = 0; seed < SEEDS; seed++) {
      for (boolean move : new boolean[] {false, true}) {
        LossyDisk disk = new LossyDisk();
        work(disk);
        FileCheckpointStore store = FileCheckpointStore.open(FILE, new DurableFiles(disk));
        if (move) {
          store.moveAway(7);
        } else {
          store.removeAll();
        }
        disk.restart(new Random(seed));
        assertThat(disk.exists(FILE)).isFalse();
        assertThat(disk.exists(Path.of(FILE + ".7.bak"))).isEqualTo(move);
      }
    }
  }

  @Test
  void aMoveThatIsCutAnywhereLeavesTheCheckpointInOnePlaceAtLeast() {
    LossyDisk whole = new LossyDisk();
    work(whole);
    int before = whole.steps();
    FileCheckpointStore.open(FILE, new DurableFiles(whole)).moveAway(7);
    for (int step = before; step < whole.steps(); step++) {
      for (int seed = 0; seed < SEEDS; seed++) {
        LossyDisk disk = new LossyDisk();
        work(disk);
        FileCheckpointStore store = FileCheckpointStore.open(FILE, new DurableFiles(disk));
        disk.cutPowerAtStep(step);
        try {
          store.moveAway(7);
        } catch (LossyDisk.PowerCut e) {
          disk.restart(new Random(seed));
          Path there = disk.exists(FILE) ? FILE : Path.of(FILE + ".7.bak");
          assertThat(
                  FileCheckpointStore.open(there, new DurableFiles(disk))
                      .table(TABLE)
                      .orElseThrow()
                      .status())
              .isEqualTo(Status.ANALYZED);
        }
      }
    }
  }
}
