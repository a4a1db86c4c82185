package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Step;
import io.levin.checkpoint.MariaDb;
import io.levin.checkpoint.Wire;
import io.levin.playground.fault.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole imports whose checkpoint is in the tables of a real MySQL server: the process is killed
 * around statements, the server is restarted or lost, connections break.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class CrashMysqlTest {
  private static final String SCHEMA = "crash_checkpoint";

  private MariaDb server;
  private PlaygroundUnderTest cluster;
  private CrashBench bench;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    server = MariaDb.start(directory.resolve("mariadb"));
    cluster = PlaygroundUnderTest.start("8.5.0");
    bench = new CrashBench(cluster, directory.resolve("bench"), CrashDump.few());
    bench.checkpointIn(at(server.port())).undisturbed();
  }

  @AfterAll
  void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private CrashCheckpoint.InMysql at(int port) {
    return new CrashCheckpoint.InMysql(server, port, SCHEMA);
  }

  /** Before and after the statement of each number. */
  private static List<CrashKill> around(int... numbers) {
    List<CrashKill> kills = new ArrayList<>();
    for (int number : numbers) {
      kills.add(new CrashKill.AtStep(Step.STATEMENT_BEGINS, number));
      kills.add(new CrashKill.AtStep(Step.STATEMENT_ANSWERED, number));
    }
    return kills;
  }

  private void endsWithTheSamePairs(List<CrashKill> kills) {
    bench.checkpointIn(at(server.port()));
    CrashTally tally = bench.killed(kills);
    System.out.println("checkpoint in MySQL: " + tally);
    assertThat(tally.kills()).isEqualTo(kills.size());
    assertThat(tally.differing()).as("%s", tally).isZero();
  }

  @Test
  void anImportThatIsKilledAroundStatementsOfItsCheckpointEndsWithTheSamePairs() {
    List<CrashKill> kills = new ArrayList<>(around(2, 9, 12));
    kills.addAll(CrashKill.at(Step.CLEANUP_BEGINS));
    endsWithTheSamePairs(kills);
  }

  @Test
  @Tag("crash")
  void anImportThatIsKilledAroundEachStatementOfItsCheckpointEndsWithTheSamePairs() {
    long statements = bench.undisturbedSteps().of(Step.STATEMENT_BEGINS);
    CrashTally tally = new CrashTally();
    bench.checkpointIn(at(server.port()));
    long start = Long.getLong("levin.start", 1);
    Instant end = Instant.now().plus(Duration.ofMinutes(Long.getLong("levin.minutes", 120)));
    // Before a statement is after the one before it; the second kill is that of a restart.
    for (long n = 0; n < statements && Instant.now().isBefore(end); n++) {
      tally.add(bench.killed(around((int) ((start - 1 + n) % statements) + 1)));
    }
    System.out.println("checkpoint in MySQL, " + statements + " statements: " + tally);
    assertThat(tally.differing()).as("%s", tally).isZero();
  }

  @Test
  @Tag("crash")
  void aCheckpointThatIsPutAwayIsPutAwayWhereverThatIsKilled() {
    bench.harness().toml().set("checkpoint", "keep-after-success", "rename");
    try {
      long statements = bench.undisturbedSteps().of(Step.STATEMENT_BEGINS);
      // The last five put it away: a schema, no notes, another schema, and what is left.
      for (int back = 0; back <= 5; back++) {
        CrashTally tally =
            bench.checkpointIn(at(server.port())).killed(around((int) statements - back));
        assertThat(tally.differing()).as("%s", tally).isZero();
        assertThat(at(server.port()).query("SHOW DATABASES LIKE '" + SCHEMA + ".%.bak'"))
            .hasSize(1);
      }
    } finally {
      bench.harness().toml().remove("checkpoint", "keep-after-success");
    }
  }

  /** An import that goes on while its server is gone. */
  private Process begunAndThenWithoutServer() throws Exception {
    bench.checkpointIn(at(server.port()));
    Fault held = cluster.playground().faults().inject("MultiIngest nth=3 times=1 -> stall");
    Process process = bench.begin();
    Waiting.until("an ingest hangs", () -> held.hits() > 0 || !process.isAlive());
    server.stop();
    held.remove();
    return process;
  }

  private void awaitThatItIsMissed(Process process) throws InterruptedException {
    Waiting.until(
        "the server is missed",
        () ->
            bench.harness().logText().contains("the checkpoint server failed, will try again")
                || !process.isAlive());
  }

  @Test
  void aServerThatIsRestartedInTheMidstOfAnImportDoesNotEndIt() throws Exception {
    Process process = begunAndThenWithoutServer();
    awaitThatItIsMissed(process);
    server.startAgain();
    bench.harness().awaitEnd(process).succeeded();
    assertThat(bench.differing()).isZero();
    bench.harness().clusterIsAsBefore();
  }

  @Test
  void aServerThatIsLostEndsTheImportWithOneMessageAndWhenItIsBackItGoesOn() throws Exception {
    Process process = begunAndThenWithoutServer();
    awaitThatItIsMissed(process);
    // It would be waited for for minutes; who stops the import does not want to wait.
    process.destroy();
    ImportRun run = bench.harness().awaitEnd(process);
    server.startAgain();
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    bench.harness().clusterIsAsBefore();
    bench.harness().awaitEnd(bench.goOn()).succeeded();
    assertThat(bench.differing()).isZero();
  }

  @Test
  @Tag("crash")
  void aServerThatStaysAwayEndsTheImportByItselfAndWhenItIsBackItGoesOn() throws Exception {
    Process process = begunAndThenWithoutServer();
    ImportRun run = bench.harness().awaitEnd(process);
    server.startAgain();
    run.failedWith(
        1,
        "[Lightning:Checkpoint:ErrUpdateCheckpoint]update checkpoint error: MySQL server at"
            + " 127.0.0.1:"
            + server.port(),
        "then start again; nothing imported is lost");
    bench.harness().clusterIsAsBefore();
    bench.harness().awaitEnd(bench.goOn()).succeeded();
    assertThat(bench.differing()).isZero();
  }

  /** An import and its server end at the same moment, as those of one machine do. */
  private ImportRun endedTogetherAfter(Process process, long millis) throws Exception {
    process.waitFor(millis, TimeUnit.MILLISECONDS);
    server.kill();
    process.destroyForcibly();
    ImportRun run = bench.harness().awaitEnd(process);
    server.startAgain();
    return run;
  }

  @Test
  void aServerThatDiesTogetherWithTheImportHasAllThatTheRestartNeeds() throws Exception {
    bench.checkpointIn(at(server.port()));
    Fault held = cluster.playground().faults().inject("MultiIngest nth=3 times=1 -> stall");
    Process process = bench.begin();
    Waiting.until("an ingest hangs", () -> held.hits() > 0 || !process.isAlive());
    endedTogetherAfter(process, 0);
    held.remove();
    bench.harness().awaitEnd(bench.goOn()).succeeded();
    assertThat(bench.differing()).isZero();
  }

  @Test
  @Tag("crash")
  void aServerThatDiesTogetherWithTheImportAtAnyTimeHasAllThatTheRestartNeeds() throws Exception {
    Random random = new Random(Long.getLong("levin.start", 1));
    Instant end = Instant.now().plus(Duration.ofMinutes(Long.getLong("levin.minutes", 5)));
    int together = 0;
    for (int round = 0; round < 30 && Instant.now().isBefore(end); round++) {
      bench.checkpointIn(at(server.port()));
      Process process = bench.begin();
      while (process.isAlive()) {
        long millis = 500 + random.nextLong(bench.undisturbedMillis() + 1000);
        ImportRun run = endedTogetherAfter(process, millis);
        if (run.exitCode() == 0 || bench.isCleanedUp(run)) {
          break;
        }
        together++;
        process = bench.goOn();
      }
      assertThat(bench.differing()).as("round %d", round).isZero();
    }
    System.out.println("imports that ended together with their checkpoint server: " + together);
    assertThat(together).isPositive();
  }

  @Test
  void connectionsThatBreakAgainAndAgainDoNotEndAnImport() throws Exception {
    try (Wire wire = new Wire(server.port())) {
      Random random = new Random(1);
      bench.checkpointIn(at(wire.port()));
      AtomicInteger directions = new AtomicInteger();
      // An import that cannot log in at its start ends; later it tries again.
      wire.breakAfter(
          () -> (directions.incrementAndGet() <= 4 ? 8_000 : 3_000) + random.nextLong(3_000));
      bench.harness().awaitEnd(bench.begin()).succeeded();
      System.out.println("connections to the checkpoint server that broke: " + wire.breaks());
      assertThat(wire.breaks()).isPositive();
      assertThat(bench.differing()).isZero();
    }
  }
}
