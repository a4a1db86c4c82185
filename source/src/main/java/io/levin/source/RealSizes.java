package io.levin.source;

import io.levin.source.compress.Compression;
import io.levin.source.compress.SizeEstimate;
import io.levin.source.route.FileType;
import io.levin.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Estimates how large compressed files are when they are uncompressed. */
final class RealSizes {
  private static final Logger LOG = LoggerFactory.getLogger(RealSizes.class);

  private RealSizes() {}

  /** The same files with estimates; a file that cannot be read keeps its stored size. */
  static List<DumpScan.Found> estimate(
      Storage storage, List<DumpScan.Found> files, int concurrency) {
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
        tasks.add(() -> sized(storage, found));
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
      throw new IllegalStateException("scanning the source failed", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean isEstimated(DumpFile file) {
    return file.compression() != Compression.NONE && file.type() != FileType.PARQUET;
  }

  private static DumpScan.Found sized(Storage storage, DumpScan.Found found) {
    DumpFile file = found.file();
    if (!isEstimated(file)) {
      return found;
    }
    try {
      long size = SizeEstimate.of(storage, file.path(), file.compression(), file.size());
      return new DumpScan.Found(found.schema(), found.table(), file.withRealSize(size));
    } catch (IOException e) {
      LOG.error(
          "failed to sample the size of compressed file {}, its stored size is taken",
          file.path(),
          e);
      return found;
    }
  }
}
