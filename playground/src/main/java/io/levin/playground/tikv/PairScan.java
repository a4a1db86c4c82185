package io.levin.playground.tikv;

/**
 * Walks over the pairs of an {@code import_sstpb.WriteBatch} in wire form without making objects.
 * Not thread-safe; the fields tell of the present pair.
 */
final class PairScan {
  private static final int COMMIT_TS_TAG = 1 << 3;
  private static final int PAIR_TAG = 2 << 3 | 2;
  private static final int KEY_TAG = 1 << 3 | 2;
  private static final int VALUE_TAG = 2 << 3 | 2;
  private static final int OP_TAG = 3 << 3;
  private static final int LONGEST_SHORT_VALUE = 255;

  long commitTs;
  int wireOffset;
  int wireEnd;
  int keyOffset;
  int keyLength;
  int valueOffset;
  int valueLength;
  boolean isDelete;
  boolean sawShort;
  boolean sawLong;

  private byte[] bytes;
  private int at;
  private int end;

  /** Starts with a batch. */
  void begin(byte[] array, int offset, int batchEnd) {
    bytes = array;
    at = offset;
    end = batchEnd;
    commitTs = 0;
    findCommitTs();
    at = offset;
  }

  /** Moves to the next pair; false at the end of the batch. */
  boolean next() {
    while (at < end) {
      int start = at;
      long tag = varint();
      if (tag == PAIR_TAG) {
        wireOffset = start;
        int length = (int) varint();
        if (length < 0 || at + length > end) {
          throw new WriteRefused("InvalidChunk");
        }
        pair(at + length);
        wireEnd = at;
        return true;
      }
      skip((int) tag);
    }
    return false;
  }

  /** True when no further pair follows directly behind the present one. */
  boolean endsRun() {
    return at >= end || bytes[at] != PAIR_TAG;
  }

  private void pair(int pairEnd) {
    keyLength = 0;
    valueLength = 0;
    keyOffset = at;
    valueOffset = at;
    isDelete = false;
    while (at < pairEnd) {
      int tag = (int) varint();
      if (tag == KEY_TAG) {
        keyLength = (int) varint();
        keyOffset = at;
        at += keyLength;
      } else if (tag == VALUE_TAG) {
        valueLength = (int) varint();
        valueOffset = at;
        at += valueLength;
      } else if (tag == OP_TAG) {
        isDelete = varint() == 1;
      } else {
        skip(tag);
      }
    }
    if (at != pairEnd || keyLength < 0 || valueLength < 0) {
      throw new WriteRefused("InvalidChunk");
    }
    if (valueLength > LONGEST_SHORT_VALUE && !isDelete) {
      sawLong = true;
    } else {
      sawShort = true;
    }
  }

  private void findCommitTs() {
    while (at < end) {
      int tag = (int) varint();
      if (tag == COMMIT_TS_TAG) {
        commitTs = varint();
        return;
      }
      skip(tag);
    }
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        throw new WriteRefused("InvalidChunk");
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new WriteRefused("InvalidChunk");
  }

  private void skip(int tag) {
    switch (tag & 7) {
      case 0 -> varint();
      case 1 -> at += 8;
      case 2 -> {
        int length = (int) varint();
        if (length < 0) {
          throw new WriteRefused("InvalidChunk");
        }
        at += length;
      }
      case 5 -> at += 4;
      default -> throw new WriteRefused("InvalidChunk");
    }
    if (at > end) {
      throw new WriteRefused("InvalidChunk");
    }
  }
}
