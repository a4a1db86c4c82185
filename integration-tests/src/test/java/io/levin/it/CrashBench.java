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

  /** What the buffers of a large chunk, 393 KiB, hold of rows of 1,200 bytes and more. */
  private static final int ROWS_A_BUFFER = 335;

  /**
   * So many that the buffer of each is small, but large enough for a run to be a file of its own;
   * processors are told to be as many.
   */
  static final int ENCODERS = 15;

  static final String PROCESSORS = "-XX:ActiveProcessorCount=" + ENCODERS;

  private static final int RANGE_CONCURRENCY = 2;
  private static final int REGION_WORKERS = 2 * RANGE_CONCURRENCY;

  private final PlaygroundUnderTest cluster;
  private final ImportHarness harness;
  private final List<SampleTable> tables;
  private final Map<String, List<String>> expected = new LinkedHashMap<>();
  private CrashCheckpoint checkpoint;
  private long undisturbedMillis;
  private StepCounts undisturbed = new StepCounts();

  /** Writes the dump. */
  CrashBench(PlaygroundUnderTest cluster, Path directory, List<SampleTable> tables) {
    this.cluster = cluster;
    this.tables = tables;
    harness = new ImportHarness(cluster, directory);
    checkpoint = new CrashCheckpoint.InFile(directory.resolve("checkpoint.pb"));
    CrashDump.write(tables, harness.dump());
    // Buffers that are full several times a chunk, chunks of a part of a file, several regions.
    harness
        .toml()
        .set("levin", "memory-budget", "64MiB")
        .set("lightning", "region-concurrency", ENCODERS)
        .set("mydumper", "strict-format", true)
        .set("mydumper", "max-region-size", CrashDump.CSV_CHUNK_BYTES)
        .set("tikv-importer", "range-concurrency", RANGE_CONCURRENCY)
        .set("tikv-importer", "region-split-size", "256KiB")
        .set("tikv-importer", "region-split-keys", 4000)
        .append("[mydumper.csv]\nterminator = \"\\n\"\n");
  }

  ImportHarness harness() {
    return harness;
  }

  /** Keeps checkpoints elsewhere from now on. */
  CrashBench checkpointIn(CrashCheckpoint other) {
    checkpoint = other;
    other.configure(harness.toml());
    return this;
  }

  /** How long the undisturbed import took, from the first line of its log. */
  long undisturbedMillis() {
    return undisturbedMillis;
  }

  /** How often the undisturbed import went through each step. */
  StepCounts undisturbedSteps() {
    return undisturbed;
  }

  /** The import that nobody disturbs. */
  CrashBench undisturbed() {
    fresh();
    Process process = start(null);
    awaitWork(process);
    long began = System.nanoTime();
    harness.awaitEnd(process).succeeded();
    undisturbedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    undisturbed = StepCounts.read(counts());
    assertThat(undisturbed.of(Step.ROW_ENCODED))
        .isEqualTo(tables.stream().mapToInt(table -> table.rows().size()).sum());
    assertThat(undisturbed.of(Step.RUN_WRITTEN))
        .as("buffers that were full in the midst of a chunk, and files of their own")
        .isPositive();
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

  /** Starts an import again, which is not killed. */
  Process goOn() {
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
    StepCounts all = new StepCounts();
    long jobs = 0;
    int killed = 0;
    while (true) {
      CrashKill kill = kills.poll();
      Process process = start(kill);
      if (kill instanceof CrashKill.AfterMillis after) {
        killAfter(process, after.millis());
      }
      ImportRun run = harness.awaitEnd(process);
      StepCounts passed = StepCounts.read(counts());
      all.add(passed);
      if (run.exitCode() == KILLED) {
        killed++;
        tally.killed(kill);
        jobs += unrecordedJobs(passed);
      } else {
        assertThat(run.exitCode()).as("after %d kills, with %s; %s", killed, kill, run).isZero();
      }
      if (run.exitCode() == 0 || isCleanedUp(run)) {
        long rows = all.of(Step.ROW_ENCODED) - undisturbed.of(Step.ROW_ENCODED);
        assertThat(rows)
            .as("rows that were encoded again after %d kills", killed)
            .isLessThanOrEqualTo(killed * rowsAtRisk());
        tally.ended(differing(), rows, jobs);
        if (run.exitCode() == 0 && kill != null && killed > 0) {
          kills.addFirst(kill);
        }
        return;
      }
    }
  }

  /**
   * Region jobs that a killed process had done, which nothing but the cluster knows: one a worker,
   * and those of tables in memory.
   */
  private long unrecordedJobs(StepCounts passed) {
    long jobs = passed.of(Step.REGION_INGESTED) - passed.of(Step.RANGES_RECORDED);
    assertThat(jobs)
        .as("region jobs that a restart does again")
        .isLessThanOrEqualTo(REGION_WORKERS + tables.stream().filter(CrashDump::isSmall).count());
    return jobs;
  }

  /** Rows that may be lost with a process: the buffer of each chunk under way, small tables. */
  long rowsAtRisk() {
    return tables.stream()
        .mapToLong(
            table ->
                CrashDump.isSmall(table)
                    ? table.rows().size()
                    : Math.min(table.rows().size(), (long) CrashDump.chunks(table) * ROWS_A_BUFFER))
        .sum();
  }

  /** How many region jobs are under way at a time. */
  int regionWorkers() {
    return REGION_WORKERS;
  }

  /** Whether the process was killed when all was done. */
  boolean isCleanedUp(ImportRun run) {
    return run.log().contains("clean checkpoints") && !checkpoint.exists();
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
    List<String> flags = new ArrayList<>();
    try {
      Files.deleteIfExists(counts());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    flags.add("-D" + Step.COUNTS_PROPERTY + "=" + counts());
    flags.add(PROCESSORS);
    if (kill instanceof CrashKill.AtStep at) {
      flags.add("-D" + Step.PROPERTY + "=" + at.step() + ":" + at.pass());
    }
    return harness.startProgramWith(flags);
  }

  private void fresh() {
    harness.query("DROP DATABASE IF EXISTS " + CrashDump.DATABASE);
    harness.query("DROP DATABASE IF EXISTS lightning_task_info");
    checkpoint.remove();
  }

  private Path counts() {
    return harness.directory().resolve("steps");
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
