package io.levin.playground;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.levin.playground.fault.Fault;
import io.levin.playground.model.Store;
import io.levin.playground.net.HttpPort;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP port through which a test in another process, or a person with curl, makes faults and
 * asks what came of them. Answers are JSON; what cannot be done is a 400 with a text that says why.
 *
 * <pre>
 * GET    /problems                     panics, and what clients left behind; [] when all is well
 * GET    /faults                       the rules in force, with their hits
 * POST   /faults                       a rule as the body, as for --fault
 * DELETE /faults                       takes all rules out of force
 * GET    /calls?method=Write           how often a method was called
 * GET    /stores                       per store: alive, disk, streams at once, bytes, bytes in the worst second
 * POST   /stores/ID/stop | start | start-elsewhere
 * POST   /stores/ID/space?capacity=BYTES&amp;available=BYTES
 * POST   /pd/leader?election=MS        another member leads after an election
 * POST   /pd/stop
 * POST   /pd/start?starting=MS&amp;leaderless=MS
 * GET    /files                        files written and not ingested, files ingested
 * GET    /tables/DATABASE/TABLE        keys, older versions, timestamps of commits, checksum
 * GET    /strangers                    keys by table id where no table ever had that id
 * </pre>
 */
public final class ControlPort implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  private final Playground playground;
  private final ExecutorService threads = Executors.newCachedThreadPool(ControlPort::thread);
  private final HttpServer http;

  /**
   * Opens the port.
   *
   * @param port 0 for any
   */
  public ControlPort(Playground playground, String host, int port) {
    this.playground = playground;
    this.http = HttpPort.open(host, port, null, threads);
    http.createContext("/", this::handle);
    http.start();
  }

  /** The port's number. */
  public int port() {
    return http.getAddress().getPort();
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try {
      String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      Object answer = answer(call, exchange);
      if (answer == null) {
        HttpPort.answer(exchange, NOT_FOUND, "text/plain", "no such call: " + call + "\n");
      } else {
        String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer);
        HttpPort.answer(exchange, 200, "application/json", text + "\n");
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      HttpPort.answer(exchange, BAD_REQUEST, "text/plain", e.getMessage() + "\n");
    }
  }

  private Object answer(String call, HttpExchange exchange) throws IOException {
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    return switch (call) {
      case "GET /problems" -> playground.problems();
      case "GET /faults" -> faults();
      case "POST /faults" -> {
        playground.inject(
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).trim());
        yield faults();
      }
      case "DELETE /faults" -> {
        playground.clearFaults();
        yield faults();
      }
      case "GET /calls" -> Map.of("calls", playground.faults().calls(required(query, "method")));
      case "GET /stores" -> stores();
      case "GET /files" ->
          Map.of(
              "orphans", playground.importFiles().orphans(),
              "ingested", playground.importFiles().ingested());
      case "GET /strangers" ->
          TableContent.strangers(playground.cluster(), playground.tidb().everyTableId());
      case "POST /pd/leader" -> {
        playground.changePdLeader(millis(query, "election"));
        yield playground.pdAddresses();
      }
      case "POST /pd/stop" -> {
        playground.stopPd();
        yield List.of();
      }
      case "POST /pd/start" -> {
        playground.startPd(millis(query, "starting"), millis(query, "leaderless"));
        yield playground.pdAddresses();
      }
      default ->
          call.startsWith("POST /stores/")
              ? store(call.split("/"), query)
              : call.startsWith("GET /tables/") ? table(call.split("/")) : null;
    };
  }

  /** The path is {@code /tables/DATABASE/TABLE}. */
  private Object table(String[] path) {
    return path.length != 4
        ? null
        : playground
            .tidb()
            .table(path[2], path[3])
            .map(table -> TableContent.of(playground.cluster(), table))
            .orElse(null);
  }

  private List<Map<String, Object>> faults() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Fault fault : playground.faults().inForce()) {
      all.add(Map.of("rule", fault.toString(), "hits", fault.hits()));
    }
    playground
        .sqlFaults()
        .forEach((rule, hits) -> all.add(Map.of("rule", "SQL " + rule, "hits", hits)));
    return all;
  }

  private List<Map<String, Object>> stores() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Store store : playground.cluster().stores()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("id", store.id());
      one.put("address", store.address().address());
      one.put("alive", store.alive());
      one.put("capacity", store.capacity());
      one.put("available", store.available());
      one.put("peakWrites", store.peakWrites());
      one.put("receivedBytes", store.receivedBytes());
      one.put("peakBytesPerSecond", store.peakBytesPerSecond());
      all.add(one);
    }
    return all;
  }

  /** The path is {@code /stores/ID/action}. */
  private Object store(String[] path, Map<String, String> query) {
    if (path.length != 4) {
      return null;
    }
    long id = number(path[2]);
    if (playground.cluster().stores().stream().noneMatch(store -> store.id() == id)) {
      throw new IllegalArgumentException("there is no store " + id);
    }
    switch (path[3]) {
      case "stop" -> playground.stopStore(id);
      case "start" -> playground.startStore(id);
      case "start-elsewhere" -> playground.startStoreElsewhere(id);
      case "space" ->
          playground
              .cluster()
              .store(id)
              .setSpace(bytes(query, "capacity"), bytes(query, "available"));
      default -> {
        return null;
      }
    }
    return stores();
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      all.put(name, URLDecoder.decode(value, StandardCharsets.UTF_8));
    }
    return all;
  }

  private static String required(Map<String, String> query, String name) {
    String value = query.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the call needs ?" + name + "=");
    }
    return value;
  }

  private static long bytes(Map<String, String> query, String name) {
    return number(required(query, name));
  }

  private static long millis(Map<String, String> query, String name) {
    return number(query.getOrDefault(name, "0"));
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a number", e);
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "playground-control");
    thread.setDaemon(true);
    return thread;
  }
}
