package io.levin.sortedkv;

import io.levin.base.KvChecksum;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the manifest says about one engine. Guarded by the {@link SortedKv} it belongs to. */
final class EngineState {
  final List<StoredRun> runs = new ArrayList<>();
  final Map<String, ChunkProgress> progress = new HashMap<>();
  final Map<String, byte[]> metadata = new HashMap<>();

  /** Form of a progress record: u64 CRC, u64 pairs, u64 bytes, the payload. */
  static byte[] toRecord(ChunkProgress progress) {
    KvChecksum sums = progress.sums();
    return ByteBuffer.allocate(24 + progress.payload().length)
        .putLong(sums.crc())
        .putLong(sums.pairs())
        .putLong(sums.bytes())
        .put(progress.payload())
        .array();
  }

  static ChunkProgress progress(EngineId engine, String chunk, byte[] record) {
    ByteBuffer from = ByteBuffer.wrap(record);
    KvChecksum sums = new KvChecksum(from.getLong(), from.getLong(), from.getLong());
    return new ChunkProgress(engine, chunk, Arrays.copyOfRange(record, 24, record.length), sums);
  }
}
