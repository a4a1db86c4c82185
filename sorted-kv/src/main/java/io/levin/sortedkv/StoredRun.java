package io.levin.sortedkv;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A run in the store. The upper level of its index is there while someone has it open.
 *
 * <p>Form of its manifest record, big-endian: u8 1 when it is inline, 2 when its index is stored in
 * pages, else 0; u32 number of blocks, u64 pairs, u64 bytes of keys and values, u64 bytes stored;
 * when the index is stored in pages, u32 bytes of the largest block, u32 bytes of the largest page,
 * u32 bytes of the upper level; u32 length of the first key, the first key, the last key.
 */
final class StoredRun implements Run {
  private static final int FIXED_BYTES = 33;
  private static final int SIZES_BYTES = 12;
  private static final byte INLINE = 1;
  private static final byte PAGED = 2;

  private final RunStore store;
  private final long number;
  private final boolean inline;
  // Null when the index is stored in one piece.
  private final RunIndex.Sizes paged;
  private final int blocks;
  private final long pairs;
  private final long bytes;
  private final long storedBytes;
  private final byte[] firstKey;
  private final byte[] lastKey;

  // Guarded by the SortedKv that the run belongs to.
  private int users;
  private boolean dropped;
  private volatile RunIndex index;

  private StoredRun(
      RunStore store,
      long number,
      boolean inline,
      RunIndex.Sizes paged,
      int blocks,
      long pairs,
      long bytes,
      long storedBytes,
      byte[] firstKey,
      byte[] lastKey) {
    this.store = store;
    this.number = number;
    this.inline = inline;
    this.paged = paged;
    this.blocks = blocks;
    this.pairs = pairs;
    this.bytes = bytes;
    this.storedBytes = storedBytes;
    this.firstKey = firstKey;
    this.lastKey = lastKey;
  }

  /** The run that a builder has just written with the manifest. */
  static StoredRun inline(RunStore store, long number, RunBuilder builder) {
    return of(store, number, true, null, builder, builder.storedBytes());
  }

  /** The run that a builder has just written as a file. */
  static StoredRun ofFile(RunStore store, RunFile file, RunBuilder builder, long storedBytes) {
    return of(store, file.number(), false, file.paged(), builder, storedBytes);
  }

  private static StoredRun of(
      RunStore store,
      long number,
      boolean inline,
      RunIndex.Sizes paged,
      RunBuilder builder,
      long storedBytes) {
    return new StoredRun(
        store,
        number,
        inline,
        paged,
        builder.index().blocks(),
        builder.pairs(),
        builder.bytes(),
        storedBytes,
        builder.index().firstKey(0),
        builder.lastKey());
  }

  static StoredRun fromRecord(RunStore store, long number, byte[] record) {
    ByteBuffer from = ByteBuffer.wrap(record);
    byte kind = from.get();
    int blocks = from.getInt();
    long pairs = from.getLong();
    long bytes = from.getLong();
    long storedBytes = from.getLong();
    RunIndex.Sizes paged =
        kind == PAGED ? new RunIndex.Sizes(from.getInt(), from.getInt(), from.getInt()) : null;
    int firstKeyLength = from.getInt();
    int key = from.position();
    byte[] firstKey = Arrays.copyOfRange(record, key, key + firstKeyLength);
    byte[] lastKey = Arrays.copyOfRange(record, key + firstKeyLength, record.length);
    return new StoredRun(
        store, number, kind == INLINE, paged, blocks, pairs, bytes, storedBytes, firstKey, lastKey);
  }

  byte[] toRecord() {
    int sizes = paged == null ? 0 : SIZES_BYTES;
    ByteBuffer record =
        ByteBuffer.allocate(FIXED_BYTES + sizes + firstKey.length + lastKey.length)
            .put(inline ? INLINE : paged != null ? PAGED : 0)
            .putInt(blocks)
            .putLong(pairs)
            .putLong(bytes)
            .putLong(storedBytes);
    if (paged != null) {
      record.putInt(paged.largestBlock()).putInt(paged.largestPage()).putInt(paged.upperLevel());
    }
    return record.putInt(firstKey.length).put(firstKey).put(lastKey).array();
  }

  long number() {
    return number;
  }

  boolean isInline() {
    return inline;
  }

  int blocks() {
    return blocks;
  }

  /** Bytes of memory that the index takes while the run is open, without pages of it. */
  long indexMemory() {
    if (paged != null) {
      return IndexPage.memory(paged.upperLevel());
    }
    return isOneInlineBlock() ? 0 : IndexPage.memory(blocks, firstKey.length);
  }

  @Override
  public long pageMemory() {
    return paged == null ? 0 : IndexPage.memory(paged.largestPage());
  }

  @Override
  public int largestBlock() {
    return paged != null ? paged.largestBlock() : index().largestBlock();
  }

  /** Then its record says all that an index would. */
  private boolean isOneInlineBlock() {
    return inline && blocks == 1;
  }

  /** Counts one more user; the index must be loaded before it reads. */
  void use() {
    users++;
  }

  /** Counts one user less; true when the run was dropped and nobody uses it any more. */
  boolean endUse() {
    users--;
    if (users == 0) {
      index = null;
    }
    return dropped && users == 0;
  }

  /** Marks the run as dropped; true when nobody uses it. */
  boolean drop() {
    dropped = true;
    return users == 0;
  }

  @Override
  public RunIndex index() {
    RunIndex loaded = index;
    if (loaded == null) {
      loaded = load();
      index = loaded;
    }
    return loaded;
  }

  private RunIndex load() {
    if (isOneInlineBlock()) {
      IndexPage page = new IndexPage();
      page.add((int) storedBytes, (int) pairs, bytes, firstKey, 0, firstKey.length);
      return RunIndex.of(page);
    }
    byte[] stored = store.readIndex(this, RunIndex.UPPER_LEVEL);
    return paged == null
        ? RunIndex.of(IndexPage.fromBytes(stored))
        : RunIndex.paged(stored, paged.largestBlock(), page -> store.readIndex(this, page));
  }

  @Override
  public void read(int block, int length, byte[] into) {
    store.readBlock(this, block, into, length);
  }

  @Override
  public long pairs() {
    return pairs;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public long storedBytes() {
    return storedBytes;
  }

  @Override
  public byte[] firstKey() {
    return firstKey;
  }

  @Override
  public byte[] lastKey() {
    return lastKey;
  }
}
