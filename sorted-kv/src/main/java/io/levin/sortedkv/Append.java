package io.levin.sortedkv;

import java.util.ArrayList;
import java.util.List;

/**
 * What becomes durable together: pairs of some engines, how far the chunks have got that they came
 * from, and facts about engines. After a crash either all of it is there or nothing.
 *
 * @param pairs pairs by engine; an engine may come more than once
 * @param progress progress by chunk; the latest of a chunk stands
 * @param metadata facts about engines
 */
public record Append(
    List<EnginePairs> pairs, List<ChunkProgress> progress, List<EngineMetadata> metadata) {
  /** Copies the lists. */
  public Append {
    pairs = List.copyOf(pairs);
    progress = List.copyOf(progress);
    metadata = List.copyOf(metadata);
  }

  /** Pairs and progress alone. */
  public static Append of(List<EnginePairs> pairs, List<ChunkProgress> progress) {
    return new Append(pairs, progress, List.of());
  }

  /** Both, in this order; small tables are appended together to share one synced record. */
  public Append and(Append other) {
    return new Append(
        concat(pairs, other.pairs),
        concat(progress, other.progress),
        concat(metadata, other.metadata));
  }

  private static <T> List<T> concat(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first.size() + second.size());
    all.addAll(first);
    all.addAll(second);
    return all;
  }
}
