package io.levin.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;

/**
 * One foreign key. An import never checks it.
 *
 * @param id TiDB's number
 * @param name the constraint's name
 * @param refSchema the database of the referenced table
 * @param refTable the referenced table
 * @param refColumns the referenced columns
 * @param columns the referencing columns
 * @param onDelete 0 none, 1 RESTRICT, 2 CASCADE, 3 SET NULL, 4 NO ACTION, 5 SET DEFAULT
 * @param onUpdate likewise
 * @param state {@link SchemaState#PUBLIC} unless a schema change is under way
 * @param version 1 since TiDB checks foreign keys
 */
public record ForeignKeyInfo(
    @JsonProperty("id") long id,
    @JsonProperty("fk_name")
        @JsonSerialize(using = JsonNames.NameWriter.class)
        @JsonDeserialize(using = JsonNames.NameReader.class)
        String name,
    @JsonProperty("ref_schema")
        @JsonSerialize(using = JsonNames.NameWriter.class)
        @JsonDeserialize(using = JsonNames.NameReader.class)
        String refSchema,
    @JsonProperty("ref_table")
        @JsonSerialize(using = JsonNames.NameWriter.class)
        @JsonDeserialize(using = JsonNames.NameReader.class)
        String refTable,
    @JsonProperty("ref_cols")
        @JsonSerialize(contentUsing = JsonNames.NameWriter.class)
        @JsonDeserialize(contentUsing = JsonNames.NameReader.class)
        List<String> refColumns,
    @JsonProperty("cols")
        @JsonSerialize(contentUsing = JsonNames.NameWriter.class)
        @JsonDeserialize(contentUsing = JsonNames.NameReader.class)
        List<String> columns,
    @JsonProperty("on_delete") int onDelete,
    @JsonProperty("on_update") int onUpdate,
    @JsonProperty("state") SchemaState state,
    @JsonProperty("version") int version) {

  /** Copies the lists; texts that TiDB left out become empty. */
  public ForeignKeyInfo {
    refSchema = refSchema == null ? "" : refSchema;
    refColumns = Lists.copy(refColumns);
    columns = Lists.copy(columns);
    state = state == null ? SchemaState.NONE : state;
  }
}
