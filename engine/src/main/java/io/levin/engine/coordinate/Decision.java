package io.levin.engine.coordinate;

import java.util.List;

/**
 * What comes out of a look at locked rows.
 *
 * @param result for the caller
 * @param changes to the rows, in order, in the same transaction
 */
public record Decision<T, C>(T result, List<C> changes) {
  /** Copies the list. */
  public Decision {
    changes = List.copyOf(changes);
  }

  static <T, C> Decision<T, C> of(T result) {
    return new Decision<>(result, List.of());
  }

  static <T, C> Decision<T, C> of(T result, C change) {
    return new Decision<>(result, List.of(change));
  }
}
