package io.levin.engine.load;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.sortedkv.SortedKv;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code tikv-importer.disk-quota}: bounds the bytes of sorted data on disk. They are counted as
 * they are written, and no worker begins to write its buffers while the bound is reached, so that
 * it is exceeded by the buffers of the workers at most, also after a restart.
 *
 * <p>Room comes from engines that are imported and deleted. When none is, what the largest table
 * under way has sorted so far is imported in part, by the worker that waits. Thread-safe.
 */
public final class DiskQuota {
  private static final Logger LOG = LoggerFactory.getLogger(DiskQuota.class);
  private static final long PAUSE_MILLIS = 50;

  /** After so long without room, and without an import that will make some, none will come. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Beside other imports a part is worth its own when it is at least this share of the quota. */
  private static final int WORTH_WHILE = 4;

  private final SortedKv store;
  private final long limit;
  private final Cancellation cancellation;
  private final Set<Loading> loading = ConcurrentHashMap.newKeySet();
  private final AtomicInteger importing = new AtomicInteger();
  private final ReentrantLock part = new ReentrantLock();

  /**
   * @param limit in bytes; {@link Long#MAX_VALUE} for none
   */
  DiskQuota(SortedKv store, long limit, Cancellation cancellation) {
    this.store = store;
    this.limit = limit;
    this.cancellation = cancellation;
  }

  /**
   * As configured: 0 leaves a fifth of the space that is free, or held by sorted data, for merges
   * and for others.
   *
   * @param configured {@code tikv-importer.disk-quota}
   * @param directory of the sorted data
   */
  public static DiskQuota of(
      SortedKv store, long configured, Path directory, Cancellation cancellation) {
    long limit = configured;
    if (configured == 0) {
      limit = Math.max(1, (directory.toFile().getUsableSpace() + store.diskBytes()) / 5 * 4);
      LOG.atInfo().addKeyValue("quota", limit).log("disk quota chosen by free space");
    }
    return new DiskQuota(store, limit, cancellation);
  }

  /** A table that is being loaded, of which a part may be imported. */
  public interface Loading {
    /** Bytes on disk that would be freed. */
    long bytes();

    /** Imports what is sorted so far, and frees it. */
    void importPart();
  }

  /** Something that ends when it is closed. */
  @FunctionalInterface
  public interface Phase extends AutoCloseable {
    @Override
    void close();
  }

  /** Says that parts of a table may be imported until the phase is closed. */
  public Phase loading(Loading table) {
    loading.add(table);
    return () -> {
      // Waits for a part of it that another table's worker is importing.
      part.lock();
      try {
        loading.remove(table);
      } finally {
        part.unlock();
      }
    };
  }

  /** Says that an engine is being imported, which will make room. */
  public Phase importing() {
    importing.incrementAndGet();
    return importing::decrementAndGet;
  }

  /** Whether so many more bytes would be within the quota. */
  public boolean allows(long bytes) {
    return bytes <= limit - store.diskBytes();
  }

  /**
   * Returns when there is room for a buffer.
   *
   * @throws ImportException when there will never be
   */
  void await() {
    long idleSince = System.nanoTime();
    while (store.diskBytes() >= limit) {
      cancellation.throwIfCancelled();
      boolean others = importing.get() > 0;
      if (importLargest(others ? limit / WORTH_WHILE : 1, limit)) {
        idleSince = System.nanoTime();
        continue;
      }
      if (others || part.isLocked()) {
        idleSince = System.nanoTime();
      } else if (System.nanoTime() - idleSince > PATIENCE.toNanos()) {
        throw tooSmall();
      }
      cancellation.sleep(PAUSE_MILLIS);
    }
  }

  /**
   * Imports a part because the disk is full, or waits for the one that another worker is importing;
   * false when there is none.
   */
  boolean makeRoom() {
    if (!part.tryLock()) {
      part.lock();
      part.unlock();
      return true;
    }
    try {
      return importLargest(1, 0);
    } finally {
      part.unlock();
    }
  }

  /**
   * Imports a part, one at a time: it uses all that imports.
   *
   * @param least bytes that are worth it
   * @param enough bytes on disk below which another has made room meanwhile
   */
  private boolean importLargest(long least, long enough) {
    if (!part.tryLock()) {
      return false;
    }
    try {
      if (store.diskBytes() < enough) {
        return true;
      }
      Optional<Loading> largest =
          loading.stream()
              .filter(table -> table.bytes() >= least)
              .max(Comparator.comparingLong(Loading::bytes));
      if (largest.isEmpty()) {
        return false;
      }
      LOG.atWarn()
          .addKeyValue("diskSize", store.diskBytes())
          .addKeyValue("quota", limit)
          .log("disk quota exceeded");
      largest.get().importPart();
      return true;
    } finally {
      part.unlock();
    }
  }

  private ImportException tooSmall() {
    return new ImportException(
        ErrorCode.CHECK_LOCAL_RESOURCE,
        "tikv-importer.disk-quota of "
            + limit
            + " bytes is reached, and no sorted data can be imported to make room: with a"
            + " conflict.strategy a table is imported as a whole",
        "raise tikv-importer.disk-quota above the size of the largest table, then start again; what"
            + " is sorted is kept");
  }
}
