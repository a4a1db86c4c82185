package io.levin.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A wire to a server of this machine that can be cut and mended, or that breaks by itself: then one
 * connection is lost in the midst of whatever it carries.
 */
public final class Wire implements AutoCloseable {
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final int port;
  private final AtomicInteger breaks = new AtomicInteger();
  private volatile ServerSocket listener;
  private volatile LongSupplier lengths = () -> Long.MAX_VALUE;

  /** A wire that does not break. */
  public Wire(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.port = listener.getLocalPort();
    accept(listener);
  }

  /** Where it begins. */
  public int port() {
    return port;
  }

  /**
   * Connections that are made from now on break, in each direction after so many bytes as the
   * supplier says.
   */
  public void breakAfter(LongSupplier bytes) {
    lengths = bytes;
  }

  /** How many connections broke. */
  public int breaks() {
    return breaks.get();
  }

  /** Connections end, and new ones are refused. */
  public void cut() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
    open.clear();
  }

  /** Connections can be made again. */
  public void mend() throws IOException {
    ServerSocket again = new ServerSocket();
    again.setReuseAddress(true);
    for (int tries = 1; !again.isBound(); tries++) {
      try {
        again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      } catch (BindException e) {
        // The thread that waited for connections lets go of the port when it runs next.
        if (tries == 100) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
    listener = again;
    accept(again);
  }

  private void accept(ServerSocket on) {
    background(
        () -> {
          while (true) {
            Socket client = on.accept();
            Socket server = connect();
            if (server == null) {
              client.close();
              continue;
            }
            open.add(client);
            open.add(server);
            background(() -> copy(client, server));
            background(() -> copy(server, client));
          }
        });
  }

  /** Null when the server is away, which its client is to notice. */
  private Socket connect() {
    try {
      return new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException e) {
      return null;
    }
  }

  private void copy(Socket from, Socket to) throws IOException {
    byte[] buffer = new byte[4096];
    long left = lengths.getAsLong();
    try (from;
        to;
        InputStream in = from.getInputStream()) {
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          return;
        }
        to.getOutputStream().write(buffer, 0, read);
        left -= read;
      }
      breaks.incrementAndGet();
    }
  }

  private static void background(Copying task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // The wire was cut.
                Thread.yield();
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    cut();
  }

  @FunctionalInterface
  private interface Copying {
    void run() throws IOException;
  }
}
