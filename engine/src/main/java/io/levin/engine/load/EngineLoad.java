package io.levin.engine.load;

import io.levin.base.Cancellation;
import io.levin.base.KvChecksum;
import io.levin.base.MemoryBudget;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.progress.TableProgress;
import io.levin.sortedkv.Append;
import io.levin.sortedkv.ChunkProgress;
import io.levin.sortedkv.DiskFullException;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.EnginePairs;
import io.levin.sortedkv.SortedKv;
import io.levin.source.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Loads all chunks of a data engine, many at a time. A worker holds one of the slots and the memory
 * of its two buffers while it works on a chunk; its full buffers become runs of the data engine and
 * of the table's index engine, in one durable step with the position that they reach. Thread-safe.
 */
public final class EngineLoad {
  /** Bytes of pairs of one chunk of a table that is loaded into memory. */
  private static final int SMALL_BUFFER_BYTES = 4 << 20;

  /** What a worker gets where reading takes nearly all. */
  private static final int LEAST_BUFFER_BYTES = 256 << 10;

  /** Pairs seldom take more than so many times the bytes of their rows' text. */
  private static final int PAIRS_OF_TEXT = 2;

  /** As much room is set aside at most: what needs more is sorted on the disk. */
  private static final int MOST_PAIRS_OF_TEXT = 16;

  private final SortedKv store;
  private final DiskQuota quota;
  private final MemoryBudget budget;
  private final int bufferBytes;
  private final Executor executor;
  private final int slotCount;
  private final Semaphore slots;
  private final TypeErrors typeErrors;
  private final Cancellation cancellation;

  /**
   * @param budget of the workers' buffers
   * @param bufferBytes bytes of pairs after which a worker's buffers are sorted
   * @param executor has as many threads as slots
   * @param slots how many chunks are encoded at a time
   * @param typeErrors takes rows that cannot be encoded
   */
  public EngineLoad(
      SortedKv store,
      DiskQuota quota,
      MemoryBudget budget,
      int bufferBytes,
      Executor executor,
      int slots,
      TypeErrors typeErrors,
      Cancellation cancellation) {
    this.store = store;
    this.quota = quota;
    this.budget = budget;
    this.bufferBytes = bufferBytes;
    this.executor = executor;
    this.slotCount = slots;
    this.slots = new Semaphore(slots);
    this.typeErrors = typeErrors;
    this.cancellation = cancellation;
  }

  /**
   * Loads the chunks of one engine and waits for them.
   *
   * @return what came out of all of them, together
   * @throws RuntimeException the first failure; the others were asked to stop
   */
  public ChunkResult run(TablePlan plan, int engine, List<Chunk> chunks, TableProgress progress) {
    return run(
        plan, new EngineId(plan.name(), engine), EngineId.index(plan.name()), chunks, progress);
  }

  /**
   * The same into engines of other names.
   *
   * @param index takes the pairs of all indexes
   */
  public ChunkResult run(
      TablePlan plan,
      EngineId dataEngine,
      EngineId index,
      List<Chunk> chunks,
      TableProgress progress) {
    Batch batch = new Batch(chunks.size());
    Map<String, ChunkProgress> earlier = store.progress(dataEngine);
    for (Chunk chunk : chunks) {
      ChunkProgress before = earlier.get(TablePlan.key(chunk));
      ChunkPosition at = before == null ? null : ChunkPosition.decode(before.payload());
      if (at != null && at.atEnd()) {
        // A table may have many thousands: they need neither a worker nor memory.
        batch.run(() -> ChunkLoader.finished(chunk, at, before.sums(), progress));
      } else {
        executor.execute(
            () -> batch.run(() -> load(plan, dataEngine, index, chunk, before, progress, batch)));
      }
    }
    return batch.await();
  }

  /** Whether all rows of a chunk are in the store, as far as its progress tells. */
  public static boolean isAtEnd(ChunkProgress progress) {
    return ChunkPosition.decode(progress.payload()).atEnd();
  }

  private static long expected(Chunk chunk) {
    return PAIRS_OF_TEXT * text(chunk);
  }

