package io.levin.source;

import io.levin.source.parse.CsvOptions;
import io.levin.source.parse.ParseTarget;
import io.levin.source.parse.RowParser;
import java.util.List;

/**
 * The header of a CSV file that is cut into pieces.
 *
 * @param columns its names, or null
 * @param end offset behind it
 */
record CsvHead(List<String> columns, long end) {

  static CsvHead read(DataFiles files, DumpFile file, CsvOptions csv) {
    if (!csv.header()) {
      return new CsvHead(null, 0);
    }
    try (RowParser parser =
        files.open(file, 0, ParseTarget.wholeFile().withBlockBytes(DataFiles.PREVIEW_BYTES))) {
      return new CsvHead(parser.columns(), parser.position());
    }
  }
}
