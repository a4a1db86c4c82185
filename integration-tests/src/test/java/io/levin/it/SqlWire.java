package io.levin.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A connection to a MySQL port that tells what came over the wire: the descriptions of columns, the
 * bytes of binary rows, numbers, states and texts of errors.
 */
final class SqlWire implements AutoCloseable {
  private static final int CONNECT_WITH_DB = 8;

  /** LONG_PASSWORD, LONG_FLAG, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, PLUGIN_AUTH. */
  private static final int CAPABILITIES = 1 | 4 | 0x200 | 0x2000 | 0x8000 | 0x80000;

  private static final int UTF8MB4_BIN = 46;
  private static final int LARGEST_PACKET = 0xffffff;
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private int sequence;

  private SqlWire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** A column as a server describes it. */
  record Column(
      String schema,
      String table,
      String originalTable,
      String name,
      String originalName,
      int charset,
      long length,
      int type,
      int flags,
      int decimals) {
    @Override
    public String toString() {
      String from = schema + "." + table + "(" + originalTable + ")." + originalName;
      return name
          + " type "
          + type
          + " flags 0x"
          + Integer.toHexString(flags)
          + " charset "
          + charset
          + " length "
          + length
          + " decimals "
          + decimals
          + " of "
          + from;
    }
  }

  /**
   * What a server says to a statement.
   *
   * @param end an error with its number, state and text, or what was changed; empty after rows
   * @param columns none without rows
   * @param rows texts between bars, or a binary row in hexadecimal
   */
  record Answer(String end, List<Column> columns, List<String> rows) {
    boolean failed() {
      return end.startsWith("error");
    }
  }

  /**
   * What a server says to a statement that it prepares and runs.
   *
   * @param described the columns as it describes them before it runs
   */
  record Prepared(List<Column> described, Answer answer) {}

  /** Logs in. */
  static SqlWire connect(ClusterUnderTest cluster, String database) throws IOException {
    return connect(cluster, cluster.user(), cluster.password(), database);
  }

  /** Logs in as somebody. */
  static SqlWire connect(ClusterUnderTest cluster, String user, String password, String database)
      throws IOException {
    Socket socket = new Socket(cluster.tidbHost(), cluster.tidbPort());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    SqlWire wire = new SqlWire(socket);
    try {
      wire.logIn(user, password, database);
      return wire;
    } catch (IOException e) {
      wire.close();
      throw e;
    }
  }

  private void logIn(String user, String password, String database) throws IOException {
    Bytes greeting = new Bytes(read());
    greeting.fixed(1);
    greeting.zeroTerminated();
    greeting.fixed(4);
    byte[] salt = new byte[20];
    System.arraycopy(greeting.bytes(8), 0, salt, 0, 8);
    greeting.bytes(1 + 2 + 1 + 2 + 2 + 1 + 10);
    System.arraycopy(greeting.bytes(12), 0, salt, 8, 12);
    ByteArrayOutputStream login = new ByteArrayOutputStream();
    fixed(login, CAPABILITIES | (database.isEmpty() ? 0 : CONNECT_WITH_DB), 4);
    fixed(login, LARGEST_PACKET, 4);
    fixed(login, UTF8MB4_BIN, 1);
    login.write(new byte[23]);
    text(login, user);
    byte[] proof = proof(password, salt);
    fixed(login, proof.length, 1);
    login.write(proof);
    if (!database.isEmpty()) {
      text(login, database);
    }
    text(login, "mysql_native_password");
    write(login.toByteArray());
    byte[] answer = read();
    if (answer[0] == (byte) 0xfe) {
      Bytes change = new Bytes(answer);
      change.fixed(1);
      change.zeroTerminated();
      write(proof(password, change.bytes(20)));
      answer = read();
    }
    if (answer[0] != 0) {
      throw new IOException(error(answer));
    }
  }

  private static byte[] proof(String password, byte[] salt) {
    if (password.isEmpty()) {
      return new byte[0];
    }
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-1");
      byte[] once = sha.digest(password.getBytes(StandardCharsets.UTF_8));
      byte[] twice = sha.digest(once);
      sha.update(salt);
      byte[] mixed = sha.digest(twice);
      for (int i = 0; i < mixed.length; i++) {
        mixed[i] ^= once[i];
      }
      return mixed;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a statement in text form. */
  Answer query(String sql) throws IOException {
    command(3, sql.getBytes(StandardCharsets.UTF_8));
    return answer(false);
  }

  /** Lets the server prepare a statement without parameters, and runs it: binary rows. */
  Prepared prepared(String sql) throws IOException {
    command(22, sql.getBytes(StandardCharsets.UTF_8));
    byte[] first = read();
    if (first[0] != 0) {
      return new Prepared(List.of(), new Answer(error(first), List.of(), List.of()));
    }
    Bytes prepared = new Bytes(first);
    prepared.fixed(1);
    int id = (int) prepared.fixed(4);
    int columns = (int) prepared.fixed(2);
    int parameters = (int) prepared.fixed(2);
    definitions(parameters);
    List<Column> described = definitions(columns);
    ByteArrayOutputStream execute = new ByteArrayOutputStream();
    fixed(execute, id, 4);
    fixed(execute, 0, 1);
    fixed(execute, 1, 4);
    command(23, execute.toByteArray());
    Answer answer = answer(true);
    ByteArrayOutputStream close = new ByteArrayOutputStream();
    fixed(close, id, 4);
    command(25, close.toByteArray());
    return new Prepared(described, answer);
  }

  private List<Column> definitions(int count) throws IOException {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      columns.add(column(new Bytes(read())));
    }
    if (count > 0) {
      read();
    }
    return columns;
  }

