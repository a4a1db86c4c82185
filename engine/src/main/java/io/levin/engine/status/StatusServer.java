package io.levin.engine.status;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server on {@code lightning.status-addr}. It has no password: whoever can reach it can
 * see progress, pause, and cancel. Requests are answered by threads of its own, and whoever sends
 * one slowly, or takes its answer slowly, is let go after a while.
 */
public final class StatusServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);

  /**
   * So many requests may be under way at a time, most of them of clients that are slow: each that
   * has begun to come takes a thread.
   */
  private static final int THREADS = 32;

  private static final int KEPT_SECONDS = 30;
  private static final int REQUEST_SECONDS = 10;
  private static final int ANSWER_SECONDS = 60;
  private static final int SHOWN_BODY = 1024;
  private static final int WORTH_COMPRESSING = 1024;

  private final HttpServer server;
  private final ThreadPoolExecutor threads;

  private StatusServer(HttpServer server, StatusPages pages) {
    this.server = server;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            KEPT_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "status");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, pages));
    server.start();
  }

  /**
   * Starts listening.
   *
   * @param address such as {@code :8289}, {@code 127.0.0.1:8289} or {@code [::1]:8289}; port 0
   *     takes a free one
   * @param tls null for plain HTTP
   * @throws ImportException when the address cannot be had
   */
  public static StatusServer start(String address, SSLContext tls, StatusPages pages) {
    // The JDK's server reads its limits once; by default it has none.
    limit("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
    limit("sun.net.httpserver.maxRspTime", ANSWER_SECONDS);
    try {
      InetSocketAddress at = parse(address);
      HttpServer server;
      if (tls == null) {
        server = HttpServer.create(at, 0);
      } else {
        HttpsServer secure = HttpsServer.create(at, 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls));
        server = secure;
      }
      StatusServer started = new StatusServer(server, pages);
      LOG.atInfo().addKeyValue("address", started.address()).log("starting HTTP server");
      return started;
    } catch (IOException e) {
      throw new ImportException(
          ErrorCode.UNCODED,
          "failed to start HTTP server: listen tcp " + address + ": " + e.getMessage(),
          "choose another address by lightning.status-addr or -status-addr, or end the program that"
              + " has it (each instance needs its own)",
          e);
    }
  }

  private static void limit(String property, int seconds) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, String.valueOf(seconds));
    }
  }

  /** Where it listens, as {@code host:port}. */
  public String address() {
    InetSocketAddress at = server.getAddress();
    String host = at.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + at.getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static InetSocketAddress parse(String address) throws IOException {
    int colon = address.lastIndexOf(':');
    String host = colon < 0 ? address : address.substring(0, colon);
    int port;
    try {
      port = Integer.parseInt(colon < 0 ? "" : address.substring(colon + 1));
      if (port < 0 || port > 65_535) {
        throw new NumberFormatException();
      }
    } catch (NumberFormatException e) {
      throw new IOException("the address has no port between 0 and 65535", e);
    }
    if (host.isEmpty()) {
      return new InetSocketAddress(port);
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new IOException("unknown host " + host, e);
    }
  }

  private static void answer(HttpExchange exchange, StatusPages pages) throws IOException {
    long start = System.nanoTime();
    String method = exchange.getRequestMethod();
    boolean logged = !exchange.getRequestURI().getPath().equals("/metrics");
    if (logged) {
      LOG.atDebug()
          .addKeyValue("method", method)
          .addKeyValue("url", exchange.getRequestURI())
          .log("process http request start");
    }
    Answer answer;
    try {
      answer = pages.answer(method, exchange.getRequestURI(), exchange.getRequestBody());
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).addKeyValue("url", exchange.getRequestURI()).log("request failed");
      answer = Answer.error(500, e.getMessage());
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    if (body.length >= WORTH_COMPRESSING && accepted != null && accepted.contains("gzip")) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      body = compressed(body);
    }
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    boolean empty = method.equals("HEAD") || body.length == 0;
    exchange.sendResponseHeaders(answer.status(), empty ? -1 : body.length);
    if (!empty) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
    if (logged) {
      LOG.atInfo()
          .addKeyValue("method", method)
          .addKeyValue("url", exchange.getRequestURI())
          .addKeyValue("status", answer.status())
          .addKeyValue("body", shortened(answer.body()))
          .addKeyValue("takeTime", (System.nanoTime() - start) / 1_000_000 + "ms")
          .log("process http request completed");
    }
  }

  private static byte[] compressed(byte[] body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    }
    return out.toByteArray();
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN_BODY ? text : text.substring(0, SHOWN_BODY);
  }
}
