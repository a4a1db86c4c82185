package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several instances, each a process of its own, import into one cluster at the same time. */
final class ParallelImportTest {
  private static final int ROWS = 400;

  @TempDir Path directory;

  @Test
  void twoInstancesBringTheirPartsOfTablesOfEveryKindIntoOne() throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      List<ShardedTable> tables = ShardedTable.ofEveryKind(2, ROWS);
      List<ImportHarness> instances = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        ImportHarness instance = Fleets.instance(cluster, directory, i);
        for (ShardedTable table : tables) {
          table.dump(instance, i);
        }
        instances.add(instance);
      }
      List<Process> processes = instances.stream().map(one -> one.startProgram()).toList();
      for (int i = 0; i < 2; i++) {
        instances.get(i).awaitEnd(processes.get(i)).succeeded();
      }
      for (ShardedTable table : tables) {
        table.holdsAllParts(instances.get(0));
      }
      Fleets.nothingIsLeft(instances.get(0));
    }
  }

  @Test
  void anInstanceThatComesLaterMeasuresWhatTheFirstBroughtIn() {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      List<ShardedTable> tables = ShardedTable.ofEveryKind(2, ROWS);
      for (int i = 0; i < 2; i++) {
        ImportHarness instance = Fleets.instance(cluster, directory, i);
        for (ShardedTable table : tables) {
          table.dump(instance, i);
        }
        ImportRun run = instance.run().succeeded();
        assertThat(run.log()).contains("checksum pass");
        Fleets.nothingIsLeft(instance);
        if (i == 1) {
          tables.forEach(table -> table.holdsAllParts(instance));
        }
      }
    }
  }
}
