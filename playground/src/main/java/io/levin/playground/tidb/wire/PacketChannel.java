package io.levin.playground.tidb.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Packets over a socket: three bytes of length, one of sequence, the payload; a payload of 16 MiB
 * and more goes as several packets. One thread at a time may read and write.
 */
final class PacketChannel implements Closeable {
  private static final int LONGEST = 0xffffff;

  private final long longestPayload;
  private Socket socket;
  private InputStream in;
  private OutputStream out;
  private int sequence;

  PacketChannel(Socket socket, long longestPayload) throws IOException {
    this.socket = socket;
    this.longestPayload = longestPayload;
    this.in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
    this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
  }

  /** Starts a new command: sequence numbers begin at 0 again. */
  void startCommand() {
    sequence = 0;
  }

  /** How long {@link #read} waits for the client, in seconds; 0 for any time. */
  void idleLimit(long seconds) throws IOException {
    socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, seconds * 1000));
  }

  /**
   * The next payload.
   *
   * @return null when the client closed the connection between two packets
   * @throws java.net.SocketTimeoutException when the client was idle for longer than it may be
   * @throws SqlError 1153 when the payload is longer than the server takes
   */
  byte[] read() throws IOException {
    byte[] whole = null;
    while (true) {
      int first = in.read();
      if (first < 0) {
        if (whole != null) {
          throw new EOFException("the connection was closed inside a packet");
        }
        return null;
      }
      byte[] rest = in.readNBytes(3);
      if (rest.length < 3) {
        throw new EOFException("the connection was closed inside a packet header");
      }
      int length = first | (rest[0] & 0xff) << 8 | (rest[1] & 0xff) << 16;
      sequence = (rest[2] & 0xff) + 1;
      int before = whole == null ? 0 : whole.length;
      if ((long) before + length > longestPayload) {
        throw SqlError.packetTooLarge();
      }
      byte[] part = in.readNBytes(length);
      if (part.length < length) {
        throw new EOFException("the connection was closed inside a packet");
      }
      if (whole == null) {
        whole = part;
      } else {
        whole = Arrays.copyOf(whole, before + length);
        System.arraycopy(part, 0, whole, before, length);
      }
      if (length < LONGEST) {
        return whole;
      }
    }
  }

  /** Writes a payload; call {@link #flush} when the client may answer. */
  void write(PayloadBuilder payload) throws IOException {
    int at = 0;
    while (true) {
      int length = Math.min(LONGEST, payload.length() - at);
      out.write(length);
      out.write(length >>> 8);
      out.write(length >>> 16);
      out.write(sequence++);
      out.write(payload.array(), at, length);
      at += length;
      if (length < LONGEST) {
        return;
      }
    }
  }

  void flush() throws IOException {
    out.flush();
  }

  /** Goes on under TLS, as the server's side; what is already buffered belongs to the handshake. */
  void upgrade(SSLContext tls) throws IOException {
    byte[] buffered = in.readNBytes(in.available());
    SSLSocket secure =
        (SSLSocket)
            tls.getSocketFactory().createSocket(socket, new ByteArrayInputStream(buffered), true);
    secure.setUseClientMode(false);
    secure.startHandshake();
    socket = secure;
    in = new BufferedInputStream(secure.getInputStream(), 1 << 14);
    out = new BufferedOutputStream(secure.getOutputStream(), 1 << 16);
  }

  /** Closes with a reset, so that the client sees a broken connection and not an orderly end. */
  void abort() throws IOException {
    if (!(socket instanceof SSLSocket)) {
      socket.setSoLinger(true, 0);
    }
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
