package io.levin.sortedkv;

import io.levin.base.Bytes;
import io.levin.base.KvBuffer;
import java.util.Arrays;

/**
 * Brings the pairs of a buffer into the order of key and row id.
 *
 * <p>What all keys share (the table, often the index too) is skipped, the eight bytes behind it are
 * loaded as one number a pair, and these are sorted by radix, only by bytes that vary and only four
 * of them at a time; the few pairs that are still equal are compared, many of them take the next
 * eight bytes. So partitions, indexes and long common prefixes need no knowledge of the key's
 * layout. Pairs that are in order already are noticed on the way.
 *
 * <p>Keeps its arrays from one buffer to the next. Not thread-safe.
 */
final class PairSorter {
  /** Up to so many pairs are sorted by insertion. */
  private static final int FEW = 20;

  private static final int BYTES_AT_A_TIME = 4;

  /** Instead of a depth: keys are equal but for zeros at their ends, so the longer is greater. */
  private static final int BY_LENGTH = -1;

  /** Instead of a depth: keys are equal. */
  private static final int BY_ROW_ID = -2;

  private static final int DONE = -3;

  private KvBuffer buffer;
  private byte[] bytes;
  private long[] words = new long[0];
  private int[] order = new int[0];
  private long[] spareWords = new long[0];
  private int[] spareOrder = new int[0];
  private final int[] shifts = new int[BYTES_AT_A_TIME];
  private final int[] counts = new int[BYTES_AT_A_TIME * 256];

  /** Bytes that sorting so many pairs takes. */
  static long memory(int pairs) {
    return 24L * pairs;
  }

  /**
   * Sorts.
   *
   * @return the pairs' numbers in order, in an array that may be longer and that the next call
   *     reuses; null when the pairs are in order as they are
   */
  int[] sort(KvBuffer pairs) {
    buffer = pairs;
    bytes = pairs.array();
    int n = pairs.count();
    if (inOrder(n)) {
      return null;
    }
    if (words.length < n) {
      words = new long[n];
      order = new int[n];
      spareWords = new long[n];
      spareOrder = new int[n];
    }
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    int shared = sharedPrefix(n);
    load(0, n, shared);
    sortRange(0, n, shared);
    return order;
  }

  /** Bytes held between calls. */
  long retainedBytes() {
    return memory(words.length);
  }

  private boolean inOrder(int n) {
    for (int i = 1; i < n; i++) {
      int order = compareKeys(i - 1, i, 0);
      if (order > 0 || order == 0 && buffer.rowId(i - 1) > buffer.rowId(i)) {
        return false;
      }
    }
    return true;
  }

  private int sharedPrefix(int n) {
    int first = buffer.keyOffset(0);
    int shared = buffer.keyLength(0);
    for (int i = 1; i < n && shared > 0; i++) {
      int key = buffer.keyOffset(i);
      int length = Math.min(shared, buffer.keyLength(i));
      int mismatch = Arrays.mismatch(bytes, first, first + length, bytes, key, key + length);
      shared = mismatch < 0 ? length : mismatch;
    }
    return shared;
  }

  /** Loads what the pairs of a range are sorted by next. */
  private void load(int from, int to, int depth) {
    for (int i = from; i < to; i++) {
      int pair = order[i];
      words[i] =
          switch (depth) {
            case BY_LENGTH -> buffer.keyLength(pair);
            case BY_ROW_ID -> buffer.rowId(pair) ^ Long.MIN_VALUE;
            default -> word(pair, depth);
          };
    }
  }

  /** Eight bytes of a key, filled up with zeros. */
  private long word(int pair, int depth) {
    int left = buffer.keyLength(pair) - depth;
    int at = buffer.keyOffset(pair) + depth;
    if (left >= 8) {
      return Bytes.bigEndianLong(bytes, at);
    }
    long word = 0;
    for (int i = 0; i < left; i++) {
      word |= (bytes[at + i] & 0xffL) << (56 - (i << 3));
    }
    return word;
  }

  private void sortRange(int from, int to, int depth) {
    if (to - from <= FEW) {
      insert(from, to, depth);
      return;
    }
    long differing = 0;
    for (int i = from + 1; i < to; i++) {
      differing |= words[i] ^ words[from];
    }
    if (differing == 0) {
      sortEqual(from, to, depth);
      return;
    }
    long sortedBits = radix(from, to, differing);
    boolean all = (differing & ~sortedBits) == 0;
    int start = from;
    while (start < to) {
      long word = words[start] & sortedBits;
      int end = start + 1;
      while (end < to && (words[end] & sortedBits) == word) {
        end++;
      }
      if (end - start > 1) {
        if (all && end - start > FEW) {
          sortEqual(start, end, depth);
        } else {
          sortRange(start, end, depth);
        }
      }
      start = end;
    }
  }

