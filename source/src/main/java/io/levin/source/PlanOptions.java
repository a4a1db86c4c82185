package io.levin.source;

/**
 * How a table is cut into chunks and engines.
 *
 * @param strictFormat {@code mydumper.strict-format}: large CSV files may be cut at row ends
 * @param maxRegionBytes {@code mydumper.max-region-size}: the size of such a piece
 * @param batchBytes {@code mydumper.batch-size}: the size of an engine; 0 for automatic
 * @param batchImportRatio {@code mydumper.batch-import-ratio}, from 0 to below 1
 * @param tableConcurrency {@code lightning.table-concurrency}
 */
public record PlanOptions(
    boolean strictFormat,
    long maxRegionBytes,
    long batchBytes,
    double batchImportRatio,
    int tableConcurrency) {

  /** The defaults of the configuration. */
  public static PlanOptions defaults() {
    return new PlanOptions(false, 256L << 20, 0, 0.75, 6);
  }

  /** With cutting of CSV files into pieces of this size. */
  public PlanOptions withStrictFormat(long pieceBytes) {
    return new PlanOptions(true, pieceBytes, batchBytes, batchImportRatio, tableConcurrency);
  }
}
