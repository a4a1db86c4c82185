package io.levin.sortedkv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A run whose blocks are kept in memory. */
final class MemoryRun implements Run, BlockSink {
  private final List<byte[]> blocks = new ArrayList<>();
  private RunIndex index;
  private byte[] firstKey;
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
    index = RunIndex.of(builder.index());
    firstKey = builder.index().firstKey(0);
    pairs = builder.pairs();
    bytes = builder.bytes();
    storedBytes = builder.storedBytes();
    lastKey = builder.lastKey();
    return this;
  }

  @Override
  public RunIndex index() {
    return index;
  }

  @Override
  public int largestBlock() {
    return index.largestBlock();
  }

  @Override
  public long pageMemory() {
    return 0;
  }

  @Override
  public void read(int block, int length, byte[] into) {
    System.arraycopy(blocks.get(block), 0, into, 0, length);
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
