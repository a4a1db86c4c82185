package io.levin.benchmarks;

import io.levin.base.Bytes;
import io.levin.base.KvBuffer;
import java.util.Random;

/** Kinds of pairs that an import meets most, and buffers full of them. */
public enum PairShape {
  /** Rows of a table of sysbench in the order of their integer handle: 19 and 190 bytes. */
  ROWS_IN_ORDER(19, 190) {
    @Override
    void key(byte[] key, long row, Random random) {
      record(key);
      Bytes.putBigEndianLong(key, 11, Long.MIN_VALUE + row);
    }
  },
  /** The same rows with random handles. */
  ROWS_AT_RANDOM(19, 190) {
    @Override
    void key(byte[] key, long row, Random random) {
      record(key);
      Bytes.putBigEndianLong(key, 11, random.nextLong());
    }
  },
  /** Pairs of a secondary index on an integer column: 37 bytes and 1 byte. */
  INTEGER_INDEX(37, 1) {
    @Override
    void key(byte[] key, long row, Random random) {
      index(key, 1);
      key[19] = 3;
      Bytes.putBigEndianLong(key, 20, Long.MIN_VALUE + random.nextInt(10_000_000));
      key[28] = 3;
      Bytes.putBigEndianLong(key, 29, Long.MIN_VALUE + row);
    }
  },
  /** Pairs of two indexes, on a number and on a text of random letters: 46 bytes and 1 byte. */
  TWO_INDEXES(46, 1) {
    @Override
    void key(byte[] key, long row, Random random) {
      index(key, 1 + (int) (row & 1));
      key[19] = 1;
      for (int i = 20; i < 37; i++) {
        key[i] = (byte) ('a' + random.nextInt(26));
      }
      key[28] = (byte) 0xff;
      key[37] = 3;
      Bytes.putBigEndianLong(key, 38, Long.MIN_VALUE + row);
    }
  };

  private final int keyLength;
  private final int valueLength;

  PairShape(int keyLength, int valueLength) {
    this.keyLength = keyLength;
    this.valueLength = valueLength;
  }

  abstract void key(byte[] key, long row, Random random);

  private static void record(byte[] key) {
    key[0] = 't';
    Bytes.putBigEndianLong(key, 1, Long.MIN_VALUE + 106);
    key[9] = '_';
    key[10] = 'r';
  }

  private static void index(byte[] key, int number) {
    record(key);
    key[10] = 'i';
    Bytes.putBigEndianLong(key, 11, Long.MIN_VALUE + number);
  }

  /** Bytes of key and value. */
  public int pairBytes() {
    return keyLength + valueLength;
  }

  /**
   * Fills a buffer.
   *
   * @param bytes bytes of keys and values
   * @param firstRow id of the first row
   */
  public KvBuffer fill(int bytes, long firstRow) {
    int pairs = bytes / pairBytes();
    KvBuffer buffer = new KvBuffer(bytes, pairs);
    Random random = new Random(firstRow);
    byte[] key = new byte[keyLength];
    byte[] value = new byte[valueLength];
    for (long row = firstRow; row < firstRow + pairs; row++) {
      key(key, row, random);
      for (int i = 0; i < valueLength; i += 3) {
        value[i] = (byte) ('0' + (random.nextInt() & 7));
      }
      buffer.begin(row);
      buffer.write(key, 0, keyLength);
      buffer.endKey();
      buffer.write(value, 0, valueLength);
      buffer.endPair();
    }
    return buffer;
  }
}
