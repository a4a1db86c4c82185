package io.levin.sortedkv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A run whose blocks are kept in memory. */
final class MemoryRun implements Run, BlockSink {
  private final List<byte[]> blocks = new ArrayList<>();
  private BlockIndex index;
  private long pairs;
  private long bytes;
  private long storedBytes;
  private byte[] lastKey;

  @Override
  public void block(int number, byte[] array, int length) {
    blocks.add(Arrays.copyOf(array, length));
  }

  /** Takes the books of the builder that has filled this run. */
  MemoryRun finish(RunBuilder builder) {
    index = builder.index();
    pairs = builder.pairs();
    bytes = builder.bytes();
    storedBytes = builder.storedBytes();
    lastKey = builder.lastKey();
    return this;
  }

  @Override
  public BlockIndex index() {
    return index;
  }

  @Override
  public void read(int block, byte[] into) {
    byte[] from = blocks.get(block);
    System.arraycopy(from, 0, into, 0, from.length);
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
    return index.firstKey(0);
  }

  @Override
  public byte[] lastKey() {
    return lastKey;
  }
}
