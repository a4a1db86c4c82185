package io.levin.sortedkv;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import io.levin.base.KvBuffer;
import io.levin.base.KvChecksum;
import io.levin.base.MemoryBudget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;

/**
 * A worker's appends for crash tests: each brings rows of a chunk to the data and the index engine
 * and says how many of the chunk's appends there are, so that what is found afterwards can be
 * checked against what the progress says. As a program: appends for ever on three threads, merges
 * and deletes now and then, and says what is durable as soon as it is.
 */
final class Appending {
  static final Cancellation NEVER = new Cancellation();
  static final EngineId DATA = new EngineId("`db`.`t`", 0);
  static final EngineId INDEX = EngineId.index("`db`.`t`");
  static final SortedKvOptions OPTIONS =
      SortedKvOptions.builder()
          .blockBytes(2048)
          .inlineBytes(10_000)
          .maxFanIn(4)
          .mergedRunBytes(100_000)
          .build();

  private Appending() {}

  static SortedKv open(Path directory) {
    return SortedKv.open(directory, OPTIONS, new MemoryBudget("crash", 64 << 20));
  }

  /** Rows of an append: some appends fit the manifest record, some are files. */
  private static int rows(int number) {
    return number % 3 == 0 ? 400 : 30;
  }

  /** The append of a chunk with a number from 0 on. */
  static Append append(String chunk, int number) {
    KvBuffer data = new KvBuffer(1024, 16);
    KvBuffer index = new KvBuffer(1024, 16);
    KvChecksum.Accumulator sums = new KvChecksum.Accumulator();
    for (int row = 0; row < rows(number); row++) {
      add(data, sums, String.format("r%08d/%s/%08d", row, chunk, number), 60);
      add(
          index,
          sums,
          String.format("i%08d/%s/%08d", row * 7 % 100, chunk, number * 1000 + row),
          1);
    }
    return Append.of(
        List.of(new EnginePairs(DATA, data), new EnginePairs(INDEX, index)),
        List.of(
            new ChunkProgress(
                DATA,
                chunk,
                Integer.toString(number + 1).getBytes(StandardCharsets.US_ASCII),
                sums.sum())));
  }

  private static void add(KvBuffer to, KvChecksum.Accumulator sums, String key, int valueBytes) {
    byte[] bytes = Pairs.bytes(key);
    to.begin(bytes.length);
    to.write(bytes, 0, bytes.length);
    to.endKey();
    to.write(new byte[valueBytes], 0, valueBytes);
    to.endPair();
    sums.add(to.array(), to.keyOffset(to.count() - 1), bytes.length + valueBytes);
  }

  /** How many appends of each chunk the progress names. */
  static Map<String, Integer> done(SortedKv kv) {
    Map<String, Integer> done = new TreeMap<>();
    for (ChunkProgress progress : kv.progress(DATA).values()) {
      String number = new String(progress.payload(), StandardCharsets.US_ASCII);
      done.put(progress.chunk(), Integer.parseInt(number));
    }
    return done;
  }

  /** Checks that both engines hold exactly the rows of the appends that the progress names. */
  static void check(SortedKv kv) {
    Map<String, Integer> done = done(kv);
    int expected = 0;
    for (int number : done.values()) {
      for (int i = 0; i < number; i++) {
        expected += rows(i);
      }
    }
    assertThat(rowsOf(kv, DATA, done)).isEqualTo(expected);
    assertThat(rowsOf(kv, INDEX, done)).isEqualTo(expected);
    // Whatever is passing at the moment has a name, too.
    long files =
        kv.engines().stream()
            .flatMap(engine -> runs(kv, engine).stream())
            .filter(run -> !run.isInline())
            .count();
    assertThat(kv.runFiles()).as("files without a name").isEqualTo((int) files);
  }

  private static int rowsOf(SortedKv kv, EngineId engine, Map<String, Integer> done) {
    EqualKeyListener never =
        equal -> {
          throw new AssertionError("twice: " + new String(equal.key(), StandardCharsets.US_ASCII));
        };
    try (SortedPairs pairs = kv.snapshot(engine, NEVER)) {
      List<Pairs> all = Pairs.read(Pairs.all(pairs, never, NEVER));
      for (Pairs pair : all) {
        String[] key = new String(pair.key(), StandardCharsets.US_ASCII).split("/");
        int number = Integer.parseInt(key[2]) / (engine.isIndex() ? 1000 : 1);
        assertThat(number).isLessThan(done.get(key[1]));
      }
      return all.size();
    }
  }

  private static List<StoredRun> runs(SortedKv kv, EngineId engine) {
    try (SortedPairs pairs = kv.snapshot(engine, NEVER)) {
      return pairs.runs().stream().map(run -> (StoredRun) run).toList();
    }
  }

  /** Appends until it is killed; the argument is the directory. */
  public static void main(String[] args) {
    SortedKv kv = open(Path.of(args[0]));
    Map<String, Integer> done = done(kv);
    for (int thread = 0; thread < 3; thread++) {
      String chunk = "chunk" + thread;
      int first = done.getOrDefault(chunk, 0);
      new Thread(() -> appendForEver(kv, chunk, first)).start();
    }
    Random random = new Random();
    EngineId passing = new EngineId("`db`.`passing`", 0);
    while (true) {
      kv.mergeRuns(DATA, ForkJoinPool.commonPool(), NEVER);
      kv.mergeRuns(INDEX, Runnable::run, NEVER);
      kv.append(
          Append.of(
              append("passing", random.nextInt(6)).pairs().stream()
                  .map(pairs -> new EnginePairs(passing, pairs.pairs()))
                  .toList(),
              List.of()),
          NEVER);
      kv.deleteEngine(passing);
    }
  }

  private static void appendForEver(SortedKv kv, String chunk, int first) {
    for (int number = first; ; number++) {
      kv.append(append(chunk, number), NEVER);
      synchronized (System.out) {
        System.out.println(chunk + " " + (number + 1));
        System.out.flush();
      }
    }
  }
}
