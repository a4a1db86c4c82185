package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.playground.ClusterOptions;
import io.levin.playground.fault.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** The original fails with "Target table is calculating checksum" after a quarter of an hour. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSiblingThatComesDuringTheChecksumWaitsUnlessTheOtherIsDead(boolean killed)
      throws Exception {
    AtomicLong passed = new AtomicLong();
    ClusterOptions options =
        ClusterOptions.builder()
            .version("8.5.0")
            .clock(() -> System.currentTimeMillis() + passed.get())
            .build();
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start(options)) {
      ShardedTable table = ShardedTable.ofEveryKind(2, ROWS).get(0);
      ImportHarness first = Fleets.instance(cluster, directory, 0);
      table.dump(first, 0);
      Fault held = cluster.playground().faults().inject("Coprocessor times=1 -> stall");
      Process process = first.startProgram();
      Waiting.until("it compares", () -> held.hits() > 0 || !process.isAlive());
      assertThat(first.query("SELECT status FROM lightning_metadata.table_meta"))
          .containsExactly("checksuming");
      ImportHarness second = Fleets.instance(cluster, directory, 1);
      table.dump(second, 1);
      CompletableFuture<ImportRun> late = CompletableFuture.supplyAsync(second::run);
      Waiting.until(
          "the second waits",
          () ->
              second
                      .logText()
                      .contains(
                          "target table is calculating checksum, waiting until it is finished")
                  || late.isDone());
      assertThat(late).isNotDone();
      if (killed) {
        process.destroyForcibly().waitFor();
        held.remove();
        // Three heartbeats: without a sign of life for so long, a process is taken for dead.
        passed.addAndGet(4000);
        late.get().succeeded();
        first.run().succeeded();
      } else {
        held.remove();
        first.awaitEnd(process).succeeded();
        assertThat(late.get().succeeded().log()).contains("checksum pass");
      }
      table.holdsAllParts(first);
      Fleets.noMetadataIsLeft(first);
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
