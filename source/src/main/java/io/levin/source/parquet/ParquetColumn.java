package io.levin.source.parquet;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;

/**
 * A column of a file.
 *
 * @param name in lower case
 * @param type as the file stores it
 * @param value what its values are as fields
 */
record ParquetColumn(String name, PrimitiveType type, ColumnValue value) {

  /** A schema of this column alone. */
  MessageType message() {
    return new MessageType("column", type);
  }

  /** The only column of {@link #message}. */
  ColumnDescriptor descriptor() {
    return message().getColumns().get(0);
  }
}
