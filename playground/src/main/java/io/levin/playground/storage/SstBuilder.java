package io.levin.playground.storage;

import io.levin.base.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompressionType;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/**
 * Turns the pairs of one Write stream into at most two SST files, one for the write and one for the
 * default column family, as TiKV does. Pairs must come in ascending engine-key order.
 *
 * <p>Not thread-safe. {@link #close} without {@link #finish} removes what was written.
 */
public final class SstBuilder implements AutoCloseable {
  private final Path writeFile;
  private final Path defaultFile;
  private SstFile write;
  private SstFile defaults;
  private byte[] key = new byte[128];
  private final byte[] record = new byte[13 + WriteRecord.SHORT_VALUE_MAX];
  private boolean finished;

  /**
   * A builder of the files {@code <base>_write.sst} and {@code <base>_default.sst}; a file is made
   * when its first record comes.
   */
  public SstBuilder(Path directory, String base) {
    this.writeFile = directory.resolve(base + "_write.sst");
    this.defaultFile = directory.resolve(base + "_default.sst");
  }

  /** Adds a pair whose key and value are slices of the same array. */
  public void put(
      byte[] array, int keyOffset, int keyLength, int valueOffset, int valueLength, long ts) {
    int length = engineKey(array, keyOffset, keyLength, ts);
    int end;
    if (valueLength <= WriteRecord.SHORT_VALUE_MAX) {
      end =
          WriteRecord.writeWithValue(record, WriteRecord.PUT, ts, array, valueOffset, valueLength);
    } else {
      end = WriteRecord.write(record, WriteRecord.PUT, ts);
      if (defaults == null) {
        defaults = new SstFile(defaultFile);
      }
      defaults.put(key, length, array, valueOffset, valueLength);
    }
    writes().put(key, length, record, 0, end);
  }

  /** Adds a deletion of a key. */
  public void delete(byte[] array, int keyOffset, int keyLength, long ts) {
    int length = engineKey(array, keyOffset, keyLength, ts);
    writes().put(key, length, record, 0, WriteRecord.write(record, WriteRecord.DELETE, ts));
  }

  /** Completes the files. */
  public void finish() {
    if (write != null) {
      write.finish();
    }
    if (defaults != null) {
      defaults.finish();
    }
    finished = true;
  }

  /** The file of the write column family, or null when nothing was put. */
  public Path writeFile() {
    return write == null ? null : writeFile;
  }

  /** The file of the default column family, or null when no value was long. */
  public Path defaultFile() {
    return defaults == null ? null : defaultFile;
  }

  @Override
  public void close() {
    if (finished) {
      return;
    }
    finished = true;
    try {
      if (write != null) {
        write.close();
        Files.deleteIfExists(writeFile);
      }
      if (defaults != null) {
        defaults.close();
        Files.deleteIfExists(defaultFile);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SstFile writes() {
    if (write == null) {
      write = new SstFile(writeFile);
    }
    return write;
  }

  private int engineKey(byte[] array, int offset, int length, long ts) {
    int size = EngineKey.encodedLength(length) + EngineKey.TS_LENGTH;
    if (key.length < size) {
      key = new byte[size + size / 2];
    }
    int end = EngineKey.encode(array, offset, length, key, 0);
    Bytes.putBigEndianLong(key, end, ~ts);
    return end + EngineKey.TS_LENGTH;
  }

  /** One SST file under construction; keys and values cross to RocksDB in direct buffers. */
  private static final class SstFile {
    private final EnvOptions env = new EnvOptions();
    private final Options options =
        new Options()
            .setCompressionType(CompressionType.NO_COMPRESSION)
            .setTableFormatConfig(new BlockBasedTableConfig().setBlockSize(16 << 10));
    private final SstFileWriter writer = new SstFileWriter(env, options);
    private ByteBuffer keyBuffer = ByteBuffer.allocateDirect(256);
    private ByteBuffer valueBuffer = ByteBuffer.allocateDirect(1024);

    SstFile(Path file) {
      try {
        writer.open(file.toString());
      } catch (RocksDBException e) {
        close();
        throw new StorageException("cannot create " + file, e);
      }
    }

    void put(byte[] key, int keyLength, byte[] value, int valueOffset, int valueLength) {
      keyBuffer = room(keyBuffer, keyLength);
      keyBuffer.put(key, 0, keyLength).flip();
      valueBuffer = room(valueBuffer, valueLength);
      valueBuffer.put(value, valueOffset, valueLength).flip();
      try {
        writer.put(keyBuffer, valueBuffer);
      } catch (RocksDBException e) {
        throw new StorageException("cannot add a pair to an SST file", e);
      }
    }

    void finish() {
      try {
        writer.finish();
      } catch (RocksDBException e) {
        throw new StorageException("cannot complete an SST file", e);
      } finally {
        close();
      }
    }

    void close() {
      writer.close();
      options.close();
      env.close();
    }

    private static ByteBuffer room(ByteBuffer buffer, int size) {
      return buffer.capacity() >= size ? buffer.clear() : ByteBuffer.allocateDirect(size * 2);
    }
  }
}
