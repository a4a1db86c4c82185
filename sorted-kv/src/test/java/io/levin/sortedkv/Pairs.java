package io.levin.sortedkv;

import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.base.KvBuffer;
import io.levin.base.PairWire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pairs for tests: one is a key, a value and a row id. */
record Pairs(byte[] key, byte[] value, long rowId) {
  static Pairs of(String key, String value, long rowId) {
    return new Pairs(bytes(key), bytes(value), rowId);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static KvBuffer buffer(List<Pairs> pairs) {
    KvBuffer buffer = new KvBuffer(64, 16);
    for (Pairs pair : pairs) {
      buffer.begin(pair.rowId);
      buffer.write(pair.key, 0, pair.key.length);
      buffer.endKey();
      buffer.write(pair.value, 0, pair.value.length);
      buffer.endPair();
    }
    return buffer;
  }

  /** A reader of everything. */
  static PairReader all(SortedPairs pairs, EqualKeyListener listener, Cancellation cancellation) {
    EngineStats stats = pairs.stats();
    byte[] none = new byte[0];
    return stats.isEmpty()
        ? pairs.read(none, none, listener, cancellation)
        : pairs.read(stats.firstKey(), RangeCutter.behind(stats.lastKey()), listener, cancellation);
  }

  /** Everything that a reader gives out; the row ids are not known. */
  static List<Pairs> read(PairReader reader) {
    List<Pairs> pairs = new ArrayList<>();
    try (reader) {
      PairBlock next;
      while ((next = reader.next()) != null) {
        try (PairBlock block = next) {
          addAll(block, pairs);
        }
      }
    }
    return pairs;
  }

  private static void addAll(PairBlock block, List<Pairs> pairs) {
    int first = pairs.size();
    PairWire.Reader wire =
        new PairWire.Reader().reset(block.array(), block.offset(), block.length());
    while (wire.next()) {
      pairs.add(
          new Pairs(
              slice(block.array(), wire.keyOffset(), wire.keyLength()),
              slice(block.array(), wire.valueOffset(), wire.valueLength()),
              0));
    }
    check(pairs.size() - first == block.pairs(), "number of pairs");
    check(Arrays.equals(pairs.get(first).key, block.firstKey()), "first key");
    check(Arrays.equals(pairs.get(pairs.size() - 1).key, block.lastKey()), "last key");
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("a block does not tell the truth: " + what);
    }
  }

  private static byte[] slice(byte[] array, int offset, int length) {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  @Override
  public String toString() {
    return Bytes.hex(key) + "=" + Bytes.hex(value) + (rowId == 0 ? "" : "#" + rowId);
  }
}
