package io.levin.source;

import java.util.List;

/**
 * The chunks of a table in order: their row id ranges lie end to end, from 1 on.
 *
 * @param chunks each with its engine
 * @param warnings about files
 */
public record TablePlan(List<Chunk> chunks, List<String> warnings) {

  /** Copies the lists. */
  public TablePlan {
    chunks = List.copyOf(chunks);
    warnings = List.copyOf(warnings);
  }

  /** How many data engines there are. */
  public int engines() {
    return chunks.stream().mapToInt(chunk -> chunk.engine() + 1).max().orElse(0);
  }

  /** How many row ids all chunks together set aside. */
  public long rowIds() {
    return chunks.isEmpty() ? 0 : chunks.get(chunks.size() - 1).rowIdMax();
  }
}
