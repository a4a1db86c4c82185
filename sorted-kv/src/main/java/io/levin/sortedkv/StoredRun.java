package io.levin.sortedkv;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A run in the store. Its index is there while someone has it open.
 *
 * <p>Form of its manifest record, big-endian: u8 1 when it is inline; u32 number of blocks, u64
 * pairs, u64 bytes of keys and values, u64 bytes stored, u32 length of the first key, the first
 * key, the last key.
 */
final class StoredRun implements Run {
  private static final int FIXED_BYTES = 33;

  private final RunStore store;
  private final long number;
  private final boolean inline;
  private final int blocks;
  private final long pairs;
  private final long bytes;
  private final long storedBytes;
  private final byte[] firstKey;
  private final byte[] lastKey;

  // Guarded by the SortedKv that the run belongs to.
  private int users;
  private boolean dropped;
  private volatile BlockIndex index;

  private StoredRun(
      RunStore store,
      long number,
      boolean inline,
      int blocks,
      long pairs,
      long bytes,
      long storedBytes,
      byte[] firstKey,
      byte[] lastKey) {
    this.store = store;
    this.number = number;
    this.inline = inline;
    this.blocks = blocks;
    this.pairs = pairs;
    this.bytes = bytes;
    this.storedBytes = storedBytes;
    this.firstKey = firstKey;
    this.lastKey = lastKey;
  }

  /** The run that a builder has just written. */
  static StoredRun of(
      RunStore store, long number, boolean inline, RunBuilder builder, long storedBytes) {
    return new StoredRun(
        store,
        number,
        inline,
        builder.index().blocks(),
        builder.pairs(),
        builder.bytes(),
        storedBytes,
        builder.index().firstKey(0),
        builder.lastKey());
  }

  static StoredRun fromRecord(RunStore store, long number, byte[] record) {
    ByteBuffer from = ByteBuffer.wrap(record);
    boolean inline = from.get() != 0;
    int blocks = from.getInt();
    long pairs = from.getLong();
    long bytes = from.getLong();
    long storedBytes = from.getLong();
    int firstKeyLength = from.getInt();
    int key = from.position();
    byte[] firstKey = Arrays.copyOfRange(record, key, key + firstKeyLength);
    byte[] lastKey = Arrays.copyOfRange(record, key + firstKeyLength, record.length);
    return new StoredRun(
        store, number, inline, blocks, pairs, bytes, storedBytes, firstKey, lastKey);
  }

  byte[] toRecord() {
    return ByteBuffer.allocate(FIXED_BYTES + firstKey.length + lastKey.length)
        .put((byte) (inline ? 1 : 0))
        .putInt(blocks)
        .putLong(pairs)
        .putLong(bytes)
        .putLong(storedBytes)
        .putInt(firstKey.length)
        .put(firstKey)
        .put(lastKey)
        .array();
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

  /** Bytes of memory that the index takes. */
  long indexMemory() {
    return isOneInlineBlock() ? 0 : BlockIndex.memory(blocks, firstKey.length);
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
  public BlockIndex index() {
    BlockIndex loaded = index;
    if (loaded == null) {
      if (isOneInlineBlock()) {
        loaded = new BlockIndex();
        loaded.add((int) storedBytes, (int) pairs, bytes, firstKey, 0, firstKey.length);
      } else {
        loaded = BlockIndex.fromBytes(store.readIndex(this));
      }
      index = loaded;
    }
    return loaded;
  }

  @Override
  public void read(int block, byte[] into) {
    store.readBlock(this, block, into, index().storedBytes(block));
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
