package io.levin.source.parquet;

import org.apache.parquet.format.CompressionCodec;

/**
 * Where the values of one column lie in one row group.
 *
 * @param offset of its first page in the file
 * @param bytes of its pages, as the footer tells
 * @param uncompressed bytes of its pages
 * @param values how many there are, nulls included
 * @param codec how its pages are compressed
 */
record ColumnChunk(
    long offset, long bytes, long uncompressed, long values, CompressionCodec codec) {}
