package io.levin.playground.tidb.wire;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The MySQL port: accepts connections and serves each on a daemon thread of its own. */
public final class MysqlServer implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(MysqlServer.class);

  /** What lies under the server is closed next, so nothing should still read from it. */
  private static final long CLOSE_WAIT_NANOS = 5_000_000_000L;

  private final ServerSocket listener;
  private final SessionFactory sessions;
  private final SSLContext tls;
  private final boolean tlsRequired;
  private final long longestPacket;
  private final AtomicLong lastConnection = new AtomicLong();
  private final Map<Long, PacketChannel> open = new ConcurrentHashMap<>();
  private final Map<Long, Thread> threads = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Opens the port; connections are served after {@link #accept}.
   *
   * @param address where to listen; port 0 takes a free one
   * @param sessions lets users in
   * @param tls offered to clients, or null
   * @param tlsRequired refuse connections without TLS
   * @param longestPacket bytes of the longest statement taken
   * @throws IOException when the port cannot be opened
   */
  public MysqlServer(
      InetSocketAddress address,
      SessionFactory sessions,
      SSLContext tls,
      boolean tlsRequired,
      long longestPacket)
      throws IOException {
    this.sessions = sessions;
    this.tls = tls;
    this.tlsRequired = tlsRequired;
    this.longestPacket = longestPacket;
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(address, 512);
  }

  /** Starts to serve connections. */
  public void accept() {
    Thread acceptor = new Thread(this::acceptAll, "mysql-accept-" + port());
    acceptor.setDaemon(true);
    acceptor.start();
  }

  /** The port that it listens on. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Cuts one connection; false when there is none with that number. */
  public boolean kill(long connectionId) {
    PacketChannel channel = open.get(connectionId);
    if (channel == null) {
      return false;
    }
    closeQuietly(channel);
    return true;
  }

  /** Cuts all connections; the port stays open. */
  public void killAll() {
    open.values().forEach(MysqlServer::closeQuietly);
  }

  /** Closes the port and all connections, and waits a while for statements that still run. */
  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
    killAll();
    long deadline = System.nanoTime() + CLOSE_WAIT_NANOS;
    for (Thread thread : threads.values()) {
      thread.interrupt(); // it may wait for a lock
      try {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void acceptAll() {
    while (!closed) {
      try {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        serve(socket);
      } catch (IOException e) {
        if (!closed) {
          LOG.warn("cannot accept a connection", e);
        }
      }
    }
  }

  private void serve(Socket socket) throws IOException {
    long id = lastConnection.incrementAndGet();
    PacketChannel channel = new PacketChannel(socket, longestPacket);
    String host =
        ((InetSocketAddress) socket.getRemoteSocketAddress()).getAddress().getHostAddress();
    Handshake handshake = new Handshake(channel, sessions, tls, tlsRequired, id, host);
    ServerConnection connection = new ServerConnection(channel, handshake, sessions);
    Thread thread =
        new Thread(
            () -> {
              open.put(id, channel);
              try {
                connection.run();
              } finally {
                open.remove(id);
                threads.remove(id);
              }
            },
            "mysql-" + id);
    thread.setDaemon(true);
    threads.put(id, thread);
    thread.start();
  }

  private static void closeQuietly(PacketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a connection failed: {}", e.toString());
    }
  }
}
