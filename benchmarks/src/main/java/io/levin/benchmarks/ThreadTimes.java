package io.levin.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** CPU time of a process's threads, as far as it was seen while they lived. */
final class ThreadTimes {
  private final Path tasks;
  private final Map<Path, ProcStat> last = new HashMap<>();

  ThreadTimes(long pid) {
    tasks = Path.of("/proc", Long.toString(pid), "task");
  }

  /** Reads the times of all threads; those that ended keep what was seen last. */
  void look() {
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        look(thread);
      }
    } catch (IOException e) {
      // The process has just ended: what was seen stays.
      return;
    }
  }

  private void look(Path thread) {
    try {
      last.put(thread, ProcStat.read(thread.resolve("stat")));
    } catch (IOException e) {
      // The thread has just ended: what was seen stays.
      return;
    }
  }

  /** Seconds by name without numbers, the most first. */
  Map<String, Double> byName() {
    Map<String, Double> sums = new HashMap<>();
    last.values()
        .forEach(
            stat ->
                sums.merge(stat.name().replaceAll("[-#]*\\d+.*", ""), stat.seconds(), Double::sum));
    Map<String, Double> sorted = new LinkedHashMap<>();
    sums.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }
}
