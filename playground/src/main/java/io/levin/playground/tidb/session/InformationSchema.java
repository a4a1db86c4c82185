package io.levin.playground.tidb.session;

import io.levin.playground.tidb.query.ListSource;
import io.levin.playground.tidb.query.RowSource;
import io.levin.playground.tidb.wire.SqlError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of INFORMATION_SCHEMA that this server has. */
final class InformationSchema {
  private final Session session;
  private final SchemaRows schema;
  private final ServerRows server;

  InformationSchema(Session session) {
    this.session = session;
    this.schema = new SchemaRows(session.server());
    this.server = new ServerRows(session);
  }

  /** A table's rows; 1146 for one that is not here. */
  RowSource table(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "schemata" ->
          ListSource.of(
              "CATALOG_NAME, SCHEMA_NAME~, DEFAULT_CHARACTER_SET_NAME, "
                  + "DEFAULT_COLLATION_NAME, SQL_PATH, TIDB_PLACEMENT_POLICY_NAME",
              schema::schemata);
      case "tables" ->
          ListSource.of(
              "TABLE_CATALOG, TABLE_SCHEMA~, TABLE_NAME~, TABLE_TYPE~, ENGINE~, VERSION#, "
                  + "ROW_FORMAT, TABLE_ROWS#, AVG_ROW_LENGTH#, DATA_LENGTH#, MAX_DATA_LENGTH#, "
                  + "INDEX_LENGTH#, DATA_FREE#, AUTO_INCREMENT#, CREATE_TIME, UPDATE_TIME, "
                  + "CHECK_TIME, TABLE_COLLATION~, CHECKSUM, CREATE_OPTIONS, TABLE_COMMENT, "
                  + "TIDB_TABLE_ID#, TIDB_ROW_ID_SHARDING_INFO, TIDB_PK_TYPE",
              schema::tables);
      case "columns" ->
          ListSource.of(
              "TABLE_CATALOG, TABLE_SCHEMA~, TABLE_NAME~, COLUMN_NAME~, ORDINAL_POSITION#, "
                  + "COLUMN_DEFAULT, IS_NULLABLE~, DATA_TYPE~, CHARACTER_MAXIMUM_LENGTH#, "
                  + "CHARACTER_OCTET_LENGTH#, NUMERIC_PRECISION#, NUMERIC_SCALE#, "
                  + "DATETIME_PRECISION#, CHARACTER_SET_NAME, COLLATION_NAME, COLUMN_TYPE~, "
                  + "COLUMN_KEY~, EXTRA~, PRIVILEGES, COLUMN_COMMENT, GENERATION_EXPRESSION",
              schema::columns);
      case "statistics" ->
          ListSource.of(
              "TABLE_CATALOG, TABLE_SCHEMA~, TABLE_NAME~, NON_UNIQUE, INDEX_SCHEMA~, "
                  + "INDEX_NAME~, SEQ_IN_INDEX#, COLUMN_NAME~, COLLATION, CARDINALITY#, SUB_PART#, "
                  + "PACKED, NULLABLE, INDEX_TYPE, COMMENT, INDEX_COMMENT, IS_VISIBLE, Expression",
              schema::statistics);
      case "key_column_usage" ->
          ListSource.of(
              "CONSTRAINT_CATALOG, CONSTRAINT_SCHEMA~, CONSTRAINT_NAME~, TABLE_CATALOG, "
                  + "TABLE_SCHEMA~, TABLE_NAME~, COLUMN_NAME~, ORDINAL_POSITION#, "
                  + "POSITION_IN_UNIQUE_CONSTRAINT#, REFERENCED_TABLE_SCHEMA~, "
                  + "REFERENCED_TABLE_NAME~, REFERENCED_COLUMN_NAME~",
              schema::keyColumns);
      case "table_constraints" ->
          ListSource.of(
              "CONSTRAINT_CATALOG, CONSTRAINT_SCHEMA~, CONSTRAINT_NAME~, TABLE_SCHEMA~, "
                  + "TABLE_NAME~, CONSTRAINT_TYPE~",
              schema::constraints);
      case "views" ->
          ListSource.of(
              "TABLE_CATALOG, TABLE_SCHEMA~, TABLE_NAME~, VIEW_DEFINITION, CHECK_OPTION, "
                  + "IS_UPDATABLE, DEFINER, SECURITY_TYPE, CHARACTER_SET_CLIENT, "
                  + "COLLATION_CONNECTION",
              schema::views);
      case "partitions" ->
          ListSource.of(
              "TABLE_CATALOG, TABLE_SCHEMA~, TABLE_NAME~, PARTITION_NAME~, "
                  + "PARTITION_ORDINAL_POSITION#, PARTITION_METHOD~, PARTITION_EXPRESSION, "
                  + "PARTITION_DESCRIPTION, TABLE_ROWS#, PARTITION_COMMENT, TIDB_PARTITION_ID#",
              schema::partitions);
      case "engines" ->
          ListSource.of(
              "ENGINE~, SUPPORT, COMMENT, TRANSACTIONS, XA, SAVEPOINTS",
              InformationSchema::engines);
      case "character_sets" ->
          ListSource.of(
              "CHARACTER_SET_NAME~, DEFAULT_COLLATE_NAME, DESCRIPTION, MAXLEN#",
              () ->
                  ServerRows.charsets(session.server().options().newCollation()).stream()
                      .map(row -> new Object[] {row[0], row[2], row[1], row[3]})
                      .toList());
      case "collations" ->
          ListSource.of(
              "COLLATION_NAME~, CHARACTER_SET_NAME~, ID#, IS_DEFAULT, IS_COMPILED, SORTLEN#, "
                  + "PAD_ATTRIBUTE",
              ServerRows::collations);
      case "tiflash_replica" ->
          ListSource.of(
              "TABLE_SCHEMA~, TABLE_NAME~, TABLE_ID#, REPLICA_COUNT#, LOCATION_LABELS, "
                  + "AVAILABLE#, PROGRESS#",
              schema::tiflashReplicas);
      case "cluster_info" ->
          ListSource.of(
              "TYPE~, INSTANCE, STATUS_ADDRESS, VERSION, GIT_HASH, START_TIME, UPTIME, "
                  + "SERVER_ID#",
              server::clusterInfo);
      case "tidb_servers_info" ->
          ListSource.of(
              "DDL_ID, IP, PORT#, STATUS_PORT#, LEASE, VERSION",
              () ->
                  List.<Object[]>of(
                      new Object[] {
                        "playground",
                        session.server().options().host(),
                        session.variables().number("port"),
                        0,
                        "45s",
                        session.server().version()
                      }));
      case "processlist", "cluster_processlist" ->
          ListSource.of(
              "ID#, USER~, HOST, DB~, COMMAND, TIME#, STATE, INFO",
              () -> ServerRows.processes(session.server()));
      case "tikv_region_status" ->
          ListSource.of(
              "REGION_ID#, START_KEY, END_KEY, TABLE_ID#, DB_NAME~, TABLE_NAME~, "
                  + "APPROXIMATE_SIZE#, APPROXIMATE_KEYS#",
              server::regionStatus);
      case "tikv_store_status" ->
          ListSource.of(
              "STORE_ID#, ADDRESS, STORE_STATE#, STORE_STATE_NAME, VERSION", server::stores);
      case "session_variables" ->
          ListSource.of(
              "VARIABLE_NAME~, VARIABLE_VALUE",
              () -> {
                List<Object[]> rows = new ArrayList<>();
                session.variables().all(false).forEach((k, v) -> rows.add(new Object[] {k, v}));
                return rows;
              });
      case "user_privileges" ->
          ListSource.of(
              "GRANTEE, TABLE_CATALOG, PRIVILEGE_TYPE, IS_GRANTABLE",
              () -> {
                List<Object[]> rows = new ArrayList<>();
                for (String right :
                    List.of(
                        "SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "INDEX",
                        "SUPER", "PROCESS", "CONFIG")) {
                  rows.add(
                      new Object[] {"'" + session.login().user() + "'@'%'", "def", right, "YES"});
                }
                return rows;
              });
      case "ddl_jobs" ->
          ListSource.of(
              "JOB_ID#, DB_NAME~, TABLE_NAME~, JOB_TYPE, SCHEMA_STATE, SCHEMA_ID#, "
                  + "TABLE_ID#, ROW_COUNT#, STATE, QUERY",
              List::of);
      case "referential_constraints",
          "triggers",
          "routines",
          "events",
          "parameters",
          "schema_privileges",
          "table_privileges",
          "column_privileges" ->
          ListSource.of("CATALOG", List::of);
      default ->
          throw new SqlError(
              1146,
              "Table 'information_schema." + name.toLowerCase(Locale.ROOT) + "' doesn't exist");
    };
  }

  /** The one engine. */
  static List<Object[]> engines() {
    return List.<Object[]>of(
        new Object[] {
          "InnoDB",
          "DEFAULT",
          "Supports transactions, row-level locking, and foreign keys",
          "YES",
          "YES",
          "YES"
        });
  }
}
