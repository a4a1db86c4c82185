package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  private static final long POLL_MILLIS = 5;

  /** With so many kills for each instance, all are killed once more in the last steps. */
  private static final int KILLS_PER_END = 12;

  private final ClusterUnderTest cluster;
  private final List<ImportHarness> instances = new ArrayList<>();
  private final int shards;
  private final int smallTables;
  private final Random random;
  private int killed;

  /**
   * @param shards of the large table, dealt out to the instances
   * @param smallTables into each of which every instance brings rows
   */
  ParallelFleet(
      ClusterUnderTest cluster,
      Path directory,
      int size,
      int shards,
      int smallTables,
      Random random) {
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

  /**
   * Runs all instances until each has ended well.
   *
   * @param kills how many there are for certain, at random points of the work; in the last steps
   *     there may be some more
   */
  void run(int kills) throws InterruptedException {
    List<MortalInstance> running = new ArrayList<>();
    for (ImportHarness instance : instances) {
      running.add(new MortalInstance(instance, 1 + smallTables, random));
    }
    deal(kills, running);
    long end = System.nanoTime() + LIMIT_NANOS;
    List<MortalInstance> all = List.copyOf(running);
    try {
      running.forEach(MortalInstance::start);
      while (!running.isEmpty()) {
        assertThat(System.nanoTime()).as("still running: " + running.size()).isLessThan(end);
        for (MortalInstance instance : List.copyOf(running)) {
          boolean over =
              switch (instance.look(running.size() == 1)) {
                case AT_WORK -> false;
                case KILLED -> {
                  killed++;
                  instance.harness().keepLog("killed-" + killed);
                  // Killed when all was done: started again, it would be another import.
                  boolean cleanedUp = instance.harness().isCleanedUp();
                  if (!cleanedUp) {
                    instance.start();
                  }
                  yield cleanedUp;
                }
                case ENDED -> true;
              };
          if (over) {
            running.remove(instance);
            passOn(instance.deathsToCome(), running);
          }
        }
        Thread.sleep(POLL_MILLIS);
      }
    } finally {
      all.forEach(MortalInstance::stop);
    }
    assertThat(killed).as("kills").isGreaterThanOrEqualTo(kills);
  }

  /** Every instance gets as many kills as the others; one in four follows at once on another. */
  private void deal(int kills, List<MortalInstance> all) {
    for (int i = 0; i < all.size(); i++) {
      MortalInstance instance = all.get(i);
      int own = kills / all.size() + (i < kills % all.size() ? 1 : 0);
      int[] points = random.ints(own, 0, instance.lastPoint() + 1).sorted().toArray();
      for (int k = 0; k < own; k++) {
        if (random.nextInt(4) == 0) {
          points[k] = k == 0 ? 0 : points[k - 1];
        }
        instance.dieAt(points[k]);
      }
      if (random.nextInt(KILLS_PER_END * all.size()) < kills) {
        instance.mayDieAtTheEnd();
      }
    }
  }

  /** Kills for which an instance was too quick are made at others. */
  private void passOn(int kills, List<MortalInstance> others) {
    for (int i = 0; i < kills && !others.isEmpty(); i++) {
      MortalInstance other = others.get(random.nextInt(others.size()));
      int left = Math.max(0, other.lastPoint() - other.work());
      other.dieAt(other.lastPoint() - random.nextInt(left + 1));
    }
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
