package io.levin.sortedkv;

/**
 * Sizes of a {@link SortedKv}. Made by a {@link Builder}.
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
    return new Builder().build();
  }

  /** A builder that begins with the sizes that an import runs with. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that begins with these sizes. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.blockBytes = blockBytes;
    builder.compress = compress;
    builder.inlineBytes = inlineBytes;
    builder.maxFanIn = maxFanIn;
    builder.heldBlocks = heldBlocks;
    builder.mergedRunBytes = mergedRunBytes;
    builder.maxOpenFiles = maxOpenFiles;
    builder.indexPageBytes = indexPageBytes;
    return builder;
  }

  /** What a buffer for one ordinary block must hold. */
  int bufferBytes() {
    return blockBytes + BlockFormat.TRAILER_BYTES;
  }

  /** Sizes that are being chosen; each is described at the record. Not thread-safe. */
  public static final class Builder {
    private int blockBytes = 64 << 10;
    private boolean compress;
    private int inlineBytes = 256 << 10;
    private int maxFanIn = 128;
    private int heldBlocks = 8;
    private long mergedRunBytes = 256L << 20;
    private int maxOpenFiles = 512;
    private int indexPageBytes = 8 << 10;

    private Builder() {}

    /** Bytes of a block. */
    public Builder blockBytes(int value) {
      blockBytes = value;
      return this;
    }

    /** Whether blocks are compressed. */
    public Builder compress(boolean value) {
      compress = value;
      return this;
    }

    /** The size below which runs are written with the manifest record. */
    public Builder inlineBytes(int value) {
      inlineBytes = value;
      return this;
    }

    /** How many runs may overlap at a key. */
    public Builder maxFanIn(int value) {
      maxFanIn = value;
      return this;
    }

    /** Bytes at which a merge of runs begins another file. */
    public Builder mergedRunBytes(long value) {
      mergedRunBytes = value;
      return this;
    }

    /** Bytes of a page of a run's index. */
    public Builder indexPageBytes(int value) {
      indexPageBytes = value;
      return this;
    }

    /** The sizes chosen so far. */
    public SortedKvOptions build() {
      return new SortedKvOptions(
          blockBytes,
          compress,
          inlineBytes,
          maxFanIn,
          heldBlocks,
          mergedRunBytes,
          maxOpenFiles,
          indexPageBytes);
    }
  }
}
