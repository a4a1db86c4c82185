package io.levin.sortedkv;

import io.levin.base.KvBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * One append under way: its files are written and durable first, then taken into the database, then
 * named by the manifest. Closed without a commit it leaves nothing behind.
 */
final class AppendJob implements AutoCloseable {
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

  AppendJob(RunStore store, SortedKvOptions options, AtomicLong nextRun, AtomicLong diskBytes) {
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
    long number = nextRun.getAndIncrement();
    boolean inline = isInline(buffer, options);
    RunBuilder builder = with.builder();
    RunFile file = inline ? null : store.newFile(number);
    if (!inline) {
      files.add(file);
    }
    BlockSink sink = inline ? (n, array, length) -> putInline(number, n, array, length) : file;
    builder.begin(
        (n, array, length) -> {
          count(length);
          sink.block(n, array, length);
        });
    builder.addAll(buffer, with.sorter().sort(buffer));
    builder.end();
    long stored = builder.storedBytes();
    if (!inline) {
      stored = file.finish(builder.index());
      count(stored - builder.storedBytes());
    } else if (builder.index().blocks() > 1) {
      byte[] index = builder.index().toBytes();
      putInline(number, RunStore.INDEX_BLOCK, index, index.length);
    }
    StoredRun run = StoredRun.of(store, number, inline, builder, stored);
    runs.add(new EngineRun(pairs.engine(), run));
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

  /** Adds the manifest's records. */
  void addRecords(Append append) {
    try {
      for (EngineRun run : runs) {
        store.putManifest(
            batch, ManifestKeys.run(run.engine(), run.run().number()), run.run().toRecord());
      }
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
      store.ingest(files);
    }
    // From here on nobody but the next open can say whether the append is there.
    committed = true;
    store.write(batch);
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
