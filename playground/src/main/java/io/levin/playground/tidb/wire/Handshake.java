package io.levin.playground.tidb.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.net.ssl.SSLContext;

/** The first exchange of a connection: greeting, TLS upgrade, password. */
final class Handshake {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final PacketChannel channel;
  private final SessionFactory sessions;
  private final SSLContext tls;
  private final boolean tlsRequired;
  private final long connectionId;
  private final String host;

  Handshake(
      PacketChannel channel,
      SessionFactory sessions,
      SSLContext tls,
      boolean tlsRequired,
      long connectionId,
      String host) {
    this.channel = channel;
    this.sessions = sessions;
    this.tls = tls;
    this.tlsRequired = tlsRequired;
    this.connectionId = connectionId;
    this.host = host;
  }

  /** What came out of it: who logged in and what both sides can do. */
  record Agreed(SessionFactory.Login login, long capabilities) {}

  /**
   * Runs the exchange up to, not including, the final OK.
   *
   * @return null when the client went away
   * @throws SqlError 1045 for a wrong user or password
   */
  Agreed run() throws IOException {
    byte[] salt = salt();
    long offered = Capabilities.OFFERED | (tls == null ? 0 : Capabilities.SSL);
    channel.write(greeting(salt, offered));
    channel.flush();
    byte[] answer = channel.read();
    if (answer == null) {
      return null;
    }
    boolean secure = false;
    long capabilities = new Payload(answer).u32();
    if ((capabilities & Capabilities.SSL) != 0 && tls != null) {
      channel.upgrade(tls);
      secure = true;
      answer = channel.read();
      if (answer == null) {
        return null;
      }
    } else if (tlsRequired) {
      throw new SqlError(
          3159,
          "Connections using insecure transport are prohibited while --require_secure_transport=ON.");
    }
    return login(new Payload(answer), salt, offered, secure);
  }

  private Agreed login(Payload in, byte[] salt, long offered, boolean secure) throws IOException {
    long capabilities = in.u32() & offered;
    if ((capabilities & Capabilities.PROTOCOL_41) == 0) {
      throw new SqlError(
          1251, "Client does not support authentication protocol requested by server");
    }
    in.u32(); // longest packet of the client
    in.u8(); // collation; everything here is UTF-8
    in.skip(23);
    String user = in.zeroTerminated();
    byte[] proof;
    if ((capabilities & Capabilities.LENGTH_ENCODED_AUTH) != 0) {
      proof = in.lengthEncodedBytes();
    } else {
      proof = in.bytes(in.u8());
    }
    String database = "";
    if ((capabilities & Capabilities.CONNECT_WITH_DB) != 0 && in.remaining() > 0) {
      database = in.zeroTerminated();
    }
    String plugin = Passwords.NATIVE;
    if ((capabilities & Capabilities.PLUGIN_AUTH) != 0 && in.remaining() > 0) {
      plugin = in.zeroTerminated();
    }
    authenticate(user, plugin, proof, salt);
    return new Agreed(
        new SessionFactory.Login(
            connectionId,
            user,
            host,
            database,
            (capabilities & Capabilities.MULTI_STATEMENTS) != 0,
            (capabilities & Capabilities.FOUND_ROWS) != 0,
            secure),
        capabilities);
  }

  private void authenticate(String user, String plugin, byte[] proof, byte[] salt)
      throws IOException {
    String method = plugin;
    byte[] shown = proof;
    if (!method.equals(Passwords.NATIVE) && !method.equals(Passwords.SHA2)) {
      method = Passwords.NATIVE;
      channel.write(new PayloadBuilder().u8(0xfe).zeroTerminated(method).bytes(salt).u8(0));
      channel.flush();
      shown = channel.read();
      if (shown == null) {
        throw SqlError.accessDenied(user, host, false);
      }
    }
    String password = sessions.password(user);
    if (password == null || !Passwords.matches(method, password, shown, salt)) {
      throw SqlError.accessDenied(user, host, shown.length > 0);
    }
    if (method.equals(Passwords.SHA2) && shown.length > 0) {
      channel.write(new PayloadBuilder().u8(1).u8(3)); // fast path: the proof was enough
    }
  }

  private PayloadBuilder greeting(byte[] salt, long offered) {
    return new PayloadBuilder()
        .u8(10)
        .zeroTerminated(sessions.serverVersion())
        .u32(connectionId)
        .bytes(Arrays.copyOf(salt, 8))
        .u8(0)
        .u16((int) (offered & 0xffff))
        .u8(ResultColumn.UTF8MB4_BIN)
        .u16(2)
        .u16((int) (offered >>> 16))
        .u8(21)
        .zeros(10)
        .bytes(Arrays.copyOfRange(salt, 8, 20))
        .u8(0)
        .bytes(Passwords.NATIVE.getBytes(StandardCharsets.US_ASCII))
        .u8(0);
  }

  /** Twenty bytes, none of them zero or above 127, as clients want it. */
  private static byte[] salt() {
    byte[] salt = new byte[20];
    for (int i = 0; i < salt.length; i++) {
      salt[i] = (byte) (33 + RANDOM.nextInt(90));
    }
    return salt;
  }
}
