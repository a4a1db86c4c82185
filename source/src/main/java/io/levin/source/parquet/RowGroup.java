package io.levin.source.parquet;

import java.util.List;

/**
 * Rows that are stored together, column by column.
 *
 * @param firstRow how many rows of the file lie before it
 * @param rows how many it has
 * @param chunks one for each column of the file
 */
record RowGroup(long firstRow, long rows, List<ColumnChunk> chunks) {
  RowGroup {
    chunks = List.copyOf(chunks);
  }
}
