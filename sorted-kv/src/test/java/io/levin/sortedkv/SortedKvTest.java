package io.levin.sortedkv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.KvChecksum;
import io.levin.base.MemoryBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

class SortedKvTest {
  private static final Cancellation NEVER = new Cancellation();
  private static final EngineId DATA = new EngineId("`db`.`t`", 0);
  private static final EngineId INDEX = EngineId.index("`db`.`t`");
  private static final EngineId PART = new EngineId("`db`.`t`", -2);
  private static final SortedKvOptions FILES =
      SortedKvOptions.builder().blockBytes(1024).inlineBytes(0).indexPageBytes(256).build();
  private static final SortedKvOptions INLINE = FILES.toBuilder().inlineBytes(1 << 20).build();

  @TempDir Path temp;
  private final MemoryBudget budget = new MemoryBudget("test", 64 << 20);

  private SortedKv open(SortedKvOptions options) {
    return SortedKv.open(temp.resolve("kv"), options, budget);
  }

  private static List<Pairs> rows(int first, int count) {
    List<Pairs> rows = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      rows.add(Pairs.of(String.format("%08d", i), "value of " + i, i));
    }
    return rows;
  }

  private static EnginePairs pairs(EngineId engine, int first, int count) {
    return new EnginePairs(engine, Pairs.buffer(rows(first, count)));
  }

  private static ChunkProgress progress(String chunk, int position) {
    return new ChunkProgress(
        DATA, chunk, new byte[] {(byte) position}, new KvChecksum(7, position, 100L * position));
  }

  private static int count(SortedKv kv, EngineId engine) {
    try (SortedPairs pairs = kv.snapshot(engine, NEVER)) {
      return Pairs.read(Pairs.all(pairs, EqualKeyListener.keepFirst(), NEVER)).size();
    }
  }

  private long sstFiles() throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("kv/levin.db"))) {
      return files.filter(file -> file.toString().endsWith(".sst")).count();
    }
  }

  @Test
  void anAppendBringsPairsOfSeveralEnginesProgressAndFactsTogether() {
    for (SortedKvOptions options : List.of(FILES, INLINE)) {
      EngineId other = new EngineId("`db`.`" + options.inlineBytes() + "`", 3);
      try (SortedKv kv = open(options)) {
        kv.append(
            new Append(
                List.of(pairs(DATA, 0, 500), pairs(INDEX, 0, 900), pairs(other, 5, 1)),
                List.of(progress("a.csv:0", 1), progress("a.csv:100", 2)),
                List.of(new EngineMetadata(other, "ts", new byte[] {4, 5}))),
            NEVER);
        kv.append(Append.of(List.of(), List.of(progress("a.csv:0", 9))), NEVER);
      }
      try (SortedKv kv = open(options)) {
        assertThat(count(kv, DATA)).isEqualTo(500);
        assertThat(count(kv, INDEX)).isEqualTo(900);
        assertThat(count(kv, other)).isEqualTo(1);
        assertThat(kv.engines()).containsExactlyInAnyOrder(DATA, INDEX, other);
        assertThat(kv.progress(DATA)).containsOnlyKeys("a.csv:0", "a.csv:100");
        assertThat(kv.progress(DATA).get("a.csv:0").payload()).containsExactly(9);
        assertThat(kv.progress(DATA).get("a.csv:0").sums()).isEqualTo(new KvChecksum(7, 9, 900));
        assertThat(kv.metadata(other, "ts")).contains(new byte[] {4, 5});
        assertThat(kv.metadata(other, "closed")).isEmpty();
        EngineStats stats = kv.stats(DATA);
        assertThat(stats.pairs()).isEqualTo(500);
        assertThat(stats.firstKey()).isEqualTo(Pairs.bytes("00000000"));
        assertThat(stats.lastKey()).isEqualTo(Pairs.bytes("00000499"));
        kv.deleteEngines(List.of(DATA, INDEX, other));
      }
    }
  }

  @Test
  void aFactIsTakenAwayByNull() {
    try (SortedKv kv = open(FILES)) {
      kv.putMetadata(
          List.of(
              new EngineMetadata(DATA, "closed", new byte[0]),
              new EngineMetadata(DATA, "ts", new byte[] {1})));
      kv.putMetadata(List.of(new EngineMetadata(DATA, "closed", null)));
    }
    try (SortedKv kv = open(FILES)) {
      assertThat(kv.metadata(DATA)).containsOnlyKeys("ts");
    }
  }

  @Test
  void aDeletedEngineLeavesNoFileBehind() throws IOException {
    try (SortedKv kv = open(FILES)) {
      for (int i = 0; i < 5; i++) {
        kv.append(Append.of(List.of(pairs(DATA, i, 300), pairs(INDEX, i, 300)), List.of()), NEVER);
      }
      assertThat(sstFiles()).isEqualTo(10);
      assertThat(kv.diskBytes()).isPositive();
      kv.deleteEngine(DATA);
      assertThat(kv.stats(DATA).isEmpty()).isTrue();
      assertThat(sstFiles()).isEqualTo(5);
      assertThat(count(kv, INDEX)).isEqualTo(304);
      kv.deleteEngine(INDEX);
      kv.deleteEngine(INDEX);
      assertThat(sstFiles()).isZero();
      assertThat(kv.diskBytes()).isZero();
      assertThat(kv.engines()).isEmpty();
    }
    try (SortedKv kv = open(FILES)) {
      assertThat(kv.engines()).isEmpty();
    }
  }

  @Test
  void runsThatAreSetAsideAreAnotherEnginesWhileTheirOwnGrowsOn() {
    for (SortedKvOptions options : List.of(FILES, INLINE)) {
      try (SortedKv kv = open(options)) {
        kv.append(Append.of(List.of(pairs(DATA, 0, 100)), List.of(progress("c", 1))), NEVER);
        kv.append(Append.of(List.of(pairs(INDEX, 200, 10)), List.of()), NEVER);
        kv.setAside(List.of(DATA, INDEX), PART);
        kv.append(Append.of(List.of(pairs(DATA, 50, 100)), List.of(progress("c", 2))), NEVER);
        assertThat(count(kv, DATA)).isEqualTo(100);
        assertThat(kv.stats(DATA).firstKey()).isEqualTo(Pairs.bytes("00000050"));
        assertThat(count(kv, PART)).isEqualTo(110);
        assertThat(count(kv, INDEX)).isZero();
      }
      try (SortedKv kv = open(options)) {
        assertThat(count(kv, PART)).isEqualTo(110);
        kv.deleteEngine(PART);
        assertThat(kv.runFiles()).isEqualTo(options == FILES ? 1 : 0);
        assertThat(kv.diskBytes()).isEqualTo(kv.stats(DATA).storedBytes());
        assertThat(count(kv, DATA)).isEqualTo(100);
        assertThat(kv.progress(DATA).get("c").payload()).containsExactly(2);
        kv.deleteEngine(DATA);
      }
    }
  }

  @Test
  void veryManySmallRunsAreReadWithinTheBudget() {
    int runs = 1500;
    try (SortedKv kv = open(SortedKvOptions.defaults())) {
      for (int i = 0; i < runs; i++) {
        kv.append(Append.of(List.of(pairs(DATA, i * 2, 2)), List.of()), NEVER);
      }
      long before = budget.usedBytes();
      try (SortedPairs pairs = kv.snapshot(DATA, NEVER);
          PairReader reader = Pairs.all(pairs, EqualKeyListener.keepFirst(), NEVER)) {
        assertThat(budget.usedBytes() - before).isLessThan(4 << 20);
        assertThat(Pairs.read(reader)).hasSize(2 * runs);
      }
    }
  }

  @Test
  @Timeout(20)
  void runsAreMergedUntilFewEnoughOverlap() {
    SortedKvOptions options = FILES.toBuilder().maxFanIn(3).mergedRunBytes(20_000).build();
    try (SortedKv kv = open(options)) {
      for (int i = 0; i < 10; i++) {
        kv.append(Append.of(List.of(pairs(DATA, i * 10, 1000)), List.of()), NEVER);
      }
      ExecutorService threads = Executors.newFixedThreadPool(2);
      kv.mergeRuns(DATA, threads, NEVER);
      assertThat(RunMerger.choose(runs(kv), 3)).isEmpty();
      assertThat(kv.stats(DATA).pairs()).isEqualTo(10_000);
      assertThat(kv.runFiles()).isEqualTo(kv.stats(DATA).runs());
      assertThat(kv.diskBytes()).isEqualTo(kv.stats(DATA).storedBytes());
      assertThat(count(kv, DATA)).isEqualTo(1090);
      int files = kv.runFiles();
      kv.mergeRuns(DATA, threads, NEVER);
      threads.shutdown();
      assertThat(kv.runFiles()).isEqualTo(files);
    }
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  @Timeout(20)
  void aMergedRunEndsWhenItsIndexWouldTakeMoreThanTheMergeHasAcquired() {
    SortedKvOptions options =
        FILES.toBuilder().blockBytes(4096).maxFanIn(2).mergedRunBytes(1 << 20).build();
    try (SortedKv kv = open(options)) {
      for (int run = 0; run < 3; run++) {
        // Short keys at both ends tell nothing of those between.
        List<Pairs> rows = new ArrayList<>();
        rows.add(Pairs.of("a", "", run));
        for (int i = 0; i < 300; i++) {
          rows.add(Pairs.of("m".repeat(2000) + String.format("%08d", 3 * i + run), "", i));
        }
        rows.add(Pairs.of("z", "", run));
        EnginePairs pairs = new EnginePairs(DATA, Pairs.buffer(rows));
        kv.append(Append.of(List.of(pairs), List.of()), NEVER);
      }
      kv.mergeRuns(DATA, Runnable::run, NEVER);
      assertThat(RunMerger.choose(runs(kv), 2)).isEmpty();
      assertThat(kv.stats(DATA).pairs()).isEqualTo(906);
      assertThat(count(kv, DATA)).isEqualTo(902);
      List<StoredRun> merged = runs(kv).stream().filter(run -> run.pairs() < 300).toList();
      // 512 blocks were expected, with keys of one byte: that holds eight keys of 2,000.
      assertThat(merged).isNotEmpty().allMatch(run -> run.blocks() <= 8);
    }
    assertThat(budget.usedBytes()).isZero();
  }

  private static List<StoredRun> runs(SortedKv kv) {
    try (SortedPairs pairs = kv.snapshot(DATA, NEVER)) {
      return pairs.runs().stream().map(run -> (StoredRun) run).toList();
    }
  }

  @Test
  void whatAListenerThrowsEndsTheReadAndGivesMemoryBack() {
    try (SortedKv kv = open(FILES)) {
      kv.append(Append.of(List.of(pairs(DATA, 0, 10), pairs(DATA, 5, 10)), List.of()), NEVER);
      long used = budget.usedBytes();
      try (SortedPairs pairs = kv.snapshot(DATA, NEVER)) {
        EqualKeyListener fail =
            equal -> {
              throw new IllegalStateException(new String(equal.key()));
            };
        assertThatThrownBy(() -> Pairs.read(Pairs.all(pairs, fail, NEVER))).hasMessage("00000005");
      }
      assertThat(budget.usedBytes()).isEqualTo(used);
    }
  }

  @Test
  @Timeout(20)
  void aReaderWaitsForTheBlocksThatItsCallerHolds() throws InterruptedException {
    try (SortedKv kv = open(FILES)) {
      kv.append(Append.of(List.of(pairs(DATA, 0, 2000)), List.of()), NEVER);
      Cancellation cancellation = new Cancellation();
      try (SortedPairs pairs = kv.snapshot(DATA, NEVER);
          PairReader reader = Pairs.all(pairs, EqualKeyListener.keepFirst(), cancellation)) {
        List<PairBlock> held = new ArrayList<>();
        for (int i = 0; i < FILES.heldBlocks(); i++) {
          held.add(reader.next());
        }
        PairBlock first = held.remove(0);
        Thread closer = new Thread(first::close);
        closer.start();
        held.add(reader.next());
        closer.join();
        Thread canceller =
            new Thread(() -> cancellation.cancel(new IllegalStateException("enough")));
        canceller.start();
        assertThatThrownBy(reader::next).isInstanceOf(CancellationException.class);
        canceller.join();
        held.forEach(PairBlock::close);
      }
    }
  }

  @Test
  void manyThreadsReadDifferentRangesAtTheSameTime() throws InterruptedException {
    try (SortedKv kv = open(FILES)) {
      for (int i = 0; i < 4; i++) {
        kv.append(Append.of(List.of(pairs(DATA, i * 500, 2000)), List.of()), NEVER);
      }
      try (SortedPairs pairs = kv.snapshot(DATA, NEVER)) {
        List<KeyRange> ranges = pairs.cutRanges(5_000, Long.MAX_VALUE);
        assertThat(ranges).hasSizeGreaterThan(20);
        int[] counts = new int[ranges.size()];
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
          int first = t;
          Thread thread =
              new Thread(
                  () -> {
                    for (int r = first; r < counts.length; r += 4) {
                      KeyRange range = ranges.get(r);
                      counts[r] =
                          Pairs.read(
                                  pairs.read(
                                      range.start(),
                                      range.end(),
                                      EqualKeyListener.keepFirst(),
                                      NEVER))
                              .size();
                    }
                  });
          threads.add(thread);
          thread.start();
        }
        for (Thread thread : threads) {
          thread.join();
        }
        assertThat(Arrays.stream(counts).sum()).isEqualTo(3500);
      }
    }
  }

  @Test
  void aMergeThatIsCancelledLeavesAllAsItWas() {
    try (SortedKv kv = open(FILES.toBuilder().maxFanIn(2).build())) {
      for (int i = 0; i < 5; i++) {
        kv.append(Append.of(List.of(pairs(DATA, i, 100)), List.of()), NEVER);
      }
      Cancellation cancelled = new Cancellation();
      cancelled.cancel(new IllegalStateException("enough"));
      assertThatThrownBy(() -> kv.mergeRuns(DATA, Runnable::run, cancelled))
          .isInstanceOf(CancellationException.class);
      assertThat(kv.runFiles()).isEqualTo(5);
      assertThat(kv.diskBytes()).isEqualTo(kv.stats(DATA).storedBytes());
      kv.mergeRuns(DATA, Runnable::run, NEVER);
      assertThat(count(kv, DATA)).isEqualTo(104);
    }
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void theStoreIsDeletedAndWhatElseIsInItsDirectoryStays() throws IOException {
    Path directory = temp.resolve("kv");
    assertThat(SortedKv.isIn(directory)).isFalse();
    SortedKv.delete(directory);
    open(FILES).close();
    assertThat(SortedKv.isIn(directory)).isTrue();
    Path other = Files.writeString(directory.resolve("other"), "mine");
    SortedKv.delete(directory);
    assertThat(SortedKv.isIn(directory)).isFalse();
    assertThat(other).exists();
    Files.delete(other);
    open(FILES).close();
    SortedKv.delete(directory);
    assertThat(directory).doesNotExist();
  }

  @Test
  void theDirectoryIsMadeForItsOwnerAloneButItsParentIsNot() throws IOException {
    open(FILES).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("kv"))))
        .isEqualTo("rwx------");
    assertThatThrownBy(() -> SortedKv.open(temp.resolve("no/kv"), FILES, budget))
        .isInstanceOfSatisfying(
            ImportException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SORTED_KV_DIR))
        .hasMessageContaining("no/kv")
        .hasMessageContaining("tikv-importer.sorted-kv-dir");
  }

  @Test
  void aFileInPlaceOfTheDirectoryIsRefused() throws IOException {
    Files.writeString(temp.resolve("kv"), "not a directory");
    assertThatThrownBy(() -> open(FILES))
        .isInstanceOfSatisfying(
            ImportException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SORTED_KV_DIR));
  }

  @Test
  void aSecondUserOfTheDirectoryIsRefused() {
    try (SortedKv kv = open(FILES)) {
      assertThatThrownBy(() -> open(FILES))
          .isInstanceOfSatisfying(
              ImportException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SORTED_KV_DIR))
          .hasMessageContaining("in use by another process");
      kv.putMetadata(List.of(new EngineMetadata(DATA, "still", new byte[0])));
    }
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void aStoreOfAnotherFormatIsRefused() throws RocksDBException {
    open(FILES).close();
    try (RunStore store = new RunStore(temp.resolve("kv"), FILES);
        WriteBatch batch = new WriteBatch()) {
      store.putManifest(batch, ManifestKeys.FORMAT, new byte[] {9});
      store.write(batch);
    }
    assertThatThrownBy(() -> open(FILES))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("was written in format 9, this version reads 1 to 2");
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void blocksOfAnInlineRunThatNoManifestNamesAreDeletedAtOpen() throws RocksDBException {
    try (SortedKv kv = open(INLINE)) {
      kv.append(Append.of(List.of(pairs(DATA, 0, 100)), List.of()), NEVER);
    }
    try (RunStore store = new RunStore(temp.resolve("kv"), INLINE);
        WriteBatch batch = new WriteBatch()) {
      store.putInline(batch, 7, 0, new byte[10]);
      store.putInline(batch, 7, 1, new byte[10]);
      store.write(batch);
    }
    try (SortedKv kv = open(INLINE)) {
      assertThat(count(kv, DATA)).isEqualTo(100);
    }
    List<Long> runs = new ArrayList<>();
    try (RunStore store = new RunStore(temp.resolve("kv"), INLINE)) {
      store.keepOnlyInline(run -> runs.add(run));
    }
    assertThat(runs).containsExactly(1L);
  }

  @Test
  void filesOfAnAppendThatDiedAreRemovedAtOpen() throws IOException {
    open(FILES).close();
    Path leftover = Files.writeString(temp.resolve("kv/levin.incoming/17.sst"), "half a file");
    open(FILES).close();
    assertThat(leftover).doesNotExist();
  }

  @Test
  void aRunThatNoManifestNamesIsDeletedAtOpenAndOneThatIsMissingIsAnError() {
    try (SortedKv kv = open(FILES)) {
      kv.append(Append.of(List.of(pairs(DATA, 0, 100)), List.of()), NEVER);
    }
    // What a crash between taking a file in and naming it leaves.
    try (RunStore store = new RunStore(temp.resolve("kv"), FILES);
        RunFile file = store.newFile(50)) {
      RunBuilder builder = new RunBuilder(1024);
      builder.begin(file);
      builder.addAll(Pairs.buffer(rows(0, 100)), null);
      builder.end();
      file.finish(builder.index());
      store.ingest(List.of(file));
      assertThat(store.runFiles()).containsExactly(1L, 50L);
    }
    try (SortedKv kv = open(FILES)) {
      assertThat(kv.runFiles()).isEqualTo(1);
      assertThat(count(kv, DATA)).isEqualTo(100);
      kv.append(Append.of(List.of(pairs(DATA, 100, 100)), List.of()), NEVER);
    }
    try (RunStore store = new RunStore(temp.resolve("kv"), FILES)) {
      store.deleteFiles(List.of(51L));
    }
    assertThatThrownBy(() -> open(FILES))
        .isInstanceOfSatisfying(
            ImportException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECK_LOCAL_FILE))
        .hasMessageContaining("1 sorted runs are missing, such as 51");
    assertThat(budget.usedBytes()).isZero();
  }
}
