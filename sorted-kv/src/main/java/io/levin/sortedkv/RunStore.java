package io.levin.sortedkv;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.UnpackedLibrary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The RocksDB beneath: three column families, opened, written, read and cleaned.
 *
 * <p>{@code runs}: blocks of runs that are files of their own, made by {@link RunFile} and
 * ingested; the key is the run's number (u64) and the block's (u32), big-endian. Behind the blocks
 * come the pages of the run's index, numbered from 2^31 on, and last, under the greatest number,
 * the upper level of its index, or all of it ({@link RunIndex}). Files never overlap, so nothing is
 * ever compacted. {@code inline}: blocks of small runs under the same keys, written in one batch
 * with the {@code manifest} record that names them. {@code manifest}: see {@link ManifestKeys}.
 */
final class RunStore implements AutoCloseable {
  static final int INDEX_BLOCK = -1;
  private static final int FIRST_PAGE = Integer.MIN_VALUE;
  private static final int KEY_BYTES = 12;
  private static final long SMALL_WRITE_BUFFER = 4L << 20;
  private static final long CACHE_BYTES = 4L << 20;

  /** Bytes that RocksDB takes for itself. */
  static final long MEMORY = 4 * SMALL_WRITE_BUFFER + CACHE_BYTES + (8L << 20);

  private static final byte[] MANIFEST = "manifest".getBytes(StandardCharsets.UTF_8);
  private static final byte[] INLINE = "inline".getBytes(StandardCharsets.UTF_8);

  private final Path directory;
  private final Path incoming;
  private final SortedKvOptions options;
  private final List<AbstractNativeReference> natives = new ArrayList<>();
  private final RocksDB db;
  private final ColumnFamilyHandle runs;
  private final ColumnFamilyHandle manifest;
  private final ColumnFamilyHandle inline;
  private final Options fileOptions;
  private final ReadOptions readOptions;
  private final WriteOptions synced;
  private volatile RuntimeException broken;

