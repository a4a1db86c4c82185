package io.levin.source.parse;

import io.levin.base.Row;
import io.levin.schema.Identifiers;
import java.util.ArrayList;
import java.util.List;

/** The first row of a CSV file as names. */
final class CsvHeader {
  private CsvHeader() {}

  /**
   * Reads the header at the start of a file.
   *
   * @return the names in lower case, or null if columns go by position or there is no row at all
   */
  static List<String> read(BlockParser parser, CsvValues values, CsvOptions options) {
    Row row = new Row();
    parser.readingHeader = true;
    values.readHeader(true);
    boolean found = parser.next(row);
    parser.readingHeader = false;
    values.readHeader(false);
    if (!found || !options.headerSchemaMatch()) {
      return null;
    }
    List<String> names = new ArrayList<>(row.size());
    for (int i = 0; i < row.size(); i++) {
      names.add(Identifiers.lower(row.text(i)));
    }
    return List.copyOf(names);
  }
}
