package io.levin.playground;

import io.levin.base.KvChecksum;
import io.levin.playground.storage.MvccCursor;
import io.levin.playground.storage.MvccStore;
import io.levin.playground.storage.VersionCursor;

/**
 * Reads what is visible in the cluster at a timestamp: per raw key the newest version that is not
 * newer. Only pairs that were ingested or written come out. Thread-safe.
 */
public final class ClusterReader {
  private final MvccStore store;

  ClusterReader(MvccStore store) {
    this.store = store;
  }

  /** Takes one pair at a time. */
  @FunctionalInterface
  public interface PairVisitor {
    /**
     * Sees a pair.
     *
     * @param key raw key, the visitor's own
     * @param value value, the visitor's own
     * @return false to see no more
     */
    boolean visit(byte[] key, byte[] value);
  }

  /**
   * Shows all visible pairs of a range in ascending order.
   *
   * @param startRaw first raw key; empty for the start of the key space
   * @param endRaw first raw key behind the range; empty for the end of the key space
   * @param ts timestamp of the reader
   */
  public void scan(byte[] startRaw, byte[] endRaw, long ts, PairVisitor visitor) {
    try (MvccCursor cursor = store.cursor(startRaw, endRaw, ts)) {
      boolean goOn = true;
      while (goOn && cursor.next()) {
        goOn = visitor.visit(cursor.key(), cursor.value());
      }
    }
  }

  /** Takes one version at a time. */
  @FunctionalInterface
  public interface VersionVisitor {
    /**
     * Sees a version.
     *
     * @return false to see no more
     */
    boolean visit(VersionCursor.Version version);
  }

  /**
   * Shows every version of every key of a range, whoever wrote it and whatever it did: ascending
   * keys, and for one key the newest first.
   *
   * @param startRaw first raw key; empty for the start of the key space
   * @param endRaw first raw key behind the range; empty for the end of the key space
   */
  public void versions(byte[] startRaw, byte[] endRaw, VersionVisitor visitor) {
    try (VersionCursor cursor = store.versions(startRaw, endRaw)) {
      VersionCursor.Version version = cursor.next();
      while (version != null && visitor.visit(version)) {
        version = cursor.next();
      }
    }
  }

  /** The value of a raw key at a timestamp, or null. */
  public byte[] get(byte[] key, long ts) {
    return store.get(key, ts);
  }

  /**
   * The checksum of all visible pairs of a range, one plain CRC a pair.
   *
   * @param startRaw first raw key
   * @param endRaw first raw key behind the range; empty for the end of the key space
   */
  public KvChecksum checksum(byte[] startRaw, byte[] endRaw, long ts) {
    return store.checksum(startRaw, endRaw, ts);
  }
}
