package io.levin.engine;

import io.levin.base.Cancellation;
import io.levin.base.MemoryBudget;
import io.levin.config.ByteSize;
import io.levin.config.Config;
import io.levin.config.ProcessMemory;
import io.levin.engine.ingest.Workers;
import io.levin.engine.progress.Progress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads and the memory of one import. The table in ARCHITECTURE.md says which key sets the
 * size of which pool.
 */
final class ImportResources implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImportResources.class);

  /** Renewals wait for PD and the stores; jobs that come back must not wait for them. */
  private static final int TIMER_THREADS = 4;

  private static final int MIN_BUFFER = 256 << 10;
  private static final int MAX_BUFFER = 64 << 20;

  /**
   * Small tables under way for each of {@code table-concurrency}: they wait for TiDB, PD and TiKV
   * nearly all of their time, and what they ask for at a time is asked for together.
   */
  private static final int SMALL_TABLES = 4;

  private final int smallTables;
  private final Workers encoders;
  private final Workers regionWorkers;
  private final Workers tables;
  private final ScheduledExecutorService timer;
  private final MemoryBudget loadBudget;
  private final MemoryBudget storeBudget;
  private final int bufferBytes;

  ImportResources(Config config, Cancellation cancellation) {
    int slots = config.lightning().regionConcurrency();
    encoders = new Workers("encode", slots);
    regionWorkers = new Workers("region", config.tikvImporter().rangeConcurrency() * 2);
    // Whoever asks for one at a time gets one at a time.
    int concurrency = config.lightning().tableConcurrency();
    smallTables = concurrency == 1 ? 1 : concurrency * SMALL_TABLES;
    tables = new Workers("table", config.lightning().indexConcurrency() + smallTables);
    timer =
        Executors.newScheduledThreadPool(
            TIMER_THREADS,
            task -> {
              Thread thread = new Thread(task, "timer");
              thread.setDaemon(true);
              return thread;
            });
    ProcessMemory memory = ProcessMemory.of(config.levin().memoryBudget());
    long heap = Runtime.getRuntime().maxMemory();
    long total = memory.handedOut(heap);
    MemoryBudget whole = new MemoryBudget("import", total);
    // What loads waits for what stores and ingests, never the other way round.
    loadBudget = whole.reserve("load", total / 2);
    storeBudget = whole.reserve("sort and ingest", total / 2);
    long perWorker = loadBudget.totalBytes() / slots * 2 / 3;
    bufferBytes = (int) Math.max(MIN_BUFFER, Math.min(MAX_BUFFER, perWorker));
    LOG.atInfo()
        .addKeyValue("budget", ByteSize.format(memory.budget()))
        .addKeyValue("heap", ByteSize.format(heap))
        .addKeyValue("handed-out", ByteSize.format(total))
        .addKeyValue("buffer", ByteSize.format(bufferBytes))
        .addKeyValue("encoders", slots)
        .addKeyValue("region-workers", regionWorkers.size())
        .log("memory and threads");
    if (heap > memory.heap()) {
      LOG.atWarn()
          .addKeyValue("heap", ByteSize.format(heap))
          .addKeyValue("expected", ByteSize.format(memory.heap()))
          .log(
              "the process may grow beyond levin.memory-budget: its heap was set by someone else"
                  + " than bin/levin (-Xmx in JAVA_OPTS?)");
    }
  }

  /** Makes the free slots of the pools known, under the names that the original has for them. */
  void announce(Progress progress) {
    progress.idleWorkers("table", tables::idle);
    progress.idleWorkers("region", encoders::idle);
    progress.idleWorkers("closed-engine", regionWorkers::idle);
    progress.localBytes("mem", () -> loadBudget.usedBytes() + storeBudget.usedBytes());
  }

  /** Parse and encode chunks: {@code region-concurrency}. */
  Workers encoders() {
    return encoders;
  }

  /** Write and ingest regions: {@code range-concurrency} × 2. */
  Workers regionWorkers() {
    return regionWorkers;
  }

  /** How many small tables are under way at a time. */
  int smallTables() {
    return smallTables;
  }

  /** Walk tables through their steps: {@code index-concurrency} and {@link #smallTables}. */
  Workers tables() {
    return tables;
  }

  /** Renewals and jobs that wait. */
  ScheduledExecutorService timer() {
    return timer;
  }

  /** Memory of the encoders' buffers. */
  MemoryBudget loadBudget() {
    return loadBudget;
  }

  /** Memory of sorting, merging and sending. */
  MemoryBudget storeBudget() {
    return storeBudget;
  }

  /** Bytes of pairs after which an encoder's buffers are sorted. */
  int bufferBytes() {
    return bufferBytes;
  }

  @Override
  public void close() {
    tables.close();
    encoders.close();
    regionWorkers.close();
    timer.shutdownNow();
  }
}
