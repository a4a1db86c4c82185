package io.levin.source;

import io.levin.base.Redaction;
import io.levin.source.parse.CsvOptions;
import io.levin.source.parse.ParseTarget;

/**
 * How data files are read.
 *
 * @param csv the dialect of CSV files
 * @param backslashEscapes false when the SQL mode holds NO_BACKSLASH_ESCAPES
 * @param blockBytes how much is read at once
 * @param redaction what messages may show of the text
 */
public record ReadOptions(
    CsvOptions csv, boolean backslashEscapes, int blockBytes, Redaction redaction) {

  /** The defaults of the configuration. */
  public static ReadOptions defaults() {
    return new ReadOptions(
        CsvOptions.defaults(), true, ParseTarget.DEFAULT_BLOCK_BYTES, Redaction.OFF);
  }

  /** With another CSV dialect. */
  public ReadOptions withCsv(CsvOptions newCsv) {
    return new ReadOptions(newCsv, backslashEscapes, blockBytes, redaction);
  }
}
