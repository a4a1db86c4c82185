package io.levin.benchmarks;

import io.levin.base.Bytes;
import io.levin.base.PairWire;
import java.util.Arrays;
import java.util.Random;

/**
 * The pairs of a table like sysbench's in key order, made as they are asked for: first those of its
 * index (38 bytes), then its rows (209 bytes).
 *
 * @param rows number of rows, and of index entries
 */
record PairStream(long rows) {
  private static final int INDEX_KEY = 37;
  private static final int INDEX_VALUE = 1;
  private static final int RECORD_KEY = 19;
  private static final int RECORD_VALUE = 190;
  private static final int ROW_BYTES = INDEX_KEY + INDEX_VALUE + RECORD_KEY + RECORD_VALUE;
  private static final long TABLE = 106;

  /** Rows enough for so many bytes of keys and values. */
  static PairStream ofBytes(long bytes) {
    return new PairStream(bytes / ROW_BYTES);
  }

  /** Number of pairs. */
  long pairs() {
    return 2 * rows;
  }

  /** Where the first pair is that lies behind so many bytes. */
  long pairAt(long bytes) {
    long indexPairs = bytes / (INDEX_KEY + INDEX_VALUE);
    if (indexPairs < rows) {
      return indexPairs;
    }
    return rows + (bytes - rows * (INDEX_KEY + INDEX_VALUE)) / (RECORD_KEY + RECORD_VALUE);
  }

  byte[] firstKey() {
    byte[] key = new byte[9];
    key[0] = 't';
    Bytes.putBigEndianLong(key, 1, Long.MIN_VALUE + TABLE);
    return key;
  }

  byte[] endKey() {
    byte[] key = firstKey();
    key[key.length - 1]++;
    return key;
  }

  /** The key of a pair. */
  byte[] key(long pair) {
    Cursor cursor = new Cursor(pair);
    cursor.next();
    return Arrays.copyOf(cursor.pair(), cursor.keyLength());
  }

  /** Starts at a pair. */
  Cursor from(long pair) {
    return new Cursor(pair);
  }

  /** Walks over pairs. Not thread-safe. */
  final class Cursor {
    private final byte[] pair = new byte[ROW_BYTES];
    private final byte[] noise = new byte[4096];
    private long next;
    private int keyLength;
    private int valueLength;

    private Cursor(long first) {
      next = first;
      new Random(first).nextBytes(noise);
      pair[0] = 't';
      Bytes.putBigEndianLong(pair, 1, Long.MIN_VALUE + TABLE);
      pair[9] = '_';
    }

    /** Makes the next pair. */
    void next() {
      if (next < rows) {
        pair[10] = 'i';
        Bytes.putBigEndianLong(pair, 11, Long.MIN_VALUE + 1);
        pair[19] = 3;
        Bytes.putBigEndianLong(pair, 20, Long.MIN_VALUE + next / 3);
        pair[28] = 3;
        Bytes.putBigEndianLong(pair, 29, Long.MIN_VALUE + next);
        pair[INDEX_KEY] = '0';
        keyLength = INDEX_KEY;
        valueLength = INDEX_VALUE;
      } else {
        pair[10] = 'r';
        Bytes.putBigEndianLong(pair, 11, Long.MIN_VALUE + next - rows);
        int from = (int) (next * 31 % (noise.length - RECORD_VALUE));
        System.arraycopy(noise, from, pair, RECORD_KEY, RECORD_VALUE);
        keyLength = RECORD_KEY;
        valueLength = RECORD_VALUE;
      }
      next++;
    }

    /** The number of the pair that comes next. */
    long position() {
      return next;
    }

    /** Key and value of the present pair, one behind the other. */
    byte[] pair() {
      return pair;
    }

    int keyLength() {
      return keyLength;
    }

    int length() {
      return keyLength + valueLength;
    }

    /** Bytes of the present pair on the wire. */
    int wireSize() {
      return PairWire.size(keyLength, valueLength);
    }

    /** Writes the present pair; returns where the next one goes. */
    int put(byte[] to, int at) {
      return PairWire.put(to, at, pair, 0, keyLength, valueLength);
    }
  }
}
