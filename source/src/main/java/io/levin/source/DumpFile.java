package io.levin.source;

import io.levin.source.compress.Compression;
import io.levin.source.route.ConstantColumns;
import io.levin.source.route.FileType;

/**
 * One file of a dump.
 *
 * @param path relative to the source, with slashes
 * @param type what it holds
 * @param compression of the whole file
 * @param key orders the files of a table
 * @param size stored bytes
 * @param realSize uncompressed bytes: {@code size}, or an estimate for compressed files
 * @param constants columns that a route fills for every row of the file
 */
public record DumpFile(
    String path,
    FileType type,
    Compression compression,
    String key,
    long size,
    long realSize,
    ConstantColumns constants) {

  /** The same with another estimate of the uncompressed size. */
  public DumpFile withRealSize(long bytes) {
    return new DumpFile(path, type, compression, key, size, bytes, constants);
  }

  /** Whether offsets in the file are offsets of the stored bytes. */
  public boolean isPlain() {
    return compression == Compression.NONE;
  }
}
