package io.levin.schema;

import java.util.List;

/**
 * Makes a {@link TableInfo}. Starts as a public table of version 5 with character set utf8mb4 and
 * without columns, or as a copy of another table. Not safe for use by several threads.
 */
public final class TableInfoBuilder {
  private long id;
  private String name;
  private String charset = "utf8mb4";
  private String collate = "utf8mb4_bin";
  private List<ColumnInfo> columns = List.of();
  private List<IndexInfo> indices = List.of();
  private List<CheckConstraint> constraints = List.of();
  private List<ForeignKeyInfo> foreignKeys = List.of();
  private SchemaState state = SchemaState.PUBLIC;
  private boolean pkIsHandle;
  private boolean isCommonHandle;
  private int commonHandleVersion;
  private String comment = "";
  private long autoIncId;
  private long autoIncIdExtra;
  private long autoIdCache;
  private long autoRandId;
  private long maxColumnId;
  private long maxIndexId;
  private long maxForeignKeyId;
  private long maxConstraintId;
  private long updateTimestamp;
  private long oldSchemaId;
  private long autoIdSchemaId;
  private int shardRowIdBits;
  private int maxShardRowIdBits;
  private int autoRandomBits;
  private int autoRandomRangeBits;
  private int preSplitRegions;
  private PartitionInfo partition;
  private String compression = "";
  private ViewInfo view;
  private RawJson sequence;
  private RawJson lock;
  private int version = 5;
  private RawJson tiflashReplica;
  private boolean columnar;
  private int tempTableType;
  private int cacheTableStatus;
  private RawJson policyRefInfo;
  private RawJson statsOptions;
  private RawJson exchangePartitionInfo;
  private TtlInfo ttl;
  private long revision;

  /** A table of that id and name. */
  public TableInfoBuilder(long id, String name) {
    this.id = id;
    this.name = name;
  }

  TableInfoBuilder(TableInfo from) {
    this.id = from.id();
    this.name = from.name();
    this.charset = from.charset();
    this.collate = from.collate();
    this.columns = from.columns();
    this.indices = from.indices();
    this.constraints = from.constraints();
    this.foreignKeys = from.foreignKeys();
    this.state = from.state();
    this.pkIsHandle = from.pkIsHandle();
    this.isCommonHandle = from.isCommonHandle();
    this.commonHandleVersion = from.commonHandleVersion();
    this.comment = from.comment();
    this.autoIncId = from.autoIncId();
    this.autoIncIdExtra = from.autoIncIdExtra();
    this.autoIdCache = from.autoIdCache();
    this.autoRandId = from.autoRandId();
    this.maxColumnId = from.maxColumnId();
    this.maxIndexId = from.maxIndexId();
    this.maxForeignKeyId = from.maxForeignKeyId();
    this.maxConstraintId = from.maxConstraintId();
    this.updateTimestamp = from.updateTimestamp();
    this.oldSchemaId = from.oldSchemaId();
    this.autoIdSchemaId = from.autoIdSchemaId();
    this.shardRowIdBits = from.shardRowIdBits();
    this.maxShardRowIdBits = from.maxShardRowIdBits();
    this.autoRandomBits = from.autoRandomBits();
    this.autoRandomRangeBits = from.autoRandomRangeBits();
    this.preSplitRegions = from.preSplitRegions();
    this.partition = from.partition();
    this.compression = from.compression();
    this.view = from.view();
    this.sequence = from.sequence();
    this.lock = from.lock();
    this.version = from.version();
    this.tiflashReplica = from.tiflashReplica();
    this.columnar = from.columnar();
    this.tempTableType = from.tempTableType();
    this.cacheTableStatus = from.cacheTableStatus();
    this.policyRefInfo = from.policyRefInfo();
    this.statsOptions = from.statsOptions();
    this.exchangePartitionInfo = from.exchangePartitionInfo();
    this.ttl = from.ttl();
    this.revision = from.revision();
  }

