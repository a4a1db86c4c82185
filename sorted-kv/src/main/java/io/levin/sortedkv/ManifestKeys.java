package io.levin.sortedkv;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys of the manifest's records: u16 length of the table's name, the name, i32 number of the
 * engine with its sign flipped, a letter, and what the letter says: {@code R} a run (u64 number),
 * {@code C} a chunk's progress (its key), {@code M} a fact about the engine (its name). All
 * big-endian and UTF-8. The record of the store itself has an empty table name.
 */
final class ManifestKeys {
  static final char RUN = 'R';
  static final char CHUNK = 'C';
  static final char METADATA = 'M';

  /** Holds the version of everything that lies in the store. */
  static final byte[] FORMAT = {0, 0, 'F'};

  private ManifestKeys() {}

  static byte[] run(EngineId engine, long number) {
    return key(engine, RUN, ByteBuffer.allocate(8).putLong(number).array());
  }

  static byte[] chunk(EngineId engine, String chunk) {
    return key(engine, CHUNK, chunk.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] metadata(EngineId engine, String name) {
    return key(engine, METADATA, name.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] key(EngineId engine, char kind, byte[] rest) {
    byte[] table = engine.table().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + table.length + 4 + 1 + rest.length)
        .putShort((short) table.length)
        .put(table)
        .putInt(engine.number() ^ Integer.MIN_VALUE)
        .put((byte) kind)
        .put(rest)
        .array();
  }

  /**
   * A key taken apart.
   *
   * @param engine the engine
   * @param kind one of the letters
   * @param rest what the letter says
   */
  record Parsed(EngineId engine, char kind, byte[] rest) {
    String text() {
      return new String(rest, StandardCharsets.UTF_8);
    }

    long number() {
      return ByteBuffer.wrap(rest).getLong();
    }
  }

  static Parsed parse(byte[] key) {
    ByteBuffer from = ByteBuffer.wrap(key);
    int tableLength = from.getShort() & 0xffff;
    String table = new String(key, 2, tableLength, StandardCharsets.UTF_8);
    from.position(2 + tableLength);
    int number = from.getInt() ^ Integer.MIN_VALUE;
    char kind = (char) from.get();
    return new Parsed(
        new EngineId(table, number), kind, Arrays.copyOfRange(key, from.position(), key.length));
  }
}
