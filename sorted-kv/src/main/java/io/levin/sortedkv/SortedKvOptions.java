package io.levin.sortedkv;

/**
 * Sizes of a {@link SortedKv}.
 *
 * @param blockBytes bytes of a block, the unit in which pairs are stored, read and sent; a pair
 *     that is larger makes a block of its own
 * @param compress whether blocks are compressed (LZ4); costs about as much CPU as all the rest of
 *     writing and reading a run, and saves disk
 * @param inlineBytes runs below this size are written with the manifest record instead of as a file
 *     of their own
 * @param maxFanIn how many runs may overlap at a key before {@link SortedKv#mergeRuns} merges them
 * @param heldBlocks how many blocks of one {@link PairReader} may be held by its caller at a time
 * @param mergedRunBytes bytes at which a merge of runs begins another file
 * @param maxOpenFiles files that RocksDB keeps open
 * @param indexPageBytes bytes of a page of a run's index, the unit in which it is read; an index
 *     that is no larger is kept in memory as a whole
 */
public record SortedKvOptions(
    int blockBytes,
    boolean compress,
    int inlineBytes,
    int maxFanIn,
    int heldBlocks,
    long mergedRunBytes,
    int maxOpenFiles,
    int indexPageBytes) {
  /** Checks that the sizes make sense together. */
  public SortedKvOptions {
    if (blockBytes < 256 || maxFanIn < 2 || heldBlocks < 1 || mergedRunBytes < blockBytes) {
      throw new IllegalArgumentException("sizes of the sorted-kv directory are too small");
    }
  }

  /** The sizes that an import runs with. */
  public static SortedKvOptions defaults() {
    return new SortedKvOptions(64 << 10, false, 256 << 10, 128, 8, 256L << 20, 512, 8 << 10);
  }

  /** The same with or without compression. */
  public SortedKvOptions withCompress(boolean newCompress) {
    return new SortedKvOptions(
        blockBytes,
        newCompress,
        inlineBytes,
        maxFanIn,
        heldBlocks,
        mergedRunBytes,
        maxOpenFiles,
        indexPageBytes);
  }

  /** The same with blocks of another size. */
  public SortedKvOptions withBlockBytes(int newBlockBytes) {
    return new SortedKvOptions(
        newBlockBytes,
        compress,
        inlineBytes,
        maxFanIn,
        heldBlocks,
        mergedRunBytes,
        maxOpenFiles,
        indexPageBytes);
  }

  /** The same with another bound of runs that are written with the manifest record. */
  public SortedKvOptions withInlineBytes(int newInlineBytes) {
    return new SortedKvOptions(
        blockBytes,
        compress,
        newInlineBytes,
        maxFanIn,
        heldBlocks,
        mergedRunBytes,
        maxOpenFiles,
        indexPageBytes);
  }

  /** The same with another bound of overlapping runs. */
  public SortedKvOptions withMaxFanIn(int newMaxFanIn) {
    return new SortedKvOptions(
        blockBytes,
        compress,
        inlineBytes,
        newMaxFanIn,
        heldBlocks,
        mergedRunBytes,
        maxOpenFiles,
        indexPageBytes);
  }

  /** The same with another size of files that a merge of runs writes. */
  public SortedKvOptions withMergedRunBytes(long newMergedRunBytes) {
    return new SortedKvOptions(
        blockBytes,
        compress,
        inlineBytes,
        maxFanIn,
        heldBlocks,
        newMergedRunBytes,
        maxOpenFiles,
        indexPageBytes);
  }

  /** The same with another size of the pages of a run's index. */
  public SortedKvOptions withIndexPageBytes(int newIndexPageBytes) {
    return new SortedKvOptions(
        blockBytes,
        compress,
        inlineBytes,
        maxFanIn,
        heldBlocks,
        mergedRunBytes,
        maxOpenFiles,
        newIndexPageBytes);
  }

  /** What a buffer for one ordinary block must hold. */
  int bufferBytes() {
    return blockBytes + BlockFormat.TRAILER_BYTES;
  }
}
