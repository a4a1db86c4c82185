package io.levin.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;

/**
 * How a table is partitioned.
 *
 * @param type RANGE, HASH, LIST or KEY
 * @param expr the restored expression; empty where {@code columns} are used
 * @param columns of RANGE COLUMNS, LIST COLUMNS and KEY
 * @param enable only an enabled partitioning divides the rows
 * @param emptyColumns {@code KEY ()} without columns
 * @param definitions in order
 * @param addingDefinitions of a reorganization under way
 * @param droppingDefinitions of a reorganization under way
 * @param states of partitions under change; else null
 * @param num the number of partitions
 * @param ddlState not {@link SchemaState#NONE} during a reorganization
 * @param newTableId of a reorganization under way; else 0
 * @param ddlChangedIndex of a reorganization under way; else null
 */
public record PartitionInfo(
    @JsonProperty("type") PartitionType type,
    @JsonProperty("expr") String expr,
    @JsonProperty("columns")
        @JsonSerialize(contentUsing = JsonNames.NameWriter.class)
        @JsonDeserialize(contentUsing = JsonNames.NameReader.class)
        List<String> columns,
    @JsonProperty("enable") boolean enable,
    @JsonProperty("is_empty_columns") boolean emptyColumns,
    @JsonProperty("definitions") List<PartitionDefinition> definitions,
    @JsonProperty("adding_definitions") List<PartitionDefinition> addingDefinitions,
    @JsonProperty("dropping_definitions") List<PartitionDefinition> droppingDefinitions,
    @JsonProperty("states") RawJson states,
    @JsonProperty("num") int num,
    @JsonProperty("ddl_state") SchemaState ddlState,
    @JsonProperty("new_table_id") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long newTableId,
    @JsonProperty("ddl_changed_index") @JsonInclude(JsonInclude.Include.NON_NULL)
        RawJson ddlChangedIndex) {

  /** Copies the lists; {@code null} stands for empty. */
  public PartitionInfo {
    type = type == null ? PartitionType.NONE : type;
    expr = expr == null ? "" : expr;
    columns = Lists.copy(columns);
    definitions = Lists.copy(definitions);
    addingDefinitions = Lists.copy(addingDefinitions);
    droppingDefinitions = Lists.copy(droppingDefinitions);
    ddlState = ddlState == null ? SchemaState.NONE : ddlState;
  }
}
