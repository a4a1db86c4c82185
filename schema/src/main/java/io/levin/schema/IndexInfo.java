package io.levin.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;

/**
 * One index of a table. An integer primary key that is the handle has none.
 *
 * @param id goes into index keys
 * @param name as it was written; {@code PRIMARY} for the primary key
 * @param table usually empty
 * @param columns in key order
 * @param state {@link SchemaState#PUBLIC} unless a schema change is under way
 * @param backfillState not 0 while the index is being filled
 * @param comment the COMMENT
 * @param type as declared
 * @param unique UNIQUE or the primary key
 * @param primary the primary key
 * @param invisible to the optimizer; its entries are written all the same
 * @param global one index over all partitions
 * @param multiValued over the elements of a JSON array
 * @param vectorIndex of a vector index; else null
 * @param invertedIndex of a columnar inverted index; else null
 * @param fullTextIndex of a full text index; else null
 * @param condition of a partial index; empty for an ordinary one
 * @param globalIndexVersion layout of a global index's keys; 0 in 8.5
 */
public record IndexInfo(
    @JsonProperty("id") long id,
    @JsonProperty("idx_name")
        @JsonSerialize(using = JsonNames.NameWriter.class)
        @JsonDeserialize(using = JsonNames.NameReader.class)
        String name,
    @JsonProperty("tbl_name")
        @JsonSerialize(using = JsonNames.NameWriter.class)
        @JsonDeserialize(using = JsonNames.NameReader.class)
        String table,
    @JsonProperty("idx_cols") List<IndexColumn> columns,
    @JsonProperty("state") SchemaState state,
    @JsonProperty("backfill_state") int backfillState,
    @JsonProperty("comment") String comment,
    @JsonProperty("index_type") IndexType type,
    @JsonProperty("is_unique") boolean unique,
    @JsonProperty("is_primary") boolean primary,
    @JsonProperty("is_invisible") boolean invisible,
    @JsonProperty("is_global") boolean global,
    @JsonProperty("mv_index") boolean multiValued,
    @JsonProperty("vector_index") RawJson vectorIndex,
    @JsonProperty("inverted_index") @JsonInclude(JsonInclude.Include.NON_NULL)
        RawJson invertedIndex,
    @JsonProperty("full_text_index") @JsonInclude(JsonInclude.Include.NON_NULL)
        RawJson fullTextIndex,
    @JsonProperty("condition_expr_string") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String condition,
    @JsonProperty("global_index_version") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        int globalIndexVersion) {

  /** Copies the list; texts that TiDB left out become empty. */
  public IndexInfo {
    table = table == null ? "" : table;
    columns = Lists.copy(columns);
    state = state == null ? SchemaState.NONE : state;
    comment = comment == null ? "" : comment;
    type = type == null ? IndexType.BTREE : type;
    condition = condition == null ? "" : condition;
  }

  /** The name as TiDB compares it. */
  public String lowerName() {
    return Identifiers.lower(name);
  }

  /** Whether the index can be used and is written completely. */
  public boolean isPublic() {
    return state == SchemaState.PUBLIC;
  }

  /** Whether the index has entries in TiKV; vector, inverted and full text indexes have none. */
  public boolean hasEntries() {
    return vectorIndex == null && invertedIndex == null && fullTextIndex == null;
  }

  /** The same index over these columns. */
  public IndexInfo withColumns(List<IndexColumn> newColumns) {
    return new IndexInfo(
        id,
        name,
        table,
        newColumns,
        state,
        backfillState,
        comment,
        type,
        unique,
        primary,
        invisible,
        global,
        multiValued,
        vectorIndex,
        invertedIndex,
        fullTextIndex,
        condition,
        globalIndexVersion);
  }
}
