package io.levin.engine.progress;

import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.TableRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How far an import is. Rooms report to it, windows read {@link #snapshot}. Thread-safe; reporting
 * costs an atomic addition.
 */
public final class Progress {
  /** What most of the work is at the moment. */
  public enum State {
    PREPARING,
    WRITING,
    IMPORTING,
    POST_PROCESSING;

    /** The word that log and API use. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  private final long startedNanos = System.nanoTime();
  private final Map<String, TableProgress> tables = new ConcurrentHashMap<>();
  private final AtomicLong tablesDone = new AtomicLong();
  private final AtomicLong chunksTotal = new AtomicLong();
  private final AtomicLong chunksDone = new AtomicLong();
  private final AtomicLong enginesTotal = new AtomicLong();
  private final AtomicLong enginesDone = new AtomicLong();
  private final AtomicLong sourceBytesTotal = new AtomicLong();
  private final LongAdder sourceBytesRead = new LongAdder();
  private final LongAdder rowsRead = new LongAdder();
  private final LongAdder kvBytesWritten = new LongAdder();
  private final LongAdder kvBytesImported = new LongAdder();
  private final Counts counts = new Counts();
  private final Timings timings = Timings.empty();
  private final Pause pause;
  private final Map<String, IntSupplier> idleWorkers = new ConcurrentHashMap<>();
  private final Map<String, LongSupplier> localBytes = new ConcurrentHashMap<>();
  private final boolean outlivesImport;
  private volatile Function<String, Optional<TableRecord>> checkpoint = table -> Optional.empty();
  private volatile Supplier<FleetFigures> fleet = () -> null;
  private volatile String step = "";
  private volatile String failure;
  private volatile boolean ended;

  /** Nothing is done yet. */
  public Progress() {
    this(new Pause(), false);
  }

  /**
   * Nothing is done yet.
   *
   * @param pause that holds for this import, too
   * @param outlivesImport whether anybody asks when the import is over: what is told of its
   *     checkpoint is then kept
   */
  public Progress(Pause pause, boolean outlivesImport) {
    this.pause = pause;
    this.outlivesImport = outlivesImport;
  }

  /** Announces a table with its work. */
  public TableProgress table(String name, long sourceBytes, int chunks, int engines) {
    TableProgress table = new TableProgress(this, name, sourceBytes);
    if (tables.put(name, table) == null) {
      sourceBytesTotal.addAndGet(sourceBytes);
      chunksTotal.addAndGet(chunks);
      enginesTotal.addAndGet(engines);
      count("chunks", "estimated", chunks);
      count("chunks", "pending", chunks);
      counts.add("engines|result=success|state=estimated", engines);
      counts.add("engines|result=success|state=pending", engines);
      counts.add("tables|result=success|state=pending", 1);
    }
    return table;
  }

  /** Names the step that the import is in, for people. */
  public void step(String name) {
    step = name;
  }

  /** The import is over. */
  public void ended(String failureOrNull) {
    failure = failureOrNull;
    ended = true;
  }

  /** Whether the import is over. */
  public boolean hasEnded() {
    return ended;
  }

  /** What it failed with; null where it did not. */
  public String failure() {
    return failure;
  }

  /**
   * Counters: a name, then labels with their values, separated by {@code |}, such as {@code
   * chunks|state=finished}.
   */
  public Counts counts() {
    return counts;
  }

  /** Durations and sizes. */
  public Timings timings() {
    return timings;
  }

  /** The pause that a user may ask for. */
  public Pause pause() {
    return pause;
  }

  /** Makes the free slots of a pool known. */
  public void idleWorkers(String pool, IntSupplier free) {
    idleWorkers.put(pool, free);
  }

  /** Free slots by pool. */
  public Map<String, IntSupplier> idleWorkers() {
    return Map.copyOf(idleWorkers);
  }

  /** Makes known what this process knows of the fleet that it is a member of. */
  public void fleet(Supplier<FleetFigures> now) {
    fleet = now;
  }

  /** What is known of the fleet; nothing where no work is shared. */
  public Optional<FleetFigures> fleet() {
    return Optional.ofNullable(fleet.get());
  }

  /** Makes it known how many bytes of pairs lie on this machine in a medium. */
  public void localBytes(String medium, LongSupplier bytes) {
    localBytes.put(medium, bytes);
  }

  /** Bytes of pairs on this machine by medium. */
  public Map<String, LongSupplier> localBytes() {
    return Map.copyOf(localBytes);
  }

  /** Makes the checkpoint known. */
  public void checkpoint(CheckpointStore checkpoints) {
    checkpoint = checkpoints::table;
  }

  /** The checkpoint is about to be removed. */
  public void checkpointEnds(CheckpointStore checkpoints) {
    Map<String, TableRecord> last = new HashMap<>();
    if (outlivesImport) {
      for (String table : checkpoints.tables()) {
        checkpoints.table(table).ifPresent(record -> last.put(table, record));
      }
    }
    checkpoint = table -> Optional.ofNullable(last.get(table));
  }

  /** What the checkpoint knows of a table; empty while, or where, there is none. */
  public Optional<TableRecord> checkpoint(String table) {
    return checkpoint.apply(table);
  }

  /** All tables that were announced. */
  public Collection<TableProgress> tables() {
    return tables.values();
  }

  /** The present figures; taken without a lock, so they may differ by what happens meanwhile. */
  public ProgressSnapshot snapshot() {
    return new ProgressSnapshot(
        step,
        tables.size(),
        tablesDone.get(),
        chunksTotal.get(),
        chunksDone.get(),
        enginesTotal.get(),
        enginesDone.get(),
        sourceBytesTotal.get(),
        sourceBytesRead.sum(),
        rowsRead.sum(),
        kvBytesWritten.sum(),
        kvBytesImported.sum(),
        System.nanoTime() - startedNanos);
  }

  void read(long bytes, long rows) {
    sourceBytesRead.add(bytes);
    rowsRead.add(rows);
  }

  void wrote(long bytes) {
    kvBytesWritten.add(bytes);
  }

  void imported(long bytes) {
    kvBytesImported.add(bytes);
  }

  void count(String what, String state, long more) {
    counts.add(what + "|state=" + state, more);
  }

  void chunkDone() {
    chunksDone.incrementAndGet();
    count("chunks", "finished", 1);
  }

  void engineDone() {
    enginesDone.incrementAndGet();
    counts.add("engines|result=success|state=imported", 1);
    counts.add("engines|result=success|state=completed", 1);
  }

  void tableDone() {
    tablesDone.incrementAndGet();
  }
}
