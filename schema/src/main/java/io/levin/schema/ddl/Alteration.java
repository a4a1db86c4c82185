package io.levin.schema.ddl;

/** One clause of ALTER TABLE. */
public sealed interface Alteration {

  /**
   * {@code [FORCE] AUTO_INCREMENT = n}.
   *
   * @param value the next id
   * @param force also downwards
   */
  record AutoIncrement(long value, boolean force) implements Alteration {}

  /**
   * {@code [FORCE] AUTO_RANDOM_BASE = n}.
   *
   * @param value the next id
   * @param force also downwards
   */
  record AutoRandomBase(long value, boolean force) implements Alteration {}

  /**
   * {@code ADD INDEX}, {@code ADD UNIQUE}, {@code ADD PRIMARY KEY}.
   *
   * @param key the index
   */
  record AddKey(KeyDefinition key) implements Alteration {}

  /**
   * {@code DROP INDEX}; PRIMARY for the primary key.
   *
   * @param name the index
   * @param ifExists it may be missing
   */
  record DropKey(String name, boolean ifExists) implements Alteration {}

  /**
   * {@code ADD COLUMN}.
   *
   * @param column the column
   * @param first FIRST
   * @param after AFTER; null where there is none
   * @param ifNotExists it may be there
   */
  record AddColumn(ColumnDefinition column, boolean first, String after, boolean ifNotExists)
      implements Alteration {}

  /**
   * {@code DROP COLUMN}.
   *
   * @param name the column
   * @param ifExists it may be missing
   */
  record DropColumn(String name, boolean ifExists) implements Alteration {}

  /**
   * Options of the table, such as {@code COMMENT = 'x'} or {@code SHARD_ROW_ID_BITS = 4}.
   *
   * @param options the options
   */
  record Options(TableOptions options) implements Alteration {}

  /**
   * {@code RENAME TO}.
   *
   * @param name the new name
   */
  record Rename(TableName name) implements Alteration {}
}
