package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.config.ProcessMemory;
import io.levin.playground.ClusterOptions;
import io.levin.playground.fault.Fault;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory of the importer's process, started as a user starts it. */
final class MemoryBoundTest {
  private static final int TABLES = 4;
  private static final int ROWS = 48_000;
  private static final long BUDGET = 64L << 20;
  private static final String PADDING = "x".repeat(1000);

  @TempDir Path directory;

  @Test
  void theProcessStaysBelowTheBudgetAnd512MebibytesWhileAStoreStalls() throws Exception {
    // It drops what it is sent, so there is nothing to compare.
    ClusterOptions dropping = ClusterOptions.builder().discardWrites(true).build();
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start(dropping)) {
      ImportHarness harness = new ImportHarness(cluster, directory);
      for (int table = 0; table < TABLES; table++) {
        writeTable(harness, "t" + table);
      }
      harness.toml().set("levin", "memory-budget", "64MiB");
      harness.toml().set("tikv-importer", "region-split-size", "4MiB");
      harness.toml().set("post-restore", "checksum", "off");
      harness.toml().set("post-restore", "analyze", "off");
      Path toml = directory.resolve("bound.toml");
      harness.toml().write(toml);
      Fault stall = cluster.playground().faults().inject("Write store=2 times=16 -> delay=3000");

      Launchers launchers = new Launchers(directory.resolve("home"), "-XX:TieredStopAtLevel=1");
      Process process = launchers.start(List.of(), "tidb-lightning", "-config", "" + toml);
      long peak = 0;
      while (process.isAlive()) {
        peak = Math.max(peak, peakBytes(process.pid()));
        Thread.sleep(20);
      }

      Launchers.Ended ended = launchers.awaitEnd(process);
      assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
      assertThat(stall.hits()).isEqualTo(16);
      assertThat(harness.logText())
          .contains("[\"memory and threads\"] [budget=64MiB]")
          .doesNotContain("may grow beyond levin.memory-budget");
      assertThat(peak).isBetween(64L << 20, BUDGET + ProcessMemory.BESIDE);
    }
  }

  /** About 48 MiB. */
  private static void writeTable(ImportHarness harness, String name) throws IOException {
    Path folder = harness.dump().folder();
    Files.writeString(folder.resolve("big-schema-create.sql"), "CREATE DATABASE `big`;\n");
    Files.writeString(
        folder.resolve("big." + name + "-schema.sql"),
        "CREATE TABLE `" + name + "` (id INT PRIMARY KEY, n INT, pad VARCHAR(1000), KEY (n));\n");
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(folder.resolve("big." + name + ".csv")))) {
      out.write("id,n,pad\n".getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < ROWS; i++) {
        out.write(
            (i + "," + i * 7 % 1000 + "," + PADDING + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  /** The most memory that was resident so far; 0 if the process has just ended. */
  private static long peakBytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", "" + pid, "status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }
}
