package io.levin.tidb;

import java.util.Map;

/**
 * Where the target TiDB is and how to log in.
 *
 * @param tls {@code false}, {@code preferred}, {@code skip-verify} or {@code cluster}
 * @param caPath PEM file of the authority; empty for none
 * @param certPath PEM file of our certificate; empty for none
 * @param keyPath PEM file of our key; empty for none
 * @param sessionVars set on every connection as far as the server knows them, in this order
 */
public record TidbOptions(
    String host,
    int port,
    String user,
    String password,
    String tls,
    String caPath,
    String certPath,
    String keyPath,
    String sqlMode,
    long maxAllowedPacket,
    Map<String, String> sessionVars) {

  /** Without the password. */
  @Override
  public String toString() {
    return user + "@" + host + ":" + port;
  }
}
