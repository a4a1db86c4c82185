package io.levin.sortedkv;

import io.levin.base.KvBuffer;
import io.levin.base.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * An append or a merge under way: its files are written and durable first, then taken into the
 * database, then named by the manifest. Closed without a commit it leaves nothing behind.
 */
final class StoreChange implements AutoCloseable {
  /**
   * A run and the engine that it belongs to.
   *
   * @param engine the engine
   * @param run the run
   */
  record EngineRun(EngineId engine, StoredRun run) {}

  private final RunStore store;
  private final SortedKvOptions options;
  private final AtomicLong nextRun;
  private final AtomicLong diskBytes;
  private final WriteBatch batch = new WriteBatch();
  private final List<RunFile> files = new ArrayList<>();
  private final List<EngineRun> runs = new ArrayList<>();
  private long written;
  private boolean committed;

  StoreChange(RunStore store, SortedKvOptions options, AtomicLong nextRun, AtomicLong diskBytes) {
    this.store = store;
    this.options = options;
    this.nextRun = nextRun;
    this.diskBytes = diskBytes;
  }

  /** Bytes that an append takes beside the caller's buffers. */
  static long memory(Append append, SortedKvOptions options) {
    long inline = 0;
    int mostPairs = 0;
    for (EnginePairs pairs : append.pairs()) {
      mostPairs = Math.max(mostPairs, pairs.pairs().count());
      if (isInline(pairs.pairs(), options)) {
        inline += pairs.pairs().usedBytes();
      }
    }
    return PairSorter.memory(mostPairs) + 2L * options.blockBytes() + 2 * inline + 1024;
  }

  private static boolean isInline(KvBuffer pairs, SortedKvOptions options) {
    return pairs.usedBytes() < options.inlineBytes();
  }

  /** Sorts pairs and writes them as a run. */
  void add(EnginePairs pairs, Sorters.Pair with) {
    KvBuffer buffer = pairs.pairs();
    if (buffer.isEmpty()) {
      return;
    }
    RunBuilder builder = with.builder();
    int[] order = with.sorter().sort(buffer);
    if (isInline(buffer, options)) {
      long number = nextRun.getAndIncrement();
      begin(builder, (block, array, length) -> putInline(number, block, array, length));
      builder.addAll(buffer, order);
      builder.end();
      endInline(pairs.engine(), number, builder);
    } else {
      RunFile file = beginFile(builder);
      builder.addAll(buffer, order);
      endFile(pairs.engine(), file, builder);
    }
  }

  /** Begins a run that is a file of its own; what the builder is given goes there. */
  RunFile beginFile(RunBuilder builder) {
    RunFile file = store.newFile(nextRun.getAndIncrement());
    files.add(file);
    begin(builder, file);
    return file;
  }

  private void begin(RunBuilder builder, BlockSink sink) {
    builder.begin(
        (block, array, length) -> {
          count(length);
          sink.block(block, array, length);
        });
  }

  /** Ends a run that is a file of its own. */
  void endFile(EngineId engine, RunFile file, RunBuilder builder) {
    builder.end();
    long stored = file.finish(builder.index());
    count(stored - builder.storedBytes());
    addRun(engine, StoredRun.ofFile(store, file, builder, stored));
  }

  private void endInline(EngineId engine, long number, RunBuilder builder) {
    if (builder.index().blocks() > 1) {
      byte[] index = builder.index().toBytes();
      putInline(number, RunStore.INDEX_BLOCK, index, index.length);
    }
    addRun(engine, StoredRun.inline(store, number, builder));
  }

  private void addRun(EngineId engine, StoredRun run) {
    runs.add(new EngineRun(engine, run));
    try {
      store.putManifest(batch, ManifestKeys.run(engine, run.number()), run.toRecord());
    } catch (RocksDBException e) {
      throw store.failure("writing the manifest", e);
    }
  }

  /** Takes runs out of the manifest; their data stays. */
  void forget(EngineId engine, List<StoredRun> forgotten) {
    try {
      for (StoredRun run : forgotten) {
        store.deleteManifest(batch, ManifestKeys.run(engine, run.number()));
      }
    } catch (RocksDBException e) {
      throw store.failure("writing the manifest", e);
    }
  }

  /** Gives runs of one engine to another; their data stays where it is. */
  void give(EngineId from, EngineId to, List<StoredRun> given) {
    forget(from, given);
    try {
      for (StoredRun run : given) {
        store.putManifest(batch, ManifestKeys.run(to, run.number()), run.toRecord());
      }
    } catch (RocksDBException e) {
      throw store.failure("writing the manifest", e);
    }
  }

  private void count(long bytes) {
    written += bytes;
    diskBytes.addAndGet(bytes);
  }

  private void putInline(long run, int block, byte[] array, int length) {
    try {
      store.putInline(batch, run, block, Arrays.copyOf(array, length));
    } catch (RocksDBException e) {
      throw store.failure("writing a sorted run", e);
    }
  }

  /** Adds the records of progress and facts. */
  void addRecords(Append append) {
    try {
      for (ChunkProgress progress : append.progress()) {
        store.putManifest(
            batch,
            ManifestKeys.chunk(progress.engine(), progress.chunk()),
            EngineState.toRecord(progress));
      }
      for (EngineMetadata fact : append.metadata()) {
        byte[] key = ManifestKeys.metadata(fact.engine(), fact.name());
        if (fact.value() == null) {
          store.deleteManifest(batch, key);
        } else {
          store.putManifest(batch, key, fact.value());
        }
      }
    } catch (RocksDBException e) {
      throw store.failure("writing the manifest", e);
    }
  }

  /** Makes all of it durable. */
  void commit() {
    if (!files.isEmpty()) {
      Step.RUN_WRITTEN.pass();
      store.ingest(files);
      Step.RUNS_TAKEN.pass();
    }
    // From here on nobody but the next open can say whether the append is there.
    committed = true;
    store.write(batch);
    Step.MANIFEST_WRITTEN.pass();
  }

  List<EngineRun> runs() {
    return runs;
  }

  @Override
  public void close() {
    batch.close();
    files.forEach(RunFile::close);
    if (!committed) {
      diskBytes.addAndGet(-written);
    }
  }
}
