package io.levin.sortedkv;

import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.base.PairWire;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Merges some runs into runs that share no key with each other; pairs with equal keys all stay, in
 * one run.
 */
final class RunMerger {
  private static final int LEAST_INDEX_PART = 256;

  private final SortedKvOptions options;
  private final Cancellation cancellation;

  RunMerger(SortedKvOptions options, Cancellation cancellation) {
    this.options = options;
    this.cancellation = cancellation;
  }

  /**
   * Chooses groups of runs that should become one each: of those that overlap where most of them
   * do, the smallest, as many as are too many, but not more of them in a group than may be merged
   * at a time. Empty when nowhere too many overlap. All chosen ones overlap at one key, so that
   * what comes of a group overlaps nothing that the group did not.
   */
  static List<List<StoredRun>> choose(List<StoredRun> runs, int maxFanIn) {
    if (runs.size() <= maxFanIn) {
      return List.of();
    }
    List<StoredRun> most = overlapping(runs);
    most.sort(Comparator.comparingLong(StoredRun::bytes).thenComparingLong(StoredRun::number));
    List<List<StoredRun>> groups = new ArrayList<>();
    int left = most.size();
    int from = 0;
    while (left > maxFanIn && most.size() - from > 1) {
      int to = Math.min(from + Math.min(maxFanIn, left - maxFanIn + 1), most.size());
      groups.add(List.copyOf(most.subList(from, to)));
      left -= to - from - 1;
      from = to;
    }
    return groups;
  }

  /** The runs that overlap at the key where most runs do. */
  private static List<StoredRun> overlapping(List<StoredRun> runs) {
    List<StoredRun> byFirstKey = new ArrayList<>(runs);
    byFirstKey.sort((a, b) -> Bytes.compare(a.firstKey(), b.firstKey()));
    List<StoredRun> byLastKey = new ArrayList<>(runs);
    byLastKey.sort((a, b) -> Bytes.compare(a.lastKey(), b.lastKey()));
    int ended = 0;
    int most = 0;
    byte[] where = null;
    for (int begun = 1; begun <= byFirstKey.size(); begun++) {
      byte[] key = byFirstKey.get(begun - 1).firstKey();
      while (Bytes.compare(byLastKey.get(ended).lastKey(), key) < 0) {
        ended++;
      }
      if (begun - ended > most) {
        most = begun - ended;
        where = key;
      }
    }
    List<StoredRun> there = new ArrayList<>();
    for (StoredRun run : runs) {
      if (Bytes.compare(run.firstKey(), where) <= 0 && Bytes.compare(run.lastKey(), where) >= 0) {
        there.add(run);
      }
    }
    return there;
  }

  /** Bytes that a merge takes. */
  static long memory(List<StoredRun> runs, SortedKvOptions options) {
    long memory = BlockBuilder.memory(options.blockBytes()) + 2L * options.bufferBytes();
    for (StoredRun run : runs) {
      memory += run.indexMemory() + run.pageMemory();
      memory += Math.max(options.bufferBytes(), run.largestBlock());
    }
    return memory + newIndexMemory(runs, options);
  }

  /**
   * Bytes that the index of a run which is being written may take: what it needs when keys are
   * about as long as the first and the last ones, or a small part of the run, whichever is more. A
   * run whose index would take more ends there.
   */
  private static long newIndexMemory(List<StoredRun> runs, SortedKvOptions options) {
    long bytes = 0;
    int keyLength = 0;
    for (StoredRun run : runs) {
      bytes += run.bytes();
      keyLength = Math.max(keyLength, Math.max(run.firstKey().length, run.lastKey().length));
    }
    // Two neighbors are larger than one block may be, so that blocks are half full at least.
    long blocks = 2 * Math.min(bytes, options.mergedRunBytes()) / options.blockBytes() + 2;
    return Math.max(
        IndexPage.memory(blocks, keyLength),
        Math.min(bytes, options.mergedRunBytes() / LEAST_INDEX_PART));
  }

  /** Merges runs into new ones of the given change. */
  void merge(EngineId engine, List<StoredRun> runs, StoreChange change) {
    EngineStats all = SortedPairs.stats(runs);
    byte[] end = RangeCutter.behind(all.lastKey());
    BufferPool pool = new BufferPool(options.bufferBytes(), 1);
    List<RunCursor> cursors = new ArrayList<>(runs.size());
    for (StoredRun run : runs) {
      cursors.add(new RunCursor(run, all.firstKey(), end, pool));
    }
    Merge merge = new Merge(cursors, PairReader.sharedPrefix(runs, all.firstKey(), end));
    RunBuilder builder = new RunBuilder(options.blockBytes());
    PairWire.Reader pair = new PairWire.Reader();
    RunFile file = change.beginFile(builder);
    long mostOfIndex = newIndexMemory(runs, options);
    while (merge.next()) {
      cancellation.throwIfCancelled();
      RunCursor cursor = merge.cursor();
      boolean full =
          builder.storedBytes() >= options.mergedRunBytes()
              || builder.index().memory() >= mostOfIndex;
      if (full && !builder.lastKeyEquals(cursor.pair())) {
        change.endFile(engine, file, builder);
        file = change.beginFile(builder);
      }
      int start = cursor.pair().start();
      int ordinal = cursor.ordinal();
      pair.reset(cursor.array(), start, merge.sliceEnd() - start);
      while (pair.next()) {
        builder.add(pair, cursor.rowId(cursor.block(), ordinal++));
      }
    }
    change.endFile(engine, file, builder);
  }
}
