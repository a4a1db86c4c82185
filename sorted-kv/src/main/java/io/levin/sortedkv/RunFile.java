package io.levin.sortedkv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/** A run that is being written as a file of its own, outside of the database as yet. */
final class RunFile implements BlockSink, AutoCloseable {
  /** Bytes after which the kernel is told to begin writing them out, so that sync is short. */
  private static final long BYTES_PER_SYNC = 4L << 20;

  private final RunStore store;
  private final long number;
  private final Path path;
  private final EnvOptions envOptions;
  private final int pageBytes;
  private final SstFileWriter writer;
  private final ByteBuffer key = ByteBuffer.allocateDirect(12);
  private ByteBuffer value;
  private RunIndex.Sizes paged;

  /**
   * @param pageBytes of a page of the run's index
   */
  RunFile(RunStore store, long number, Path path, Options options, int pageBytes) {
    this.store = store;
    this.number = number;
    this.path = path;
    this.pageBytes = pageBytes;
    envOptions = new EnvOptions().setBytesPerSync(BYTES_PER_SYNC);
    writer = new SstFileWriter(envOptions, options);
    try {
      writer.open(path.toString());
    } catch (RocksDBException e) {
      close();
      throw store.failure("making a sorted run", e);
    }
  }

  Path path() {
    return path;
  }

  long number() {
    return number;
  }

  @Override
  public void block(int block, byte[] array, int length) {
    put(block, array, length);
  }

  private void put(int block, byte[] array, int length) {
    if (value == null || value.capacity() < length) {
      value = ByteBuffer.allocateDirect(Math.max(length, 64 << 10));
    }
    key.clear().putLong(number).putInt(block).flip();
    value.clear().put(array, 0, length).flip();
    try {
      writer.put(key, value);
    } catch (RocksDBException e) {
      throw store.failure("writing a sorted run", e);
    }
  }

  /** Ends the run and makes the file durable; returns its size. */
  long finish(IndexPage index) {
    paged =
        RunIndex.store(
            index,
            pageBytes,
            (number, stored) -> put(RunStore.indexBlock(number), stored, stored.length));
    try {
      writer.finish();
      return writer.fileSize();
    } catch (RocksDBException e) {
      throw store.failure("writing a sorted run", e);
    }
  }

  /** Sizes of the index once the file is finished; null when it is not stored in pages. */
  RunIndex.Sizes paged() {
    return paged;
  }

  /** Removes the file, unless the database has taken it. */
  @Override
  public void close() {
    writer.close();
    envOptions.close();
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
