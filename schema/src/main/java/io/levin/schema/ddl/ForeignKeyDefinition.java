package io.levin.schema.ddl;

import java.util.List;

/**
 * A foreign key as it is written.
 *
 * @param name the constraint's name; empty where there is none
 * @param columns the referencing columns
 * @param references the referenced table
 * @param refColumns the referenced columns
 * @param onDelete TiDB's number of the action, see {@link io.levin.schema.ForeignKeyInfo}
 * @param onUpdate likewise
 */
public record ForeignKeyDefinition(
    String name,
    List<String> columns,
    TableName references,
    List<String> refColumns,
    int onDelete,
    int onUpdate) {
  /** Copies the lists. */
  public ForeignKeyDefinition {
    columns = List.copyOf(columns);
    refColumns = List.copyOf(refColumns);
  }
}