  private Answer answer(boolean binary) throws IOException {
    byte[] first = read();
    if (first[0] == (byte) 0xff) {
      return new Answer(error(first), List.of(), List.of());
    }
    if (first[0] == 0) {
      return new Answer(done(first), List.of(), List.of());
    }
    int count = (int) new Bytes(first).lengthEncoded();
    List<Column> columns = definitions(count);
    List<String> rows = new ArrayList<>();
    while (true) {
      byte[] row = read();
      if (row[0] == (byte) 0xff) {
        return new Answer(error(row), columns, rows);
      }
      if (row[0] == (byte) 0xfe && row.length < 9) {
        return new Answer("", columns, rows);
      }
      rows.add(binary ? HexFormat.of().formatHex(row) : textRow(new Bytes(row), count));
    }
  }

  private static String done(byte[] packet) {
    Bytes ok = new Bytes(packet);
    ok.fixed(1);
    long affected = ok.lengthEncoded();
    long id = ok.lengthEncoded();
    long status = ok.fixed(2);
    long warnings = ok.fixed(2);
    String info = new String(ok.rest(), StandardCharsets.UTF_8);
    return "ok, %d rows, id %d, status %d, %d warnings %s"
        .formatted(affected, id, status, warnings, info);
  }

  private static String error(byte[] packet) {
    Bytes error = new Bytes(packet);
    error.fixed(1);
    long code = error.fixed(2);
    return "error " + code + " " + new String(error.rest(), StandardCharsets.UTF_8);
  }

  private static Column column(Bytes in) {
    in.lengthEncodedText();
    String schema = in.lengthEncodedText();
    String table = in.lengthEncodedText();
    String originalTable = in.lengthEncodedText();
    String name = in.lengthEncodedText();
    String originalName = in.lengthEncodedText();
    in.fixed(1);
    int charset = (int) in.fixed(2);
    long length = in.fixed(4);
    int type = (int) in.fixed(1);
    int flags = (int) in.fixed(2);
    int decimals = (int) in.fixed(1);
    return new Column(
        schema, table, originalTable, name, originalName, charset, length, type, flags, decimals);
  }

  private static String textRow(Bytes in, int columns) {
    StringBuilder row = new StringBuilder();
    for (int i = 0; i < columns; i++) {
      row.append(i == 0 ? "" : "|");
      if (in.atNull()) {
        row.append("NULL");
      } else {
        row.append(shown(in.lengthEncodedBytes()));
      }
    }
    return row.toString();
  }

  /** Text, or hexadecimal digits where it is none. */
  private static String shown(byte[] value) {
    String text = new String(value, StandardCharsets.UTF_8);
    boolean plain = text.chars().noneMatch(c -> c == 0xfffd || c < ' ' && c != '\n');
    return plain ? text : "0x" + HexFormat.of().formatHex(value);
  }

  private void command(int number, byte[] argument) throws IOException {
    sequence = 0;
    byte[] packet = new byte[argument.length + 1];
    packet[0] = (byte) number;
    System.arraycopy(argument, 0, packet, 1, argument.length);
    write(packet);
  }

  private void write(byte[] packet) throws IOException {
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    fixed(framed, packet.length, 3);
    fixed(framed, sequence++, 1);
    framed.write(packet);
    out.write(framed.toByteArray());
    out.flush();
  }

  private byte[] read() throws IOException {
    byte[] head = in.readNBytes(4);
    if (head.length < 4) {
      throw new EOFException("the server closed the connection");
    }
    sequence = (head[3] & 0xff) + 1;
    int length = (int) new Bytes(head).fixed(3);
    if (length == LARGEST_PACKET) {
      throw new IOException("an answer of 16 MiB is not for this client");
    }
    return in.readNBytes(length);
  }

  private static void fixed(ByteArrayOutputStream out, long value, int size) {
    for (int i = 0; i < size; i++) {
      out.write((int) (value >>> (8 * i)));
    }
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    out.write(0);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** A packet as it is read. */
  private static final class Bytes {
    private final byte[] packet;
    private int position;

    Bytes(byte[] packet) {
      this.packet = packet;
    }

    long fixed(int size) {
      long value = 0;
      for (int i = 0; i < size; i++) {
        value |= (packet[position++] & 0xffL) << (8 * i);
      }
      return value;
    }

    long lengthEncoded() {
      int first = (int) fixed(1);
      return switch (first) {
        case 0xfc -> fixed(2);
        case 0xfd -> fixed(3);
        case 0xfe -> fixed(8);
        default -> first;
      };
    }

    boolean atNull() {
      boolean isNull = packet[position] == (byte) 0xfb;
      position += isNull ? 1 : 0;
      return isNull;
    }

    byte[] bytes(int count) {
      byte[] some = new byte[count];
      System.arraycopy(packet, position, some, 0, count);
      position += count;
      return some;
    }

    byte[] lengthEncodedBytes() {
      return bytes((int) lengthEncoded());
    }

    String lengthEncodedText() {
      return new String(lengthEncodedBytes(), StandardCharsets.UTF_8);
    }

    void zeroTerminated() {
      while (packet[position++] != 0) {
        // up to its end
      }
    }

    byte[] rest() {
      return bytes(packet.length - position);
    }
  }
}
