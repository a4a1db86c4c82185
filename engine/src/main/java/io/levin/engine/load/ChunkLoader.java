package io.levin.engine.load;

import io.levin.base.Cancellation;
import io.levin.base.KvBuffer;
import io.levin.base.KvChecksum;
import io.levin.base.Row;
import io.levin.base.Step;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.progress.TableProgress;
import io.levin.kv.AutoIds;
import io.levin.kv.ColumnMapping;
import io.levin.kv.RowException;
import io.levin.kv.TableEncoder;
import io.levin.source.Chunk;
import io.levin.source.parse.RowParser;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Reads one chunk from its file, encodes its rows and hands full buffers to the sink. Used by one
 * thread; allocates nothing per row once the buffers have their size.
 */
final class ChunkLoader {
  private static final int ROWS_PER_REPORT = 512;

  /** One row in so many is timed. */
  private static final int ROWS_PER_TIMING = 512;

  private final TablePlan plan;
  private final Chunk chunk;
  private final LoadBuffers buffers;
  private final BufferSink sink;
  private final TableProgress progress;
  private final Cancellation cancellation;
  private final TypeErrors typeErrors;
  private final BooleanSupplier siblingFailed;
  private final Row row = new Row();

  private TableEncoder encoder;
  private List<String> encoderColumns;
  private AutoIds ids = AutoIds.NONE;
  private KvChecksum sum = KvChecksum.EMPTY;
  private long rows;

  ChunkLoader(
      TablePlan plan,
      Chunk chunk,
      LoadBuffers buffers,
      BufferSink sink,
      TableProgress progress,
      TypeErrors typeErrors,
      Cancellation cancellation,
      BooleanSupplier siblingFailed) {
    this.plan = plan;
    this.chunk = chunk;
    this.buffers = buffers;
    this.sink = sink;
    this.progress = progress;
    this.typeErrors = typeErrors;
    this.cancellation = cancellation;
    this.siblingFailed = siblingFailed;
  }

  /** Reads the chunk from its start to its end. */
  ChunkResult load() {
    try (RowParser parser = plan.open(chunk)) {
      return read(parser);
    }
  }

  /**
   * A chunk that is in the store to its end: its file is not even opened.
   *
   * @param sum of all of its pairs
   */
  static ChunkResult finished(
      Chunk chunk, ChunkPosition at, KvChecksum sum, TableProgress progress) {
    progress.read(chunk.file().isPlain() ? at.position() - chunk.start() : chunk.file().size(), 0);
    progress.chunkDone();
    return new ChunkResult(sum, at.ids(), at.rowId() - chunk.previousRowIdMax());
  }

  /** Reads the rest of a chunk of which a part is in the store already. */
  ChunkResult resume(ChunkPosition at, KvChecksum soFar) {
    sum = soFar;
    ids = at.ids();
    // Row ids are given without gaps.
    rows = at.rowId() - chunk.previousRowIdMax();
    try (RowParser parser = plan.open(chunk, at.position(), at.rowId(), at.columns())) {
      progress.read(parser.storedPosition() - chunk.start(), 0);
      return read(parser);
    }
  }

  private ChunkResult read(RowParser parser) {
    progress.chunkStarted();
    boolean ended = false;
    try {
      ChunkResult result = readAll(parser);
      ended = true;
      return result;
    } finally {
      progress.chunkEnded();
      if (!ended) {
        progress.chunkFailed();
      }
    }
  }

  private ChunkResult readAll(RowParser parser) {
    long reported = parser.storedPosition();
    long sealBy = buffers.sealDeadline();
    int unreported = 0;
    while (next(parser)) {
      if (encoder == null || parser.columns() != encoderColumns) {
        useColumns(parser.columns());
      }
      encode(parser);
      Step.ROW_ENCODED.pass();
      rows++;
      if (++unreported == ROWS_PER_REPORT) {
        cancellation.throwIfCancelled();
        progress.awaitResumed(cancellation);
        if (siblingFailed.getAsBoolean()) {
          return ChunkResult.NOTHING;
        }
        long position = parser.storedPosition();
        progress.read(position - reported, unreported);
        reported = position;
        unreported = 0;
        if (buffers.isDue(sealBy)) {
          flush(parser, false);
          sealBy = buffers.sealDeadline();
        }
      } else if (buffers.isFull()) {
        flush(parser, false);
        sealBy = buffers.sealDeadline();
      }
    }
    plan.requireWhole(chunk, parser.position());
    flush(parser, true);
    progress.read(parser.storedPosition() - reported, unreported);
    progress.chunkDone();
    return new ChunkResult(sum, ids, rows);
  }

  private boolean next(RowParser parser) {
    if (rows % ROWS_PER_TIMING != 0) {
      return parser.next(row);
    }
    long start = System.nanoTime();
    boolean found = parser.next(row);
    progress.timings().rowRead().observeSince(start);
    return found;
  }

  private void encode(RowParser parser) {
    if (rows % ROWS_PER_TIMING == 0) {
      long start = System.nanoTime();
      encodeRow(parser);
      progress.timings().rowEncode().observeSince(start);
    } else {
      encodeRow(parser);
    }
  }

  private void encodeRow(RowParser parser) {
    try {
      encoder.encode(row, buffers.data(), buffers.index());
    } catch (RowException e) {
      typeErrors.leaveOut(plan, chunk, parser.position(), row, e);
    }
  }

  private void useColumns(List<String> columns) {
    collectIds();
    encoderColumns = columns;
    ColumnMapping mapping = plan.mapping(chunk, columns, row.startOffset());
    encoder = plan.encoder(chunk, mapping);
  }

  private void flush(RowParser parser, boolean atEnd) {
    KvChecksum flushed = buffers.checksum();
    sum = sum.plus(flushed);
    progress.wrote(flushed.bytes());
    collectIds();
    noteSizes();
    long start = System.nanoTime();
    ChunkPosition reached =
        new ChunkPosition(parser.position(), parser.rowId(), parser.columns(), ids, atEnd);
    sink.accept(chunk, buffers, reached, sum);
    progress.timings().deliver().observeSince(start);
  }

  private void noteSizes() {
    progress.timings().dataBytes().observe(buffers.data().usedBytes());
    progress.timings().dataPairs().observe(buffers.data().count());
    progress.timings().indexBytes().observe(buffers.index().usedBytes());
    progress.timings().indexPairs().observe(buffers.index().count());
  }

  private void collectIds() {
    if (encoder != null) {
      ids = ids.max(encoder.maxima());
    }
  }

  /** Takes full buffers, and empties them if more rows may come. */
  @FunctionalInterface
  interface BufferSink {
    /**
     * @param reached where the chunk's reading stands behind the last row in the buffers
     * @param sum of all pairs of the chunk so far
     */
    void accept(Chunk chunk, LoadBuffers buffers, ChunkPosition reached, KvChecksum sum);
  }

  /** Adds up a buffer's pairs. */
  static void addTo(KvChecksum.Accumulator accumulator, KvBuffer buffer) {
    byte[] bytes = buffer.array();
    for (int i = 0; i < buffer.count(); i++) {
      accumulator.add(bytes, buffer.keyOffset(i), buffer.keyLength(i) + buffer.valueLength(i));
    }
  }
}
