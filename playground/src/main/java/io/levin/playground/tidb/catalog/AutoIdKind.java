package io.levin.playground.tidb.catalog;

/** The allocators that a table can have. */
public enum AutoIdKind {
  /** Of {@code _tidb_rowid}, and of AUTO_INCREMENT unless that has its own. */
  ROW_ID("TID"),
  /** Of AUTO_INCREMENT in a table with {@code AUTO_ID_CACHE 1}. */
  AUTO_INCREMENT("IID"),
  /** Of AUTO_RANDOM, without the shard bits. */
  AUTO_RANDOM("TARID");

  private final String prefix;

  AutoIdKind(String prefix) {
    this.prefix = prefix;
  }

  String prefix() {
    return prefix;
  }
}
