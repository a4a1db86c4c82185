package io.levin.engine.ingest;

import io.levin.base.Bytes;
import io.levin.base.Step;
import io.levin.sortedkv.EngineId;
import io.levin.sortedkv.EngineMetadata;
import io.levin.sortedkv.SortedKv;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The key ranges of one engine that are in the cluster, so that a restart repeats no more than the
 * jobs that were under way. A range is durable, as a fact about its engine, before its worker goes
 * on; a range that is in the cluster and not here is written again, to the same versions.
 * Thread-safe.
 */
public final class ImportedRanges {
  /** Facts have this before the range's start, in hexadecimal; their value is the range's end. */
  private static final String PREFIX = "imported/";

  private final SortedKv store;
  private final EngineId engine;
  // Guarded by this: ends by starts.
  private final NavigableMap<byte[], byte[]> ends = new TreeMap<>(Bytes::compare);

  private ImportedRanges(SortedKv store, EngineId engine) {
    this.store = store;
    this.engine = engine;
  }

  /** For pairs that are in memory, and are all sent again after a crash. */
  public static ImportedRanges forgotten() {
    return new ImportedRanges(null, null);
  }

  /** Those of an engine, as far as earlier runs came. */
  public static ImportedRanges of(SortedKv store, EngineId engine) {
    ImportedRanges ranges = new ImportedRanges(store, engine);
    for (Map.Entry<String, byte[]> fact : store.metadata(engine).entrySet()) {
      if (fact.getKey().startsWith(PREFIX)) {
        ranges.put(Bytes.fromHex(fact.getKey().substring(PREFIX.length())), fact.getValue());
      }
    }
    return ranges;
  }

  /** Records a range; durable when this returns. */
  void add(KeyRange range) {
    if (store == null) {
      return;
    }
    String name = PREFIX + Bytes.hex(range.start());
    store.putMetadata(List.of(new EngineMetadata(engine, name, range.end())));
    put(range.start(), range.end());
    Step.RANGES_RECORDED.pass();
  }

  private synchronized void put(byte[] start, byte[] end) {
    ends.merge(start, end, (a, b) -> Bytes.compare(a, b) > 0 ? a : b);
  }

  /** The parts of a range that are not in the cluster, in order. */
  synchronized List<KeyRange> missing(KeyRange range) {
    List<KeyRange> missing = new ArrayList<>();
    byte[] from = range.start();
    Map.Entry<byte[], byte[]> before = ends.lowerEntry(from);
    if (before != null && Bytes.compare(before.getValue(), from) > 0) {
      from = before.getValue();
    }
    for (Map.Entry<byte[], byte[]> done : ends.tailMap(range.start(), true).entrySet()) {
      if (Bytes.compare(done.getKey(), range.end()) >= 0) {
        break;
      }
      if (Bytes.compare(done.getKey(), from) > 0) {
        missing.add(new KeyRange(from, done.getKey()));
      }
      if (Bytes.compare(done.getValue(), from) > 0) {
        from = done.getValue();
      }
    }
    if (Bytes.compare(from, range.end()) < 0) {
      missing.add(new KeyRange(from, range.end()));
    }
    return missing;
  }
}
