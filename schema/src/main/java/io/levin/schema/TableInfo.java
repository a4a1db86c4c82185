package io.levin.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Optional;

/**
 * One table, view or sequence as TiDB describes it in {@code /schema/{db}/{table}}.
 *
 * <p>Made by {@link SchemaJson} from a cluster's answer or by {@link TableInfoBuilder}.
 *
 * @param id the table id that is in the keys of a table without partitions
 * @param name as it was written
 * @param charset the default character set of new columns
 * @param collate the default collation of new columns
 * @param columns in order; hidden ones last
 * @param indices in the order in which entries are written
 * @param constraints CHECK constraints
 * @param foreignKeys foreign keys
 * @param state {@link SchemaState#PUBLIC} for a usable table
 * @param pkIsHandle the integer primary key is the row id
 * @param isCommonHandle the encoded primary key is the row id
 * @param commonHandleVersion 0 or 1, the layout of index values
 * @param comment the COMMENT
 * @param autoIncId the AUTO_INCREMENT option of CREATE TABLE; not the allocator's value
 * @param autoIncIdExtra a second value of the same kind
 * @param autoIdCache the AUTO_ID_CACHE option; 1 selects the MySQL compatible allocator
 * @param autoRandId the AUTO_RANDOM_BASE option
 * @param maxColumnId the largest column id ever used
 * @param maxIndexId the largest index id ever used
 * @param maxForeignKeyId the largest foreign key id ever used
 * @param maxConstraintId the largest constraint id ever used
 * @param updateTimestamp TSO of the last schema change, unsigned
 * @param oldSchemaId where the allocators of a renamed table are; else 0
 * @param autoIdSchemaId where the allocators of a renamed table are; else 0
 * @param shardRowIdBits high bits of the row id that scatter rows
 * @param maxShardRowIdBits the largest it ever was
 * @param autoRandomBits shard bits of an AUTO_RANDOM column; 0 where there is none
 * @param autoRandomRangeBits range bits of it; 0 stands for 64
 * @param preSplitRegions 2 to this power regions at creation
 * @param partition null for a table without partitions
 * @param compression the COMPRESSION option
 * @param view null unless this is a view
 * @param sequence null unless this is a sequence
 * @param lock null unless the table is locked
 * @param version 0 to 5; from 5 on row ids and auto-increment ids have allocators of their own
 * @param tiflashReplica null unless there is a TiFlash replica
 * @param columnar always false in use
 * @param tempTableType 0 for an ordinary table
 * @param cacheTableStatus 0 for a table that is not cached
 * @param policyRefInfo placement; else null
 * @param statsOptions else null
 * @param exchangePartitionInfo else null
 * @param ttl null where rows do not expire
 * @param revision counts schema changes
 */
