package io.levin.source.parquet;

import io.levin.base.Row;
import org.apache.parquet.column.ColumnReader;

/** What a value of a column is as a field of a row. */
@FunctionalInterface
interface ColumnValue {
  /** Adds the reader's current value, which is not null. */
  void add(ColumnReader reader, Row row);
}
