package io.levin.kv;

/** The prefixes of a table's keys. */
final class TableKeys {
  /** Bytes before the handle of a record key. */
  static final int RECORD_PREFIX = 11;

  /** Bytes before the values of an index key. */
  static final int INDEX_PREFIX = 19;

  private TableKeys() {}

  /** Writes {@code t{id}_r}. */
  static int putRecordPrefix(byte[] to, int at, long physicalId) {
    return separator(to, table(to, at, physicalId), (byte) 'r');
  }

  /** Writes {@code t{id}_i{index id}}. */
  static int putIndexPrefix(byte[] to, int at, long physicalId, long indexId) {
    return KeyCodec.putInt(to, separator(to, table(to, at, physicalId), (byte) 'i'), indexId);
  }

  /** The start of a table's record keys. */
  static byte[] recordPrefix(long physicalId) {
    byte[] key = new byte[RECORD_PREFIX];
    putRecordPrefix(key, 0, physicalId);
    return key;
  }

  /** The start of an index's keys. */
  static byte[] indexPrefix(long physicalId, long indexId) {
    byte[] key = new byte[INDEX_PREFIX];
    putIndexPrefix(key, 0, physicalId, indexId);
    return key;
  }

  private static int table(byte[] to, int at, long physicalId) {
    to[at] = 't';
    return KeyCodec.putInt(to, at + 1, physicalId);
  }

  private static int separator(byte[] to, int at, byte letter) {
    to[at] = '_';
    to[at + 1] = letter;
    return at + 2;
  }
}
