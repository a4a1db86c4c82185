package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Instances in processes of their own, killed and started again by chance, that merge sharded
 * tables into one and bring parts of many small tables besides.
 */
final class ParallelFleet {
  private static final int ROWS = 40;
  private static final int SMALL_ROWS = 4;
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(30);

  /** About what a process writes into its log before the first table, and for each. */
  private static final long START = 5_000;

  private static final long LOG_OF_TABLE = 2_000;

  private final ClusterUnderTest cluster;
  private final List<ImportHarness> instances = new ArrayList<>();
  private final int shards;
  private final int smallTables;
  private final Random random;
  private final SharedClasses program;
  private int killed;

  /**
   * @param shards of the large table, dealt out to the instances
   * @param smallTables into each of which every instance brings rows
   */
  ParallelFleet(
      SharedClasses program,
      ClusterUnderTest cluster,
      Path directory,
      int size,
      int shards,
      int smallTables,
      Random random) {
    this.program = program;
    this.cluster = cluster;
    this.shards = shards;
    this.smallTables = smallTables;
    this.random = random;
    for (int i = 0; i < size; i++) {
      ImportHarness instance = Fleets.instance(cluster, directory, i);
      instance
          .toml()
          .append(
              """
              [[routes]]
              schema-pattern = "shop"
              table-pattern = "orders_*"
              target-schema = "shop"
              target-table = "orders"
              """);
      instances.add(instance);
    }
    for (int shard = 0; shard < shards; shard++) {
      instances.get(shard % size).dump().sql(shard(shard));
    }
    for (int table = 0; table < smallTables; table++) {
      for (int i = 0; i < size; i++) {
        instances.get(i).dump().sql(small(table, i));
      }
    }
  }

  private static SampleTable shard(int shard) {
    String name = "orders_%03d".formatted(shard);
    return new SampleTable(
        "shop",
        name,
        "CREATE TABLE `" + name + "` (id INT, v VARCHAR(40), UNIQUE KEY (id), KEY kv (v))",
        List.of("id", "v"),
        Rows.of(ROWS, i -> List.of(shard * ROWS + i, "order " + (shard * ROWS + i))));
  }

  /** Every other one has rows that are known by hidden ids alone. */
  private static SampleTable small(int table, int instance) {
    String name = "small_%03d".formatted(table);
    String key = table % 2 == 0 ? "PRIMARY KEY" : "";
    return new SampleTable(
        "shop",
        name,
        "CREATE TABLE `" + name + "` (id INT " + key + ", v VARCHAR(20))",
        List.of("id", "v"),
        Rows.of(SMALL_ROWS, i -> List.of(instance * SMALL_ROWS + i, "v" + i)));
  }

  /** Runs all instances until each has ended well. */
  void run(int kills) throws InterruptedException {
    Map<ImportHarness, Process> running = new HashMap<>();
    Map<ImportHarness, Long> ends = new HashMap<>();
    for (ImportHarness instance : instances) {
      running.put(instance, program.start(instance));
      ends.put(instance, life());
    }
    long end = System.nanoTime() + LIMIT_NANOS;
    try {
      while (!running.isEmpty()) {
        assertThat(System.nanoTime()).as("still running: " + running.size()).isLessThan(end);
        for (ImportHarness instance : instances) {
          Process process = running.get(instance);
          if (process == null) {
            continue;
          }
          if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
            instance.awaitEnd(process).succeeded();
            running.remove(instance);
          } else if (killed < kills && instance.logBytes() > ends.get(instance)) {
            process.destroyForcibly().waitFor();
            killed++;
            instance.keepLog("killed-" + killed);
            if (instance.isCleanedUp()) {
              // Killed when all was done: started again, it would be another import.
              running.remove(instance);
              continue;
            }
            running.put(instance, program.start(instance));
            ends.put(instance, life());
          }
        }
      }
    } finally {
      running.values().forEach(Process::destroyForcibly);
    }
  }

  /**
   * How far a process comes before it is killed, in bytes of its log, so that it does not depend on
   * the load of the machine. Most come a little further than the one before, some to the end.
   */
  private long life() {
    long whole = (smallTables + shards) * LOG_OF_TABLE;
    return START + (long) (random.nextDouble() * (random.nextInt(6) == 0 ? whole : whole / 10));
  }

  /** Insists on every row, once, in every table, and on what is left: nothing. */
  void holdsEverything() {
    ImportHarness any = instances.get(0);
    List<List<Object>> rows = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      rows.addAll(shard(shard).rows());
    }
    SampleTable orders = new SampleTable("shop", "orders", "", List.of("id", "v"), rows);
    any.holdsRows(orders);
    assertThat(any.query("SELECT COUNT(DISTINCT _tidb_rowid) FROM shop.orders"))
        .containsExactly(String.valueOf(rows.size()));
    any.query("ADMIN CHECK TABLE shop.orders");
    for (int table = 0; table < smallTables; table++) {
      int number = table;
      List<List<Object>> parts = new ArrayList<>();
      for (int i = 0; i < instances.size(); i++) {
        parts.addAll(small(number, i).rows());
      }
      any.holdsRows(small(number, 0).with(parts));
    }
    assertThat(any.query("SHOW DATABASES LIKE 'lightning_metadata%'"))
        .as("schemas of the metadata")
        .isEmpty();
    // What a killed process held at PD ends by its time; a panic or a mode would not.
    assertThat(cluster.problems())
        .noneMatch(
            problem ->
                problem.startsWith("panic")
                    || problem.startsWith("store in import mode")
                    || problem.startsWith("scheduler paused"));
  }

  int killed() {
    return killed;
  }

  int rows() {
    return shards * ROWS + smallTables * instances.size() * SMALL_ROWS;
  }

  int size() {
    return instances.size();
  }
}
