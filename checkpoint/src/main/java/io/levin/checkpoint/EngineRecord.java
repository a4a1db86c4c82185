package io.levin.checkpoint;

import java.util.List;

/**
 * One engine.
 *
 * @param number -1 for the index engine, data engines from 0 on
 * @param status one of {@link Status}
 * @param chunks in the order of their paths and offsets; none for the index engine
 */
public record EngineRecord(int number, int status, List<ChunkRecord> chunks) {
  /** The number of the index engine. */
  public static final int INDEX = -1;

  /** Copies the list. */
  public EngineRecord {
    chunks = List.copyOf(chunks);
  }
}
