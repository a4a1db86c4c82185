package io.levin.checkpoint;

import io.levin.base.KvChecksum;
import java.util.List;

/**
 * One chunk: what it covers and how far it was read.
 *
 * @param path relative to the source folder; with {@code offset} the identity of the chunk
 * @param position where to read on; at or behind {@code endOffset} when the chunk is done
 * @param lastRowId the id of the last row that was read
 * @param rowIdLimit the last id that is reserved for the chunk
 * @param sum of the pairs of the rows up to {@code position}
 * @param columns for each table column the field in the file or -1; empty while unknown
 * @param timestamp seconds since 1970: what CURRENT_TIMESTAMP means in this chunk
 * @param fileType 3 SQL, 4 CSV, 5 Parquet
 * @param compression 0 none, 1 gz, 2 lz4, 3 zstd, 6 snappy
 */
public record ChunkRecord(
    String path,
    long offset,
    long endOffset,
    long position,
    long realPosition,
    long lastRowId,
    long rowIdLimit,
    KvChecksum sum,
    List<Integer> columns,
    long timestamp,
    int fileType,
    int compression,
    String sortKey,
    long fileSize) {
  /** Copies the list. */
  public ChunkRecord {
    columns = List.copyOf(columns);
  }

  /** The identity of the chunk within its table, as the file driver spells it. */
  public String key() {
    return path + ":" + offset;
  }
}
