package io.levin.playground.tidb.wire;

/** Lets users in and gives each connection its session. Thread-safe. */
public interface SessionFactory {

  /**
   * What a client said when it connected.
   *
   * @param connectionId this connection's number
   * @param user name given
   * @param host address that the client comes from
   * @param database database asked for, may be empty
   * @param multiStatements whether the client may send several statements in one text
   * @param foundRows whether an UPDATE counts matched instead of changed rows
   * @param tls whether the connection is encrypted
   */
  record Login(
      long connectionId,
      String user,
      String host,
      String database,
      boolean multiStatements,
      boolean foundRows,
      boolean tls) {}

  /** The user's password, or null when there is no such user. */
  String password(String user);

  /** Opens the session of a user who proved the password. */
  WireSession open(Login login);

  /** What {@code version()} says; sent in the handshake. */
  String serverVersion();
}
