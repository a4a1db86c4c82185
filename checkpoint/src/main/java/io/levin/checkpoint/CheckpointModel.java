package io.levin.checkpoint;

import io.levin.proto.checkpoints.CheckpointsModel;
import io.levin.proto.checkpoints.TableCheckpointModel;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a checkpoint file holds, in memory, fields that this version does not know included. Not
 * thread-safe.
 */
final class CheckpointModel {
  /** What is not a table. */
  private CheckpointsModel root;

  private final Map<String, TableCheckpointModel> tables;

  /** The tables as they are in the file, those that have not changed since they were put so. */
  private final Map<String, byte[]> encoded = new HashMap<>();

  CheckpointModel(CheckpointsModel all) {
    this.root = all.toBuilder().clearCheckpoints().build();
    this.tables = new TreeMap<>(all.getCheckpointsMap());
  }

  /** The task, if one was recorded. */
  Optional<TaskRecord> task() {
    return root.hasTaskCheckpoint() && root.getTaskCheckpoint().getTaskId() != 0
        ? Optional.of(FileModel.task(root.getTaskCheckpoint()))
        : Optional.empty();
  }

  /** Records the task. */
  void task(TaskRecord task) {
    root =
        root.toBuilder().setTaskCheckpoint(FileModel.task(task, root.getTaskCheckpoint())).build();
  }

  /** The tables that have a record. */
  Set<String> names() {
    return new TreeSet<>(tables.keySet());
  }

  /** The record of a table, or null. */
  TableCheckpointModel table(String name) {
    return tables.get(name);
  }

  /** Replaces the record of a table. */
  void put(String name, TableCheckpointModel table) {
    tables.put(name, table);
    encoded.remove(name);
  }

  /** Forgets a table. */
  void remove(String name) {
    tables.remove(name);
    encoded.remove(name);
  }

  /** Forgets everything. */
  void clear() {
    root = CheckpointsModel.getDefaultInstance();
    tables.clear();
    encoded.clear();
  }

  /**
   * The file's content. What a message consists of may be written piece by piece, so that a change
   * of one table costs no more than that table's part; what is not a table comes last.
   */
  byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    tables.forEach(
        (name, model) -> out.writeBytes(encoded.computeIfAbsent(name, key -> encode(key, model))));
    out.writeBytes(root.toByteArray());
    return out.toByteArray();
  }

  private static byte[] encode(String name, TableCheckpointModel table) {
    return CheckpointsModel.newBuilder().putCheckpoints(name, table).build().toByteArray();
  }
}