  /** Sorts pairs whose words are equal by what comes behind. */
  private void sortEqual(int from, int to, int depth) {
    int next = behind(depth);
    if (next >= 0) {
      boolean ended = true;
      for (int i = from; i < to && ended; i++) {
        ended = buffer.keyLength(order[i]) <= next;
      }
      if (ended) {
        next = BY_LENGTH;
      }
    }
    if (next != DONE) {
      load(from, to, next);
      sortRange(from, to, next);
    }
  }

  private static int behind(int depth) {
    return depth >= 0 ? depth + 8 : depth - 1;
  }

  /** Sorts by the topmost bytes that differ; returns the bits of these and of all above. */
  private long radix(int from, int to, long differing) {
    int bytesTaken = 0;
    long left = differing;
    int lowestShift = 0;
    while (left != 0 && bytesTaken < BYTES_AT_A_TIME) {
      lowestShift = (63 - Long.numberOfLeadingZeros(left)) & ~7;
      shifts[bytesTaken++] = lowestShift;
      left &= (1L << lowestShift) - 1;
    }
    Arrays.fill(counts, 0, bytesTaken * 256, 0);
    for (int i = from; i < to; i++) {
      long word = words[i];
      for (int b = 0; b < bytesTaken; b++) {
        counts[(b << 8) + ((int) (word >>> shifts[b]) & 0xff)]++;
      }
    }
    for (int b = bytesTaken - 1; b >= 0; b--) {
      scatter(from, to, shifts[b], b << 8);
    }
    if ((bytesTaken & 1) != 0) {
      // The rest of the pairs lies in the arrays that were the first ones: back into them.
      System.arraycopy(words, from, spareWords, from, to - from);
      System.arraycopy(order, from, spareOrder, from, to - from);
      swap();
    }
    return -1L << lowestShift;
  }

  private void scatter(int from, int to, int shift, int firstCount) {
    int at = from;
    for (int i = firstCount; i < firstCount + 256; i++) {
      int count = counts[i];
      counts[i] = at;
      at += count;
    }
    long[] fromWords = words;
    int[] fromOrder = order;
    long[] toWords = spareWords;
    int[] toOrder = spareOrder;
    int[] next = counts;
    for (int i = from; i < to; i++) {
      long word = fromWords[i];
      int target = next[firstCount + ((int) (word >>> shift) & 0xff)]++;
      toWords[target] = word;
      toOrder[target] = fromOrder[i];
    }
    swap();
  }

  private void swap() {
    long[] w = words;
    words = spareWords;
    spareWords = w;
    int[] o = order;
    order = spareOrder;
    spareOrder = o;
  }

  private void insert(int from, int to, int depth) {
    for (int i = from + 1; i < to; i++) {
      long word = words[i];
      int pair = order[i];
      int j = i - 1;
      while (j >= from && isGreater(words[j], order[j], word, pair, depth)) {
        words[j + 1] = words[j];
        order[j + 1] = order[j];
        j--;
      }
      words[j + 1] = word;
      order[j + 1] = pair;
    }
  }

  private boolean isGreater(long wordA, int a, long wordB, int b, int depth) {
    if (wordA != wordB) {
      return Long.compareUnsigned(wordA, wordB) > 0;
    }
    if (depth >= 0) {
      int order = compareKeys(a, b, depth);
      if (order != 0) {
        return order > 0;
      }
    }
    return depth != BY_ROW_ID && buffer.rowId(a) > buffer.rowId(b);
  }

  /** Compares two keys from a depth up to which they are equal, but for zeros at their ends. */
  private int compareKeys(int a, int b, int depth) {
    int startA = buffer.keyOffset(a);
    int startB = buffer.keyOffset(b);
    int endA = startA + buffer.keyLength(a);
    int endB = startB + buffer.keyLength(b);
    int order =
        Arrays.compareUnsigned(
            bytes,
            Math.min(startA + depth, endA),
            endA,
            bytes,
            Math.min(startB + depth, endB),
            endB);
    return order != 0 ? order : buffer.keyLength(a) - buffer.keyLength(b);
  }
}