  /**
   * Opens or makes the database.
   *
   * @param directory the sorted-kv directory; made if missing, its parent is not
   * @throws ImportException when it cannot be used, or another process uses it
   */
  RunStore(Path directory, SortedKvOptions options) {
    this.directory = directory;
    this.options = options;
    incoming = directory.resolve(SortedKvDirectory.INCOMING);
    SortedKvDirectory.make(directory);
    UnpackedLibrary.load(
        "RocksDB", folder -> NativeLibraryLoader.getInstance().loadLibrary(folder.toString()));
    boolean opened = false;
    try {
      LRUCache cache = keep(new LRUCache(CACHE_BYTES));
      fileOptions = keep(new Options());
      fileOptions.setTableFormatConfig(blockTable(cache)).setCompressionType(compression());
      readOptions = keep(new ReadOptions().setFillCache(false));
      synced = keep(new WriteOptions().setSync(true));
      ColumnFamilyOptions forRuns =
          keep(new ColumnFamilyOptions())
              .setTableFormatConfig(blockTable(cache))
              .setCompressionType(compression())
              .setWriteBufferSize(64 << 10)
              .setDisableAutoCompactions(true);
      ColumnFamilyOptions forSmall =
          keep(new ColumnFamilyOptions())
              .setTableFormatConfig(smallTable(cache))
              .setCompressionType(CompressionType.NO_COMPRESSION)
              .setWriteBufferSize(SMALL_WRITE_BUFFER);
      DBOptions dbOptions =
          keep(new DBOptions())
              .setCreateIfMissing(true)
              .setCreateMissingColumnFamilies(true)
              .setMaxOpenFiles(options.maxOpenFiles())
              // Cursors read blocks one behind the other: the kernel may read ahead.
              .setAdviseRandomOnOpen(false)
              .setMaxTotalWalSize(8 * SMALL_WRITE_BUFFER)
              .setMaxBackgroundJobs(2)
              .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
              .setKeepLogFileNum(4)
              .setMaxLogFileSize(4 << 20)
              .setStatsDumpPeriodSec(0)
              .setStatsPersistPeriodSec(0);
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      db =
          RocksDB.open(
              dbOptions,
              directory.resolve(SortedKvDirectory.DATABASE).toString(),
              List.of(
                  new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, forRuns),
                  new ColumnFamilyDescriptor(MANIFEST, forSmall),
                  new ColumnFamilyDescriptor(INLINE, forSmall)),
              handles);
      runs = handles.get(0);
      manifest = handles.get(1);
      inline = handles.get(2);
      opened = true;
    } catch (RocksDBException e) {
      throw SortedKvDirectory.cannotOpen(directory, e);
    } finally {
      if (!opened) {
        closeNatives();
      }
    }
    emptyIncoming();
  }

  private <T extends AbstractNativeReference> T keep(T object) {
    natives.add(object);
    return object;
  }

  private CompressionType compression() {
    return options.compress() ? CompressionType.LZ4_COMPRESSION : CompressionType.NO_COMPRESSION;
  }

  private static BlockBasedTableConfig blockTable(LRUCache cache) {
    return new BlockBasedTableConfig().setBlockCache(cache).setBlockSize(1024).setFormatVersion(6);
  }

  private static BlockBasedTableConfig smallTable(LRUCache cache) {
    return new BlockBasedTableConfig().setBlockCache(cache).setFormatVersion(6);
  }

  /** Files that were being written when the process died. */
  private void emptyIncoming() {
    try {
      Files.createDirectories(incoming);
      try (DirectoryStream<Path> files = Files.newDirectoryStream(incoming)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      close();
      throw new ImportException(
          ErrorCode.INVALID_SORTED_KV_DIR,
          "cannot write to sorted-kv-dir '" + directory + "': " + e,
          "give the user of this process the right to write there, or change"
              + " tikv-importer.sorted-kv-dir",
          e);
    }
  }

  /** Begins the file of a run. */
  RunFile newFile(long number) {
    return new RunFile(
        this, number, incoming.resolve(number + ".sst"), fileOptions, options.indexPageBytes());
  }

  /** The number under which a part of a run's index is stored among its blocks. */
  static int indexBlock(int page) {
    return page == RunIndex.UPPER_LEVEL ? INDEX_BLOCK : FIRST_PAGE + page;
  }

  /** Takes finished files into the database, all or none. */
  void ingest(List<RunFile> files) {
    List<String> paths = files.stream().map(file -> file.path().toString()).toList();
    try (IngestExternalFileOptions how =
        new IngestExternalFileOptions()
            .setMoveFiles(true)
            .setSnapshotConsistency(false)
            .setAllowGlobalSeqNo(false)
            .setAllowBlockingFlush(false)) {
      db.ingestExternalFile(runs, paths, how);
    } catch (RocksDBException e) {
      throw failure("taking in sorted runs", e);
    }
  }

  static byte[] blockKey(long run, int block) {
    return ByteBuffer.allocate(KEY_BYTES).putLong(run).putInt(block).array();
  }

  /** Puts a block of an inline run into a batch. */
  void putInline(WriteBatch batch, long run, int block, byte[] value) throws RocksDBException {
    batch.put(inline, blockKey(run, block), value);
  }

  void deleteInline(WriteBatch batch, StoredRun run) throws RocksDBException {
    for (int block = 0; block < run.blocks(); block++) {
      batch.delete(inline, blockKey(run.number(), block));
    }
    if (run.blocks() > 1) {
      batch.delete(inline, blockKey(run.number(), INDEX_BLOCK));
    }
  }

  /** Deletes blocks of inline runs that are not wanted. */
  void keepOnlyInline(LongPredicate wanted) {
    try (WriteBatch batch = new WriteBatch();
        RocksIterator blocks = db.newIterator(inline, readOptions)) {
      blocks.seekToFirst();
      while (blocks.isValid()) {
        long number = ByteBuffer.wrap(blocks.key()).getLong();
        if (wanted.test(number)) {
          blocks.seek(blockKey(number + 1, 0));
        } else {
          batch.delete(inline, blocks.key());
          blocks.next();
        }
      }
      blocks.status();
      if (batch.count() > 0) {
        write(batch);
      }
    } catch (RocksDBException e) {
      throw failure("reading sorted runs", e);
    }
  }

  void putManifest(WriteBatch batch, byte[] key, byte[] value) throws RocksDBException {
    batch.put(manifest, key, value);
  }

  void deleteManifest(WriteBatch batch, byte[] key) throws RocksDBException {
    batch.delete(manifest, key);
  }

  /**
   * Writes a batch and returns when it is durable. When that fails nobody knows how much of it is,
   * so that nothing is written any more until the store was opened anew.
   */
  void write(WriteBatch batch) {
    RuntimeException before = broken;
    if (before != null) {
      throw failedBefore(before);
    }
    try {
      db.write(synced, batch);
    } catch (RocksDBException e) {
      broken = failure("writing the manifest", e);
      throw broken;
    }
  }

  private RuntimeException failedBefore(RuntimeException before) {
    return before instanceof DiskFullException
        ? new DiskFullException(directory, before)
        : SortedKvDirectory.damaged(directory, "an earlier write failed", before);
  }

  /** Whether a write has failed, so that the store must be opened anew. */
  boolean isBroken() {
    return broken != null;
  }

  /** Shows every record of the manifest. */
  void forEachRecord(BiConsumer<byte[], byte[]> visitor) {
    try (RocksIterator records = db.newIterator(manifest)) {
      for (records.seekToFirst(); records.isValid(); records.next()) {
        visitor.accept(records.key(), records.value());
      }
      records.status();
    } catch (RocksDBException e) {
      throw failure("reading the manifest", e);
    }
  }

  /** Reads a page of a run's index, or its upper level. */
  byte[] readIndex(StoredRun run, int page) {
    try {
      byte[] index = db.get(familyOf(run), readOptions, blockKey(run.number(), indexBlock(page)));
      if (index == null) {
        throw missing(run);
      }
      return index;
    } catch (RocksDBException e) {
      throw failure("reading a sorted run", e);
    }
  }

  void readBlock(StoredRun run, int block, byte[] into, int length) {
    try {
      int read =
          db.get(
              familyOf(run),
              readOptions,
              blockKey(run.number(), block),
              0,
              KEY_BYTES,
              into,
              0,
              length);
      if (read != length) {
        throw missing(run);
      }
    } catch (RocksDBException e) {
      throw failure("reading a sorted run", e);
    }
  }

  private ColumnFamilyHandle familyOf(StoredRun run) {
    return run.isInline() ? inline : runs;
  }

  private ImportException missing(StoredRun run) {
    return SortedKvDirectory.damaged(
        directory, "run " + run.number() + " is missing or not as it was written", null);
  }

  /** Deletes the files of runs that nobody names any more. */
  void deleteFiles(List<Long> numbers) {
    if (numbers.isEmpty()) {
      return;
    }
    List<byte[]> ranges = new ArrayList<>(2 * numbers.size());
    for (long number : numbers) {
      ranges.add(blockKey(number, 0));
      ranges.add(blockKey(number, INDEX_BLOCK));
    }
    try {
      db.deleteFilesInRanges(runs, ranges, true);
    } catch (RocksDBException e) {
      throw failure("deleting sorted runs", e);
    }
  }

  /** Numbers of the runs whose files are there. */
  List<Long> runFiles() {
    List<Long> there = new ArrayList<>();
    for (LiveFileMetaData file : db.getLiveFilesMetaData()) {
      if (Arrays.equals(file.columnFamilyName(), RocksDB.DEFAULT_COLUMN_FAMILY)) {
        there.add(ByteBuffer.wrap(file.smallestKey()).getLong());
      }
    }
    return there;
  }

  /** What a failure of RocksDB means. */
  RuntimeException failure(String doing, RocksDBException e) {
    Status status = e.getStatus();
    boolean full =
        status != null && status.getSubCode() == Status.SubCode.NoSpace
            || SortedKvDirectory.saysFull(String.valueOf(e.getMessage()));
    if (full) {
      return new DiskFullException(directory, e);
    }
    return SortedKvDirectory.damaged(directory, doing + " failed: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    runs.close();
    manifest.close();
    inline.close();
    db.close();
    closeNatives();
  }

  private void closeNatives() {
    for (int i = natives.size() - 1; i >= 0; i--) {
      natives.get(i).close();
    }
    natives.clear();
  }
}
