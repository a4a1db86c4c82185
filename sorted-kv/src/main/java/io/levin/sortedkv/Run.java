package io.levin.sortedkv;

/** A sorted run: blocks whose pairs are in the order of key and row id. Safe for many readers. */
interface Run {
  /** Where the blocks are. */
  RunIndex index();

  /** Bytes of the largest block as stored. */
  int largestBlock();

  /** Bytes of memory that whoever walks over the blocks takes for pages of the index. */
  long pageMemory();

  /** Reads a block of a known size into the front of an array that has room for it. */
  void read(int block, int length, byte[] into);

  /** Number of pairs. */
  long pairs();

  /** Bytes of keys and values. */
  long bytes();

  /** Bytes of all blocks as stored. */
  long storedBytes();

  /** The least key. */
  byte[] firstKey();

  /** The greatest key. */
  byte[] lastKey();
}
