package io.levin.sortedkv;

/** Takes the blocks of a run in order. */
interface BlockSink {
  /** Takes the bytes at the front of an array, which is used again afterwards. */
  void block(int number, byte[] array, int length);
}
