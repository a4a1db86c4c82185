package io.levin.sortedkv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power cuts at every moment of a process that appends, merges and deletes. RocksDB writes by
 * itself, so that no disk of ours can stand beneath it: its calls to the kernel are recorded, and
 * what a power cut between two of them may leave is made from the record.
 */
@Tag("crash")
final class PowerCutTest {
  private static final int APPENDS = 120;
  private static final int CUTS = 150;

  @TempDir Path temp;

  @Test
  void afterAPowerCutAllThatWasSaidToBeDurableIsThere() throws Exception {
    assumeTrue(canTrace(), "strace is not there, or not allowed");
    Path directory = temp.resolve("kv");
    List<SyscallTrace.Call> calls = SyscallTrace.read(trace(directory));
    Random random = new Random(1);
    int told = 0;
    for (int cut = 0; cut < CUTS; cut++) {
      int end = 1 + (int) ((long) calls.size() * (cut + random.nextDouble()) / CUTS);
      TracedDisk disk = new TracedDisk(directory);
      calls.subList(0, Math.min(end, calls.size())).forEach(disk::apply);
      Path after = Files.createDirectories(temp.resolve("cut" + cut));
      disk.afterPowerCut(after, random);
      try (SortedKv kv = Appending.open(after)) {
        Appending.check(kv);
        Map<String, Integer> found = Appending.done(kv);
        for (Map.Entry<String, Integer> chunk : durable(disk.output()).entrySet()) {
          assertThat(found.getOrDefault(chunk.getKey(), 0))
              .as("%s after call %d", chunk.getKey(), end)
              .isGreaterThanOrEqualTo(chunk.getValue());
          told++;
        }
      }
    }
    assertThat(told).isPositive();
  }

  private static Map<String, Integer> durable(String output) {
    Map<String, Integer> durable = new HashMap<>();
    output
        .lines()
        .map(line -> line.split(" "))
        .filter(words -> words.length == 2 && words[0].startsWith("chunk"))
        .forEach(words -> durable.merge(words[0], Integer.parseInt(words[1]), Math::max));
    return durable;
  }

  private boolean canTrace() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("strace", "-f", "-o", temp.resolve("try").toString(), "true").start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      // There is no such command here.
      return false;
    }
  }

  /** Records the calls of a process until it has appended some times. */
  private Path trace(Path directory) throws IOException, InterruptedException {
    Path file = temp.resolve("trace");
    Process process =
        new ProcessBuilder(
                List.of(
                    "strace",
                    "-f",
                    "-qq",
                    "-xx",
                    "-s",
                    "100000000",
                    "-e",
                    "trace=" + SyscallTrace.CALLS,
                    "-o",
                    file.toString(),
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx200m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Appending.class.getName(),
                    directory.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader()) {
      for (int i = 0; i < APPENDS; i++) {
        assertThat(out.readLine()).as("the process ended by itself").isNotNull();
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    return file;
  }
}
