package io.levin.engine.progress;

/**
 * How long the steps of an import take and how large its pieces are. The bounds are those of the
 * original.
 *
 * @param engineImport seconds, of one engine
 * @param checksum seconds, of one table
 * @param split seconds, of the regions of some ranges
 * @param write seconds, of a region job
 * @param ingest seconds, of a region job
 * @param readBlock seconds, of one read of a file
 * @param waitIo seconds until a local file may be read
 * @param waitTable seconds until a data engine may be opened
 * @param waitRegion seconds until a chunk's turn comes
 * @param rowRead seconds, of parsing; one row in some hundreds
 * @param rowReadBytes bytes of source between two reports of a chunk
 * @param rowEncode seconds; one row in some hundreds
 * @param deliver seconds that it takes to sort and store full buffers
 * @param dataBytes of records handed over at a time
 * @param indexBytes of index entries handed over at a time
 * @param dataPairs handed over at a time
 * @param indexPairs handed over at a time
 */
public record Timings(
    Histogram engineImport,
    Histogram checksum,
    Histogram split,
    Histogram write,
    Histogram ingest,
    Histogram readBlock,
    Histogram waitIo,
    Histogram waitTable,
    Histogram waitRegion,
    Histogram rowRead,
    Histogram rowReadBytes,
    Histogram rowEncode,
    Histogram deliver,
    Histogram dataBytes,
    Histogram indexBytes,
    Histogram dataPairs,
    Histogram indexPairs) {
  private static final double ROOT_OF_TEN = 3.1622776601683795;
  private static final double TO_1600_IN_TEN = 2.2679331552660544;

  /** Nothing was measured yet. */
  public static Timings empty() {
    return new Timings(
        new Histogram(0.125, 2, 6),
        long10(),
        long10(),
        long10(),
        long10(),
        millis(10),
        millis(10),
        millis(10),
        millis(10),
        millis(7),
        new Histogram(1024, 2, 8),
        millis(10),
        millis(10),
        new Histogram(512, 2, 10),
        new Histogram(512, 2, 10),
        new Histogram(1, 2, 10),
        new Histogram(1, 2, 10));
  }

  private static Histogram millis(int buckets) {
    return new Histogram(0.001, ROOT_OF_TEN, buckets);
  }

  private static Histogram long10() {
    return new Histogram(1, TO_1600_IN_TEN, 10);
  }
}
