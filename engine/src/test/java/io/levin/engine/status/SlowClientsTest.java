package io.levin.engine.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients of the status port that begin a request and do not go on; in a process of its own. */
@Timeout(120)
class SlowClientsTest {
  private static final int SLOW = 12;

  private final List<Socket> slow = new ArrayList<>();
  @TempDir private Path folder;
  private Process process;
  private int port;

  @BeforeEach
  void startServer() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-Dsun.net.httpserver.maxReqTime=2",
                "-cp",
                System.getProperty("java.class.path"),
                "io.levin.engine.cli.LightningMain",
                "-server-mode",
                "-status-addr=127.0.0.1:" + port,
                "-log-file=" + folder.resolve("log"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    while (!listens()) {
      assertThat(process.isAlive()).isTrue();
      Thread.sleep(50);
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : slow) {
      socket.close();
    }
    process.destroyForcibly().waitFor();
  }

  private boolean listens() {
    try (Socket socket = connect()) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  @Test
  void theyKeepNobodyFromTheMetricsAndAreLetGo() throws Exception {
    for (int i = 0; i < SLOW; i++) {
      Socket socket = connect();
      slow.add(socket);
      socket.getOutputStream().write("GET /met".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
    }
    HttpResponse<String> metrics =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(metrics.statusCode()).isEqualTo(200);
    for (Socket socket : slow) {
      socket.setSoTimeout(100_000);
      assertThat(endOf(socket)).isEqualTo(-1);
    }
  }

  /** Closed or reset, as the kernel sees it. */
  private static int endOf(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read();
    } catch (java.net.SocketException e) {
      return -1;
    }
  }
}
