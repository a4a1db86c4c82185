package io.levin.base;

/**
 * The class of an error that a user must act on, spelled as TiDB Lightning spells it, because
 * scripts, runbooks and people search for it.
 *
 * <p>{@link #toString()} gives the bracketed form that starts every message, such as {@code
 * [Lightning:Config:ErrInvalidConfig]}.
 */
public enum ErrorCode {
  /** No code at all: for the few texts that the original prints bare. */
  UNCODED,
  UNKNOWN("Common:ErrUnknown"),
  INVALID_ARGUMENT("Common:ErrInvalidArgument"),
  VERSION_MISMATCH("Common:ErrVersionMismatch"),
  READ_CONFIG_FILE("Config:ErrReadConfigFile"),
  PARSE_CONFIG_FILE("Config:ErrParseConfigFile"),
  INVALID_CONFIG("Config:ErrInvalidConfig"),
  INVALID_TLS_CONFIG("Config:ErrInvalidTLSConfig"),
  INVALID_SORTED_KV_DIR("Config:ErrInvalidSortedKVDir"),
  STORAGE_UNKNOWN("Storage:ErrStorageUnknown"),
  INVALID_PERMISSION("Storage:ErrInvalidPermission"),
  INVALID_STORAGE_CONFIG("Storage:ErrInvalidStorageConfig"),
  EMPTY_SOURCE_DIR("Storage:ErrEmptySourceDir"),
  TABLE_ROUTE("Loader:ErrTableRoute"),
  INVALID_SCHEMA_FILE("Loader:ErrInvalidSchemaFile"),
  TOO_MANY_SOURCE_FILES("Loader:ErrTooManySourceFiles"),
  SYSTEM_REQUIREMENT_NOT_MET("PreCheck:ErrSystemRequirementNotMet"),
  CHECKPOINT_SCHEMA_CONFLICT("PreCheck:ErrCheckpointSchemaConflict"),
  PRECHECK_FAILED("PreCheck:ErrPreCheckFailed"),
  CHECK_CLUSTER_REGION("PreCheck:ErrCheckClusterRegion"),
  CHECK_LOCAL_RESOURCE("PreCheck:ErrCheckLocalResource"),
  CHECK_TABLE_EMPTY("PreCheck:ErrCheckTableEmpty"),
  CHECK_CSV_HEADER("PreCheck:ErrCheckCSVHeader"),
  CHECK_DATA_SOURCE("PreCheck:ErrCheckDataSource"),
  CHECK_CDC_PITR("PreCheck:ErrCheckCDCPiTR"),
  CHECK_SAME_CLUSTER("PreCheck:ErrCheckPDTiDBSameCluster"),
  OPEN_CHECKPOINT("Checkpoint:ErrOpenCheckpoint"),
  READ_CHECKPOINT("Checkpoint:ErrReadCheckpoint"),
  UPDATE_CHECKPOINT("Checkpoint:ErrUpdateCheckpoint"),
  INIT_CHECKPOINT("Checkpoint:ErrInitCheckpoint"),
  CLEAN_CHECKPOINT("Checkpoint:ErrCleanCheckpoint"),
  UNKNOWN_CHECKPOINT_DRIVER("Checkpoint:ErrUnknownCheckpointDriver"),
  INVALID_CHECKPOINT("Checkpoint:ErrInvalidCheckpoint"),
  CHECKPOINT_NOT_FOUND("Checkpoint:ErrCheckpointNotFound"),
  CHECKPOINT_TABLE_NOT_FOUND("Checkpoint:ErrCheckpointTableNotFound"),
  META_MANAGER_UNKNOWN("MetaMgr:ErrMetaMgrUnknown"),
  DB_CONNECT("DB:ErrDBConnect"),
  INIT_ERROR_MANAGER("DB:ErrInitErrManager"),
  INIT_META_MANAGER("DB:ErrInitMetaManager"),
  UPDATE_PD("PD:ErrUpdatePD"),
  CREATE_PD_CLIENT("PD:ErrCreatePDClient"),
  PAUSE_GC("PD:ErrPauseGC"),
  CHECK_KV_VERSION("KV:ErrCheckKVVersion"),
  CREATE_KV_CLIENT("KV:ErrCreateKVClient"),
  CHECK_MULTI_INGEST("KV:ErrCheckMultiIngest"),
  EPOCH_NOT_MATCH("KV:EpochNotMatch"),
  NOT_LEADER("KV:NotLeader"),
  SERVER_IS_BUSY("KV:ServerIsBusy"),
  REGION_NOT_FOUND("KV:RegionNotFound"),
  READ_INDEX_NOT_READY("KV:ReadIndexNotReady"),
  STORE_DISK_FULL("KV:StoreDiskFull"),
  KV_INGEST_FAILED("KV:ErrKVIngestFailed"),
  RAFT_PROPOSAL_DROPPED("KV:ErrKVRaftProposalDropped"),
  NO_LEADER("KV:ErrNoLeader"),
  UNKNOWN_BACKEND("Restore:ErrUnknownBackend"),
  CHECK_LOCAL_FILE("Restore:ErrCheckLocalFile"),
  OPEN_DUPLICATE_DB("Restore:ErrOpenDuplicateDB"),
  SCHEMA_NOT_EXISTS("Restore:ErrSchemaNotExists"),
  INVALID_SCHEMA_STATEMENT("Restore:ErrInvalidSchemaStmt"),
  CREATE_SCHEMA("Restore:ErrCreateSchema"),
  UNKNOWN_COLUMNS("Restore:ErrUnknownColumns"),
  /** Spelled {@code Lighting} in the original; people grep for it that way. */
  CHECKSUM_MISMATCH("Lighting", "Restore:ErrChecksumMismatch"),
  RESTORE_TABLE("Restore:ErrRestoreTable"),
  ENCODE_KV("Restore:ErrEncodeKV"),
  ALLOC_TABLE_ROW_IDS("Restore:ErrAllocTableRowIDs"),
  INVALID_META_STATUS("Restore:ErrInvalidMetaStatus"),
  TABLE_IS_CHECKSUMMING("Restore:ErrTableIsChecksuming"),
  RESOLVE_DUPLICATE_ROWS("Restore:ErrResolveDuplicateRows"),
  FOUND_DUPLICATE_KEY("Restore:ErrFoundDuplicateKey"),
  FOUND_DATA_CONFLICT_RECORDS("Restore:ErrFoundDataConflictRecords"),
  FOUND_INDEX_CONFLICT_RECORDS("Restore:ErrFoundIndexConflictRecords"),
  ADD_INDEX_FAILED("Restore:ErrAddIndexFailed"),
  DROP_INDEX_FAILED("Restore:ErrDropIndexFailed");

  private final String bracketed;

  ErrorCode() {
    this.bracketed = "";
  }

  ErrorCode(String name) {
    this("Lightning", name);
  }

  ErrorCode(String product, String name) {
    this.bracketed = "[" + product + ":" + name + "]";
  }

  /** The bracketed code, such as {@code [Lightning:Restore:ErrEncodeKV]}. */
  @Override
  public String toString() {
    return bracketed;
  }
}
