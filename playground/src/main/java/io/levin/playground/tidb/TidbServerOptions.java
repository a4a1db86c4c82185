package io.levin.playground.tidb;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * How a {@link TidbServer} listens and whom it lets in.
 *
 * @param host address to listen on
 * @param mysqlPort port for SQL, 0 for a free one
 * @param statusPort port for HTTP, 0 for a free one
 * @param users passwords by user name; an empty password lets in without one
 * @param tls certificate files, or null for plain connections only
 * @param requireTls refuse SQL connections without TLS
 * @param newCollation whether the cluster uses the new collations; fixed at its first start
 * @param pdAddress what {@code /settings} says the PD is, such as {@code 127.0.0.1:2379}
 * @param maxAllowedPacket bytes of the longest statement
 */
public record TidbServerOptions(
    String host,
    int mysqlPort,
    int statusPort,
    Map<String, String> users,
    Tls tls,
    boolean requireTls,
    boolean newCollation,
    String pdAddress,
    long maxAllowedPacket) {

  /**
   * Files in PEM form.
   *
   * @param certificate the server's certificate chain
   * @param key its private key, PKCS#8 without password
   */
  public record Tls(Path certificate, Path key) {}

  /** Copies the map. */
  public TidbServerOptions {
    users = Map.copyOf(users);
  }

  /** Free ports on the loopback address, user root without a password. */
  public static TidbServerOptions defaults() {
    return new TidbServerOptions(
        "127.0.0.1", 0, 0, Map.of("root", ""), null, false, true, "127.0.0.1:2379", 64 << 20);
  }

  /** The same on other ports. */
  public TidbServerOptions withPorts(int mysql, int status) {
    return new TidbServerOptions(
        host, mysql, status, users, tls, requireTls, newCollation, pdAddress, maxAllowedPacket);
  }

  /** The same on another address. */
  public TidbServerOptions withHost(String newHost) {
    return new TidbServerOptions(
        newHost,
        mysqlPort,
        statusPort,
        users,
        tls,
        requireTls,
        newCollation,
        pdAddress,
        maxAllowedPacket);
  }

  /** The same with one more user, or another password of a user. */
  public TidbServerOptions withUser(String user, String password) {
    Map<String, String> more = new HashMap<>(users);
    more.put(user, password);
    return new TidbServerOptions(
        host,
        mysqlPort,
        statusPort,
        more,
        tls,
        requireTls,
        newCollation,
        pdAddress,
        maxAllowedPacket);
  }

  /** The same with TLS on both ports. */
  public TidbServerOptions withTls(Tls files, boolean required) {
    return new TidbServerOptions(
        host,
        mysqlPort,
        statusPort,
        users,
        files,
        required,
        newCollation,
        pdAddress,
        maxAllowedPacket);
  }

  /** The same with the new collations on or off. */
  public TidbServerOptions withNewCollation(boolean on) {
    return new TidbServerOptions(
        host, mysqlPort, statusPort, users, tls, requireTls, on, pdAddress, maxAllowedPacket);
  }

  /** The same with another PD in {@code /settings}. */
  public TidbServerOptions withPdAddress(String address) {
    return new TidbServerOptions(
        host,
        mysqlPort,
        statusPort,
        users,
        tls,
        requireTls,
        newCollation,
        address,
        maxAllowedPacket);
  }
}
