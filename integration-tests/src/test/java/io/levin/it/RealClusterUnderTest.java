package io.levin.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real cluster, named by environment variables:
 *
 * <ul>
 *   <li>{@code LEVIN_TEST_PD}: PD's addresses, {@code host:port}, separated by commas
 *   <li>{@code LEVIN_TEST_TIDB}: TiDB's MySQL address, {@code host:port}
 *   <li>{@code LEVIN_TEST_TIDB_STATUS}: TiDB's status address, {@code host:port}; the same host and
 *       port 10080 when it is not set
 *   <li>{@code LEVIN_TEST_USER} (root), {@code LEVIN_TEST_PASSWORD} (none)
 * </ul>
 */
record RealClusterUnderTest(
    String pdAddresses, String tidbHost, int tidbPort, int statusPort, String user, String password)
    implements ClusterUnderTest {
  private static final int STATUS_PORT = 10080;

  /** The cluster that the environment names, or nothing. */
  static Optional<ClusterUnderTest> fromEnvironment() {
    Map<String, String> environment = System.getenv();
    if (!missing().isEmpty()) {
      return Optional.empty();
    }
    String[] sql = hostAndPort(environment.get("LEVIN_TEST_TIDB"));
    String status = environment.get("LEVIN_TEST_TIDB_STATUS");
    int statusPort = status == null ? STATUS_PORT : Integer.parseInt(hostAndPort(status)[1]);
    return Optional.of(
        new RealClusterUnderTest(
            environment.get("LEVIN_TEST_PD"),
            sql[0],
            Integer.parseInt(sql[1]),
            statusPort,
            environment.getOrDefault("LEVIN_TEST_USER", "root"),
            environment.getOrDefault("LEVIN_TEST_PASSWORD", "")));
  }

  /** The variables that have to be set and are not. */
  static List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (String name : List.of("LEVIN_TEST_PD", "LEVIN_TEST_TIDB")) {
      if (System.getenv(name) == null) {
        missing.add(name);
      }
    }
    return missing;
  }

  @Override
  public List<String> problems() {
    return List.of();
  }

  @Override
  public void close() {
    // It was there before and stays.
  }

  private static String[] hostAndPort(String address) {
    int colon = address.lastIndexOf(':');
    return new String[] {address.substring(0, colon), address.substring(colon + 1)};
  }
}
