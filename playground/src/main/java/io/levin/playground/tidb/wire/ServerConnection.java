package io.levin.playground.tidb.wire;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client: handshake, then commands until it leaves. Runs on a thread of its own. */
final class ServerConnection implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
  private static final int MORE_RESULTS = 8;

  private final PacketChannel channel;
  private final Handshake handshake;
  private final SessionFactory sessions;
  private final Map<Integer, Statement> statements = new HashMap<>();
  private final PayloadBuilder out = new PayloadBuilder();
  private int lastStatementId;
  private WireSession session;
  private boolean multiStatements;
  private boolean deprecateEof;

  /** A prepared statement with what the client sent for it so far. */
  private static final class Statement {
    private final WireSession.Prepared prepared;
    private final Map<Integer, byte[]> longData = new HashMap<>();
    private int[] types = new int[0];

    Statement(WireSession.Prepared prepared) {
      this.prepared = prepared;
    }
  }

  ServerConnection(PacketChannel channel, Handshake handshake, SessionFactory sessions) {
    this.channel = channel;
    this.handshake = handshake;
    this.sessions = sessions;
  }

  @Override
  public void run() {
    try (channel) {
      if (!login()) {
        return;
      }
      try {
        serve();
      } finally {
        session.close();
      }
    } catch (IOException e) {
      // A client that goes away ends its connection in the middle of whatever it did.
      LOG.debug("connection ended: {}", e.toString());
    }
  }

  private boolean login() throws IOException {
    try {
      Handshake.Agreed agreed = handshake.run();
      if (agreed == null) {
        return false;
      }
      multiStatements = agreed.login().multiStatements();
      deprecateEof = (agreed.capabilities() & Capabilities.DEPRECATE_EOF) != 0;
      session = sessions.open(agreed.login());
      if (!agreed.login().database().isEmpty()) {
        try {
          session.use(agreed.login().database());
        } catch (SqlError e) {
          session.close();
          throw e;
        }
      }
      ok(0, Outcome.Done.NOTHING, false);
      channel.flush();
      return true;
    } catch (SqlError e) {
      error(e);
      channel.flush();
      return false;
    }
  }

  private void serve() throws IOException {
    while (true) {
      channel.startCommand();
      channel.idleLimit(session.idleLimitSeconds());
      try {
        byte[] packet = channel.read();
        if (packet == null || packet.length == 0 || packet[0] == 1) {
          return;
        }
        if (!command(packet)) {
          channel.abort();
          return;
        }
      } catch (SocketTimeoutException e) {
        LOG.info("a client was idle for too long: its connection is closed");
        return;
      } catch (SqlError e) {
        error(e);
        if (e.code() == 1153) {
          channel.flush();
          return;
        }
      } catch (RuntimeException | StackOverflowError e) {
        LOG.warn("a statement failed inside the server", e);
        error(new SqlError(1105, "internal error: " + e, e));
      }
      channel.flush();
    }
  }

  /** Runs a command; false when the connection has to be cut. */
  private boolean command(byte[] packet) throws IOException {
    Payload in = new Payload(packet);
    int command = in.u8();
    switch (command) {
      case 2 -> {
        session.use(new String(in.rest(), StandardCharsets.UTF_8));
        ok(0, Outcome.Done.NOTHING, false);
      }
      case 3 -> {
        return query(in.rest());
      }
      case 4 -> fieldList(in.zeroTerminated());
      case 9 -> channel.write(out.clear().text("Uptime: 1  Threads: 1"));
      case 14 -> ok(0, Outcome.Done.NOTHING, false);
      case 22 -> prepare(in.rest());
      case 23 -> {
        return executePrepared(in);
      }
      case 24 -> {
        Statement statement = statements.get((int) in.u32());
        int parameter = in.u16();
        byte[] more = in.rest();
        if (statement != null) {
          statement.longData.merge(parameter, more, ServerConnection::join);
        }
      }
      case 25 -> statements.remove((int) in.u32());
      case 26 -> {
        statement((int) in.u32()).longData.clear();
        ok(0, Outcome.Done.NOTHING, false);
      }
      case 27 -> {
        multiStatements = in.u16() == 0;
        endOfRows(0);
      }
      case 31 -> {
        statements.clear();
        session.reset();
        ok(0, Outcome.Done.NOTHING, false);
      }
      default -> throw new SqlError(1047, "command " + command + " not supported now");
    }
    return true;
  }

  private boolean query(byte[] text) throws IOException {
    List<Object> parts = session.split(text);
    if (parts.size() > 1 && !multiStatements && !session.alwaysMultiStatement()) {
      throw new SqlError(
          8130,
          "client has multi-statement capability disabled. Run SET GLOBAL"
              + " tidb_multi_statement_mode='ON' after you understand the security risk");
    }
    for (int i = 0; i < parts.size(); i++) {
      Outcome outcome = session.execute(parts.get(i));
      if (!answer(outcome, i + 1 < parts.size(), false)) {
        return false;
      }
    }
    return true;
  }

  private void prepare(byte[] text) throws IOException {
    WireSession.Prepared prepared = session.prepare(text);
    int id = ++lastStatementId;
    statements.put(id, new Statement(prepared));
    channel.write(
        out.clear()
            .u8(0)
            .u32(id)
            .u16(prepared.columns().size())
            .u16(prepared.parameters())
            .u8(0)
            .u16(session.warnings()));
    if (prepared.parameters() > 0) {
      ResultColumn parameter = ResultColumn.text("?");
      for (int i = 0; i < prepared.parameters(); i++) {
        out.clear();
        parameter.write(out, false);
        channel.write(out);
      }
      endOfColumns();
    }
    if (!prepared.columns().isEmpty()) {
      columns(prepared.columns());
      endOfColumns();
    }
  }

  private boolean executePrepared(Payload in) throws IOException {
    Statement statement = statement((int) in.u32());
    in.u8(); // cursor type: rows are always sent at once
    in.u32(); // iterations, always 1
    int count = statement.prepared.parameters();
    Object[] values = new Object[count];
    if (count > 0) {
      byte[] nulls = in.bytes((count + 7) / 8);
      if (in.u8() == 1) {
        statement.types = new int[count];
        for (int i = 0; i < count; i++) {
          statement.types[i] = in.u16();
        }
      }
      if (statement.types.length != count) {
        throw SqlError.malformedPacket();
      }
      for (int i = 0; i < count; i++) {
        byte[] sent = statement.longData.get(i);
        if (sent != null) {
          values[i] = sent;
        } else if ((nulls[i / 8] >>> (i % 8) & 1) == 0) {
          int type = statement.types[i];
          values[i] = BinaryRows.parameter(in, type & 0xff, (type & 0x8000) != 0);
        }
      }
    }
    statement.longData.clear();
    return answer(session.execute(statement.prepared, values), false, true);
  }

  private Statement statement(int id) {
    Statement statement = statements.get(id);
    if (statement == null) {
      throw new SqlError(1243, "Unknown prepared statement handler (" + id + ") given to EXECUTE");
    }
    return statement;
  }

  private boolean answer(Outcome outcome, boolean more, boolean binary) throws IOException {
    if (outcome instanceof Outcome.Cut cut) {
      LOG.info("connection is cut on purpose: {}", cut.reason());
      return false;
    }
    if (outcome instanceof Outcome.Done done) {
      ok(0, done, more);
      return true;
    }
    Outcome.Rows rows = (Outcome.Rows) outcome;
    try {
      channel.write(out.clear().lengthEncoded(rows.columns().size()));
      columns(rows.columns());
      endOfColumns();
      Iterator<byte[][]> iterator = rows.rows();
      while (iterator.hasNext()) {
        byte[][] row = iterator.next();
        if (binary) {
          BinaryRows.write(out, rows.columns(), row);
        } else {
          textRow(row);
        }
        channel.write(out);
      }
      endOfRows(more ? MORE_RESULTS : 0);
    } finally {
      rows.whenRead().run();
    }
    return true;
  }

  private void textRow(byte[][] row) {
    out.clear();
    for (byte[] value : row) {
      if (value == null) {
        out.u8(0xfb);
      } else {
        out.lengthEncodedBytes(value);
      }
    }
  }

  private void columns(List<ResultColumn> columns) throws IOException {
    for (ResultColumn column : columns) {
      out.clear();
      column.write(out, false);
      channel.write(out);
    }
  }

  private void fieldList(String table) throws IOException {
    for (ResultColumn column : new ArrayList<>(session.fieldList(table))) {
      out.clear();
      column.write(out, true);
      channel.write(out);
    }
    endOfRows(0);
  }

  private void endOfColumns() throws IOException {
    if (!deprecateEof) {
      channel.write(out.clear().u8(0xfe).u16(session.warnings()).u16(session.status()));
    }
  }

  private void endOfRows(int status) throws IOException {
    if (deprecateEof) {
      ok(0xfe, Outcome.Done.NOTHING, status != 0);
    } else {
      channel.write(out.clear().u8(0xfe).u16(session.warnings()).u16(session.status() | status));
    }
  }

  private void ok(int header, Outcome.Done done, boolean more) throws IOException {
    out.clear()
        .u8(header)
        .lengthEncoded(done.affected())
        .lengthEncoded(done.lastInsertId())
        .u16(session.status() | (more ? MORE_RESULTS : 0))
        .u16(session.warnings());
    if (!done.info().isEmpty()) {
      out.lengthEncodedText(done.info());
    }
    channel.write(out);
  }

  private void error(SqlError e) throws IOException {
    channel.write(
        out.clear()
            .u8(0xff)
            .u16(e.code())
            .u8('#')
            .text(e.state())
            .text(e.getMessage() == null ? "" : e.getMessage()));
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] both = new byte[a.length + b.length];
    System.arraycopy(a, 0, both, 0, a.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
