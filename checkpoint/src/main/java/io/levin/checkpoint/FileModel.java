package io.levin.checkpoint;

import io.levin.base.KvChecksum;
import io.levin.proto.checkpoints.ChunkCheckpointModel;
import io.levin.proto.checkpoints.EngineCheckpointModel;
import io.levin.proto.checkpoints.TableCheckpointModel;
import io.levin.proto.checkpoints.TaskCheckpointModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Between the messages of the checkpoint file and the records of this module. */
final class FileModel {
  private FileModel() {}

  static TaskRecord task(TaskCheckpointModel m) {
    return new TaskRecord(
        m.getTaskId(),
        m.getSourceDir(),
        m.getBackend(),
        m.getTidbHost(),
        m.getTidbPort(),
        m.getPdAddr(),
        m.getSortedKvDir(),
        m.getLightningVer());
  }

  static TaskCheckpointModel task(TaskRecord r, TaskCheckpointModel before) {
    return before.toBuilder()
        .setTaskId(r.taskId())
        .setSourceDir(r.sourceDir())
        .setBackend(r.backend())
        .setTidbHost(r.tidbHost())
        .setTidbPort(r.tidbPort())
        .setPdAddr(r.pdAddr())
        .setSortedKvDir(r.sortedKvDir())
        .setLightningVer(r.version())
        .build();
  }

  static TableRecord table(TableCheckpointModel m) {
    List<EngineRecord> engines = new ArrayList<>();
    m.getEnginesMap().forEach((number, engine) -> engines.add(engine(number, engine)));
    engines.sort(Comparator.comparingInt(EngineRecord::number));
    // An older writer knows one mark for all ids, and stores the next id in it.
    long old = Math.max(0, m.getAllocBase() - 1);
    return new TableRecord(
        m.getStatus(),
        m.getTableId(),
        new KvChecksum(m.getKvChecksum(), m.getKvKvs(), m.getKvBytes()),
        Math.max(old, m.getAutoRandBase()),
        Math.max(old, m.getAutoIncrBase()),
        Math.max(old, m.getAutoRowIdBase()),
        engines);
  }

  static EngineCheckpointModel engine(EngineRecord r) {
    EngineCheckpointModel.Builder engine = EngineCheckpointModel.newBuilder().setStatus(r.status());
    for (ChunkRecord chunk : r.chunks()) {
      engine.putChunks(chunk.key(), chunk(chunk, ChunkCheckpointModel.getDefaultInstance()));
    }
    return engine.build();
  }

  static ChunkCheckpointModel chunk(ChunkRecord r, ChunkCheckpointModel before) {
    return before.toBuilder()
        .setPath(r.path())
        .setOffset(r.offset())
        .setEndOffset(r.endOffset())
        .setPos(r.position())
        .setRealPos(r.realPosition())
        .setPrevRowidMax(r.lastRowId())
        .setRowidMax(r.rowIdLimit())
        .setKvcBytes(r.sum().bytes())
        .setKvcKvs(r.sum().pairs())
        .setKvcChecksum(r.sum().crc())
        .clearColumnPermutation()
        .addAllColumnPermutation(r.columns())
        .setTimestamp(r.timestamp())
        .setType(r.fileType())
        .setCompression(r.compression())
        .setSortKey(r.sortKey())
        .setFileSize(r.fileSize())
        .build();
  }

  private static EngineRecord engine(int number, EngineCheckpointModel m) {
    List<ChunkRecord> chunks = new ArrayList<>();
    m.getChunksMap().values().forEach(chunk -> chunks.add(chunk(chunk)));
    chunks.sort(Comparator.comparing(ChunkRecord::path).thenComparingLong(ChunkRecord::offset));
    return new EngineRecord(number, m.getStatus(), chunks);
  }

  private static ChunkRecord chunk(ChunkCheckpointModel m) {
    return new ChunkRecord(
        m.getPath(),
        m.getOffset(),
        m.getEndOffset(),
        m.getPos(),
        m.getRealPos(),
        m.getPrevRowidMax(),
        m.getRowidMax(),
        new KvChecksum(m.getKvcChecksum(), m.getKvcKvs(), m.getKvcBytes()),
        m.getColumnPermutationList(),
        m.getTimestamp(),
        m.getType(),
        m.getCompression(),
        m.getSortKey(),
        m.getFileSize());
  }
}
