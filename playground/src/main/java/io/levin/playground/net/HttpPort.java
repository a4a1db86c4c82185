package io.levin.playground.net;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;

/** Small HTTP servers. */
public final class HttpPort {
  private HttpPort() {}

  /**
   * A server that is bound and not started.
   *
   * @param port 0 for any
   * @param tls null for plain text
   */
  public static HttpServer open(String host, int port, ServerTls tls, Executor executor) {
    try {
      InetSocketAddress address = new InetSocketAddress(host, port);
      HttpServer server;
      if (tls == null) {
        server = HttpServer.create(address, 0);
      } else {
        HttpsServer secure = HttpsServer.create(address, 0);
        secure.setHttpsConfigurator(
            new HttpsConfigurator(tls.context()) {
              @Override
              public void configure(HttpsParameters parameters) {
                SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
              }
            });
        server = secure;
      }
      server.setExecutor(executor);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + host + ":" + port, e);
    }
  }

  /** Answers every request with a text. */
  public static HttpHandler text(Supplier<String> text, String contentType) {
    return exchange -> answer(exchange, 200, contentType, text.get());
  }

  /** Sends one answer. */
  public static void answer(HttpExchange exchange, int code, String contentType, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", contentType);
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
