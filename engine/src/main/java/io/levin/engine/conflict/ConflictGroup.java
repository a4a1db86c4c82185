package io.levin.engine.conflict;

import java.util.ArrayList;
import java.util.List;

/** The ids of the rows that have one key in common, in the order of reading. Not thread-safe. */
final class ConflictGroup {
  private final byte[] key;
  private final List<Long> rowIds = new ArrayList<>(2);

  ConflictGroup(byte[] key) {
    this.key = key;
  }

  void add(long rowId) {
    rowIds.add(rowId);
  }

  byte[] key() {
    return key;
  }

  List<Long> rowIds() {
    return rowIds;
  }
}
