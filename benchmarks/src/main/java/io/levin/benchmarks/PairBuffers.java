package io.levin.benchmarks;

import io.levin.base.KvBuffer;
import io.levin.base.KvChecksum;

/** The two buffers of an encoder, emptied like an import does when they are full. */
final class PairBuffers {
  private static final int CAPACITY = 16 << 20;

  private final KvBuffer data = new KvBuffer(CAPACITY + (1 << 20), 1 << 18);
  private final KvBuffer index = new KvBuffer(CAPACITY + (1 << 20), 1 << 18);
  private final KvChecksum.Accumulator sum = new KvChecksum.Accumulator();
  private final boolean checksum;

  /**
   * @param checksum whether the pairs of a full buffer are added up
   */
  PairBuffers(boolean checksum) {
    this.checksum = checksum;
  }

  KvBuffer data() {
    return data;
  }

  KvBuffer index() {
    return index;
  }

  /** Empties the buffers if they are full. */
  void emptyIfFull() {
    if (data.usedBytes() >= CAPACITY || index.usedBytes() >= CAPACITY) {
      empty();
    }
  }

  /** Adds up and empties. */
  void empty() {
    if (checksum) {
      add(data);
      add(index);
    }
    data.clear();
    index.clear();
  }

  /** Of all pairs so far. */
  KvChecksum sum() {
    return sum.sum();
  }

  private void add(KvBuffer pairs) {
    byte[] bytes = pairs.array();
    for (int i = 0; i < pairs.count(); i++) {
      sum.add(bytes, pairs.keyOffset(i), pairs.keyLength(i) + pairs.valueLength(i));
    }
  }
}
