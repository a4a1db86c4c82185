package io.levin.engine.conflict;

import java.util.ArrayList;
import java.util.List;

/** Rows that have one key in common, in the order of their ids. Not thread-safe. */
final class ConflictGroup {
  /**
   * One of the rows.
   *
   * @param value what it has at the key
   */
  record Member(long rowId, byte[] value) {}

  private final byte[] key;
  private final List<Member> members = new ArrayList<>();

  ConflictGroup(byte[] key) {
    this.key = key;
  }

  void add(long rowId, byte[] value) {
    members.add(new Member(rowId, value));
  }

  byte[] key() {
    return key;
  }

  List<Member> members() {
    return members;
  }
}
