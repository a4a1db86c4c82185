package io.levin.sortedkv;

import io.levin.base.PairWire;
import java.util.Arrays;
import java.util.List;

/**
 * The k-way merge of run cursors by a tree of losers, in the order of key, row id, run. Gives out
 * slices: pairs of one run that lie one behind the other in its block and before the next pair of
 * every other run. So runs that do not overlap cost one step a block, not one a pair.
 *
 * <p>Within a slice keys ascend strictly; equal keys come as slices of their own. Not thread-safe.
 */
final class Merge {
  /** After so many wins in a row a cursor is asked how far it gets before the next one's turn. */
  private static final int STREAK = 2;

  private final RunCursor[] cursors;
  // Eight bytes of each cursor's key behind what all keys of the range share: most comparisons end
  // here. The greatest number for a cursor at its end.
  private final long[] words;
  private final int[] losers;
  private final int depth;
  private final PairWire.Reader scan = new PairWire.Reader();

  private int winner;
  private int streak;
  private boolean inSlice;
  private RunCursor cursor;
  private int sliceEnd;
  private int slicePairs;
  private int sliceLastPair;
  private boolean strict;

  /**
   * @param cursors cursors on their first pairs
   * @param depth bytes that all keys of the range share
   */
  Merge(List<RunCursor> cursors, int depth) {
    this.cursors = cursors.toArray(new RunCursor[0]);
    this.depth = depth;
    words = new long[this.cursors.length];
    losers = new int[this.cursors.length];
    for (int i = 0; i < words.length; i++) {
      loadWord(i);
    }
    winner = words.length == 0 ? -1 : build();
  }

  private void loadWord(int i) {
    words[i] = cursors[i].isDone() ? -1L : cursors[i].word(depth);
  }

  /** Plays the whole tree; node n has the children 2n and 2n + 1, leaf i is node n + i. */
  private int build() {
    int n = words.length;
    int[] winners = new int[2 * n];
    for (int i = 0; i < n; i++) {
      winners[n + i] = i;
    }
    for (int node = n - 1; node > 0; node--) {
      int a = winners[2 * node];
      int b = winners[2 * node + 1];
      boolean aWins = isLess(a, b);
      winners[node] = aWins ? a : b;
      losers[node] = aWins ? b : a;
    }
    return n == 1 ? 0 : winners[1];
  }

  private void replay() {
    int w = winner;
    for (int node = (w + words.length) >>> 1; node > 0; node >>>= 1) {
      int other = losers[node];
      if (isLess(other, w)) {
        losers[node] = w;
        w = other;
      }
    }
    streak = w == winner ? streak + 1 : 0;
    winner = w;
  }

  private boolean isLess(int a, int b) {
    long wordA = words[a];
    long wordB = words[b];
    if (wordA != wordB) {
      return Long.compareUnsigned(wordA, wordB) < 0;
    }
    return isLessBehindWord(a, b);
  }

  private boolean isLessBehindWord(int a, int b) {
    RunCursor cursorA = cursors[a];
    RunCursor cursorB = cursors[b];
    if (cursorA.isDone() || cursorB.isDone()) {
      return !cursorA.isDone();
    }
    int order = compareKeys(cursorA.array(), cursorA.pair(), cursorB);
    if (order == 0) {
      order = Long.compare(cursorA.rowId(), cursorB.rowId());
    }
    return order != 0 ? order < 0 : a < b;
  }

  /** Compares the key of a pair with the one that a cursor stands on. */
  private int compareKeys(byte[] array, PairWire.Reader pair, RunCursor other) {
    int key = pair.keyOffset();
    int otherKey = other.pair().keyOffset();
    return Arrays.compareUnsigned(
        array,
        key + Math.min(depth, pair.keyLength()),
        key + pair.keyLength(),
        other.array(),
        otherKey + Math.min(depth, other.pair().keyLength()),
        otherKey + other.pair().keyLength());
  }

  /** The cursor whose pair comes next but for the winner's run, or -1. */
  private int runnerUp() {
    int best = -1;
    for (int node = (winner + words.length) >>> 1; node > 0; node >>>= 1) {
      int other = losers[node];
      if (best < 0 || isLess(other, best)) {
        best = other;
      }
    }
    return best < 0 || cursors[best].isDone() ? -1 : best;
  }

  /** Steps to the next slice; false when there is none. */
  boolean next() {
    if (inSlice) {
      cursor.advance(sliceEnd, slicePairs);
      loadWord(winner);
      replay();
      inSlice = false;
    }
    if (winner < 0 || cursors[winner].isDone()) {
      return false;
    }
    cursor = cursors[winner];
    inSlice = true;
    strict = false;
    if (!cursor.hasEqualKeys() && (cursor.isAtBlockStart() || streak >= STREAK)) {
      takeMany();
    } else {
      sliceEnd = cursor.pair().end();
      slicePairs = 1;
      sliceLastPair = cursor.pair().start();
    }
    return true;
  }

  private void takeMany() {
    int next = runnerUp();
    int last = cursor.lastPair();
    scan.reset(cursor.array(), last, cursor.limit() - last);
    scan.next();
    if (next < 0 || compareKeys(cursor.array(), scan, cursors[next]) < 0) {
      sliceEnd = cursor.limit();
      slicePairs = cursor.pairsLeft();
      sliceLastPair = last;
      strict = true;
      return;
    }
    sliceEnd = cursor.pair().end();
    slicePairs = 1;
    sliceLastPair = cursor.pair().start();
    scan.reset(cursor.array(), sliceEnd, cursor.limit() - sliceEnd);
    while (scan.next() && compareKeys(cursor.array(), scan, cursors[next]) < 0) {
      sliceEnd = scan.end();
      slicePairs++;
      sliceLastPair = scan.start();
    }
    strict = slicePairs > 1;
    if (!strict) {
      streak = 0;
    }
  }

  /** The run that the slice is from; it stands on the slice's first pair. */
  RunCursor cursor() {
    return cursor;
  }

  /** Where the slice ends in the cursor's array. */
  int sliceEnd() {
    return sliceEnd;
  }

  /** Pairs of the slice. */
  int slicePairs() {
    return slicePairs;
  }

  /** Where the slice's last pair starts. */
  int sliceLastPair() {
    return sliceLastPair;
  }

  /** Whether the slice's last key is known to be less than the next one of every other run. */
  boolean isStrict() {
    return strict;
  }

  /** Makes the slice end behind its first pair. */
  void cutToFirst() {
    sliceEnd = cursor.pair().end();
    slicePairs = 1;
    sliceLastPair = cursor.pair().start();
    strict = false;
  }

  void close() {
    for (RunCursor c : cursors) {
      c.close();
    }
  }
}
