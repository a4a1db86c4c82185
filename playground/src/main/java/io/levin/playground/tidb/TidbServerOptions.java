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
    return builder().build();
  }

  /** Starts from {@link #defaults()}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what differs from the defaults. Not thread-safe. */
  public static final class Builder {
    private String host = "127.0.0.1";
    private int mysqlPort;
    private int statusPort;
    private final Map<String, String> users = new HashMap<>(Map.of("root", ""));
    private Tls tls;
    private boolean requireTls;
    private boolean newCollation = true;
    private String pdAddress = "127.0.0.1:2379";

    private Builder() {}

    /** Address to listen on. */
    public Builder host(String address) {
      host = address;
      return this;
    }

    /** Ports for SQL and for HTTP; 0 for any. */
    public Builder ports(int mysql, int status) {
      mysqlPort = mysql;
      statusPort = status;
      return this;
    }

    /** One more user, or another password of a user. */
    public Builder user(String name, String password) {
      users.put(name, password);
      return this;
    }

    /** TLS on both ports; null for plain connections only. */
    public Builder tls(Tls files, boolean required) {
      tls = files;
      requireTls = required;
      return this;
    }

    /** The new collations on or off. */
    public Builder newCollation(boolean on) {
      newCollation = on;
      return this;
    }

    /** What {@code /settings} says the PD is. */
    public Builder pdAddress(String address) {
      pdAddress = address;
      return this;
    }

    /** The options. */
    public TidbServerOptions build() {
      return new TidbServerOptions(
          host, mysqlPort, statusPort, users, tls, requireTls, newCollation, pdAddress, 64 << 20);
    }
  }
}
