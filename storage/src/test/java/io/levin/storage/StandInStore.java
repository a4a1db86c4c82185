package io.levin.storage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** What the stand-ins of object stores have in common: objects in memory behind an HTTP server. */
abstract class StandInStore implements Closeable {
  /** An object: its bytes, and a number that no other version of any object has. */
  record Stored(byte[] content, long version) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicLong versions = new AtomicLong(1_700_000_000_000_000L);
  private final TreeMap<String, Stored> objects =
      new TreeMap<>(
          (a, b) ->
              Arrays.compareUnsigned(
                  a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));

  StandInStore() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            handle(exchange);
          } catch (RuntimeException e) {
            answer(exchange, 500, String.valueOf(e).getBytes(StandardCharsets.UTF_8));
          }
        });
    server.start();
  }

  /** Answers one request. */
  abstract void handle(HttpExchange exchange) throws IOException;

  final int port() {
    return server.getAddress().getPort();
  }

  final synchronized Stored put(String key, byte[] content) {
    Stored stored = new Stored(content.clone(), versions.incrementAndGet());
    objects.put(key, stored);
    return stored;
  }

  final synchronized Stored get(String key) {
    return objects.get(key);
  }

  final synchronized boolean remove(String key) {
    return objects.remove(key) != null;
  }

  /** Objects with a prefix, from a key on, at most so many and one more. */
  final synchronized Map<String, Stored> page(String prefix, String from, int limit) {
    Map<String, Stored> found = new LinkedHashMap<>();
    for (Map.Entry<String, Stored> entry : objects.tailMap(from, true).entrySet()) {
      if (entry.getKey().startsWith(prefix) && found.size() <= limit) {
        found.put(entry.getKey(), entry.getValue());
      }
    }
    return found;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** Answers with a part of an object as the header asks, with the status for it. */
  static void answerPart(HttpExchange exchange, byte[] content, String range) throws IOException {
    if (range == null) {
      answer(exchange, 200, content);
      return;
    }
    String[] ends = range.substring("bytes=".length()).split("-", 2);
    int from = Integer.parseInt(ends[0]);
    if (from >= content.length) {
      exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
      answer(exchange, 416, new byte[0]);
      return;
    }
    int to =
        ends[1].isEmpty()
            ? content.length
            : (int) Math.min(content.length, Long.parseLong(ends[1]) + 1);
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + content.length);
    answer(exchange, 206, Arrays.copyOfRange(content, from, to));
  }

  static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
    }
    exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  static String decode(String text) {
    return new String(PercentText.decode(text), StandardCharsets.UTF_8);
  }

  static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> values = new LinkedHashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      int equals = pair.indexOf('=');
      values.put(
          equals < 0 ? pair : pair.substring(0, equals),
          equals < 0 ? "" : decode(pair.substring(equals + 1).replace('+', ' ')));
    }
    return values;
  }
}
