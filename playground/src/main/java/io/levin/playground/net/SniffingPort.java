package io.levin.playground.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * One port for gRPC and HTTP/1.1, as PD has: a connection that begins as HTTP/2 does is handed to
 * one server on the loopback, any other to another. TLS ends here.
 */
public final class SniffingPort implements AutoCloseable {
  private static final byte[] HTTP2_START = {'P', 'R', 'I'};
  private static final int BUFFER = 16 << 10;

  private final ServerSocket listening;
  private final int grpcPort;
  private final int httpPort;
  private final EventLoops loops;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch accepted = new CountDownLatch(1);

  private SniffingPort(ServerSocket listening, int grpcPort, int httpPort, EventLoops loops) {
    this.listening = listening;
    this.grpcPort = grpcPort;
    this.httpPort = httpPort;
    this.loops = loops;
  }

  /**
   * Listens.
   *
   * @param port 0 for any
   * @param tls null for plain text
   * @param grpcPort where HTTP/2 goes, in plain text
   * @param httpPort where HTTP/1.1 goes, in plain text
   */
  public static SniffingPort open(
      String host, int port, ServerTls tls, int grpcPort, int httpPort, EventLoops loops) {
    try {
      ServerSocket socket;
      if (tls == null) {
        socket = new ServerSocket();
      } else {
        SSLServerSocket secure =
            (SSLServerSocket) tls.context().getServerSocketFactory().createServerSocket();
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setNeedClientAuth(true);
        secure.setSSLParameters(parameters);
        socket = secure;
      }
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      SniffingPort front = new SniffingPort(socket, grpcPort, httpPort, loops);
      loops.calls().execute(front::acceptAll);
      return front;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + host + ":" + port, e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return listening.getLocalPort();
  }

  /** Returns when the port is free again. */
  @Override
  public void close() {
    closeQuietly(listening);
    open.forEach(SniffingPort::closeQuietly);
    try {
      if (!accepted.await(5, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody lets go of port " + port());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void acceptAll() {
    try {
      while (!listening.isClosed()) {
        Socket client = listening.accept();
        open.add(client);
        loops.calls().execute(() -> serve(client));
      }
    } catch (IOException | RejectedExecutionException e) {
      // The port was closed, or cannot be served any longer.
      closeQuietly(listening);
    } finally {
      open.forEach(SniffingPort::closeQuietly);
      accepted.countDown();
    }
  }

  private void serve(Socket client) {
    Socket server = null;
    try {
      client.setTcpNoDelay(true);
      if (client instanceof SSLSocket secure) {
        secure.setHandshakeApplicationProtocolSelector((s, offered) -> protocol(offered));
      }
      InputStream in = client.getInputStream();
      byte[] start = in.readNBytes(HTTP2_START.length);
      boolean isHttp2 = java.util.Arrays.equals(start, HTTP2_START);
      server = new Socket(InetAddress.getLoopbackAddress(), isHttp2 ? grpcPort : httpPort);
      open.add(server);
      server.setTcpNoDelay(true);
      server.getOutputStream().write(start);
      Socket backend = server;
      loops.calls().execute(() -> pump(backend, client));
      pump(client, server);
    } catch (IOException | RejectedExecutionException e) {
      drop(client, server);
    }
  }

  /** Who speaks HTTP/2 only is a gRPC client; who can, shall speak HTTP/1.1. */
  private static String protocol(List<String> offered) {
    return offered.contains("http/1.1") || offered.isEmpty() ? "http/1.1" : "h2";
  }

  /** Copies until one side ends, then closes both. */
  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      // A connection that breaks is what ends a pump; the other side learns by the close below.
    } finally {
      drop(from, to);
    }
  }

  private void drop(Socket a, Socket b) {
    for (Socket socket : new Socket[] {a, b}) {
      if (socket != null) {
        open.remove(socket);
        closeQuietly(socket);
      }
    }
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // It is closed then.
    }
  }
}
