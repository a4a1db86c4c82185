package io.levin.playground.storage;

import io.levin.base.Bytes;
import io.levin.base.KvChecksum;
import io.levin.base.UnpackedLibrary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * All versions of all keys of the cluster, one copy for all replicas: a RocksDB with TiKV's default
 * and write column families.
 *
 * <p>Thread-safe. Nothing is synced: the playground forgets its content when it ends.
 */
public final class MvccStore implements AutoCloseable {
  private final LRUCache cache = new LRUCache(64 << 20);
  private final DBOptions dbOptions;
  private final ColumnFamilyOptions familyOptions;
  private final WriteOptions writeOptions = new WriteOptions().setDisableWAL(true);
  private final ReadOptions readOptions = new ReadOptions();
  private final RocksDB db;
  private final ColumnFamilyHandle defaultFamily;
  private final ColumnFamilyHandle writeFamily;
  private int users;
  private boolean closed;

  static {
    UnpackedLibrary.load(
        "RocksDB", folder -> NativeLibraryLoader.getInstance().loadLibrary(folder.toString()));
  }

  /** Opens an empty store in an empty directory. */
  public MvccStore(Path directory) {
    dbOptions =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setMaxOpenFiles(512)
            .setMaxBackgroundJobs(1)
            .setKeepLogFileNum(1);
    familyOptions =
        new ColumnFamilyOptions()
            .setCompressionType(CompressionType.NO_COMPRESSION)
            .setWriteBufferSize(8 << 20)
            .setDisableAutoCompactions(false)
            .setLevel0SlowdownWritesTrigger(1 << 30)
            .setLevel0StopWritesTrigger(1 << 30)
            .setTableFormatConfig(
                new BlockBasedTableConfig().setBlockSize(16 << 10).setBlockCache(cache));
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      db =
          RocksDB.open(
              dbOptions,
              directory.toString(),
              List.of(
                  new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions),
                  new ColumnFamilyDescriptor(
                      "write".getBytes(StandardCharsets.US_ASCII), familyOptions)),
              handles);
    } catch (RocksDBException e) {
      throw new StorageException("cannot open the playground's store in " + directory, e);
    }
    defaultFamily = handles.get(0);
    writeFamily = handles.get(1);
  }

  /**
   * Adds finished SST files in one step for readers: values first, then the records that make them
   * visible. The files are moved away.
   *
   * @param defaultFiles files of the default column family
   * @param writeFiles files of the write column family
   */
  public void ingest(List<Path> defaultFiles, List<Path> writeFiles) {
    enter();
    try {
      ingest(defaultFamily, defaultFiles);
      ingest(writeFamily, writeFiles);
    } finally {
      leave();
    }
  }

  /**
   * Makes changes visible at a timestamp, as a committed transaction with that start and commit
   * timestamp.
   */
  public void write(List<Change> changes, long ts) {
    enter();
    try (WriteBatch batch = new WriteBatch()) {
      for (Change change : changes) {
        add(batch, change.key(), change.value(), ts, ts);
      }
      db.write(writeOptions, batch);
    } catch (RocksDBException e) {
      throw new StorageException("cannot write " + changes.size() + " changes", e);
    } finally {
      leave();
    }
  }

  /** Records the commit of one key of a transaction; a null value is a deletion. */
  void commit(byte[] rawKey, byte[] value, long startTs, long commitTs) {
    enter();
    try (WriteBatch batch = new WriteBatch()) {
      add(batch, rawKey, value, startTs, commitTs);
      db.write(writeOptions, batch);
    } catch (RocksDBException e) {
      throw new StorageException("cannot commit a key", e);
    } finally {
      leave();
    }
  }

  /** Records that a transaction locked a key without changing it, or was rolled back there. */
  void mark(byte[] rawKey, byte type, long startTs, long commitTs) {
    enter();
    try {
      db.put(
          writeFamily,
          writeOptions,
          EngineKey.of(rawKey, commitTs),
          new WriteRecord(type, startTs, null).toBytes());
    } catch (RocksDBException e) {
      throw new StorageException("cannot write a record", e);
    } finally {
      leave();
    }
  }

  /** The value of a key as of a timestamp, or null. */
  public byte[] get(byte[] rawKey, long ts) {
    try (MvccCursor cursor = cursor(rawKey, successor(rawKey), ts)) {
      return cursor.next() ? cursor.value() : null;
    }
  }

  /** The pairs that are visible at a timestamp, from start (inclusive) to end (exclusive). */
  public MvccCursor cursor(byte[] startRaw, byte[] endRaw, long ts) {
    return new MvccCursor(this, startRaw, endRaw, ts);
  }

  /** Every version of every key in the range. */
  public VersionCursor versions(byte[] startRaw, byte[] endRaw) {
    return new VersionCursor(this, startRaw, endRaw);
  }

  /** The plain checksum of what is visible at a timestamp in a range of raw keys. */
  public KvChecksum checksum(byte[] startRaw, byte[] endRaw, long ts) {
    KvChecksum.Accumulator sum = new KvChecksum.Accumulator();
    try (MvccCursor cursor = cursor(startRaw, endRaw, ts)) {
      while (cursor.next()) {
        sum.add(cursor.pair(), 0, cursor.pairLength());
      }
    }
    return sum.sum();
  }

  /** An iterator whose user must call {@link #leave} after closing it. */
  RocksIterator writeIterator() {
    enter();
    return db.newIterator(writeFamily, readOptions);
  }

  /** Notes the end of a use that {@link #writeIterator} began. */
  synchronized void leave() {
    users--;
    notifyAll();
  }

  /** RocksDB must not be closed under its users: that would take the process down. */
  private synchronized void enter() {
    if (closed) {
      throw new IllegalStateException("the playground's store is closed");
    }
    users++;
  }

  /** The long value that belongs to a version; every put record without short value has one. */
  byte[] longValue(byte[] rawKey, int keyLength, long startTs) {
    byte[] key = new byte[EngineKey.encodedLength(keyLength) + EngineKey.TS_LENGTH];
    int end = EngineKey.encode(rawKey, 0, keyLength, key, 0);
    Bytes.putBigEndianLong(key, end, ~startTs);
    try {
      byte[] value = db.get(defaultFamily, readOptions, key);
      if (value == null) {
        throw new IllegalStateException("default column family lacks " + Bytes.hex(key));
      }
      return value;
    } catch (RocksDBException e) {
      throw new StorageException("cannot read a value", e);
    }
  }

  /** The first raw key behind the given one. */
  public static byte[] successor(byte[] rawKey) {
    byte[] next = new byte[rawKey.length + 1];
    System.arraycopy(rawKey, 0, next, 0, rawKey.length);
    return next;
  }

  /** Waits for those who use it; later uses fail. */
  @Override
  public void close() {
    awaitUsers();
    defaultFamily.close();
    writeFamily.close();
    db.close();
    readOptions.close();
    writeOptions.close();
    familyOptions.close();
    dbOptions.close();
    cache.close();
  }

  private synchronized void awaitUsers() {
    closed = true;
    boolean interrupted = false;
    while (users > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void add(WriteBatch batch, byte[] key, byte[] value, long startTs, long commitTs)
      throws RocksDBException {
    boolean isShort = value != null && value.length <= WriteRecord.SHORT_VALUE_MAX;
    byte type = value == null ? WriteRecord.DELETE : WriteRecord.PUT;
    batch.put(
        writeFamily,
        EngineKey.of(key, commitTs),
        new WriteRecord(type, startTs, isShort ? value : null).toBytes());
    if (value != null && !isShort) {
      batch.put(defaultFamily, EngineKey.of(key, startTs), value);
    }
  }

  private void ingest(ColumnFamilyHandle family, List<Path> files) {
    if (files.isEmpty()) {
      return;
    }
    try (IngestExternalFileOptions options = new IngestExternalFileOptions().setMoveFiles(true)) {
      db.ingestExternalFile(family, files.stream().map(Path::toString).toList(), options);
    } catch (RocksDBException e) {
      throw new StorageException("cannot ingest " + files, e);
    }
  }
}
