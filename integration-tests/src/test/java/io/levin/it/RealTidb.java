package io.levin.it;

import java.util.Map;
import java.util.Optional;

/**
 * A TiDB that the environment names, with or without a cluster beneath it.
 *
 * @param host of its two ports
 */
record RealTidb(String host, int port, int statusPort, String user, String password) {
  /** Names the MySQL address, {@code host:port}. */
  static final String VARIABLE = "LEVIN_TEST_TIDB";

  private static final int STATUS_PORT = 10080;

  /** The one of the environment, if one is named there. */
  static Optional<RealTidb> fromEnvironment() {
    Map<String, String> environment = System.getenv();
    if (environment.getOrDefault(VARIABLE, "").isEmpty()) {
      return Optional.empty();
    }
    String[] sql = hostAndPort(environment.get(VARIABLE));
    String status = environment.get("LEVIN_TEST_TIDB_STATUS");
    int statusPort = status == null ? STATUS_PORT : Integer.parseInt(hostAndPort(status)[1]);
    return Optional.of(
        new RealTidb(
            sql[0],
            Integer.parseInt(sql[1]),
            statusPort,
            environment.getOrDefault("LEVIN_TEST_USER", "root"),
            environment.getOrDefault("LEVIN_TEST_PASSWORD", "")));
  }

  /** It with the playground's PD and stores: definitions and metadata here, pairs there. */
  TidbAbovePlayground above(PlaygroundUnderTest playground) {
    return new TidbAbovePlayground(this, playground);
  }

  private static String[] hostAndPort(String address) {
    int colon = address.lastIndexOf(':');
    return new String[] {address.substring(0, colon), address.substring(colon + 1)};
  }
}
