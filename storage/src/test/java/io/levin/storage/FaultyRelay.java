package io.levin.storage;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and an HTTP server and does to answers what networks and busy servers do:
 * cuts them, resets the connection, falls silent, or says that it has no time.
 *
 * <p>One request a connection. A fault is used up by the requests that it hits.
 */
public final class FaultyRelay implements Closeable {
  private final ServerSocket listener;
  private final int target;
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final List<Action> actions = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger busy = new AtomicInteger();
  private volatile boolean closed;

  /** What happens to an answer. */
  public enum Kind {
    /** The connection is closed in the middle of the body, as if the answer ended there. */
    CUT,
    /** The connection is reset in the middle of the body. */
    RESET,
    /** Nothing more comes, but the connection stays. */
    SILENCE,
    /** 503 with S3's code for it. */
    SLOW_DOWN
  }

  private record Action(String part, AtomicInteger occurrence, Runnable task) {}

  private record Fault(String part, Kind kind, int afterBytes, AtomicInteger times) {}

  /** Listens on a free port, for a server on this machine. */
  public FaultyRelay(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept, "relay");
  }

  /** Where clients find it. */
  public int port() {
    return listener.getLocalPort();
  }

  /**
   * @param part of the request line that the fault is for, with slashes as such
   * @param afterBytes of the body that pass before it strikes
   * @param times how many requests it hits
   */
  public void fault(String part, Kind kind, int afterBytes, int times) {
    faults.add(new Fault(part, kind, afterBytes, new AtomicInteger(times)));
  }

  /**
   * Does something when a request comes, before it is answered.
   *
   * @param part of the request line, as for a fault
   * @param occurrence which of the requests with it, from 1
   */
  public void before(String part, int occurrence, Runnable action) {
    actions.add(new Action(part, new AtomicInteger(occurrence), action));
  }

  /** Forgets faults and actions. */
  public void noFaults() {
    faults.clear();
    actions.clear();
  }

  /** The heads of all requests so far. */
  public List<String> requests() {
    return requests;
  }

  /** How many answers are under way. */
  public int busy() {
    return busy.get();
  }

  /** How many more requests the faults would hit. */
  public int faultsLeft() {
    return faults.stream().mapToInt(fault -> Math.max(0, fault.times().get())).sum();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = listener.accept();
        open.add(client);
        start(() -> serve(client), "relay-connection");
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    busy.incrementAndGet();
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      open.add(server);
      String head = head(client.getInputStream());
      requests.add(head);
      byte[] body =
          head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")
              ? chunks(client.getInputStream())
              : client.getInputStream().readNBytes(length(head));
      String line = firstLine(head).replace("%2F", "/");
      for (Action action : actions) {
        if (line.contains(action.part()) && action.occurrence().decrementAndGet() == 0) {
          action.task().run();
        }
      }
      Fault fault = faultFor(line);
      if (fault != null && fault.kind() == Kind.SLOW_DOWN) {
        client.getOutputStream().write(slowDown());
        return;
      }
      OutputStream up = server.getOutputStream();
      up.write(singleRequest(head).getBytes(StandardCharsets.ISO_8859_1));
      up.write(body);
      up.flush();
      answer(server.getInputStream(), client, fault);
    } catch (IOException e) {
      // The client or the test has gone away.
    } finally {
      busy.decrementAndGet();
      open.remove(client);
    }
  }

  private void answer(InputStream in, Socket client, Fault fault) throws IOException {
    OutputStream out = client.getOutputStream();
    out.write(singleRequest(head(in)).getBytes(StandardCharsets.ISO_8859_1));
    if (fault == null) {
      in.transferTo(out);
      return;
    }
    out.write(in.readNBytes(fault.afterBytes()));
    out.flush();
    switch (fault.kind()) {
      case RESET -> client.setSoLinger(true, 0);
      case SILENCE -> {
        // Until the client gives up: it closes its end.
        client.getInputStream().read();
      }
      default -> {}
    }
  }

  private Fault faultFor(String line) {
    for (Fault fault : faults) {
      if (line.contains(fault.part()) && fault.times().getAndDecrement() > 0) {
        return fault;
      }
    }
    return null;
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("no head");
      }
      out.write(c);
      matched = c == "\r\n\r\n".charAt(matched) ? matched + 1 : c == '\r' ? 1 : 0;
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  /** A body in chunks, with their frames. */
  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int length;
    do {
      StringBuilder line = new StringBuilder();
      int c;
      do {
        c = in.read();
        if (c < 0) {
          throw new IOException("no end of chunks");
        }
        line.append((char) c);
      } while (c != '\n');
      out.write(line.toString().getBytes(StandardCharsets.ISO_8859_1));
      length = Integer.parseInt(line.toString().strip(), 16);
      out.write(in.readNBytes(length + 2));
    } while (length > 0);
    return out.toByteArray();
  }

  private static String singleRequest(String head) {
    String without = head.replaceAll("(?im)^(connection|keep-alive|proxy-connection):.*\r\n", "");
    return without.substring(0, without.length() - 2) + "Connection: close\r\n\r\n";
  }

  private static int length(String head) {
    for (String line : head.split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        return Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    return 0;
  }

  private static String firstLine(String head) {
    return head.substring(0, head.indexOf('\r'));
  }

  private static byte[] slowDown() {
    String body = "<Error><Code>SlowDown</Code><Message>Please reduce your rate.</Message></Error>";
    return ("HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: "
            + body.length()
            + "\r\nConnection: close\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void start(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
