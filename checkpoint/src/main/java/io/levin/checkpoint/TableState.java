package io.levin.checkpoint;

import io.levin.base.KvChecksum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One table as it changes. Not thread-safe. */
final class TableState {
  int status;
  long tableId;
  KvChecksum base = KvChecksum.EMPTY;
  long autoRandom;
  long autoIncrement;
  long rowId;
  final TreeMap<Integer, Engine> engines = new TreeMap<>();

  /** One engine: its status and its chunks by key. */
  static final class Engine {
    int status;
    final Map<String, ChunkRecord> chunks = new LinkedHashMap<>();

    void put(ChunkRecord chunk) {
      chunks.put(chunk.key(), chunk);
    }
  }

  TableState(int status, long tableId) {
    this.status = status;
    this.tableId = tableId;
  }

  Engine engine(int number) {
    return engines.computeIfAbsent(number, n -> new Engine());
  }

  void put(EngineRecord record) {
    Engine engine = new Engine();
    engine.status = record.status();
    record.chunks().forEach(engine::put);
    engines.put(record.number(), engine);
  }

  void raise(long random, long increment, long row) {
    autoRandom = Math.max(autoRandom, random);
    autoIncrement = Math.max(autoIncrement, increment);
    rowId = Math.max(rowId, row);
  }

  TableRecord record() {
    List<EngineRecord> records = new ArrayList<>();
    engines.forEach(
        (number, engine) -> {
          List<ChunkRecord> chunks = new ArrayList<>(engine.chunks.values());
          chunks.sort(
              Comparator.comparing(ChunkRecord::path).thenComparingLong(ChunkRecord::offset));
          records.add(new EngineRecord(number, engine.status, chunks));
        });
    return new TableRecord(status, tableId, base, autoRandom, autoIncrement, rowId, records);
  }
}