  /** The table id that is in the keys of a table without partitions. */
  public TableInfoBuilder id(long value) {
    this.id = value;
    return this;
  }

  /** As it was written. */
  public TableInfoBuilder name(String value) {
    this.name = value;
    return this;
  }

  /** The default character set of new columns. */
  public TableInfoBuilder charset(String value) {
    this.charset = value;
    return this;
  }

  /** The default collation of new columns. */
  public TableInfoBuilder collate(String value) {
    this.collate = value;
    return this;
  }

  /** In order; hidden ones last. */
  public TableInfoBuilder columns(List<ColumnInfo> value) {
    this.columns = value;
    return this;
  }

  /** In the order in which entries are written. */
  public TableInfoBuilder indices(List<IndexInfo> value) {
    this.indices = value;
    return this;
  }

  /** CHECK constraints. */
  public TableInfoBuilder constraints(List<CheckConstraint> value) {
    this.constraints = value;
    return this;
  }

  /** Foreign keys. */
  public TableInfoBuilder foreignKeys(List<ForeignKeyInfo> value) {
    this.foreignKeys = value;
    return this;
  }

  /** {@link SchemaState#PUBLIC} for a usable table. */
  public TableInfoBuilder state(SchemaState value) {
    this.state = value;
    return this;
  }

  /** The integer primary key is the row id. */
  public TableInfoBuilder pkIsHandle(boolean value) {
    this.pkIsHandle = value;
    return this;
  }

  /** The encoded primary key is the row id. */
  public TableInfoBuilder isCommonHandle(boolean value) {
    this.isCommonHandle = value;
    return this;
  }

  /** 0 or 1, the layout of index values. */
  public TableInfoBuilder commonHandleVersion(int value) {
    this.commonHandleVersion = value;
    return this;
  }

  /** The COMMENT. */
  public TableInfoBuilder comment(String value) {
    this.comment = value;
    return this;
  }

  /** The AUTO_INCREMENT option of CREATE TABLE; not the allocator's value. */
  public TableInfoBuilder autoIncId(long value) {
    this.autoIncId = value;
    return this;
  }

  /** A second value of the same kind. */
  public TableInfoBuilder autoIncIdExtra(long value) {
    this.autoIncIdExtra = value;
    return this;
  }

  /** The AUTO_ID_CACHE option; 1 selects the MySQL compatible allocator. */
  public TableInfoBuilder autoIdCache(long value) {
    this.autoIdCache = value;
    return this;
  }

  /** The AUTO_RANDOM_BASE option. */
  public TableInfoBuilder autoRandId(long value) {
    this.autoRandId = value;
    return this;
  }

  /** The largest column id ever used. */
  public TableInfoBuilder maxColumnId(long value) {
    this.maxColumnId = value;
    return this;
  }

  /** The largest index id ever used. */
  public TableInfoBuilder maxIndexId(long value) {
    this.maxIndexId = value;
    return this;
  }

  /** The largest foreign key id ever used. */
  public TableInfoBuilder maxForeignKeyId(long value) {
    this.maxForeignKeyId = value;
    return this;
  }

  /** The largest constraint id ever used. */
  public TableInfoBuilder maxConstraintId(long value) {
    this.maxConstraintId = value;
    return this;
  }

  /** TSO of the last schema change, unsigned. */
  public TableInfoBuilder updateTimestamp(long value) {
    this.updateTimestamp = value;
    return this;
  }

  /** Where the allocators of a renamed table are; else 0. */
  public TableInfoBuilder oldSchemaId(long value) {
    this.oldSchemaId = value;
    return this;
  }

  /** Where the allocators of a renamed table are; else 0. */
  public TableInfoBuilder autoIdSchemaId(long value) {
    this.autoIdSchemaId = value;
    return this;
  }

  /** High bits of the row id that scatter rows. */
  public TableInfoBuilder shardRowIdBits(int value) {
    this.shardRowIdBits = value;
    return this;
  }

