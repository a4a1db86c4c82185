package io.levin.schema.ddl;

import java.util.List;

/**
 * The body of CREATE TABLE as it is written.
 *
 * @param columns in order
 * @param keys of the table, without those that are attributes of columns
 * @param checks of the table, without those that are attributes of columns
 * @param foreignKeys of the table; TiDB takes no notice of REFERENCES as an attribute
 * @param options behind the parentheses
 * @param partitioning PARTITION BY; null where there is none
 */
public record TableDefinition(
    List<ColumnDefinition> columns,
    List<KeyDefinition> keys,
    List<CheckDefinition> checks,
    List<ForeignKeyDefinition> foreignKeys,
    TableOptions options,
    PartitioningDefinition partitioning) {
  /** Copies the lists. */
  public TableDefinition {
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
    checks = List.copyOf(checks);
    foreignKeys = List.copyOf(foreignKeys);
  }
}
