package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are too small, as far as small file systems can be mounted here. */
final class CrashDiskFullTest {
  @TempDir Path directory;
  private Path disk;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    disk = Files.createDirectory(directory.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString()),
        "no right to mount a small file system");
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    run("umount", "-l", disk.toString());
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      // There is no such command here: the same as having no right to it.
      return false;
    }
  }

  @Test
  void aFullDiskEndsTheImportWithOneMessageAndWithRoomItGoesOn() throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      CrashBench bench = new CrashBench(cluster, directory.resolve("bench"), CrashDump.conflicts());
      bench.harness().toml().set("conflict", "strategy", "replace");
      bench.undisturbed();
      // With a strategy all sorted data must be there at once, and it does not fit.
      bench.harness().toml().set("tikv-importer", "sorted-kv-dir", disk.resolve("sorted"));
      bench.harness().toml().set("lightning", "check-requirements", false);
      assertThat(run("mount", "-o", "remount,size=1500k", disk.toString())).isTrue();
      Process full = bench.begin();
      bench
          .harness()
          .awaitEnd(full)
          .failedWith(1, "no space left for the sorted-kv directory", "then start again");
      bench.harness().clusterIsAsBefore();
      assertThat(run("mount", "-o", "remount,size=200m", disk.toString())).isTrue();
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
      bench.harness().toml().set("checkpoint", "dsn", disk.resolve("checkpoint.pb"));
      // The lock has room, the checkpoint has not.
      byte[] rest = new byte[(int) disk.toFile().getUsableSpace() - 4096];
      Files.write(disk.resolve("filler"), rest);
      Process full = bench.begin();
      bench.harness().awaitEnd(full).failedWith(1, "update checkpoint error", "make room");
      bench.harness().clusterIsAsBefore();
      Files.delete(disk.resolve("filler"));
      bench.harness().runProgram().succeeded();
      assertThat(bench.differing()).isZero();
    }
  }
}
