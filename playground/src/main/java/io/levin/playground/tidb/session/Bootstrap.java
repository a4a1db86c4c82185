package io.levin.playground.tidb.session;

/** What a new cluster has before its first user comes. */
public final class Bootstrap {
  private Bootstrap() {}

  /** Makes the databases {@code mysql} and {@code test} unless they are there. */
  public static void run(Server server) {
    for (String name : new String[] {"mysql", "test"}) {
      if (server.catalog().database(name).isEmpty()) {
        server.catalog().createDatabase(name, "utf8mb4", "utf8mb4_bin");
      }
    }
  }
}
