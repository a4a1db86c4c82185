package io.levin.sortedkv;

import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.base.MemoryBudget;
import io.levin.base.PairWire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the pairs of an engine within a range of keys, merged over all runs, as blocks in wire
 * form. Pairs with equal keys are shown to the {@link EqualKeyListener}; of each key at most one is
 * given out. A block of a run that lies before all others' next pairs is given out as it was read.
 *
 * <p>One thread reads; any number of readers may read at the same time. Memory for one block and
 * one page of the index a run, and for the blocks that the caller holds is acquired when the reader
 * is opened and given back when it is closed; blocks must be closed before.
 */
public final class PairReader implements AutoCloseable {
  private final EqualKeyListener listener;
  private final Cancellation cancellation;
  private final BufferPool pool;
  private final int targetBytes;
  private final Runnable onClose;
  private final Merge merge;
  private final PairWire.Reader last = new PairWire.Reader();
  private boolean closed;
  private boolean sliceWaits;

  // The block under way; copied into, unless a whole block passes through.
  private byte[] out;
  private int outLength;
  private int outPairs;

  // The last pair in `out`, while it may turn out to have equals.
  private boolean standing;
  private int standingStart;
  private int standingKey;
  private int standingKeyLength;
  private RunCursor standingCursor;
  private int standingBlock;
  private int standingOrdinal;
  // Set once a pair with the same key has come.
  private byte[] equalKey;
  private byte[] equalValue;
  private long equalRowId;
  private boolean noneStands;

  private PairReader(
      List<RunCursor> cursors,
      int sharedPrefix,
      BufferPool pool,
      int targetBytes,
      EqualKeyListener listener,
      Cancellation cancellation,
      Runnable onClose) {
    this.pool = pool;
    this.targetBytes = targetBytes;
    this.listener = listener;
    this.cancellation = cancellation;
    this.onClose = onClose;
    merge = new Merge(cursors, sharedPrefix);
  }

  /** Opens a reader over the runs that have something in the range. */
  static PairReader open(
      List<? extends Run> runs,
      byte[] start,
      byte[] end,
      EqualKeyListener listener,
      SortedKvOptions options,
      MemoryBudget budget,
      Cancellation cancellation) {
    List<Run> inRange = new ArrayList<>();
    long memory = (long) options.bufferBytes() * (options.heldBlocks() + 1);
    for (Run run : runs) {
      if (Bytes.compare(run.firstKey(), end) < 0 && Bytes.compare(run.lastKey(), start) >= 0) {
        inRange.add(run);
        memory += BufferPool.memory(run.largestBlock(), options.bufferBytes()) + run.pageMemory();
      }
    }
    long acquired = memory;
    budget.acquire(acquired, cancellation);
    BufferPool pool = new BufferPool(options.bufferBytes(), options.heldBlocks());
    List<RunCursor> cursors = new ArrayList<>(inRange.size());
    try {
      for (Run run : inRange) {
        RunCursor cursor = new RunCursor(run, start, end, pool);
        if (!cursor.isDone()) {
          cursors.add(cursor);
        }
      }
      return new PairReader(
          cursors,
          sharedPrefix(inRange, start, end),
          pool,
          options.blockBytes(),
          listener,
          cancellation,
          () -> budget.release(acquired));
    } catch (Throwable e) {
      budget.release(acquired);
      throw e;
    }
  }

  /** Bytes that all keys of the runs within a range share. */
  static int sharedPrefix(List<? extends Run> runs, byte[] start, byte[] end) {
    byte[] least = null;
    byte[] greatest = null;
    for (Run run : runs) {
      byte[] first = run.firstKey();
      byte[] last = run.lastKey();
      least = least == null || Bytes.compare(first, least) < 0 ? first : least;
      greatest = greatest == null || Bytes.compare(last, greatest) > 0 ? last : greatest;
    }
    if (least == null) {
      return 0;
    }
    least = Bytes.compare(start, least) > 0 ? start : least;
    greatest = Bytes.compare(end, greatest) < 0 ? end : greatest;
    int mismatch = Arrays.mismatch(least, greatest);
    return mismatch < 0 ? least.length : mismatch;
  }

  /**
   * The next block, or null at the end. Waits while the caller holds as many blocks as it may.
   *
   * @throws java.util.concurrent.CancellationException once cancelled
   */
  public PairBlock next() {
    cancellation.throwIfCancelled();
    while (sliceWaits || merge.next()) {
      sliceWaits = true;
      if (standing && equalsStanding()) {
        merge.cutToFirst();
        resolve();
        sliceWaits = false;
        continue;
      }
      settle();
      PairBlock block = take();
      if (block != null) {
        return block;
      }
    }
    settle();
    return outPairs > 0 ? emitCopied() : null;
  }

  /** Takes the slice; returns a block when one is full, the slice may still wait then. */
  private PairBlock take() {
    RunCursor cursor = merge.cursor();
    int start = cursor.pair().start();
    int length = merge.sliceEnd() - start;
    if (outPairs > 0 && outLength + length > targetBytes) {
      return emitCopied();
    }
    if (outPairs == 0 && length >= targetBytes / 2 && merge.isStrict() && !continues()) {
      return passThrough(start, length);
    }
    copy(cursor, start, length);
    sliceWaits = false;
    return null;
  }

