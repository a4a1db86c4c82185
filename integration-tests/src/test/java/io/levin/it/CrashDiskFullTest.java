package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are too small, as far as small file systems can be mounted here. */
final class CrashDiskFullTest {
  @TempDir Path directory;
  private SmallDisk disk;

  @BeforeEach
  void mount() throws IOException {
    disk = SmallDisk.mount(directory.resolve("disk"), "8m");
  }

  @AfterEach
  void unmount() throws IOException {
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void aFullDiskEndsTheImportWithOneMessageAndWithRoomItGoesOn() throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      CrashBench bench = new CrashBench(cluster, directory.resolve("bench"), CrashDump.conflicts());
      bench.harness().toml().set("conflict", "strategy", "replace");
      bench.undisturbed();
      // With a strategy all sorted data must be there at once, and it does not fit.
      bench.harness().toml().set("tikv-importer", "sorted-kv-dir", disk.path().resolve("sorted"));
      bench.harness().toml().set("lightning", "check-requirements", false);
      disk.resize("1500k");
      Process full = bench.begin();
      bench
          .harness()
          .awaitEnd(full)
          .failedWith(1, "no space left for the sorted-kv directory", "then start again");
      bench.harness().clusterIsAsBefore();
      disk.resize("200m");
      bench.harness().runProgram().succeeded();
      assertThat(bench.differing()).isZero();
    }
  }

  @Test
  void aFullDiskOfTheCheckpointEndsTheImportAndWithRoomItGoesOn() throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      CrashBench bench = new CrashBench(cluster, directory.resolve("bench"), CrashDump.conflicts());
      bench.harness().toml().set("conflict", "strategy", "replace");
      bench.undisturbed();
      bench.harness().toml().set("checkpoint", "dsn", disk.path().resolve("checkpoint.pb"));
      // The lock has room, the checkpoint has not.
      byte[] rest = new byte[(int) disk.path().toFile().getUsableSpace() - 4096];
      Files.write(disk.path().resolve("filler"), rest);
      Process full = bench.begin();
      bench.harness().awaitEnd(full).failedWith(1, "update checkpoint error", "make room");
      bench.harness().clusterIsAsBefore();
      Files.delete(disk.path().resolve("filler"));
      bench.harness().runProgram().succeeded();
      assertThat(bench.differing()).isZero();
    }
  }

  @Test
  @Tag("crash")
  void aDiskThatIsFullEverFurtherOnLosesNothing() throws Exception {
    fullEverFurtherOn(false);
  }

  @Test
  @Tag("crash")
  void aDiskThatIsFullEverFurtherOnLosesNothingOfTablesInParts() throws Exception {
    fullEverFurtherOn(true);
  }

  /**
   * Sorted data and checkpoint have room for ever more of what is written: the same import is
   * started again after each failure, until it succeeds.
   */
  private void fullEverFurtherOn(boolean parts) throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      CrashBench bench =
          new CrashBench(
              cluster,
              directory.resolve("bench"),
              parts ? CrashDump.kinds() : CrashDump.conflicts());
      if (!parts) {
        bench.harness().toml().set("conflict", "strategy", "replace");
      }
      bench.undisturbed();
      bench.harness().toml().set("tikv-importer", "sorted-kv-dir", disk.path().resolve("sorted"));
      bench.harness().toml().set("checkpoint", "dsn", disk.path().resolve("checkpoint.pb"));
      bench.harness().toml().set("lightning", "check-requirements", false);
      long step = Long.getLong("levin.start", 1) % 16 * 4 + 8;
      long kibibytes = 4;
      disk.resize(kibibytes + "k");
      Process process = bench.begin();
      int full = 0;
      while (true) {
        ImportRun run = bench.harness().awaitEnd(process);
        if (run.exitCode() == 0) {
          break;
        }
        full++;
        assertThat(run.exitCode()).as("%d KiB; %s", kibibytes, run).isEqualTo(1);
        assertThat(run.err() + run.out())
            .as("%d KiB; %s", kibibytes, run)
            .containsPattern("(?i)no space left")
            .containsPattern("room|free space|then start again");
        kibibytes += Math.max(step, kibibytes / 16);
        disk.resize(kibibytes + "k");
        process = bench.goOn();
      }
      System.out.println("full " + full + " times, up to " + kibibytes + " KiB");
      assertThat(full).isGreaterThan(5);
      assertThat(bench.differing()).isZero();
    }
  }
}
