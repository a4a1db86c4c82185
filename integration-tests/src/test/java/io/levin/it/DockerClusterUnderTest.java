package io.levin.it;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * A small real cluster in containers: one PD, one TiKV, one TiDB. PD hands out the addresses of the
 * stores, and they must be right inside and outside of the containers. So all of them live in the
 * host's own network, on ports that were free: this needs a Docker on Linux.
 *
 * <p>{@code LEVIN_TEST_TIDB_VERSION} names the version of the images, {@code LEVIN_TEST_DOCKER=off}
 * leaves Docker alone.
 */
final class DockerClusterUnderTest implements ClusterUnderTest {
  private static final String DEFAULT_VERSION = "v8.5.3";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String HOST = "127.0.0.1";

  private final List<GenericContainer<?>> containers = new ArrayList<>();
  private final int pdPort;
  private final int tidbPort;
  private final int statusPort;

  private DockerClusterUnderTest() throws IOException {
    try (ServerSocket pd = new ServerSocket(0);
        ServerSocket tidb = new ServerSocket(0);
        ServerSocket status = new ServerSocket(0)) {
      pdPort = pd.getLocalPort();
      tidbPort = tidb.getLocalPort();
      statusPort = status.getLocalPort();
    }
  }

  /** Starts a cluster, or says why there is none. */
  static Optional<ClusterUnderTest> start() {
    if (whyNot().isPresent()) {
      return Optional.empty();
    }
    try {
      DockerClusterUnderTest cluster = new DockerClusterUnderTest();
      try {
        cluster.startContainers();
        return Optional.of(cluster);
      } catch (RuntimeException | InterruptedException e) {
        cluster.close();
        throw new IllegalStateException("the cluster in Docker did not start", e);
      }
    } catch (IOException e) {
      throw new IllegalStateException("there are no free ports", e);
    }
  }

  /**
   * Why no cluster is started; looked at without a network, and without Testcontainers at first.
   */
  static Optional<String> whyNot() {
    if ("off".equals(System.getenv("LEVIN_TEST_DOCKER"))) {
      return Optional.of("LEVIN_TEST_DOCKER is off");
    }
    boolean linux = System.getProperty("os.name").startsWith("Linux");
    boolean named = System.getenv("DOCKER_HOST") != null;
    if (!linux || !named && !Files.exists(Path.of("/var/run/docker.sock"))) {
      return Optional.of("there is no Docker on this machine");
    }
    return DockerClientFactory.instance().isDockerAvailable()
        ? Optional.empty()
        : Optional.of("Docker does not answer");
  }

  private void startContainers() throws IOException, InterruptedException {
    int peerPort;
    int tikvPort;
    int tikvStatusPort;
    try (ServerSocket peer = new ServerSocket(0);
        ServerSocket tikv = new ServerSocket(0);
        ServerSocket tikvStatus = new ServerSocket(0)) {
      peerPort = peer.getLocalPort();
      tikvPort = tikv.getLocalPort();
      tikvStatusPort = tikvStatus.getLocalPort();
    }
    String peers = "http://" + HOST + ":" + peerPort;
    start(
        container("pd")
            .withCopyToContainer(
                Transferable.of("[replication]\nmax-replicas = 1\n"), "/levin/pd.toml")
            .withCommand(
                "--config=/levin/pd.toml",
                "--name=pd",
                "--data-dir=/levin/pd",
                "--client-urls=http://" + pdAddresses(),
                "--peer-urls=" + peers,
                "--initial-cluster=pd=" + peers));
    start(
        container("tikv")
            .withCopyToContainer(
                Transferable.of("[storage]\nreserve-space = \"0MB\"\n"), "/levin/tikv.toml")
            .withCommand(
                "--config=/levin/tikv.toml",
                "--data-dir=/levin/tikv",
                "--addr=" + HOST + ":" + tikvPort,
                "--status-addr=" + HOST + ":" + tikvStatusPort,
                "--pd=" + pdAddresses()));
    start(
        container("tidb")
            .withCommand(
                "--store=tikv",
                "--path=" + pdAddresses(),
                "--host=" + HOST,
                "--advertise-address=" + HOST,
                "-P=" + tidbPort,
                "--status-host=" + HOST,
                "--status=" + statusPort));
    awaitSql();
  }

  private static GenericContainer<?> container(String program) {
    String version =
        Optional.ofNullable(System.getenv("LEVIN_TEST_TIDB_VERSION")).orElse(DEFAULT_VERSION);
    return new GenericContainer<>(DockerImageName.parse("pingcap/" + program + ":" + version))
        .withNetworkMode("host");
  }

  private void start(GenericContainer<?> container) {
    containers.add(container);
    container.start();
  }

  private void awaitSql() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Connection connection = connect()) {
        return;
      } catch (SQLException e) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException("TiDB does not answer: " + e.getMessage(), e);
        }
      }
      Thread.sleep(500);
    }
  }

  @Override
  public String pdAddresses() {
    return HOST + ":" + pdPort;
  }

  @Override
  public String tidbHost() {
    return HOST;
  }

  @Override
  public int tidbPort() {
    return tidbPort;
  }

  @Override
  public int statusPort() {
    return statusPort;
  }

  @Override
  public String user() {
    return "root";
  }

  @Override
  public String password() {
    return "";
  }

  @Override
  public List<String> problems() {
    return List.of();
  }

  @Override
  public void close() {
    for (int i = containers.size() - 1; i >= 0; i--) {
      containers.get(i).stop();
    }
  }
}
