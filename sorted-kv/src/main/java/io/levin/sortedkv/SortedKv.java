package io.levin.sortedkv;

import io.levin.base.Cancellation;
import io.levin.base.ImportException;
import io.levin.base.KvBuffer;
import io.levin.base.MemoryBudget;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The sorted data of an instance: one RocksDB in {@code <sorted-kv-dir>/levin.db} for all engines.
 *
 * <p>{@link #append} makes pairs, the progress of the chunks that they came from, and facts about
 * engines durable together; what a crash interrupts is not there afterwards. {@link #snapshot}
 * gives an engine's pairs to be read. Equal keys from different rows all survive until they are
 * read.
 *
 * <p>Safe for many threads. An engine must not be appended to while it is being deleted.
 *
 * <p>The memory budget is divided for good. Snapshots hold what the upper levels of their runs'
 * indexes take, from a quarter of it. Appends, merges and readers take from the rest what they
 * need, in one piece, and hold nothing of it while they wait. So whoever has a snapshot gets to
 * read it in the end.
 */
public final class SortedKv implements AutoCloseable {
  private final SortedKvOptions options;
  private final MemoryBudget budget;
  private final MemoryBudget reserved;
  private final MemoryBudget held;
  private final MemoryBudget working;
  private final RunStore store;
  private final Sorters sorters;
  private final AtomicLong nextRun;
  private final AtomicLong diskBytes;
  // Guarded by `this`.
  private final Map<EngineId, EngineState> engines;
  private boolean closed;

  private SortedKv(Path directory, SortedKvOptions options, MemoryBudget budget) {
    this.options = options;
    this.budget = budget;
    this.store = new RunStore(directory, options);
    this.sorters = new Sorters(options.blockBytes());
    boolean recovered = false;
    try {
      Recovery recovery = new Recovery(directory, store);
      engines = recovery.run();
      nextRun = new AtomicLong(recovery.nextRun());
      diskBytes = new AtomicLong(recovery.diskBytes());
      recovered = true;
    } finally {
      if (!recovered) {
        store.close();
      }
    }
    long total = budget.totalBytes();
    long fixed = Math.min(RunStore.MEMORY + Sorters.MEMORY, total / 4);
    reserved = budget.reserve("sorted-kv store", fixed);
    held = budget.reserve("snapshots", (total - fixed) / 4);
    working = budget.reserve("sort, merge and send", total - fixed - (total - fixed) / 4);
  }

  /**
   * Opens the store, makes it if it is not there, and deletes what no manifest record names.
   *
   * @param directory the sorted-kv directory; it is made, with mode 0700, if its parent is there
   * @param options sizes
   * @param budget memory for sorting, for reading, and for RocksDB
   * @throws ImportException when the directory cannot be used or another process uses it
   * @throws DiskFullException when there is no space even to open it
   */
  public static SortedKv open(Path directory, SortedKvOptions options, MemoryBudget budget) {
    return new SortedKv(directory, options, budget);
  }

  /**
   * Makes a sorted-kv directory, with mode 0700, unless it is there.
   *
   * @throws ImportException when it cannot be made or written to; its parent must be there
   */
  public static void makeDirectory(Path directory) {
    SortedKvDirectory.make(directory);
  }

  /** Whether there is a store in a directory. */
  public static boolean isIn(Path directory) {
    return SortedKvDirectory.holdsStore(directory);
  }

  /**
   * Deletes the store in a directory, which must not be open, and the directory when nothing else
   * is in it. Does nothing when there is none.
   */
  public static void delete(Path directory) {
    SortedKvDirectory.delete(directory);
  }

  /**
   * Sorts pairs, writes them as runs, and then makes them, the progress and the facts durable with
   * one synced record. Returns when all of it is durable. The caller's thread does the work.
   *
   * @throws DiskFullException when the disk is full; nothing of the append is there then
   * @throws java.util.concurrent.CancellationException if cancelled while waiting for memory
   */
  public void append(Append append, Cancellation cancellation) {
    long memory = StoreChange.memory(append, options);
    working.acquire(memory, cancellation);
    try (StoreChange change = new StoreChange(store, options, nextRun, diskBytes)) {
      Sorters.Pair sorter = sorters.take();
      try {
        for (EnginePairs pairs : append.pairs()) {
          change.add(pairs, sorter);
        }
      } finally {
        sorters.give(sorter);
      }
      change.addRecords(append);
      change.commit();
      publish(append, change.runs());
    } finally {
      working.release(memory);
    }
  }

  private synchronized void publish(Append append, List<StoreChange.EngineRun> runs) {
    for (StoreChange.EngineRun run : runs) {
      stateOf(run.engine()).runs.add(run.run());
    }
    for (ChunkProgress progress : append.progress()) {
      stateOf(progress.engine()).progress.put(progress.chunk(), progress);
    }
    for (EngineMetadata fact : append.metadata()) {
      if (fact.value() == null) {
        stateOf(fact.engine()).metadata.remove(fact.name());
      } else {
        stateOf(fact.engine()).metadata.put(fact.name(), fact.value());
      }
    }
  }

  private EngineState stateOf(EngineId engine) {
    return engines.computeIfAbsent(engine, e -> new EngineState());
  }

  /** Makes facts about engines durable, all with one synced record. */
  public void putMetadata(List<EngineMetadata> facts) {
    append(new Append(List.of(), List.of(), facts), new Cancellation());
  }

  /** A fact about an engine, or nothing. */
  public synchronized Optional<byte[]> metadata(EngineId engine, String name) {
    EngineState state = engines.get(engine);
    return state == null ? Optional.empty() : Optional.ofNullable(state.metadata.get(name));
  }

  /** All facts about an engine, by name. */
  public synchronized Map<String, byte[]> metadata(EngineId engine) {
    EngineState state = engines.get(engine);
    return state == null ? Map.of() : new TreeMap<>(state.metadata);
  }

  /** The progress of an engine's chunks, by chunk. */
  public synchronized Map<String, ChunkProgress> progress(EngineId engine) {
    EngineState state = engines.get(engine);
    return state == null ? Map.of() : new TreeMap<>(state.progress);
  }

  /** All engines of which anything is known. */
  public synchronized Set<EngineId> engines() {
    return Set.copyOf(engines.keySet());
  }

  /** What an engine holds; empty for an engine that is not known. */
  public synchronized EngineStats stats(EngineId engine) {
    EngineState state = engines.get(engine);
    return state == null ? EngineStats.EMPTY : SortedPairs.stats(state.runs);
  }

  /** Bytes of sorted data on disk, those of runs that are being written included. */
  public long diskBytes() {
    return diskBytes.get();
  }

  /**
   * The pairs that an engine holds now. Reads the upper levels of the runs' indexes; waits for
   * memory for them.
   *
   * @throws java.util.concurrent.CancellationException if cancelled while waiting
   */
  public SortedPairs snapshot(EngineId engine, Cancellation cancellation) {
    List<StoredRun> runs;
    synchronized (this) {
      EngineState state = engines.get(engine);
      runs = state == null ? List.of() : List.copyOf(state.runs);
      runs.forEach(StoredRun::use);
    }
    long memory = runs.stream().mapToLong(StoredRun::indexMemory).sum();
    boolean done = false;
    try {
      held.acquire(memory, cancellation);
      try {
        runs.forEach(StoredRun::index);
        done = true;
      } finally {
        if (!done) {
          held.release(memory);
        }
      }
    } finally {
      if (!done) {
        endUse(runs);
      }
    }
    return new SortedPairs(
        runs,
        options,
        working,
        cancellation,
        () -> {
          held.release(memory);
          endUse(runs);
        });
  }

  /**
   * Sorts buffers into memory, for a table that is small enough to be done again from its source
   * after a crash. The buffers may be used again afterwards.
   *
   * @throws java.util.concurrent.CancellationException if cancelled while waiting for memory
   */
  public SortedPairs inMemory(List<KvBuffer> buffers, Cancellation cancellation) {
    return SortedPairs.inMemory(buffers, options, held, working, cancellation);
  }

  private void endUse(List<StoredRun> runs) {
    Removal removal = new Removal(store);
    synchronized (this) {
      for (StoredRun run : runs) {
        if (run.endUse()) {
          removal.unused(run);
        }
      }
    }
    remove(removal);
  }

  /**
   * Merges runs of an engine until nowhere more of them overlap than a reader should merge, so that
   * a range is read in large pieces. Does nothing when that is so already, and usually it is. Needs
   * as much free disk as the runs that are merged at a time. One call for an engine at a time.
   *
   * @param executor merges groups of runs, several at a time when it has several threads
   * @throws DiskFullException when the disk is full; all runs of that group are as they were
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public void mergeRuns(EngineId engine, Executor executor, Cancellation cancellation) {
    while (true) {
      List<List<StoredRun>> groups;
      synchronized (this) {
        EngineState state = engines.get(engine);
        groups = state == null ? List.of() : RunMerger.choose(state.runs, options.maxFanIn());
        groups.forEach(group -> group.forEach(StoredRun::use));
      }
      if (groups.isEmpty()) {
        return;
      }
      AllDone.run(
          executor,
          groups,
          group -> {
            try {
              merge(engine, group, cancellation);
            } finally {
              endUse(group);
            }
          });
    }
  }

  private void merge(EngineId engine, List<StoredRun> runs, Cancellation cancellation) {
    long memory = RunMerger.memory(runs, options);
    working.acquire(memory, cancellation);
    try (StoreChange change = new StoreChange(store, options, nextRun, diskBytes)) {
      new RunMerger(options, cancellation).merge(engine, runs, change);
      change.forget(engine, runs);
      change.commit();
      synchronized (this) {
        EngineState state = stateOf(engine);
        state.runs.removeAll(runs);
        change.runs().forEach(run -> state.runs.add(run.run()));
        runs.forEach(StoredRun::drop);
      }
    } finally {
      working.release(memory);
    }
  }

  /**
   * Gives all runs that engines hold now to another one, with one synced record; their progress and
   * facts stay, and they may go on growing meanwhile. Their runs must not be merged meanwhile.
   */
  public void setAside(List<EngineId> from, EngineId to) {
    Map<EngineId, List<StoredRun>> moved = new HashMap<>();
    synchronized (this) {
      for (EngineId engine : from) {
        moved.put(engine, List.copyOf(stateOf(engine).runs));
      }
    }
    try (StoreChange change = new StoreChange(store, options, nextRun, diskBytes)) {
      moved.forEach((engine, runs) -> change.give(engine, to, runs));
      change.commit();
    }
    synchronized (this) {
      moved.forEach(
          (engine, runs) -> {
            stateOf(engine).runs.removeAll(runs);
            stateOf(to).runs.addAll(runs);
          });
    }
  }

  /** Deletes an engine with all that is known of it. */
  public void deleteEngine(EngineId engine) {
    deleteEngines(List.of(engine));
  }

  /** Deletes engines, with one synced record for all of them. */
  public void deleteEngines(Collection<EngineId> ids) {
    Removal removal = new Removal(store);
    synchronized (this) {
      for (EngineId id : ids) {
        EngineState state = engines.remove(id);
        if (state != null) {
          state.runs.forEach(run -> removal.run(id, run));
          state.progress.keySet().forEach(chunk -> removal.key(ManifestKeys.chunk(id, chunk)));
          state.metadata.keySet().forEach(name -> removal.key(ManifestKeys.metadata(id, name)));
        }
      }
    }
    remove(removal);
  }

  private void remove(Removal removal) {
    diskBytes.addAndGet(-removal.execute());
  }

  /**
   * True when a write has failed in a way that only opening the store anew can mend; what was
   * appended successfully is kept.
   */
  public boolean mustReopen() {
    return store.isBroken();
  }

  /** How many runs have a file of their own in the store; for tests. */
  int runFiles() {
    return store.runFiles().size();
  }

  /** Closes the store; snapshots and readers must be closed before. Further calls do nothing. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    store.close();
    List.of(reserved, held, working).forEach(budget::unreserve);
  }
}
