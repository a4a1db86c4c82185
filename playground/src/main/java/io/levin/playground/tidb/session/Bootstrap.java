package io.levin.playground.tidb.session;

import io.levin.playground.tidb.sql.SqlStatement;
import io.levin.playground.tidb.wire.SessionFactory;

/** What a new cluster has before its first user comes. */
public final class Bootstrap {
  private static final String[] TABLES = {
    "CREATE TABLE mysql.tidb (VARIABLE_NAME VARCHAR(64) NOT NULL PRIMARY KEY,"
        + " VARIABLE_VALUE VARCHAR(1024) DEFAULT NULL, COMMENT VARCHAR(1024))",
    "CREATE TABLE mysql.stats_meta (version BIGINT(64) UNSIGNED NOT NULL,"
        + " table_id BIGINT(64) NOT NULL PRIMARY KEY, modify_count BIGINT(64) NOT NULL DEFAULT 0,"
        + " count BIGINT(64) UNSIGNED NOT NULL DEFAULT 0,"
        + " snapshot BIGINT(64) UNSIGNED NOT NULL DEFAULT 0)",
  };

  private Bootstrap() {}

  /** Makes the databases {@code mysql} and {@code test} unless they are there. */
  public static void run(Server server) {
    if (server.catalog().database("mysql").isPresent()) {
      return;
    }
    for (String name : new String[] {"mysql", "test"}) {
      server.catalog().createDatabase(name, "utf8mb4", "utf8mb4_bin");
    }
    SessionFactory.Login nobody =
        new SessionFactory.Login(0, "", "localhost", "mysql", false, false, false);
    try (Session session = new Session(server, nobody)) {
      for (String table : TABLES) {
        session.execute(SqlStatement.one(table));
      }
      session.execute(
          SqlStatement.one(
              "INSERT INTO mysql.tidb VALUES"
                  + " ('bootstrapped', 'True', 'Bootstrap flag. Do not delete.'),"
                  + " ('tidb_server_version', '218', 'Bootstrap version. Do not delete.'),"
                  + " ('system_tz', 'UTC', 'TiDB Global System Timezone.'),"
                  + " ('new_collation_enabled', '"
                  + (server.options().newCollation() ? "True" : "False")
                  + "', 'If the new collations are enabled. Do not edit it.'),"
                  + " ('tikv_gc_run_interval', '10m0s', 'GC run interval'),"
                  + " ('tikv_gc_life_time', '10m0s', 'All versions within life time will not be"
                  + " collected by GC, at least 10m, in Go format.')"));
    }
  }
}
