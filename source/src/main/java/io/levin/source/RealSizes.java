package io.levin.source;

import io.levin.base.ImportException;
import io.levin.base.Row;
import io.levin.source.compress.Compression;
import io.levin.source.compress.SizeEstimate;
import io.levin.source.route.FileType;
import io.levin.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Estimates how large the rows of compressed files and of Parquet files are as text.
 *
 * <p>A Parquet file's footer says how many rows it has; what a row is long is sampled once a table.
 */
final class RealSizes {
  private static final Logger LOG = LoggerFactory.getLogger(RealSizes.class);

  // Of the rows of a Parquet file.
  private static final long SAMPLE_BYTES = 8 << 10;
  private static final long SAMPLE_ROWS = 500;

  private final Storage storage;
  private final DataFiles files;

  /** The average length of a row in a table's Parquet files. */
  private final Map<String, Double> rowLengths = new ConcurrentHashMap<>();

  private RealSizes(Storage storage) {
    this.storage = storage;
    this.files = new DataFiles(storage, ReadOptions.defaults());
  }

  /** The same files with estimates; a file that cannot be read keeps its stored size. */
  static List<DumpScan.Found> estimate(
      Storage storage, List<DumpScan.Found> files, int concurrency) {
    RealSizes sizes = new RealSizes(storage);
    boolean none = files.stream().noneMatch(found -> isEstimated(found.file()));
    if (none) {
      return files;
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.max(1, concurrency),
            task -> {
              Thread thread = new Thread(task, "levin-scan");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Callable<DumpScan.Found>> tasks = new ArrayList<>(files.size());
      for (DumpScan.Found found : files) {
        tasks.add(() -> sizes.sized(found));
      }
      List<DumpScan.Found> sized = new ArrayList<>(files.size());
      for (Future<DumpScan.Found> future : threads.invokeAll(tasks)) {
        sized.add(future.get());
      }
      return sized;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while scanning the source", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ImportException known) {
        throw known;
      }
      throw new IllegalStateException("scanning the source failed", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean isEstimated(DumpFile file) {
    return file.compression() != Compression.NONE || file.type() == FileType.PARQUET;
  }

  private DumpScan.Found sized(DumpScan.Found found) {
    DumpFile file = found.file();
    if (!isEstimated(file)) {
      return found;
    }
    try {
      long size =
          file.type() == FileType.PARQUET
              ? parquet(found)
              : SizeEstimate.of(storage, file.path(), file.compression(), file.size());
      return new DumpScan.Found(found.schema(), found.table(), file.withRealSize(size));
    } catch (IOException | ImportException e) {
      // The import of the file will say the same, with its table.
      LOG.warn("failed to sample the size of file {}, its stored size is taken", file.path(), e);
      return found;
    }
  }

  private long parquet(DumpScan.Found found) {
    DumpFile file = found.file();
    long rows = files.parquet(file).rows();
    String table = found.schema() + '.' + found.table();
    Double length = rowLengths.get(table);
    if (length == null) {
      length = rowLength(file);
      rowLengths.put(table, length);
    }
    return (long) (rows * length);
  }

  private double rowLength(DumpFile file) {
    Row row = new Row();
    try (SampledRows rows = files.sample(file, SAMPLE_BYTES, SAMPLE_ROWS)) {
      while (rows.next(row)) {
        continue;
      }
      return (double) rows.bytes() / Math.max(1, rows.rows());
    }
  }
}
