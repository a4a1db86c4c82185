package io.levin.playground.storage;

import io.levin.base.Bytes;
import java.util.Arrays;
import org.rocksdb.RocksIterator;

/**
 * Walks over every version in a range: ascending raw keys, and for one key the newest first. Not
 * thread-safe.
 */
public final class VersionCursor implements AutoCloseable {
  /** What a version did to its key. */
  public enum Kind {
    /** A new value. */
    PUT,
    /** A deletion. */
    DELETE,
    /** Locked, unchanged. */
    LOCK,
    /** A transaction was rolled back here. */
    ROLLBACK
  }

  /**
   * One version of a key.
   *
   * @param key raw key
   * @param value the value of a put, else null
   * @param startTs when its transaction began
   * @param commitTs when it became visible
   * @param kind what it did
   */
  public record Version(byte[] key, byte[] value, long startTs, long commitTs, Kind kind) {}

  private final MvccStore store;
  private final RocksIterator iterator;
  private final byte[] end;

  VersionCursor(MvccStore store, byte[] startRaw, byte[] endRaw) {
    this.store = store;
    this.iterator = store.writeIterator();
    this.end = endRaw.length == 0 ? null : EngineKey.encode(endRaw);
    if (startRaw.length == 0) {
      iterator.seekToFirst();
    } else {
      iterator.seek(EngineKey.encode(startRaw));
    }
  }

  /** The next version, or null at the end of the range. */
  public Version next() {
    if (!iterator.isValid()) {
      return null;
    }
    byte[] engineKey = iterator.key();
    int userLength = engineKey.length - EngineKey.TS_LENGTH;
    if (end != null && Arrays.compareUnsigned(engineKey, 0, userLength, end, 0, end.length) >= 0) {
      return null;
    }
    byte[] raw = new byte[userLength];
    raw = Arrays.copyOf(raw, EngineKey.decode(engineKey, 0, userLength, raw));
    byte[] recordBytes = iterator.value();
    WriteRecord record = WriteRecord.parse(recordBytes, recordBytes.length);
    iterator.next();
    Kind kind =
        switch (record.type()) {
          case WriteRecord.PUT -> Kind.PUT;
          case WriteRecord.DELETE -> Kind.DELETE;
          case WriteRecord.LOCK -> Kind.LOCK;
          default -> Kind.ROLLBACK;
        };
    byte[] value = record.shortValue();
    if (kind == Kind.PUT && value == null) {
      value = store.longValue(raw, raw.length, record.startTs());
    }
    long commitTs = ~Bytes.bigEndianLong(engineKey, userLength);
    return new Version(raw, value, record.startTs(), commitTs, kind);
  }

  @Override
  public void close() {
    if (iterator.isOwningHandle()) {
      iterator.close();
      store.leave();
    }
  }
}
