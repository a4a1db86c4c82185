package io.levin.source;

import java.util.List;

/**
 * A part of a data file that one parser reads, and the row ids it may give.
 *
 * @param file the data file
 * @param start offset in the uncompressed text where reading starts; number of rows for Parquet
 * @param end rows that start at or behind this offset belong to others
 * @param previousRowIdMax the id before the first row's
 * @param rowIdMax the largest id that the chunk may use
 * @param columns names from the header of a split file, or null
 * @param engine number of the data engine, from 0
 */
public record Chunk(
    DumpFile file,
    long start,
    long end,
    long previousRowIdMax,
    long rowIdMax,
    List<String> columns,
    int engine) {

  /** The end of a chunk whose real end is only known once it is read: larger than any file. */
  public static final long UNKNOWN_END = 10L << 40;

  /** How many row ids are set aside. */
  public long rowIds() {
    return rowIdMax - previousRowIdMax;
  }

  /** The same with all row ids moved up, as a parallel import does. */
  public Chunk withRowIdBase(long base) {
    return new Chunk(file, start, end, previousRowIdMax + base, rowIdMax + base, columns, engine);
  }

  /** The same in another engine. */
  public Chunk withEngine(int number) {
    return new Chunk(file, start, end, previousRowIdMax, rowIdMax, columns, number);
  }
}
