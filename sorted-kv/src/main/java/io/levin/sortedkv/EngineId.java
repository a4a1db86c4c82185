package io.levin.sortedkv;

import java.util.Objects;

/**
 * An engine: a part of a table's pairs that is sorted and ingested as one.
 *
 * @param table the table's key, {@code `db`.`table`}
 * @param number {@value #INDEX} for the table's index engine, 0 and up for its data engines, less
 *     for parts that were set aside
 */
public record EngineId(String table, int number) {
  /** The number of the engine that holds the index pairs of all of a table's rows. */
  public static final int INDEX = -1;

  /** Checks that there is a table. */
  public EngineId {
    Objects.requireNonNull(table, "table");
  }

  /** The index engine of a table. */
  public static EngineId index(String table) {
    return new EngineId(table, INDEX);
  }

  /** True for an index engine. */
  public boolean isIndex() {
    return number == INDEX;
  }

  /** The form in which logs and checkpoints name an engine, {@code `db`.`table`:number}. */
  @Override
  public String toString() {
    return table + ":" + number;
  }
}
