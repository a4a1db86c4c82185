package io.levin.schema;

import java.util.List;

/** Defensive copies for records. */
final class Lists {
  private Lists() {}

  /** An immutable copy; {@code null} is the empty list. */
  static <T> List<T> copy(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
