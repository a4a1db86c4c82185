package io.levin.playground.tidb.session;

import io.levin.base.Bytes;
import io.levin.schema.CharacterSet;
import io.levin.schema.Collation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a server tells of itself: cluster, regions, connections, character sets. */
final class ServerRows {
  private final Session session;

  ServerRows(Session session) {
    this.session = session;
  }

  List<Object[]> clusterInfo() {
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

  List<Object[]> regionStatus() {
    List<Object[]> rows = new ArrayList<>();
    new SchemaRows(session.server())
        .each(
            (d, t) -> {
              for (var region : RegionRows.regions(session.server(), t)) {
                var size = session.server().cluster().regions().size(region.id());
                rows.add(
                    new Object[] {
                      region.id(),
                      Bytes.hex(region.start().toByteArray()),
                      Bytes.hex(region.end().toByteArray()),
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

  List<Object[]> stores() {
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
    rows.sort(Comparator.comparing(r -> (String) r[0]));
    return rows;
  }

  private static String description(CharacterSet set) {
    return switch (set.sqlName()) {
      case "utf8mb4", "utf8" -> "UTF-8 Unicode";
      case "ascii" -> "US ASCII";
      case "latin1" -> "Latin1";
      case "gbk" -> "Chinese Internal Code Specification";
      default -> set.sqlName();
    };
  }

  static List<Object[]> charsets(boolean newCollation) {
    List<Object[]> rows = new ArrayList<>();
    for (CharacterSet set : CharacterSet.values()) {
      rows.add(
          new Object[] {
            set.sqlName(), description(set), set.defaultCollation(newCollation), set.maxBytes()
          });
    }
    return rows;
  }
}
