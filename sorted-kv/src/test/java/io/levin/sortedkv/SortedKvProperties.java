package io.levin.sortedkv;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import io.levin.base.MemoryBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

class SortedKvProperties {
  private static final Cancellation NEVER = new Cancellation();
  private static final EngineId ENGINE = new EngineId("`db`.`t`", 0);

  private Path directory;

  @BeforeProperty
  void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("sorted-kv");
  }

  @AfterProperty
  void deleteDirectory() throws IOException {
    delete(directory);
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** All pairs by key; of each key the row ids in order with their values. */
  private static final class Model {
    final TreeMap<byte[], TreeMap<Long, byte[]>> pairs = new TreeMap<>(Arrays::compareUnsigned);

    void add(List<Pairs> added) {
      for (Pairs pair : added) {
        pairs.computeIfAbsent(pair.key(), k -> new TreeMap<>()).put(pair.rowId(), pair.value());
      }
    }

    List<String> kept(byte[] start, byte[] end, EqualKeyListener.Keep keep) {
      List<String> kept = new ArrayList<>();
      for (Map.Entry<byte[], TreeMap<Long, byte[]>> e : in(start, end).entrySet()) {
        TreeMap<Long, byte[]> rows = e.getValue();
        if (rows.size() == 1 || keep == EqualKeyListener.Keep.FIRST) {
          kept.add(new Pairs(e.getKey(), rows.firstEntry().getValue(), 0).toString());
        } else if (keep == EqualKeyListener.Keep.LAST) {
          kept.add(new Pairs(e.getKey(), rows.lastEntry().getValue(), 0).toString());
        }
      }
      return kept;
    }

    private Map<byte[], TreeMap<Long, byte[]>> in(byte[] start, byte[] end) {
      return Arrays.compareUnsigned(start, end) >= 0
          ? Map.of()
          : pairs.subMap(start, true, end, false);
    }

    List<String> conflicts(byte[] start, byte[] end) {
      List<String> conflicts = new ArrayList<>();
      for (Map.Entry<byte[], TreeMap<Long, byte[]>> e : in(start, end).entrySet()) {
        Pairs previous = null;
        for (Map.Entry<Long, byte[]> row : e.getValue().entrySet()) {
          Pairs pair = new Pairs(e.getKey(), row.getValue(), row.getKey());
          if (previous != null) {
            conflicts.add(previous + "/" + pair);
          }
          previous = pair;
        }
      }
      return conflicts;
    }

    byte[] someKey(Random random) {
      if (pairs.isEmpty() || random.nextInt(4) == 0) {
        return randomKey(random, 8);
      }
      List<byte[]> keys = List.copyOf(pairs.keySet());
      return keys.get(random.nextInt(keys.size()));
    }

    long count() {
      return pairs.values().stream().mapToLong(Map::size).sum();
    }
  }

  private static byte[] randomKey(Random random, int alphabet) {
    byte[] key = new byte[3 + random.nextInt(8)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) ('a' + random.nextInt(alphabet));
    }
    return key;
  }

  private static List<Pairs> randomPairs(Random random, int count, long firstRow, int shape) {
    List<Pairs> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] key =
          switch (shape) {
            // Few keys, so that many are equal.
            case 0 -> randomKey(random, 2);
            case 1 -> randomKey(random, 20);
            // Ascending, so that blocks of runs lie one behind the other.
            default -> String.format("row%09d", firstRow + i).getBytes();
          };
      byte[] value = new byte[random.nextInt(random.nextInt(20) == 0 ? 400 : 20)];
      Arrays.fill(value, (byte) ('A' + random.nextInt(26)));
      pairs.add(new Pairs(key, value, firstRow + i));
    }
    return pairs;
  }

  @Property(tries = 25)
  void whatIsReadIsWhatWasAppended(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 2) int shape,
      @ForAll @IntRange(min = 1, max = 8) int appends,
      @ForAll boolean inline,
      @ForAll boolean compress,
      @ForAll boolean merge)
      throws IOException {
    Random random = new Random(seed);
    SortedKvOptions options =
        SortedKvOptions.builder()
            .blockBytes(300)
            .inlineBytes(inline ? 3000 : 0)
            .compress(compress)
            .maxFanIn(2)
            .indexPageBytes(1 + random.nextInt(300))
            .mergedRunBytes(3000)
            .build();
    MemoryBudget budget = new MemoryBudget("test", 64 << 20);
    Model model = new Model();
    Path dir = Files.createTempDirectory(directory, "kv");
    SortedKv kv = SortedKv.open(dir, options, budget);
    try {
      long row = -50;
      for (int i = 0; i < appends; i++) {
        List<Pairs> pairs = randomPairs(random, random.nextInt(300), row, shape);
        row += pairs.size();
        model.add(pairs);
        kv.append(
            Append.of(List.of(new EnginePairs(ENGINE, Pairs.buffer(pairs))), List.of()), NEVER);
        if (random.nextInt(4) == 0) {
          kv.close();
          kv = SortedKv.open(dir, options, budget);
        }
      }
      if (merge) {
        kv.mergeRuns(ENGINE, Runnable::run, NEVER);
        long disk = kv.diskBytes();
        kv.close();
        kv = SortedKv.open(dir, options, budget);
        assertThat(kv.diskBytes()).isEqualTo(disk);
      }
      try (SortedPairs pairs = kv.snapshot(ENGINE, NEVER)) {
        check(pairs, model, random);
      }
    } finally {
      kv.close();
    }
    assertThat(budget.usedBytes()).as("memory not given back").isZero();
  }

  @Property(tries = 60)
  void whatIsReadFromMemoryIsWhatWasSorted(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 2) int shape) {
    Random random = new Random(seed);
    MemoryBudget budget = new MemoryBudget("test", 64 << 20);
    Model model = new Model();
    List<Pairs> first = randomPairs(random, random.nextInt(500), 0, shape);
    List<Pairs> second = randomPairs(random, random.nextInt(500), 1000, shape);
    model.add(first);
    model.add(second);
    SortedKvOptions options = SortedKvOptions.builder().blockBytes(500).build();
    try (SortedPairs pairs =
        SortedPairs.inMemory(
            List.of(Pairs.buffer(first), Pairs.buffer(second)), options, budget, budget, NEVER)) {
      check(pairs, model, random);
    }
    assertThat(budget.usedBytes()).isZero();
  }

  private static void check(SortedPairs pairs, Model model, Random random) {
    assertThat(pairs.stats().pairs()).isEqualTo(model.count());
    byte[] least = new byte[0];
    byte[] greatest = {(byte) 0xff};
    for (EqualKeyListener.Keep keep : EqualKeyListener.Keep.values()) {
      checkRange(pairs, model, least, greatest, keep);
      for (int i = 0; i < 5; i++) {
        checkRange(pairs, model, model.someKey(random), model.someKey(random), keep);
      }
    }
    List<String> joined = new ArrayList<>();
    byte[] behind = model.pairs.isEmpty() ? least : model.pairs.firstKey();
    long counted = 0;
    for (KeyRange range : pairs.cutRanges(1 + random.nextInt(4000), 1 + random.nextInt(200))) {
      assertThat(range.start()).isEqualTo(behind);
      behind = range.end();
      counted += range.pairs();
      strings(pairs.read(range.start(), range.end(), EqualKeyListener.keepFirst(), NEVER), joined);
    }
    assertThat(joined).isEqualTo(model.kept(least, greatest, EqualKeyListener.Keep.FIRST));
    assertThat(counted).isEqualTo(model.count());
    List<String> conflicts = new ArrayList<>();
    pairs.readThrough(
        equal -> {
          conflicts.add(new Pairs(equal.key(), equal.nextValue(), equal.nextRowId()).toString());
          return EqualKeyListener.Keep.FIRST;
        },
        NEVER);
    assertThat(conflicts)
        .isEqualTo(
            model.conflicts(least, greatest).stream()
                .map(conflict -> conflict.substring(conflict.indexOf('/') + 1))
                .toList());
  }

  private static void checkRange(
      SortedPairs pairs, Model model, byte[] start, byte[] end, EqualKeyListener.Keep keep) {
    List<String> conflicts = new ArrayList<>();
    List<String> standing = new ArrayList<>();
    EqualKeyListener listener =
        equal -> {
          String s =
              new Pairs(equal.key(), equal.standingValue(), equal.standingRowId()).toString();
          String n = new Pairs(equal.key(), equal.nextValue(), equal.nextRowId()).toString();
          if (keep == EqualKeyListener.Keep.LAST) {
            conflicts.add(s + "/" + n);
          } else {
            // The one that stands stays the same, so the chain is built from the next ones.
            if (equal.first()) {
              standing.add(s);
            }
            conflicts.add(standing.get(standing.size() - 1) + "/" + n);
            standing.add(n);
          }
          return keep;
        };
    List<String> read = strings(pairs.read(start, end, listener, NEVER), new ArrayList<>());
    assertThat(read).isEqualTo(model.kept(start, end, keep));
    assertThat(conflicts).isEqualTo(model.conflicts(start, end));
  }

  private static List<String> strings(PairReader reader, List<String> to) {
    Pairs.read(reader).forEach(pair -> to.add(pair.toString()));
    return to;
  }
}
