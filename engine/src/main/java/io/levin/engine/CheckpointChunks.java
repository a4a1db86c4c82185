package io.levin.engine;

import io.levin.base.KvChecksum;
import io.levin.checkpoint.ChunkRecord;
import io.levin.checkpoint.EngineRecord;
import io.levin.checkpoint.Status;
import io.levin.engine.plan.TablePlan;
import io.levin.source.Chunk;
import io.levin.source.compress.Compression;
import io.levin.source.route.FileType;
import java.util.ArrayList;
import java.util.List;

/** The chunks of a plan as the checkpoint records them. */
final class CheckpointChunks {
  private CheckpointChunks() {}

  /** All engines of a table, nothing done yet. */
  static List<EngineRecord> engines(TablePlan plan) {
    List<EngineRecord> engines = new ArrayList<>();
    engines.add(new EngineRecord(EngineRecord.INDEX, Status.LOADED, List.of()));
    plan.chunksByEngine()
        .forEach(
            (number, chunks) ->
                engines.add(new EngineRecord(number, Status.LOADED, planned(plan, chunks))));
    return engines;
  }

  private static List<ChunkRecord> planned(TablePlan plan, List<Chunk> chunks) {
    List<ChunkRecord> records = new ArrayList<>();
    for (Chunk chunk : chunks) {
      records.add(record(plan, chunk, chunk.start(), chunk.previousRowIdMax(), KvChecksum.EMPTY));
    }
    return records;
  }

  /**
   * All read to their ends.
   *
   * @param sum of all the chunks together; it is kept with the first one
   */
  static List<ChunkRecord> finished(TablePlan plan, List<Chunk> chunks, KvChecksum sum) {
    List<ChunkRecord> records = new ArrayList<>();
    for (Chunk chunk : chunks) {
      KvChecksum own = records.isEmpty() ? sum : KvChecksum.EMPTY;
      records.add(record(plan, chunk, chunk.end(), chunk.rowIdMax(), own));
    }
    return records;
  }

  private static ChunkRecord record(
      TablePlan plan, Chunk chunk, long position, long rowId, KvChecksum sum) {
    return new ChunkRecord(
        chunk.file().path(),
        chunk.start(),
        chunk.end(),
        position,
        0,
        rowId,
        chunk.rowIdMax(),
        sum,
        List.of(),
        plan.timestampSeconds(),
        typeCode(chunk.file().type()),
        compressionCode(chunk.file().compression()),
        chunk.file().key(),
        chunk.file().size());
  }

  /** The numbers of the original's file types. */
  private static int typeCode(FileType type) {
    return switch (type) {
      case IGNORE -> 0;
      case SCHEMA_SCHEMA -> 1;
      case TABLE_SCHEMA -> 2;
      case SQL -> 3;
      case CSV -> 4;
      case PARQUET -> 5;
      case VIEW_SCHEMA -> 6;
    };
  }

  /** The numbers of the original's compressions. */
  private static int compressionCode(Compression compression) {
    return switch (compression) {
      case NONE -> 0;
      case GZIP -> 1;
      case ZSTD -> 3;
      case XZ -> 4;
      case LZO -> 5;
      case SNAPPY -> 6;
      case LZ4 -> 2;
    };
  }
}