  /** The largest it ever was. */
  public TableInfoBuilder maxShardRowIdBits(int value) {
    this.maxShardRowIdBits = value;
    return this;
  }

  /** Shard bits of an AUTO_RANDOM column; 0 where there is none. */
  public TableInfoBuilder autoRandomBits(int value) {
    this.autoRandomBits = value;
    return this;
  }

  /** Range bits of it; 0 stands for 64. */
  public TableInfoBuilder autoRandomRangeBits(int value) {
    this.autoRandomRangeBits = value;
    return this;
  }

  /** 2 to this power regions at creation. */
  public TableInfoBuilder preSplitRegions(int value) {
    this.preSplitRegions = value;
    return this;
  }

  /** Null for a table without partitions. */
  public TableInfoBuilder partition(PartitionInfo value) {
    this.partition = value;
    return this;
  }

  /** The COMPRESSION option. */
  public TableInfoBuilder compression(String value) {
    this.compression = value;
    return this;
  }

  /** Null unless this is a view. */
  public TableInfoBuilder view(ViewInfo value) {
    this.view = value;
    return this;
  }

  /** Null unless this is a sequence. */
  public TableInfoBuilder sequence(RawJson value) {
    this.sequence = value;
    return this;
  }

  /** Null unless the table is locked. */
  public TableInfoBuilder lock(RawJson value) {
    this.lock = value;
    return this;
  }

  /** 0 to 5; from 5 on row ids and auto-increment ids have allocators of their own. */
  public TableInfoBuilder version(int value) {
    this.version = value;
    return this;
  }

  /** Null unless there is a TiFlash replica. */
  public TableInfoBuilder tiflashReplica(RawJson value) {
    this.tiflashReplica = value;
    return this;
  }

  /** Always false in use. */
  public TableInfoBuilder columnar(boolean value) {
    this.columnar = value;
    return this;
  }

  /** 0 for an ordinary table. */
  public TableInfoBuilder tempTableType(int value) {
    this.tempTableType = value;
    return this;
  }

  /** 0 for a table that is not cached. */
  public TableInfoBuilder cacheTableStatus(int value) {
    this.cacheTableStatus = value;
    return this;
  }

  /** Placement; else null. */
  public TableInfoBuilder policyRefInfo(RawJson value) {
    this.policyRefInfo = value;
    return this;
  }

  /** Else null. */
  public TableInfoBuilder statsOptions(RawJson value) {
    this.statsOptions = value;
    return this;
  }

  /** Else null. */
  public TableInfoBuilder exchangePartitionInfo(RawJson value) {
    this.exchangePartitionInfo = value;
    return this;
  }

  /** Null where rows do not expire. */
  public TableInfoBuilder ttl(TtlInfo value) {
    this.ttl = value;
    return this;
  }

  /** Counts schema changes. */
  public TableInfoBuilder revision(long value) {
    this.revision = value;
    return this;
  }

  /** The table. */
  public TableInfo build() {
    return new TableInfo(
        id,
        name,
        charset,
        collate,
        columns,
        indices,
        constraints,
        foreignKeys,
        state,
        pkIsHandle,
        isCommonHandle,
        commonHandleVersion,
        comment,
        autoIncId,
        autoIncIdExtra,
        autoIdCache,
        autoRandId,
        maxColumnId,
        maxIndexId,
        maxForeignKeyId,
        maxConstraintId,
        updateTimestamp,
        oldSchemaId,
        autoIdSchemaId,
        shardRowIdBits,
        maxShardRowIdBits,
        autoRandomBits,
        autoRandomRangeBits,
        preSplitRegions,
        partition,
        compression,
        view,
        sequence,
        lock,
        version,
        tiflashReplica,
        columnar,
        tempTableType,
        cacheTableStatus,
        policyRefInfo,
        statsOptions,
        exchangePartitionInfo,
        ttl,
        revision);
  }
}
