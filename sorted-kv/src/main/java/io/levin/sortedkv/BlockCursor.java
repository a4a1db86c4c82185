package io.levin.sortedkv;

/**
 * Stands on one block of a run after the other and tells what is known of it, without reading it.
 * Holds the page of the run's index that the block is on. Not thread-safe.
 */
final class BlockCursor {
  private final RunIndex index;
  private IndexPage page;
  private int pageNumber;
  private int inPage;
  private int block;

  /** Stands on the first block. */
  BlockCursor(RunIndex index) {
    this.index = index;
    if (index.pages() > 0) {
      page = index.page(0);
    }
  }

  /** Stands on the first block that may hold a key which is not less than the given one. */
  BlockCursor(RunIndex index, byte[] start) {
    this.index = index;
    if (index.pages() > 0) {
      pageNumber = index.pageFor(start);
      page = index.page(pageNumber);
      // The last block whose first key is less than start: equal keys may reach back into it.
      inPage = Math.max(0, page.blocksBefore(start) - 1);
      block = index.firstBlock(pageNumber) + inPage;
    }
  }

  /** True behind the last block. */
  boolean isAtEnd() {
    return page == null;
  }

  /** Steps to the next block, or behind the last one. */
  void next() {
    block++;
    inPage++;
    if (inPage == page.blocks()) {
      inPage = 0;
      pageNumber++;
      page = pageNumber < index.pages() ? index.page(pageNumber) : null;
    }
  }

  /** Number of the block in its run. */
  int block() {
    return block;
  }

  int storedBytes() {
    return page.storedBytes(inPage);
  }

  int pairs() {
    return page.pairs(inPage);
  }

  /** Bytes of keys and values. */
  long bytes() {
    return page.bytes(inPage);
  }

  byte[] firstKey() {
    return page.firstKey(inPage);
  }

  /** An array in which the block's first key lies; not to be changed. */
  byte[] keys() {
    return page.keys();
  }

  /** Where that key starts. */
  int keyStart() {
    return page.keyStart(inPage);
  }

  /** Where it ends. */
  int keyEnd() {
    return page.keyEnd(inPage);
  }

  /** Compares the block's first key with a key. */
  int compareFirstKey(byte[] key) {
    return page.compareFirstKey(inPage, key, 0, key.length);
  }

  /** Whether there is a next block, and it begins with a key. */
  boolean nextBeginsWith(byte[] array, int key, int keyLength) {
    if (inPage + 1 < page.blocks()) {
      return page.compareFirstKey(inPage + 1, array, key, keyLength) == 0;
    }
    return pageNumber + 1 < index.pages()
        && index.compareFirstKey(pageNumber + 1, array, key, keyLength) == 0;
  }
}
