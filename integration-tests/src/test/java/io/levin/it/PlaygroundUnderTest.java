package io.levin.it;

import io.levin.playground.ClusterOptions;
import io.levin.playground.Playground;
import io.levin.playground.PlaygroundOptions;
import java.util.List;

/** The playground as the cluster under test, in this JVM. */
record PlaygroundUnderTest(Playground playground, String password) implements ClusterUnderTest {
  /** Three stores, three replicas, the given version. */
  static PlaygroundUnderTest start(String version) {
    return start(ClusterOptions.builder().version(version).build());
  }

  /** A cluster of the given making. */
  static PlaygroundUnderTest start(ClusterOptions cluster) {
    return start(PlaygroundOptions.builder().cluster(cluster).build());
  }

  /** A playground of the given making. */
  static PlaygroundUnderTest start(PlaygroundOptions options) {
    return new PlaygroundUnderTest(Playground.start(options), options.rootPassword());
  }

  @Override
  public String pdAddresses() {
    return String.join(",", playground.pdAddresses());
  }

  @Override
  public String tidbHost() {
    return "127.0.0.1";
  }

  @Override
  public int tidbPort() {
    return playground.tidbPort();
  }

  @Override
  public int statusPort() {
    return playground.statusPort();
  }

  @Override
  public String user() {
    return "root";
  }

  @Override
  public List<String> problems() {
    return playground.problems();
  }

  @Override
  public void close() {
    playground.close();
  }
}
