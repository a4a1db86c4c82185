package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.playground.ClusterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much sooner five instances are done than one where the rate of writing is what limits each.
 * It measures, and asserts no times: {@code -Pparallel -Dtest=ParallelThrottleTest
 * -Dlevin.megabytes=N -Dlevin.rate=BYTES -Dlevin.tables=N}. A table is sent after it has been read
 * and sorted, and while the next ones are; with {@code -Dlevin.tables=1} nothing overlaps.
 */
final class ParallelThrottleTest {
  private static final int MEGABYTES = Integer.getInteger("levin.megabytes", 1200);
  private static final int RATE = Integer.getInteger("levin.rate", 5_000_000);
  private static final int TABLES = Integer.getInteger("levin.tables", 8);
  private static final int FILES = 40;
  private static final int INSTANCES = 5;

  @TempDir Path directory;

  @Test
  @Tag("parallel")
  void fiveInstancesThatAreLimitedShareTheWork() throws Exception {
    List<Path> files = new ArrayList<>();
    long rowsOfFile = MEGABYTES * 1_000_000L / FILES / RateSource.ROW;
    for (int i = 0; i < FILES; i++) {
      files.add(RateSource.write(directory.resolve("part-" + i), i, rowsOfFile));
    }
    SharedClasses.get();
    double one = seconds(files, 1, rowsOfFile);
    double five = seconds(files, INSTANCES, rowsOfFile);
    System.out.printf(
        "%d MB in %d tables at %d bytes a second and store: one instance %.1f s, %d instances %.1f s:"
            + " %.2f times sooner%n",
        MEGABYTES, TABLES, RATE, one, INSTANCES, five, one / five);
  }

  private double seconds(List<Path> files, int size, long rowsOfFile) throws IOException {
    ClusterOptions options = ClusterOptions.builder().version("8.5.0").stores(1, 1).build();
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start(options)) {
      List<ImportHarness> instances = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        ImportHarness instance = Fleets.instance(cluster, directory.resolve("of-" + size), i);
        instance.toml().set("tikv-importer", "store-write-bwlimit", RATE);
        instance.toml().set("levin", "memory-budget", "384MiB");
        for (int table = 0; table < TABLES; table++) {
          instance.dump().schema(RateSource.table("t" + table));
        }
        for (int file = 0; file < FILES; file++) {
          if (file / TABLES % size == i) {
            Path link =
                instance
                    .dump()
                    .folder()
                    .resolve("rate.t%d.%09d.csv".formatted(file % TABLES, file));
            Files.createLink(link, files.get(file));
          }
        }
        instances.add(instance);
      }
      long start = System.nanoTime();
      List<Process> processes = instances.stream().map(one -> one.startProgram()).toList();
      for (int i = 0; i < size; i++) {
        instances.get(i).awaitEnd(processes.get(i), Duration.ofMinutes(20)).succeeded();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      for (int table = 0; table < TABLES; table++) {
        assertThat(instances.get(0).query("SELECT COUNT(*) FROM rate.t" + table))
            .containsExactly(String.valueOf(FILES / TABLES * rowsOfFile));
      }
      Fleets.nothingIsLeft(instances.get(0));
      return seconds;
    }
  }
}
