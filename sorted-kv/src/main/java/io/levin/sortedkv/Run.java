package io.levin.sortedkv;

/** A sorted run: blocks whose pairs are in the order of key and row id. Safe for many readers. */
interface Run {
  /** What is known of the blocks. */
  BlockIndex index();

  /** Reads a block into the front of an array that has room for its stored bytes. */
  void read(int block, byte[] into);

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
