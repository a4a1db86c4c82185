package io.levin.sortedkv;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import io.levin.base.MemoryBudget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PagedIndexTest {
  private static final Cancellation NEVER = new Cancellation();
  private static final EngineId ENGINE = EngineId.index("`db`.`t`");
  private static final int KEY_BYTES = 120;

  @TempDir Path temp;

  private static Pairs pair(int number) {
    String key = "k".repeat(KEY_BYTES - 8) + String.format("%08d", number);
    return Pairs.of(key, "value " + "of ".repeat(20) + number, number);
  }

  /** Every so many'th pair of the first so many. */
  private static EnginePairs run(int first, int step, int behind) {
    List<Pairs> pairs = new ArrayList<>();
    for (int number = first; number < behind; number += step) {
      pairs.add(pair(number));
    }
    return new EnginePairs(ENGINE, Pairs.buffer(pairs));
  }

  @Test
  @Timeout(60)
  void anEngineIsReadThoughItsBlockIndexIsLargerThanTheWholeBudget() {
    int runs = 8;
    int all = 32_000;
    MemoryBudget budget = new MemoryBudget("test", 4 << 20);
    SortedKvOptions options =
        SortedKvOptions.builder().blockBytes(256).inlineBytes(0).indexPageBytes(4 << 10).build();
    try (SortedKv kv = SortedKv.open(temp.resolve("kv"), options, budget)) {
      for (int run = 0; run < runs; run++) {
        kv.append(Append.of(List.of(run(run, runs, all)), List.of()), NEVER);
      }
      // A second one would never be given memory if one of them took more than there is.
      try (SortedPairs pairs = kv.snapshot(ENGINE, NEVER);
          SortedPairs again = kv.snapshot(ENGINE, NEVER)) {
        long whole = 0;
        long held = 0;
        for (Run run : pairs.runs()) {
          whole += run.index().blocks() * (20L + KEY_BYTES);
          held += ((StoredRun) run).indexMemory();
        }
        assertThat(whole).isGreaterThan(budget.totalBytes());
        assertThat(held).isLessThan(budget.totalBytes() / 16);
        List<KeyRange> ranges = pairs.cutRanges(300_000, Long.MAX_VALUE);
        assertThat(ranges).hasSizeGreaterThan(10);
        int next = 0;
        for (KeyRange range : ranges) {
          EqualKeyListener never =
              equal -> {
                throw new AssertionError("no two are equal");
              };
          try (PairReader other = Pairs.all(again, never, NEVER)) {
            List<Pairs> read = Pairs.read(pairs.read(range.start(), range.end(), never, NEVER));
            assertThat((long) read.size()).isBetween(range.pairs() - runs, range.pairs() + runs);
            for (Pairs each : read) {
              assertThat(each.key()).isEqualTo(pair(next).key());
              assertThat(each.value()).isEqualTo(pair(next).value());
              next++;
            }
            other.next().close();
          }
        }
        assertThat(next).isEqualTo(all);
      }
    }
    assertThat(budget.usedBytes()).isZero();
  }

  /** What is packed was written by a Levin of format 1: three runs in files and one inline. */
  @Test
  void aStoreWhoseIndexesAreInOnePieceIsReadAndGoesOn() throws IOException {
    Path directory = temp.resolve("kv");
    unpack("format-1.zip", directory);
    SortedKvOptions options =
        SortedKvOptions.builder()
            .blockBytes(256)
            .inlineBytes(2000)
            .indexPageBytes(300)
            .maxFanIn(2)
            .build();
    MemoryBudget budget = new MemoryBudget("test", 64 << 20);
    try (SortedKv kv = SortedKv.open(directory, options, budget)) {
      assertThat(numbers(kv)).isEqualTo(upTo(300));
      kv.append(Append.of(List.of(run(300, 1, 400)), List.of()), NEVER);
      assertThat(numbers(kv)).isEqualTo(upTo(400));
    }
    try (RunStore store = new RunStore(directory, options)) {
      List<Integer> versions = new ArrayList<>();
      store.forEachRecord(
          (key, value) -> {
            if (Arrays.equals(key, ManifestKeys.FORMAT)) {
              versions.add((int) value[0]);
            }
          });
      // So that the version before, which cannot read pages, says so.
      assertThat(versions).containsExactly(2);
    }
    try (SortedKv kv = SortedKv.open(directory, options, budget)) {
      kv.mergeRuns(ENGINE, Runnable::run, NEVER);
      assertThat(numbers(kv)).isEqualTo(upTo(400));
      assertThat(kv.diskBytes()).isEqualTo(kv.stats(ENGINE).storedBytes());
      kv.deleteEngine(ENGINE);
      assertThat(kv.runFiles()).isZero();
    }
  }

  private static List<Integer> upTo(int behind) {
    List<Integer> numbers = new ArrayList<>();
    for (int number = 0; number < behind; number++) {
      numbers.add(number);
    }
    return numbers;
  }

  private static List<Integer> numbers(SortedKv kv) {
    try (SortedPairs pairs = kv.snapshot(ENGINE, NEVER)) {
      List<Integer> numbers = new ArrayList<>();
      for (Pairs each : Pairs.read(Pairs.all(pairs, EqualKeyListener.keepFirst(), NEVER))) {
        int number = Integer.parseInt(new String(each.key()).substring(KEY_BYTES - 8));
        assertThat(each.value()).isEqualTo(pair(number).value());
        numbers.add(number);
      }
      return numbers;
    }
  }

  private static void unpack(String resource, Path directory) throws IOException {
    try (InputStream in = PagedIndexTest.class.getResourceAsStream(resource);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path target = directory.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(zip, target);
        }
      }
    }
  }
}
