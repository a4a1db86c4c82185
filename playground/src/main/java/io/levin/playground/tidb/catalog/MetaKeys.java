package io.levin.playground.tidb.catalog;

import io.levin.base.Bytes;
import io.levin.kv.KeyCodec;
import java.nio.charset.StandardCharsets;

/**
 * TiDB's meta keys: {@code m}, the memory-comparable name, the kind of structure, and for a hash
 * its memory-comparable field.
 */
final class MetaKeys {
  private static final long HASH = 'h';
  private static final long STRING = 's';

  /** First key of all meta data. */
  static final byte[] START = {'m'};

  /** First key behind all meta data. */
  static final byte[] END = {'n'};

  private MetaKeys() {}

  static byte[] string(String name) {
    return key(name, STRING, null);
  }

  static byte[] hash(String name, String field) {
    return key(name, HASH, field);
  }

  /** The record of a database. */
  static byte[] database(long databaseId) {
    return hash("DBs", "DB:" + databaseId);
  }

  /** The definition of a table. */
  static byte[] table(long databaseId, long tableId) {
    return hash("DB:" + databaseId, "Table:" + tableId);
  }

  /** An allocator of a table. */
  static byte[] allocator(long databaseId, AutoIdKind kind, long tableId) {
    return hash("DB:" + databaseId, kind.prefix() + ":" + tableId);
  }

  /** First key of a hash. */
  static byte[] hashStart(String name) {
    return key(name, HASH, null);
  }

  /** First key behind a hash. */
  static byte[] hashEnd(String name) {
    return key(name, HASH + 1, null);
  }

  private static byte[] key(String name, long structure, String field) {
    byte[] encoded = KeyCodec.encodeBytes(name.getBytes(StandardCharsets.US_ASCII));
    byte[] tail =
        field == null
            ? new byte[0]
            : KeyCodec.encodeBytes(field.getBytes(StandardCharsets.US_ASCII));
    byte[] key = new byte[1 + encoded.length + 8 + tail.length];
    key[0] = 'm';
    System.arraycopy(encoded, 0, key, 1, encoded.length);
    Bytes.putBigEndianLong(key, 1 + encoded.length, structure);
    System.arraycopy(tail, 0, key, 9 + encoded.length, tail.length);
    return key;
  }
}
