package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.playground.tidb.SqlFaults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten processes, as many as are meant to share an import, that do the same thing in the same second
 * on one machine: start, meet a TiDB that restarts, end. {@code -Pparallel
 * -Dtest=ParallelTenInstancesTest}.
 */
@Tag("parallel")
final class ParallelTenInstancesTest {
  private static final int INSTANCES = 10;
  private static final int ROWS = 20;
  private static final List<String> KEYS = List.of("INT PRIMARY KEY", "INT");

  @TempDir Path directory;
  private PlaygroundUnderTest cluster;
  private final List<ImportHarness> instances = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void startCluster() {
    cluster = PlaygroundUnderTest.start("8.5.0");
    for (int i = 0; i < INSTANCES; i++) {
      ImportHarness instance = Fleets.instance(cluster, directory, i);
      for (int key = 0; key < KEYS.size(); key++) {
        instance.dump().sql(table(key, i * ROWS, ROWS));
      }
      instances.add(instance);
    }
    // Made before, so that all of them start at once.
    SharedClasses.get();
  }

  @AfterEach
  void stopCluster() {
    processes.forEach(Process::destroyForcibly);
    cluster.close();
  }

  @Test
  void tenInstancesThatStartInTheSameSecondAllEndWell() {
    start();
    allEndWell();
  }

  @Test
  void tenInstancesThatEndInTheSameSecondLeaveNothing() throws Exception {
    SqlFaults faults =
        holding("UPDATE .*table_meta.* SET status = 'restore_finished'", SqlFaults.Moment.BEFORE);
    start();
    Waiting.until("all have loaded", () -> faults.fired().size() >= INSTANCES || anyEnded());
    assertThat(anyEnded()).as("an instance has ended").isFalse();
    faults.clear();
    allEndWell();
  }

  @Test
  void tenInstancesWhoseTiDbRestartsWhileTheyRegisterAllEndWell() throws Exception {
    SqlFaults faults = holding("INSERT INTO .*task_meta_v2", SqlFaults.Moment.AFTER);
    start();
    // One holds the lock of its row; others stand behind it, or are not so far.
    Waiting.until("half of them register", () -> faults.fired().size() >= INSTANCES / 2);
    faults.clear();
    faults.add(".", SqlFaults.Moment.BEFORE, new SqlFaults.Action.Cut(), 3 * INSTANCES);
    cluster.playground().tidb().cutConnections();
    allEndWell();
  }

  /** Lets statements wait, before or after they are run, until the faults are cleared. */
  private SqlFaults holding(String statement, SqlFaults.Moment moment) {
    SqlFaults faults = cluster.playground().tidb().faults();
    faults.add(
        statement,
        moment,
        new SqlFaults.Action.Delay(Duration.ofMinutes(10).toMillis()),
        Integer.MAX_VALUE);
    return faults;
  }

  private void start() {
    instances.forEach(instance -> processes.add(instance.startProgram()));
  }

  private boolean anyEnded() {
    return processes.stream().anyMatch(process -> !process.isAlive());
  }

  private void allEndWell() {
    for (int i = 0; i < INSTANCES; i++) {
      instances.get(i).awaitEnd(processes.get(i), Duration.ofMinutes(10)).succeeded();
    }
    ImportHarness any = instances.get(0);
    for (int key = 0; key < KEYS.size(); key++) {
      any.holdsRows(table(key, 0, INSTANCES * ROWS));
    }
    Fleets.nothingIsLeft(any);
  }

  private static SampleTable table(int key, int from, int rows) {
    String name = "t" + key;
    return new SampleTable(
        "ten",
        name,
        "CREATE TABLE `" + name + "` (id " + KEYS.get(key) + ", v VARCHAR(20), KEY kv (v))",
        List.of("id", "v"),
        Rows.of(rows, i -> List.of(from + i - 1, "v" + (from + i - 1))));
  }
}
