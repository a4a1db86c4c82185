package io.levin.sortedkv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process is killed in the middle of appends, merges and deletions. */
class KillTest {
  @TempDir Path temp;

  @Test
  void afterAKillAllOfAnAppendIsThereOrNothing() throws Exception {
    killAndCheck(2);
  }

  @Test
  @Tag("crash")
  void afterManyKillsAllOfAnAppendIsThereOrNothing() throws Exception {
    killAndCheck(40);
  }

  @Test
  void aKilledProcessLeavesNoLibraryInTheFolderForTemporaryFiles() throws Exception {
    appendUntilKilled(temp.resolve("kv"), 1);
    assertThat(temporary()).isDirectory().isEmptyDirectory();
  }

  private void killAndCheck(int rounds) throws Exception {
    Random random = new Random();
    Path directory = temp.resolve("kv");
    for (int round = 0; round < rounds; round++) {
      Map<String, Integer> told = appendUntilKilled(directory, 30 + random.nextInt(60));
      try (SortedKv kv = Appending.open(directory)) {
        Appending.check(kv);
        Map<String, Integer> found = Appending.done(kv);
        told.forEach(
            (chunk, number) -> assertThat(found.get(chunk)).isGreaterThanOrEqualTo(number));
        if (random.nextInt(4) == 0) {
          kv.deleteEngines(kv.engines());
          assertThat(kv.runFiles()).isZero();
        }
      }
    }
  }

  /** Lets a process append, kills it after some appends, and returns what it said was durable. */
  private Map<String, Integer> appendUntilKilled(Path directory, int appends)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx200m",
                    "-Djava.io.tmpdir=" + Files.createDirectories(temporary()),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Appending.class.getName(),
                    directory.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Map<String, Integer> told = new TreeMap<>();
    try (BufferedReader out = process.inputReader()) {
      for (int i = 0; i < appends; i++) {
        tell(out.readLine(), told);
      }
      // Not through the process itself: that would close its output as well.
      process.toHandle().destroyForcibly();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        tell(line, told);
      }
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    return told;
  }

  private Path temporary() {
    return temp.resolve("tmp");
  }

  private static void tell(String line, Map<String, Integer> told) {
    assertThat(line).as("the process ended by itself").isNotNull();
    // The kill may cut the last line.
    String[] words = line.split(" ");
    if (words.length == 2 && !words[1].isEmpty()) {
      told.merge(words[0], Integer.parseInt(words[1]), Math::max);
    }
  }
}