  private static int smallBuffer(Chunk chunk) {
    return (int)
        Math.min(SMALL_BUFFER_BYTES, MOST_PAIRS_OF_TEXT * text(chunk) + (SMALL_BUFFER_BYTES >> 5));
  }

  private static long text(Chunk chunk) {
    return chunk.file().isPlain() ? chunk.file().size() : chunk.file().realSize();
  }

  /**
   * Loads a small table into memory. After a crash it is done again from its source.
   *
   * @return nothing when the table turns out to be too large for that
   */
  public Optional<SmallTable> runInMemory(TablePlan plan, TableProgress progress) {
    slots.acquireUninterruptibly();
    // All at once: who held the memory of one chunk and waited for that of the next could wait for
    // others that do the same.
    long memory = 0;
    for (Chunk chunk : plan.chunks()) {
      memory += LoadBuffers.memory(smallBuffer(chunk));
    }
    SmallTable table = new SmallTable(budget, memory);
    try {
      budget.acquire(memory, cancellation);
      table.acquired();
      for (Chunk chunk : plan.chunks()) {
        typeErrors.begin(plan.name(), chunk, chunk.start());
        LoadBuffers buffers = LoadBuffers.within(smallBuffer(chunk), expected(chunk));
        table.add(buffers);
        ChunkLoader loader =
            new ChunkLoader(
                plan, chunk, buffers, table, progress, typeErrors, cancellation, () -> false);
        table.add(loader.load());
      }
      return Optional.of(table);
    } catch (SmallTable.TooLargeException e) {
      table.close();
      plan.chunks().forEach(chunk -> typeErrors.forget(plan.name(), chunk, chunk.start()));
      return Optional.empty();
    } catch (RuntimeException | Error e) {
      table.close();
      throw e;
    } finally {
      slots.release();
    }
  }

  private ChunkResult load(
      TablePlan plan,
      EngineId dataEngine,
      EngineId index,
      Chunk chunk,
      ChunkProgress before,
      TableProgress progress,
      Batch batch) {
    cancellation.throwIfCancelled();
    ChunkPosition at = before == null ? null : ChunkPosition.decode(before.payload());
    slots.acquireUninterruptibly();
    try {
      long reading = plan.readingMemory(chunk);
      try (LoadBuffers buffers =
          new LoadBuffers(budget, bufferBytes(reading), expected(chunk), reading, cancellation)) {
        ChunkLoader loader =
            new ChunkLoader(
                plan,
                chunk,
                buffers,
                (c, full, reached, sum) -> append(dataEngine, index, c, full, reached, sum),
                progress,
                typeErrors,
                cancellation,
                batch::hasFailed);
        typeErrors.begin(plan.name(), chunk, at == null ? chunk.start() : at.position());
        return at == null ? loader.load() : loader.resume(at, before.sums());
      }
    } finally {
      slots.release();
    }
  }

  /**
   * What is read ahead is taken from the buffers, so that all slots can work at a time; if it is
   * too much for that, fewer do.
   */
  private int bufferBytes(long reading) {
    long share = budget.totalBytes() / slotCount - reading;
    long fitting = Math.max(LEAST_BUFFER_BYTES, LoadBuffers.capacity(share));
    return (int) Math.min(bufferBytes, fitting);
  }

  private void append(
      EngineId dataEngine,
      EngineId index,
      Chunk chunk,
      LoadBuffers buffers,
      ChunkPosition reached,
      KvChecksum sum) {
    List<EnginePairs> pairs = new ArrayList<>(2);
    if (!buffers.data().isEmpty()) {
      pairs.add(new EnginePairs(dataEngine, buffers.data()));
    }
    if (!buffers.index().isEmpty()) {
      pairs.add(new EnginePairs(index, buffers.index()));
    }
    byte[] payload = reached.encode();
    append(
        Append.of(
            pairs, List.of(new ChunkProgress(dataEngine, TablePlan.key(chunk), payload, sum))));
    buffers.clear();
  }

  /** A disk that is full before its quota is reached is a reason to import, too. */
  private void append(Append append) {
    quota.await();
    while (true) {
      try {
        store.append(append, cancellation);
        return;
      } catch (DiskFullException e) {
        if (store.mustReopen() || !quota.makeRoom()) {
          throw e;
        }
      }
    }
  }
}