public record TableInfo(
    @JsonProperty("id") long id,
    @JsonProperty("name")
        @JsonSerialize(using = JsonNames.NameWriter.class)
        @JsonDeserialize(using = JsonNames.NameReader.class)
        String name,
    @JsonProperty("charset") String charset,
    @JsonProperty("collate") String collate,
    @JsonProperty("cols") List<ColumnInfo> columns,
    @JsonProperty("index_info") List<IndexInfo> indices,
    @JsonProperty("constraint_info") @JsonSerialize(using = JsonNames.EmptyIsNull.class)
        List<CheckConstraint> constraints,
    @JsonProperty("fk_info") List<ForeignKeyInfo> foreignKeys,
    @JsonProperty("state") SchemaState state,
    @JsonProperty("pk_is_handle") boolean pkIsHandle,
    @JsonProperty("is_common_handle") boolean isCommonHandle,
    @JsonProperty("common_handle_version") int commonHandleVersion,
    @JsonProperty("comment") String comment,
    @JsonProperty("auto_inc_id") long autoIncId,
    @JsonProperty("auto_inc_id_extra") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        long autoIncIdExtra,
    @JsonProperty("auto_id_cache") long autoIdCache,
    @JsonProperty("auto_rand_id") long autoRandId,
    @JsonProperty("max_col_id") long maxColumnId,
    @JsonProperty("max_idx_id") long maxIndexId,
    @JsonProperty("max_fk_id") long maxForeignKeyId,
    @JsonProperty("max_cst_id") long maxConstraintId,
    @JsonProperty("update_timestamp") long updateTimestamp,
    @JsonProperty("old_schema_id") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long oldSchemaId,
    @JsonProperty("auto_id_schema_id") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        long autoIdSchemaId,
    @JsonProperty("ShardRowIDBits") int shardRowIdBits,
    @JsonProperty("max_shard_row_id_bits") int maxShardRowIdBits,
    @JsonProperty("auto_random_bits") int autoRandomBits,
    @JsonProperty("auto_random_range_bits") int autoRandomRangeBits,
    @JsonProperty("pre_split_regions") int preSplitRegions,
    @JsonProperty("partition") PartitionInfo partition,
    @JsonProperty("compression") String compression,
    @JsonProperty("view") ViewInfo view,
    @JsonProperty("sequence") RawJson sequence,
    @JsonProperty("Lock") RawJson lock,
    @JsonProperty("version") int version,
    @JsonProperty("tiflash_replica") RawJson tiflashReplica,
    @JsonProperty("is_columnar") boolean columnar,
    @JsonProperty("temp_table_type") int tempTableType,
    @JsonProperty("cache_table_status") int cacheTableStatus,
    @JsonProperty("policy_ref_info") RawJson policyRefInfo,
    @JsonProperty("stats_options") RawJson statsOptions,
    @JsonProperty("exchange_partition_info") RawJson exchangePartitionInfo,
    @JsonProperty("ttl_info") TtlInfo ttl,
    @JsonProperty("revision") long revision) {

  /** Copies the lists; texts that TiDB left out become empty. */
  public TableInfo {
    charset = charset == null ? "" : charset;
    collate = collate == null ? "" : collate;
    columns = Lists.copy(columns);
    indices = Lists.copy(indices);
    constraints = Lists.copy(constraints);
    foreignKeys = Lists.copy(foreignKeys);
    state = state == null ? SchemaState.NONE : state;
    comment = comment == null ? "" : comment;
    compression = compression == null ? "" : compression;
  }

  /** The name as TiDB compares it. */
  public String lowerName() {
    return Identifiers.lower(name);
  }

  /** Whether this is a view. */
  public boolean isView() {
    return view != null;
  }

  /** Whether this is a sequence. */
  public boolean isSequence() {
    return sequence != null;
  }

  /** Whether rows live in partitions: a partitioning that is not enabled does not count. */
  public boolean isPartitioned() {
    return partition != null && partition.enable();
  }

  /** Whether rows have no primary key as their handle, but a hidden {@code _tidb_rowid}. */
  public boolean hasImplicitRowId() {
    return !pkIsHandle && !isCommonHandle;
  }

  /** Whether row ids and auto-increment ids have allocators of their own. */
  public boolean hasSeparateAutoIncrement() {
    return version >= 5 && autoIdCache == 1;
  }

  /** The column of that name in any case, hidden ones included. */
  public Optional<ColumnInfo> column(String columnName) {
    String lower = Identifiers.lower(columnName);
    return columns.stream().filter(c -> c.lowerName().equals(lower)).findFirst();
  }

  /** The index of that name in any case. */
  public Optional<IndexInfo> index(String indexName) {
    String lower = Identifiers.lower(indexName);
    return indices.stream().filter(i -> i.lowerName().equals(lower)).findFirst();
  }

  /** The index of the primary key; empty where there is none or the integer key is the handle. */
  public Optional<IndexInfo> primaryIndex() {
    return indices.stream().filter(IndexInfo::primary).findFirst();
  }

  /** The AUTO_INCREMENT column. */
  public Optional<ColumnInfo> autoIncrementColumn() {
    return columns.stream().filter(c -> c.type().autoIncrement()).findFirst();
  }

  /** A builder that starts with everything that this table has. */
  public TableInfoBuilder toBuilder() {
    return new TableInfoBuilder(this);
  }
}
