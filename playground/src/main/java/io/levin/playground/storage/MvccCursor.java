package io.levin.playground.storage;

import io.levin.base.Bytes;
import java.util.Arrays;
import org.rocksdb.RocksIterator;

/**
 * Walks over what a reader sees at a timestamp: per key the newest version that is not newer, and
 * only if it is a put. Ascending raw keys. Not thread-safe.
 */
public final class MvccCursor implements AutoCloseable {
  private final MvccStore store;
  private final RocksIterator iterator;
  private final byte[] end;
  private final long readTs;
  private byte[] engineKey = new byte[256];
  private int engineKeyLength;
  private byte[] lastUser = new byte[256];
  private int lastUserLength = -1;
  private byte[] record = new byte[512];
  private byte[] pair = new byte[1024];
  private int keyLength;
  private int valueLength;
  private long commitTs;
  private boolean started;

  MvccCursor(MvccStore store, byte[] startRaw, byte[] endRaw, long readTs) {
    this.store = store;
    this.iterator = store.writeIterator();
    this.end = endRaw.length == 0 ? null : EngineKey.encode(endRaw);
    this.readTs = readTs;
    if (startRaw.length == 0) {
      iterator.seekToFirst();
    } else {
      iterator.seek(EngineKey.encode(startRaw));
    }
  }

  /**
   * Moves to the next visible pair.
   *
   * @return false when there is none in the range
   */
  public boolean next() {
    if (started) {
      iterator.next();
    }
    started = true;
    for (; iterator.isValid(); iterator.next()) {
      readKey();
      int userLength = engineKeyLength - EngineKey.TS_LENGTH;
      if (end != null
          && Arrays.compareUnsigned(engineKey, 0, userLength, end, 0, end.length) >= 0) {
        return false;
      }
      if (sameUserKeyAsLast(userLength)) {
        continue;
      }
      long ts = ~Bytes.bigEndianLong(engineKey, userLength);
      if (Long.compareUnsigned(ts, readTs) > 0) {
        continue;
      }
      int length = iterator.value(record);
      if (length > record.length) {
        record = new byte[length];
        length = iterator.value(record);
      }
      byte type = record[0];
      if (type == WriteRecord.LOCK || type == WriteRecord.ROLLBACK) {
        continue;
      }
      rememberUserKey(userLength);
      if (type == WriteRecord.PUT) {
        commitTs = ts;
        fillPair(userLength, length);
        return true;
      }
    }
    return false;
  }

  /** Key and value of the present pair, one behind the other; valid until the next move. */
  public byte[] pair() {
    return pair;
  }

  /** Bytes of key and value together. */
  public int pairLength() {
    return keyLength + valueLength;
  }

  /** Bytes of the raw key at the start of {@link #pair}. */
  public int keyLength() {
    return keyLength;
  }

  /** A copy of the raw key. */
  public byte[] key() {
    return Arrays.copyOf(pair, keyLength);
  }

  /** A copy of the value. */
  public byte[] value() {
    return Arrays.copyOfRange(pair, keyLength, keyLength + valueLength);
  }

  /** When the present pair was committed. */
  public long commitTs() {
    return commitTs;
  }

  @Override
  public void close() {
    if (iterator.isOwningHandle()) {
      iterator.close();
      store.leave();
    }
  }

  private void readKey() {
    engineKeyLength = iterator.key(engineKey);
    if (engineKeyLength > engineKey.length) {
      engineKey = new byte[engineKeyLength * 2];
      engineKeyLength = iterator.key(engineKey);
    }
  }

  private boolean sameUserKeyAsLast(int userLength) {
    return Arrays.equals(engineKey, 0, userLength, lastUser, 0, Math.max(lastUserLength, 0))
        && lastUserLength >= 0;
  }

  private void rememberUserKey(int userLength) {
    if (lastUser.length < userLength) {
      lastUser = new byte[engineKey.length];
    }
    System.arraycopy(engineKey, 0, lastUser, 0, userLength);
    lastUserLength = userLength;
  }

  private void fillPair(int userLength, int recordLength) {
    if (pair.length < userLength + WriteRecord.SHORT_VALUE_MAX) {
      pair = new byte[2 * (userLength + WriteRecord.SHORT_VALUE_MAX)];
    }
    keyLength = EngineKey.decode(engineKey, 0, userLength, pair);
    int at = 1;
    while (record[at] < 0) {
      at++;
    }
    at++;
    if (at < recordLength && record[at] == 'v') {
      valueLength = record[at + 1] & 0xff;
      System.arraycopy(record, at + 2, pair, keyLength, valueLength);
      return;
    }
    long startTs = WriteRecord.parse(record, recordLength).startTs();
    byte[] value = store.longValue(pair, keyLength, startTs);
    valueLength = value.length;
    if (pair.length < keyLength + valueLength) {
      pair = Arrays.copyOf(pair, keyLength + valueLength * 2);
    }
    System.arraycopy(value, 0, pair, keyLength, valueLength);
  }
}
