package io.levin.checkpoint;

import java.util.List;

/**
 * The names and columns of the checkpoint tables differ between versions of the original ({@code
 * checkpoints} 6.1). All can be read and gone on with; {@link #MADE} is what is made new: the
 * tables of 8.5, which the versions in the field read.
 *
 * @param table name of the table of tables
 * @param chunk name of the table of chunks
 * @param tableInfo whether tables have {@code table_info}
 * @param threeMarks whether tables have three marks of used ids instead of {@code alloc_base}
 * @param realPosition whether chunks have {@code real_pos}
 */
record Generation(
    String table, String chunk, boolean tableInfo, boolean threeMarks, boolean realPosition) {
  static final String TASK = "task_v2";
  static final String ENGINE = "engine_v5";

  /** Levin's own notes beside them; the original does not look at it. */
  static final String NOTES = "levin_task_v1";

  static final Generation MADE = new Generation("table_v10", "chunk_v5", true, true, false);

  /** Newest first. */
  static final List<Generation> ALL =
      List.of(
          new Generation("table_v10", "chunk_v6", true, true, true),
          MADE,
          new Generation("table_v9", "chunk_v5", true, false, false),
          new Generation("table_v7", "chunk_v5", false, false, false));

  /** All four tables, and only those. */
  List<String> tables() {
    return List.of(chunk, ENGINE, table, TASK);
  }

  /** The statements that make the four tables that are made new, and the notes. */
  static List<String> create(String schema) {
    String times =
        "create_time timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, update_time timestamp NOT NULL"
            + " DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP";
    // Names and paths that differ in case or accents are different.
    String end = ") DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
    return List.of(
        "CREATE TABLE IF NOT EXISTS "
            + schema
            + "."
            + TASK
            + " (id tinyint(1) PRIMARY KEY, task_id bigint NOT NULL, source_dir varchar(2048) NOT"
            + " NULL, backend varchar(16) NOT NULL, importer_addr varchar(256), tidb_host"
            + " varchar(128) NOT NULL, tidb_port int NOT NULL, pd_addr varchar(128) NOT NULL,"
            + " sorted_kv_dir varchar(256) NOT NULL, lightning_ver varchar(48) NOT NULL"
            + end,
        "CREATE TABLE IF NOT EXISTS "
            + schema
            + "."
            + MADE.table
            + " (task_id bigint NOT NULL, table_name varchar(261) NOT NULL PRIMARY KEY, hash"
            + " binary(32) NOT NULL, status tinyint unsigned DEFAULT 30, table_id bigint NOT NULL"
            + " DEFAULT 0, table_info longtext NOT NULL, "
            + times
            + ", kv_bytes bigint unsigned NOT NULL DEFAULT 0, kv_kvs bigint unsigned NOT NULL"
            + " DEFAULT 0, kv_checksum bigint unsigned NOT NULL DEFAULT 0, auto_rand_base bigint"
            + " NOT NULL DEFAULT 0, auto_incr_base bigint NOT NULL DEFAULT 0, auto_row_id_base"
            + " bigint NOT NULL DEFAULT 0, INDEX(task_id)"
            + end,
        "CREATE TABLE IF NOT EXISTS "
            + schema
            + "."
            + ENGINE
            + " (table_name varchar(261) NOT NULL, engine_id int NOT NULL, status tinyint unsigned"
            + " DEFAULT 30, "
            + times
            + ", PRIMARY KEY(table_name, engine_id DESC)"
            + end,
        "CREATE TABLE IF NOT EXISTS "
            + schema
            + "."
            + MADE.chunk
            + " (table_name varchar(261) NOT NULL, engine_id int unsigned NOT NULL, path"
            + " varchar(2048) NOT NULL, `offset` bigint NOT NULL, type int NOT NULL, compression int"
            + " NOT NULL, sort_key varchar(256) NOT NULL, file_size bigint NOT NULL, columns text"
            + " NULL, should_include_row_id BOOL NOT NULL, end_offset bigint NOT NULL, pos bigint"
            + " NOT NULL, prev_rowid_max bigint NOT NULL, rowid_max"
            + " bigint NOT NULL, kvc_bytes bigint unsigned NOT NULL DEFAULT 0, kvc_kvs bigint"
            + " unsigned NOT NULL DEFAULT 0, kvc_checksum bigint unsigned NOT NULL DEFAULT 0, "
            + times
            + ", PRIMARY KEY(table_name, engine_id, path(500), `offset`)"
            + end,
        "CREATE TABLE IF NOT EXISTS "
            + schema
            + "."
            + NOTES
            + " (name varchar(300) PRIMARY KEY, value longtext NOT NULL"
            + end);
  }
}
