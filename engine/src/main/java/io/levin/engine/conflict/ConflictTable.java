package io.levin.engine.conflict;

import io.levin.schema.Identifiers;
import java.util.ArrayList;
import java.util.List;

/** The table of rows in conflict and the view over it. */
final class ConflictTable {
  private final String schema;

  /**
   * @param schema unquoted
   */
  ConflictTable(String schema) {
    this.schema = schema;
  }

  /** The quoted, qualified name. */
  String name() {
    return Identifiers.qualified(schema, ConflictRecords.TABLE);
  }

  /** The quoted, qualified name of the table of rows that were left out before the import. */
  String leftOutName() {
    return Identifiers.qualified(schema, ConflictRecords.LEFT_OUT);
  }

  /** The statements that make the table of rows that were left out, and the view over both. */
  List<String> createLeftOut() {
    List<String> statements = new ArrayList<>(create().subList(0, 2));
    statements.add(
        "CREATE TABLE IF NOT EXISTS "
            + leftOutName()
            + " (id bigint PRIMARY KEY AUTO_INCREMENT, task_id bigint NOT NULL, create_time"
            + " datetime(6) NOT NULL DEFAULT now(6), table_name varchar(261) NOT NULL, path"
            + " varchar(2048) NOT NULL, `offset` bigint NOT NULL, error text NOT NULL, row_id"
            + " bigint NOT NULL, row_data text NOT NULL, KEY (task_id, table_name))");
    statements.add(
        create().get(2)
            + " UNION ALL SELECT 1 AS is_precheck_conflict, task_id, create_time, table_name, NULL"
            + " AS index_name, NULL AS key_data, row_data, NULL AS raw_key, NULL AS raw_value,"
            + " NULL AS raw_handle, NULL AS raw_row, NULL AS kv_type, path, `offset`, error, row_id"
            + " FROM "
            + leftOutName());
    return statements;
  }

  /** As {@link #delete}, of the rows that were left out. */
  String deleteLeftOut() {
    return "DELETE FROM " + leftOutName() + " WHERE task_id = ? AND table_name = ?";
  }

  /** Adds a row that was left out; task, table, path, offset, error, id and text of the row. */
  String insertLeftOut() {
    return "INSERT INTO "
        + leftOutName()
        + " (task_id, table_name, path, `offset`, error, row_id, row_data) VALUES (?, ?, ?, ?, ?,"
        + " ?, ?)";
  }

  /** The statements that make both, where they are not there yet. */
  List<String> create() {
    return List.of(
        "CREATE DATABASE IF NOT EXISTS " + Identifiers.quote(schema),
        "CREATE TABLE IF NOT EXISTS "
            + name()
            + " (id bigint PRIMARY KEY AUTO_INCREMENT, task_id bigint NOT NULL, create_time"
            + " datetime(6) NOT NULL DEFAULT now(6), table_name varchar(261) NOT NULL,"
            + " index_name varchar(128) NOT NULL, key_data text NULL, row_data text NULL,"
            + " raw_key mediumblob NOT NULL, raw_value mediumblob NOT NULL, raw_handle"
            + " mediumblob NOT NULL, raw_row mediumblob NOT NULL, kv_type tinyint(1) NOT"
            + " NULL, INDEX (task_id, table_name), INDEX (index_name), INDEX (table_name,"
            + " index_name), INDEX (kv_type))",
        "CREATE OR REPLACE VIEW "
            + Identifiers.qualified(schema, "conflict_view")
            + " AS SELECT 0 AS is_precheck_conflict, task_id, create_time, table_name,"
            + " index_name, key_data, row_data, raw_key, raw_value, raw_handle, raw_row,"
            + " kv_type, NULL AS path, NULL AS `offset`, NULL AS error, NULL AS row_id FROM "
            + name());
  }

  /** Takes what an earlier run of the task wrote about a table; task and table are to be set. */
  String delete() {
    return "DELETE FROM " + name() + " WHERE task_id = ? AND table_name = ?";
  }

  /** Adds a row; task, table, index, texts of key and row, four raw values and the type. */
  String insert() {
    return "INSERT INTO "
        + name()
        + " (task_id, table_name, index_name, key_data, row_data, raw_key, raw_value,"
        + " raw_handle, raw_row, kv_type) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  }
}
