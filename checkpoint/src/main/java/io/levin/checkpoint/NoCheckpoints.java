package io.levin.checkpoint;

import io.levin.base.KvChecksum;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** With {@code checkpoint.enable = false}: nothing is remembered. */
public final class NoCheckpoints implements CheckpointStore {
  @Override
  public Optional<TaskRecord> task() {
    return Optional.empty();
  }

  @Override
  public void initialize(
      TaskRecord task, Map<String, Long> ids, Map<String, List<EngineRecord>> plans) {}

  @Override
  public Optional<TableRecord> table(String table) {
    return Optional.empty();
  }

  @Override
  public Map<Integer, Integer> statuses(String table) {
    return Map.of();
  }

  @Override
  public Set<String> tables() {
    return Set.of();
  }

  @Override
  public void engines(String table, List<EngineRecord> engines) {}

  @Override
  public void status(String table, int engine, int status) {}

  @Override
  public void statusSoon(String table, int engine, int status) {}

  @Override
  public void save() {}

  @Override
  public void progress(String table, int engine, List<ChunkRecord> chunks) {}

  @Override
  public void autoIds(String table, long autoRandom, long autoIncrement, long rowId) {}

  @Override
  public void base(String table, KvChecksum sum) {}

  @Override
  public Map<String, String> notes() {
    return Map.of();
  }

  @Override
  public void note(String name, String value) {}

  @Override
  public String remedyToStartOver() {
    return "";
  }

  @Override
  public void remove(String table) {}

  @Override
  public void removeAll() {}

  @Override
  public void moveAway(long taskId) {}

  @Override
  public String describe() {
    return "no checkpoint";
  }

  @Override
  public void close() {}
}
