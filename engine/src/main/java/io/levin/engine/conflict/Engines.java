package io.levin.engine.conflict;

import io.levin.sortedkv.SortedPairs;
import java.util.function.Consumer;

/**
 * The sorted engines of one table. What is open holds memory that others may wait for, so that
 * nobody may hold one engine while waiting for the next.
 */
@FunctionalInterface
public interface Engines {
  /** Shows all of them, one after the other; each is open during its visit only. */
  void forEach(Consumer<SortedPairs> visitor);
}