  /** Whether the slice's last key may come again in the next block of the same run. */
  private boolean continues() {
    RunCursor cursor = merge.cursor();
    if (merge.slicePairs() < cursor.pairsLeft()) {
      return false;
    }
    last.reset(cursor.array(), merge.sliceLastPair(), merge.sliceEnd() - merge.sliceLastPair());
    last.next();
    return cursor.lastKeyContinues(cursor.array(), last.keyOffset(), last.keyLength());
  }

  private PairBlock passThrough(int start, int length) {
    RunCursor cursor = merge.cursor();
    pool.hold(cancellation);
    sliceWaits = false;
    int pairs = merge.slicePairs();
    if (pairs == cursor.pairsLeft()) {
      return new PairBlock(pool, cursor.detach(), start, length, pairs, merge.sliceLastPair());
    }
    byte[] copied = pool.take(length);
    System.arraycopy(cursor.array(), start, copied, 0, length);
    return new PairBlock(pool, copied, 0, length, pairs, merge.sliceLastPair() - start);
  }

  private void copy(RunCursor cursor, int start, int length) {
    if (out == null || out.length < outLength + length) {
      byte[] larger = pool.take(outLength + length);
      if (out != null) {
        System.arraycopy(out, 0, larger, 0, outLength);
        pool.give(out);
      }
      out = larger;
    }
    System.arraycopy(cursor.array(), start, out, outLength, length);
    int lastPair = merge.sliceLastPair();
    last.reset(cursor.array(), lastPair, merge.sliceEnd() - lastPair);
    last.next();
    int shift = outLength - start;
    standing = true;
    standingStart = lastPair + shift;
    standingKey = last.keyOffset() + shift;
    standingKeyLength = last.keyLength();
    standingCursor = cursor;
    standingBlock = cursor.block();
    standingOrdinal = cursor.ordinal() + merge.slicePairs() - 1;
    outLength += length;
    outPairs += merge.slicePairs();
  }

  private boolean equalsStanding() {
    RunCursor cursor = merge.cursor();
    int length = cursor.pair().keyLength();
    int key = cursor.pair().keyOffset();
    if (equalKey != null) {
      return Arrays.equals(cursor.array(), key, key + length, equalKey, 0, equalKey.length);
    }
    if (length != standingKeyLength) {
      return false;
    }
    if (length >= 8
        && Bytes.littleEndianLong(cursor.array(), key + length - 8)
            != Bytes.littleEndianLong(out, standingKey + length - 8)) {
      return false;
    }
    return Arrays.equals(cursor.array(), key, key + length, out, standingKey, standingKey + length);
  }

  /** Lets the listener decide between the pair that stands and the cursor's, which is equal. */
  private void resolve() {
    RunCursor cursor = merge.cursor();
    boolean first = equalKey == null;
    if (first) {
      equalKey = Arrays.copyOfRange(out, standingKey, standingKey + standingKeyLength);
      last.reset(out, standingStart, outLength - standingStart);
      last.next();
      int value = last.valueOffset();
      equalValue = Arrays.copyOfRange(out, value, value + last.valueLength());
      equalRowId = standingCursor.rowId(standingBlock, standingOrdinal);
    }
    PairWire.Reader pair = cursor.pair();
    byte[] value =
        Arrays.copyOfRange(
            cursor.array(), pair.valueOffset(), pair.valueOffset() + pair.valueLength());
    long rowId = cursor.rowId();
    EqualKeyListener.Keep keep =
        listener.equalKeys(new EqualKeys(equalKey, first, equalRowId, equalValue, rowId, value));
    if (keep == EqualKeyListener.Keep.FIRST || noneStands) {
      return;
    }
    outLength = standingStart;
    outPairs--;
    if (keep == EqualKeyListener.Keep.NONE) {
      noneStands = true;
      return;
    }
    copy(cursor, pair.start(), pair.end() - pair.start());
    equalValue = value;
    equalRowId = rowId;
  }

  /** No further pair equals the one that stands. */
  private void settle() {
    standing = false;
    equalKey = null;
    equalValue = null;
    noneStands = false;
  }

  private PairBlock emitCopied() {
    pool.hold(cancellation);
    // The last pair of what is copied is the one that stood last, or the one before a dropped one.
    PairBlock block = new PairBlock(pool, out, 0, outLength, outPairs, lastPairOf(out, outLength));
    out = null;
    outLength = 0;
    outPairs = 0;
    standing = false;
    return block;
  }

  private int lastPairOf(byte[] array, int length) {
    if (standingStart < length) {
      return standingStart;
    }
    last.reset(array, 0, length);
    int start = 0;
    while (last.next()) {
      start = last.start();
    }
    return start;
  }

  /** Gives memory back. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      merge.close();
      onClose.run();
    }
  }
}
