package io.levin.playground.tidb;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.levin.playground.tidb.catalog.Catalog;
import io.levin.playground.tidb.catalog.Database;
import io.levin.playground.tidb.catalog.DatabaseJson;
import io.levin.playground.tidb.session.Server;
import io.levin.schema.SchemaJson;
import io.levin.schema.TableInfo;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** TiDB's status port: schemas, settings, status. */
final class StatusServer implements AutoCloseable {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Server server;
  private final int mysqlPort;
  private final HttpServer http;
  private final ExecutorService threads;

  StatusServer(Server server, SSLContext tls, int mysqlPort) throws IOException {
    this.server = server;
    this.mysqlPort = mysqlPort;
    InetSocketAddress address =
        new InetSocketAddress(server.options().host(), server.options().statusPort());
    if (tls == null) {
      http = HttpServer.create(address, 256);
    } else {
      HttpsServer https = HttpsServer.create(address, 256);
      https.setHttpsConfigurator(new HttpsConfigurator(tls));
      http = https;
    }
    threads =
        Executors.newFixedThreadPool(
            4,
            task -> {
              Thread thread = new Thread(task, "tidb-status");
              thread.setDaemon(true);
              return thread;
            });
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  int port() {
    return http.getAddress().getPort();
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getRawPath().substring(1).split("/");
      switch (path[0]) {
        case "schema" -> schema(exchange, path);
        case "status" -> json(exchange, status());
        case "settings" -> json(exchange, settings());
        case "info" -> json(exchange, info(path.length > 1));
        case "db-table" -> dbTable(exchange, path);
        default -> text(exchange, 404, "404 page not found\n");
      }
    }
  }

  private void schema(HttpExchange exchange, String[] path) throws IOException {
    if (path.length == 1) {
      String tableId = tableId(exchange.getRequestURI().getRawQuery());
      if (tableId != null) {
        tableById(exchange, tableId);
        return;
      }
      ArrayNode all = MAPPER.createArrayNode();
      server.catalog().databases().forEach(d -> all.add(DatabaseJson.of(d)));
      json(exchange, all);
      return;
    }
    String name = decoded(path[1]);
    Optional<Database> database = server.catalog().database(name);
    if (database.isEmpty()) {
      text(exchange, 400, "[schema:1049]Unknown database '" + name + "'");
      return;
    }
    if (path.length == 2) {
      tables(exchange, database.get());
      return;
    }
    String tableName = decoded(path[2]);
    Optional<TableInfo> table = database.get().table(tableName);
    if (table.isEmpty()) {
      text(exchange, 400, "[schema:1146]" + Catalog.noSuchTable(name, tableName).getMessage());
      return;
    }
    answer(exchange, 200, "application/json", SchemaJson.write(table.get()));
  }

  /** All tables of a database, one by one: there may be very many. */
  private void tables(HttpExchange exchange, Database database) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 1 << 16)) {
      out.write('[');
      boolean first = true;
      for (TableInfo table : database.tables()) {
        if (!first) {
          out.write(",\n".getBytes(StandardCharsets.UTF_8));
        }
        first = false;
        out.write(SchemaJson.write(table).getBytes(StandardCharsets.UTF_8));
      }
      out.write(']');
    }
  }

  private void tableById(HttpExchange exchange, String id) throws IOException {
    for (Database database : server.catalog().databases()) {
      for (TableInfo table : database.tables()) {
        if (Long.toString(table.id()).equals(id)) {
          answer(exchange, 200, "application/json", SchemaJson.write(table));
          return;
        }
      }
    }
    text(exchange, 400, "[schema:1146]Table which ID = " + id + " does not exist.");
  }

  private void dbTable(HttpExchange exchange, String[] path) throws IOException {
    for (Database database : server.catalog().databases()) {
      for (TableInfo table : database.tables()) {
        if (path.length > 1 && Long.toString(table.id()).equals(path[1])) {
          ObjectNode json = MAPPER.createObjectNode();
          json.set("db_info", DatabaseJson.of(database));
          json.putRawValue(
              "table_info",
              new com.fasterxml.jackson.databind.util.RawValue(SchemaJson.write(table)));
          json.put("schema_version", server.catalog().schemaVersion());
          json(exchange, json);
          return;
        }
      }
    }
    text(exchange, 400, "[schema:1146]Table which ID does not exist.");
  }

  private ObjectNode status() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("connections", server.sessions().size());
    json.put("version", server.version());
    json.put("git_hash", "0000000000000000000000000000000000000000");
    json.putObject("status").put("init_stats_percentage", 100);
    return json;
  }

  private ObjectNode settings() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("host", server.options().host());
    json.put("advertise-address", server.options().host());
    json.put("port", mysqlPort);
    json.put("store", "tikv");
    json.put("path", server.options().pdAddress());
    json.put("lease", "45s");
    json.put("new_collations_enabled_on_first_bootstrap", server.options().newCollation());
    json.putObject("status").put("status-port", port()).put("report-status", true);
    json.putObject("security").put("skip-grant-table", false);
    return json;
  }

  private ObjectNode info(boolean all) {
    ObjectNode one = MAPPER.createObjectNode();
    one.put("is_owner", true);
    one.put("version", server.version());
    one.put("git_hash", "0000000000000000000000000000000000000000");
    one.put("ddl_id", "playground");
    one.put("ip", server.options().host());
    one.put("listening_port", mysqlPort);
    one.put("status_port", port());
    one.put("lease", "45s");
    one.put("max_procs", Runtime.getRuntime().availableProcessors());
    if (!all) {
      return one;
    }
    ObjectNode json = MAPPER.createObjectNode();
    json.put("servers_num", 1);
    json.put("owner_id", "playground");
    json.put("is_all_server_version_consistent", true);
    json.putObject("all_servers_info").set("playground", one);
    return json;
  }

  private static String tableId(String query) {
    return query != null && query.startsWith("table_id=") ? query.substring(9) : null;
  }

  /** Path parts are escaped; a plus sign stands for itself there. */
  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static void json(HttpExchange exchange, Object json) throws IOException {
    answer(exchange, 200, "application/json", MAPPER.writeValueAsString(json));
  }

  private static void text(HttpExchange exchange, int code, String text) throws IOException {
    answer(exchange, code, "text/plain; charset=utf-8", text);
  }

  private static void answer(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
