package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One dump that is imported again and again into one cluster: once undisturbed, then killed and
 * started again until it ends. Each time the pairs of all tables must be those of the first time.
 */
final class CrashBench {
  private static final int KILLED = 137;

  private final PlaygroundUnderTest cluster;
  private final ImportHarness harness;
  private final List<SampleTable> tables;
  private final Map<String, List<String>> expected = new LinkedHashMap<>();
  private final String classPath;
  private final List<String> jvmFlags = new ArrayList<>();
  private long undisturbedMillis;
  private long undisturbedFiles;

  /** Writes the dump. */
  CrashBench(PlaygroundUnderTest cluster, Path directory, List<SampleTable> tables) {
    this.cluster = cluster;
    this.tables = tables;
    harness = new ImportHarness(cluster, directory);
    classPath = PackedClassPath.in(directory.resolve("jars"));
    CrashDump.write(tables, harness.dump());
    // Buffers that are full several times a chunk, chunks of a part of a file, several regions.
    harness
        .toml()
        .set("levin", "memory-budget", "64MiB")
        .set("lightning", "region-concurrency", 16)
        .set("mydumper", "strict-format", true)
        .set("mydumper", "max-region-size", "200KiB")
        .set("tikv-importer", "region-split-size", "512KiB")
        .set("tikv-importer", "region-split-keys", 4000)
        .append("[mydumper.csv]\nterminator = \"\\n\"\n");
  }

  ImportHarness harness() {
    return harness;
  }

  /** How long the undisturbed import took, from the first line of its log. */
  long undisturbedMillis() {
    return undisturbedMillis;
  }

  /** The import that nobody disturbs. */
  CrashBench undisturbed() {
    useSharedClasses();
    fresh();
    long before = cluster.playground().importFiles().ingested();
    Process process = start(null);
    awaitWork(process);
    long began = System.nanoTime();
    harness.awaitEnd(process).succeeded();
    undisturbedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    undisturbedFiles = cluster.playground().importFiles().ingested() - before;
    for (SampleTable table : tables) {
      expected.put(table.name(), snapshot(table));
    }
    return this;
  }

  /**
   * Imports whose processes are killed one after the other. One that ends before its kill is
   * compared, and the kill is tried on an import of its own; the last one is left in peace.
   */
  CrashTally killed(List<CrashKill> kills) {
    Deque<CrashKill> left = new ArrayDeque<>(kills);
    CrashTally tally = new CrashTally();
    do {
      importWith(left, tally);
    } while (!left.isEmpty());
    return tally;
  }

  /** Begins an import that is not killed. */
  Process begin() {
    fresh();
    return start(null);
  }

  /**
   * An import that gets SIGTERM at ever later moments, and is started again; says how often it
   * stopped because of that.
   */
  int stopped(int times) {
    fresh();
    for (int stops = 0; stops < times; stops++) {
      Process process = start(null);
      awaitWork(process);
      sleepUnlessEnded(process, undisturbedMillis * (stops + 1) / (times + 1));
      process.destroy();
      ImportRun run = harness.awaitEnd(process);
      if (run.out().contains("tidb lightning exit successfully")) {
        return stops;
      }
      assertThat(run.out()).as("%s", run).contains("tidb lightning canceled");
    }
    harness.awaitEnd(start(null)).succeeded();
    return times;
  }

  private void importWith(Deque<CrashKill> kills, CrashTally tally) {
    fresh();
    long before = cluster.playground().importFiles().ingested();
    int killed = 0;
    while (true) {
      CrashKill kill = kills.poll();
      Process process = start(kill);
      if (kill instanceof CrashKill.AfterMillis after) {
        killAfter(process, after.millis());
      }
      ImportRun run = harness.awaitEnd(process);
      if (run.exitCode() == KILLED) {
        killed++;
        tally.killed(kill);
      } else {
        assertThat(run.exitCode()).as("after %d kills, with %s; %s", killed, kill, run).isZero();
      }
      if (run.exitCode() == 0 || isCleanedUp(run)) {
        tally.ended(
            differing(), cluster.playground().importFiles().ingested() - before - undisturbedFiles);
        if (run.exitCode() == 0 && kill != null && killed > 0) {
          kills.addFirst(kill);
        }
        return;
      }
    }
  }

  /** Whether the process was killed when all was done. */
  private boolean isCleanedUp(ImportRun run) {
    return run.log().contains("clean checkpoints") && !Files.exists(checkpoint());
  }

  private void killAfter(Process process, long millis) {
    awaitWork(process);
    sleepUnlessEnded(process, millis);
    process.destroyForcibly();
  }

  private static void sleepUnlessEnded(Process process, long millis) {
    try {
      process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitWork(Process process) {
    try {
      Waiting.until("the import has begun", () -> harness.hasLog() || !process.isAlive());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Process start(CrashKill kill) {
    List<String> flags = new ArrayList<>(jvmFlags);
    if (kill instanceof CrashKill.AtStep at) {
      flags.add("-D" + Step.PROPERTY + "=" + at.step() + ":" + at.pass());
    }
    return harness.startProgramWith(classPath, flags);
  }

  /** Classes that every start needs are read from a file that one start has written. */
  private void useSharedClasses() {
    Path archive = harness.directory().resolve("classes.jsa");
    fresh();
    harness
        .awaitEnd(
            harness.startProgramWith(classPath, List.of("-XX:ArchiveClassesAtExit=" + archive)))
        .succeeded();
    if (Files.exists(archive)) {
      jvmFlags.add("-XX:SharedArchiveFile=" + archive);
    }
  }

  private void fresh() {
    harness.query("DROP DATABASE IF EXISTS " + CrashDump.DATABASE);
    harness.query("DROP DATABASE IF EXISTS lightning_task_info");
    try {
      Files.deleteIfExists(checkpoint());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path checkpoint() {
    return harness.directory().resolve("checkpoint.pb");
  }

  private List<String> snapshot(SampleTable table) {
    harness.query("ADMIN CHECK TABLE " + table.quoted());
    return TablePairs.snapshotLines(
        cluster, table.database(), table.name(), harness.directory(), true);
  }

  /** Pairs that differ from those of the undisturbed import. */
  int differing() {
    int differing = 0;
    for (SampleTable table : tables) {
      Map<String, String> before = pairs(expected.get(table.name()));
      Map<String, String> now = pairs(snapshot(table));
      Set<String> keys = new HashSet<>(before.keySet());
      keys.addAll(now.keySet());
      differing +=
          (int)
              keys.stream().filter(k -> !String.valueOf(before.get(k)).equals(now.get(k))).count();
    }
    return differing;
  }

  private static Map<String, String> pairs(List<String> lines) {
    Map<String, String> pairs = new HashMap<>();
    for (String line : lines) {
      int blank = line.indexOf(' ');
      pairs.put(line.substring(0, blank), line.substring(blank + 1));
    }
    return pairs;
  }
}
