package io.levin.playground.tidb.session;

import io.levin.playground.tidb.catalog.Database;
import io.levin.playground.tidb.query.ListSource;
import io.levin.playground.tidb.query.RowSource;
import io.levin.playground.tidb.wire.SqlError;
import io.levin.schema.CharacterSet;
import io.levin.schema.Collation;
import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.IndexColumn;
import io.levin.schema.IndexInfo;
import io.levin.schema.MysqlType;
import io.levin.schema.PartitionDefinition;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/** The tables of INFORMATION_SCHEMA that this server has. */
final class InformationSchema {
  private final Session session;

  InformationSchema(Session session) {
    this.session = session;
  }

  /** A table's rows; 1146 for one that is not here. */
  RowSource table(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "schemata" ->
          ListSource.of(
              List.of(
                  "CATALOG_NAME",
                  "SCHEMA_NAME~",
                  "DEFAULT_CHARACTER_SET_NAME",
                  "DEFAULT_COLLATION_NAME",
                  "SQL_PATH",
                  "TIDB_PLACEMENT_POLICY_NAME"),
              this::schemata);
      case "tables" ->
          ListSource.of(
              List.of(
                  "TABLE_CATALOG",
                  "TABLE_SCHEMA~",
                  "TABLE_NAME~",
                  "TABLE_TYPE~",
                  "ENGINE~",
                  "VERSION#",
                  "ROW_FORMAT",
                  "TABLE_ROWS#",
                  "AVG_ROW_LENGTH#",
                  "DATA_LENGTH#",
                  "MAX_DATA_LENGTH#",
                  "INDEX_LENGTH#",
                  "DATA_FREE#",
                  "AUTO_INCREMENT#",
                  "CREATE_TIME",
                  "UPDATE_TIME",
                  "CHECK_TIME",
                  "TABLE_COLLATION~",
                  "CHECKSUM",
                  "CREATE_OPTIONS",
                  "TABLE_COMMENT",
                  "TIDB_TABLE_ID#",
                  "TIDB_ROW_ID_SHARDING_INFO",
                  "TIDB_PK_TYPE"),
              this::tables);
      case "columns" ->
          ListSource.of(
              List.of(
                  "TABLE_CATALOG",
                  "TABLE_SCHEMA~",
                  "TABLE_NAME~",
                  "COLUMN_NAME~",
                  "ORDINAL_POSITION#",
                  "COLUMN_DEFAULT",
                  "IS_NULLABLE~",
                  "DATA_TYPE~",
                  "CHARACTER_MAXIMUM_LENGTH#",
                  "CHARACTER_OCTET_LENGTH#",
                  "NUMERIC_PRECISION#",
                  "NUMERIC_SCALE#",
                  "DATETIME_PRECISION#",
                  "CHARACTER_SET_NAME",
                  "COLLATION_NAME",
                  "COLUMN_TYPE~",
                  "COLUMN_KEY~",
                  "EXTRA~",
                  "PRIVILEGES",
                  "COLUMN_COMMENT",
                  "GENERATION_EXPRESSION"),
              this::columns);
      case "statistics" ->
          ListSource.of(
              List.of(
                  "TABLE_CATALOG",
                  "TABLE_SCHEMA~",
                  "TABLE_NAME~",
                  "NON_UNIQUE#",
                  "INDEX_SCHEMA~",
                  "INDEX_NAME~",
                  "SEQ_IN_INDEX#",
                  "COLUMN_NAME~",
                  "COLLATION",
                  "CARDINALITY#",
                  "SUB_PART#",
                  "PACKED",
                  "NULLABLE",
                  "INDEX_TYPE",
                  "COMMENT",
                  "INDEX_COMMENT",
                  "IS_VISIBLE",
                  "EXPRESSION"),
              this::statistics);
      case "key_column_usage" ->
          ListSource.of(
              List.of(
                  "CONSTRAINT_CATALOG",
                  "CONSTRAINT_SCHEMA~",
                  "CONSTRAINT_NAME~",
                  "TABLE_CATALOG",
                  "TABLE_SCHEMA~",
                  "TABLE_NAME~",
                  "COLUMN_NAME~",
                  "ORDINAL_POSITION#",
                  "POSITION_IN_UNIQUE_CONSTRAINT#",
                  "REFERENCED_TABLE_SCHEMA~",
                  "REFERENCED_TABLE_NAME~",
                  "REFERENCED_COLUMN_NAME~"),
              this::keyColumns);
      case "table_constraints" ->
          ListSource.of(
              List.of(
                  "CONSTRAINT_CATALOG",
                  "CONSTRAINT_SCHEMA~",
                  "CONSTRAINT_NAME~",
                  "TABLE_SCHEMA~",
                  "TABLE_NAME~",
                  "CONSTRAINT_TYPE~"),
              this::constraints);
      case "views" ->
          ListSource.of(
              List.of(
                  "TABLE_CATALOG",
                  "TABLE_SCHEMA~",
                  "TABLE_NAME~",
                  "VIEW_DEFINITION",
                  "CHECK_OPTION",
                  "IS_UPDATABLE",
                  "DEFINER",
                  "SECURITY_TYPE",
                  "CHARACTER_SET_CLIENT",
                  "COLLATION_CONNECTION"),
              this::views);
      case "partitions" ->
          ListSource.of(
              List.of(
                  "TABLE_CATALOG",
                  "TABLE_SCHEMA~",
                  "TABLE_NAME~",
                  "PARTITION_NAME~",
                  "PARTITION_ORDINAL_POSITION#",
                  "PARTITION_METHOD~",
                  "PARTITION_EXPRESSION",
                  "PARTITION_DESCRIPTION",
                  "TABLE_ROWS#",
                  "PARTITION_COMMENT",
                  "TIDB_PARTITION_ID#"),
              this::partitions);
      case "engines" ->
          ListSource.of(
              List.of("ENGINE~", "SUPPORT", "COMMENT", "TRANSACTIONS", "XA", "SAVEPOINTS"),
              () ->
                  List.<Object[]>of(
                      new Object[] {
                        "InnoDB",
                        "DEFAULT",
                        "Supports transactions, row-level locking, and foreign keys",
                        "YES",
                        "YES",
                        "YES"
                      }));
      case "character_sets" ->
          ListSource.of(
              List.of("CHARACTER_SET_NAME~", "DESCRIPTION", "DEFAULT_COLLATE_NAME", "MAXLEN#"),
              () -> charsets(session.server().options().newCollation()));
      case "collations" ->
          ListSource.of(
              List.of(
                  "COLLATION_NAME~",
                  "CHARACTER_SET_NAME~",
                  "ID#",
                  "IS_DEFAULT",
                  "IS_COMPILED",
                  "SORTLEN#",
                  "PAD_ATTRIBUTE"),
              InformationSchema::collations);
      case "tiflash_replica" ->
          ListSource.of(
              List.of(
                  "TABLE_SCHEMA~",
                  "TABLE_NAME~",
                  "TABLE_ID#",
                  "REPLICA_COUNT#",
                  "LOCATION_LABELS",
                  "AVAILABLE#",
                  "PROGRESS#"),
              this::tiflashReplicas);
      case "cluster_info" ->
          ListSource.of(
              List.of(
                  "TYPE~",
                  "INSTANCE",
                  "STATUS_ADDRESS",
                  "VERSION",
                  "GIT_HASH",
                  "START_TIME",
                  "UPTIME",
                  "SERVER_ID#"),
              this::clusterInfo);
      case "tidb_servers_info" ->
          ListSource.of(
              List.of("DDL_ID", "IP", "PORT#", "STATUS_PORT#", "LEASE", "VERSION"),
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
              List.of("ID#", "USER~", "HOST", "DB~", "COMMAND", "TIME#", "STATE", "INFO"),
              () -> processes(session.server()));
      case "tikv_region_status" ->
          ListSource.of(
              List.of(
                  "REGION_ID#",
                  "START_KEY",
                  "END_KEY",
                  "TABLE_ID#",
                  "DB_NAME~",
                  "TABLE_NAME~",
                  "APPROXIMATE_SIZE#",
                  "APPROXIMATE_KEYS#"),
              this::regionStatus);
      case "tikv_store_status" ->
          ListSource.of(
              List.of("STORE_ID#", "ADDRESS", "STORE_STATE#", "STORE_STATE_NAME", "VERSION"),
              this::stores);
      case "session_variables" ->
          ListSource.of(
              List.of("VARIABLE_NAME~", "VARIABLE_VALUE"),
              () -> {
                List<Object[]> rows = new ArrayList<>();
                session.variables().all(false).forEach((k, v) -> rows.add(new Object[] {k, v}));
                return rows;
              });
      case "user_privileges" ->
          ListSource.of(
              List.of("GRANTEE", "TABLE_CATALOG", "PRIVILEGE_TYPE", "IS_GRANTABLE"),
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
              List.of(
                  "JOB_ID#",
                  "DB_NAME~",
                  "TABLE_NAME~",
                  "JOB_TYPE",
                  "SCHEMA_STATE",
                  "SCHEMA_ID#",
                  "TABLE_ID#",
                  "ROW_COUNT#",
                  "STATE",
                  "QUERY"),
              List::of);
      case "referential_constraints",
          "triggers",
          "routines",
          "events",
          "parameters",
          "schema_privileges",
          "table_privileges",
          "column_privileges" ->
          ListSource.of(List.of("CATALOG"), List::of);
      default ->
          throw new SqlError(
              1146,
              "Table 'information_schema." + name.toLowerCase(Locale.ROOT) + "' doesn't exist");
    };
  }

  private List<Object[]> schemata() {
    List<Object[]> rows = new ArrayList<>();
    rows.add(new Object[] {"def", "INFORMATION_SCHEMA", "utf8mb4", "utf8mb4_bin", null, null});
    for (Database d : session.server().catalog().databases()) {
      rows.add(new Object[] {"def", d.name(), d.charset(), d.collate(), null, null});
    }
    return rows;
  }

  private void each(BiConsumer<Database, TableInfo> visitor) {
    for (Database database : session.server().catalog().databases()) {
      for (TableInfo table : database.tables()) {
        visitor.accept(database, table);
      }
    }
  }

  private List<Object[]> tables() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) ->
            rows.add(
                new Object[] {
                  "def",
                  d.name(),
                  t.name(),
                  t.isView() ? "VIEW" : "BASE TABLE",
                  t.isView() ? null : "InnoDB",
                  t.isView() ? null : (Object) 10,
                  t.isView() ? null : "Compact",
                  t.isView() ? null : (Object) 0,
                  t.isView() ? null : (Object) 0,
                  t.isView() ? null : (Object) 0,
                  t.isView() ? null : (Object) 0,
                  t.isView() ? null : (Object) 0,
                  t.isView() ? null : (Object) 0,
                  null,
                  null,
                  null,
                  null,
                  t.isView() ? null : t.collate(),
                  null,
                  t.isPartitioned() ? "partitioned" : "",
                  t.isView() ? "VIEW" : t.comment(),
                  t.id(),
                  t.shardRowIdBits() > 0
                      ? "SHARD_BITS=" + t.shardRowIdBits()
                      : t.autoRandomBits() > 0
                          ? "PK_AUTO_RANDOM_BITS=" + t.autoRandomBits()
                          : t.hasImplicitRowId() ? "NOT_SHARDED" : "NOT_SHARDED(PK_IS_HANDLE)",
                  t.isView() ? null : t.hasImplicitRowId() ? "NONCLUSTERED" : "CLUSTERED"
                }));
    return rows;
  }

  private List<Object[]> columns() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) -> {
          for (ColumnInfo c : t.columns()) {
            if (c.isPublic() && !c.hidden()) {
              rows.add(column(d, t, c));
            }
          }
        });
    return rows;
  }

  private static Object[] column(Database d, TableInfo t, ColumnInfo c) {
    ColumnText text = new ColumnText(t, c);
    boolean string = MysqlType.hasCharset(c.type().tp());
    boolean decimal = c.type().tp() == MysqlType.DECIMAL;
    boolean integer = MysqlType.isInteger(c.type().tp());
    boolean time =
        c.type().tp() == MysqlType.DATETIME
            || c.type().tp() == MysqlType.TIMESTAMP
            || c.type().tp() == MysqlType.TIME;
    Long length = string && c.type().flen() >= 0 ? c.type().flen() : null;
    return new Object[] {
      "def",
      d.name(),
      t.name(),
      c.name(),
      c.offset() + 1,
      text.defaultValue(),
      text.nullable(),
      text.typeName(),
      length,
      length == null ? null : (Object) (length * (text.charset() == null ? 1 : 4)),
      decimal || integer ? (Object) c.type().flen() : null,
      decimal ? (Object) c.type().decimal() : integer ? (Object) 0 : null,
      time ? (Object) Math.max(0, c.type().decimal()) : null,
      text.charset(),
      text.collation(),
      text.type(),
      text.key(),
      text.extra(),
      "select,insert,update,references",
      c.comment(),
      c.generatedExpr()
    };
  }

  private List<Object[]> statistics() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) -> {
          for (Object[] r : indexRows(t)) {
            rows.add(
                new Object[] {
                  "def", d.name(), t.name(), r[1], d.name(), r[2], r[3], r[4], r[5], r[6], r[7],
                  r[8], r[9], r[10], r[11], r[12], r[13], r[14]
                });
          }
        });
    return rows;
  }

  /** The rows of SHOW INDEX. */
  static List<Object[]> indexRows(TableInfo table) {
    List<Object[]> rows = new ArrayList<>();
    if (table.pkIsHandle()) {
      table.columns().stream()
          .filter(c -> c.type().has(Flags.PRI_KEY))
          .forEach(c -> rows.add(indexRow(table, "PRIMARY", true, 1, c, 0, "", false)));
    }
    for (IndexInfo index : table.indices()) {
      int position = 1;
      for (IndexColumn column : index.columns()) {
        rows.add(
            indexRow(
                table,
                index.name(),
                index.unique(),
                position++,
                table.columns().get(column.offset()),
                column.length(),
                index.comment(),
                index.invisible()));
      }
    }
    return rows;
  }

  private static Object[] indexRow(
      TableInfo table,
      String name,
      boolean unique,
      int position,
      ColumnInfo column,
      int length,
      String comment,
      boolean invisible) {
    boolean clustered = name.equals("PRIMARY") && !table.hasImplicitRowId();
    return new Object[] {
      table.name(),
      unique ? 0 : 1,
      name,
      position,
      column.hidden() ? null : column.name(),
      "A",
      0,
      length > 0 ? (Object) length : null,
      null,
      column.type().notNull() ? "" : "YES",
      "BTREE",
      "",
      comment,
      invisible ? "NO" : "YES",
      column.hidden() ? column.generatedExpr() : null,
      clustered ? "YES" : "NO",
      "NO"
    };
  }

  private List<Object[]> keyColumns() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) -> {
          for (Object[] r : indexRows(t)) {
            if (r[1].equals(0)) {
              rows.add(
                  new Object[] {
                    "def", d.name(), r[2], "def", d.name(), t.name(), r[4], r[3], null, null, null,
                    null
                  });
            }
          }
        });
    return rows;
  }

  private List<Object[]> constraints() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) -> {
          for (Object[] r : indexRows(t)) {
            if (r[1].equals(0) && r[3].equals(1)) {
              String type = r[2].equals("PRIMARY") ? "PRIMARY KEY" : "UNIQUE";
              rows.add(new Object[] {"def", d.name(), r[2], d.name(), t.name(), type});
            }
          }
        });
    return rows;
  }

  private List<Object[]> views() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) -> {
          if (t.isView()) {
            rows.add(
                new Object[] {
                  "def",
                  d.name(),
                  t.name(),
                  t.view().select(),
                  "CASCADED",
                  "NO",
                  "root@%",
                  "DEFINER",
                  "utf8mb4",
                  "utf8mb4_bin"
                });
          }
        });
    return rows;
  }

  private List<Object[]> partitions() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) -> {
          if (!t.isPartitioned()) {
            rows.add(
                new Object[] {
                  "def", d.name(), t.name(), null, null, null, null, null, 0, "", null
                });
            return;
          }
          int position = 1;
          for (PartitionDefinition p : t.partition().definitions()) {
            rows.add(
                new Object[] {
                  "def",
                  d.name(),
                  t.name(),
                  p.name(),
                  position++,
                  t.partition().type().toString(),
                  t.partition().expr(),
                  String.join(",", p.lessThan()),
                  0,
                  p.comment(),
                  p.id()
                });
          }
        });
    return rows;
  }

  private List<Object[]> tiflashReplicas() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) -> {
          if (t.tiflashReplica() != null) {
            rows.add(new Object[] {d.name(), t.name(), t.id(), TiflashReplica.count(t), "", 1, 1});
          }
        });
    return rows;
  }

  private List<Object[]> clusterInfo() {
    Server server = session.server();
    String version = server.cluster().options().version().toString();
    List<Object[]> rows = new ArrayList<>();
    rows.add(
        new Object[] {
          "tidb",
          server.options().host() + ":" + session.variables().get("port"),
          "",
          version,
          "",
          "",
          "",
          1
        });
    rows.add(new Object[] {"pd", server.options().pdAddress(), "", version, "", "", "", 0});
    server
        .cluster()
        .stores()
        .forEach(
            s -> rows.add(new Object[] {"tikv", "store-" + s.id(), "", version, "", "", "", 0}));
    return rows;
  }

  private List<Object[]> regionStatus() {
    List<Object[]> rows = new ArrayList<>();
    each(
        (d, t) -> {
          for (var region : RegionRows.regions(session.server(), t)) {
            var size = session.server().cluster().regions().size(region.id());
            rows.add(
                new Object[] {
                  region.id(),
                  io.levin.base.Bytes.hex(region.start().toByteArray()),
                  io.levin.base.Bytes.hex(region.end().toByteArray()),
                  t.id(),
                  d.name(),
                  t.name(),
                  size.bytes() >> 20,
                  size.pairs()
                });
          }
        });
    return rows;
  }

  private List<Object[]> stores() {
    List<Object[]> rows = new ArrayList<>();
    Server server = session.server();
    server
        .cluster()
        .stores()
        .forEach(
            s ->
                rows.add(
                    new Object[] {
                      s.id(),
                      "store-" + s.id(),
                      0,
                      "Up",
                      server.cluster().options().version().toString()
                    }));
    return rows;
  }

  static List<Object[]> processes(Server server) {
    List<Object[]> rows = new ArrayList<>();
    server
        .sessions()
        .values()
        .forEach(
            s ->
                rows.add(
                    new Object[] {
                      s.login().connectionId(),
                      s.login().user(),
                      s.login().host(),
                      s.databaseOrNull(),
                      s.running().isEmpty() ? "Sleep" : "Query",
                      0,
                      s.status() == 2 ? "autocommit" : "in transaction",
                      s.running().isEmpty() ? null : s.running()
                    }));
    return rows;
  }

  static List<Object[]> collations() {
    List<Object[]> rows = new ArrayList<>();
    for (Collation c : Collation.all()) {
      boolean usual =
          CharacterSet.byName(c.charset())
              .map(s -> s.defaultCollation(true).equals(c.name()))
              .orElse(false);
      rows.add(
          new Object[] {
            c.name(),
            c.charset(),
            c.id(),
            usual ? "Yes" : "",
            "Yes",
            1,
            c.padSpace() ? "PAD SPACE" : "NO PAD"
          });
    }
    rows.sort(java.util.Comparator.comparing(r -> (String) r[0]));
    return rows;
  }

  static List<Object[]> charsets(boolean newCollation) {
    List<Object[]> rows = new ArrayList<>();
    for (CharacterSet set : CharacterSet.values()) {
      rows.add(
          new Object[] {
            set.sqlName(), set.sqlName(), set.defaultCollation(newCollation), set.maxBytes()
          });
    }
    return rows;
  }
}
