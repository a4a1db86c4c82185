package io.levin.sortedkv;

import java.util.function.IntFunction;

/**
 * Where the blocks of a run are, in two levels: pages that say all of some blocks each, and of each
 * page the first key and the number of its first block. The upper level is in memory; a page is
 * read by whoever walks over its blocks ({@link BlockCursor}), and kept for no longer. A run of few
 * blocks has one page, which is in memory too. Immutable; safe for many threads.
 *
 * <p>Stored form of the upper level, an {@link IndexPage} itself: for each page bytes of the page
 * as stored, number of its blocks, 0, and its first key.
 */
final class RunIndex {
  /**
   * Sizes of an index that is stored in pages.
   *
   * @param largestBlock bytes of the largest block of the run
   * @param largestPage bytes of the largest page as stored
   * @param upperLevel bytes of the upper level as stored
   */
  record Sizes(int largestBlock, int largestPage, int upperLevel) {}

  /** Takes a part of an index that is to be stored. */
  @FunctionalInterface
  interface Sink {
    /** Takes page {@code number}, or the upper level under {@link #UPPER_LEVEL}. */
    void put(int number, byte[] stored);
  }

  /** The number of what is read and written beside the pages. */
  static final int UPPER_LEVEL = -1;

  private final IndexPage pages;
  private final int[] firstBlocks;
  private final int largestBlock;
  private final IndexPage only;
  private final IntFunction<byte[]> reader;

  private RunIndex(IndexPage pages, int largestBlock, IndexPage only, IntFunction<byte[]> reader) {
    this.pages = pages;
    this.largestBlock = largestBlock;
    this.only = only;
    this.reader = reader;
    firstBlocks = new int[pages.blocks() + 1];
    for (int page = 0; page < pages.blocks(); page++) {
      firstBlocks[page + 1] = firstBlocks[page] + pages.pairs(page);
    }
  }

  /** An index of one page, which stays in memory. */
  static RunIndex of(IndexPage only) {
    IndexPage upper = new IndexPage();
    if (only.blocks() > 0) {
      upper.add(0, only.blocks(), 0, only.keys(), 0, only.keyEnd(0));
    }
    return new RunIndex(upper, only.largestBlock(), only, null);
  }

  /**
   * An index of pages that are read when they are wanted.
   *
   * @param upperLevel as it was stored
   * @param reader gives a page as it was stored
   */
  static RunIndex paged(byte[] upperLevel, int largestBlock, IntFunction<byte[]> reader) {
    return new RunIndex(IndexPage.fromBytes(upperLevel), largestBlock, null, reader);
  }

  /**
   * Stores an index: in one piece as the upper level when it is no larger than a page, else in
   * pages, one behind the other, and then their upper level.
   *
   * @return null when it was stored in one piece
   */
  static Sizes store(IndexPage whole, int pageBytes, Sink sink) {
    int blocks = whole.blocks();
    if (whole.storedForm(0, blocks) <= pageBytes) {
      sink.put(UPPER_LEVEL, whole.toBytes());
      return null;
    }
    IndexPage upper = new IndexPage();
    int largestPage = 0;
    int from = 0;
    while (from < blocks) {
      int end = from + 1;
      while (end < blocks && whole.storedForm(from, end + 1) <= pageBytes) {
        end++;
      }
      byte[] page = whole.toBytes(from, end);
      sink.put(upper.blocks(), page);
      int key = whole.keyStart(from);
      upper.add(page.length, end - from, 0, whole.keys(), key, whole.keyEnd(from) - key);
      largestPage = Math.max(largestPage, page.length);
      from = end;
    }
    byte[] stored = upper.toBytes();
    sink.put(UPPER_LEVEL, stored);
    return new Sizes(whole.largestBlock(), largestPage, stored.length);
  }

  int blocks() {
    return firstBlocks[pages()];
  }

  /** Bytes of the largest block. */
  int largestBlock() {
    return largestBlock;
  }

  int pages() {
    return pages.blocks();
  }

  /** Number of a page's first block. */
  int firstBlock(int page) {
    return firstBlocks[page];
  }

  /** Reads a page, unless it is in memory. */
  IndexPage page(int page) {
    return only != null ? only : IndexPage.fromBytes(reader.apply(page));
  }

  /** Compares the first key of a page with a key. */
  int compareFirstKey(int page, byte[] key, int offset, int length) {
    return pages.compareFirstKey(page, key, offset, length);
  }

  /** The last page whose first key is less than the given one, or the first page. */
  int pageFor(byte[] key) {
    return Math.max(0, pages.blocksBefore(key) - 1);
  }
}
