package io.levin.it;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.levin.base.Cancellation;
import io.levin.pd.GrpcChannels;
import io.levin.pd.PdClient;
import io.levin.pd.TlsFiles;
import io.levin.playground.net.ServerTls;
import io.levin.proto.pdpb.GetMembersRequest;
import io.levin.proto.pdpb.GetMembersResponse;
import io.levin.proto.pdpb.PDGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real PD on the loopback interface: one process a member, without stores. The environment
 * variable {@code LEVIN_TEST_PD_SERVER} names the program; nothing of PD is part of this project.
 */
final class RealPd implements AutoCloseable {
  static final String VARIABLE = "LEVIN_TEST_PD_SERVER";

  private static final Duration START = Duration.ofSeconds(120);

  private final Path directory;
  private final ServerTls tls;
  private final Map<String, List<String>> commands = new LinkedHashMap<>();
  private final Map<String, Process> running = new LinkedHashMap<>();

  /**
   * Starts members and waits until one of them leads.
   *
   * @param tls files that all members show; null for none
   */
  RealPd(Path directory, int members, ServerTls tls) {
    this.directory = directory;
    this.tls = tls;
    String scheme = tls == null ? "http://" : "https://";
    List<Integer> ports = freePorts(2 * members);
    List<String> initial = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      initial.add("pd-" + i + "=" + scheme + "127.0.0.1:" + ports.get(2 * i + 1));
    }
    for (int i = 0; i < members; i++) {
      String client = "127.0.0.1:" + ports.get(2 * i);
      List<String> command =
          new ArrayList<>(
              List.of(
                  System.getenv(VARIABLE),
                  "--name=pd-" + i,
                  "--data-dir=" + directory.resolve("data-" + i),
                  "--client-urls=" + scheme + client,
                  "--peer-urls=" + scheme + "127.0.0.1:" + ports.get(2 * i + 1),
                  "--initial-cluster=" + String.join(",", initial),
                  "--log-file=" + directory.resolve("pd-" + i + ".log")));
      if (tls != null) {
        command.add("--cacert=" + tls.authority());
        command.add("--cert=" + tls.certificate());
        command.add("--key=" + tls.key());
      }
      commands.put(client, command);
      start(client);
    }
    awaitLeader();
  }

  /** {@code host:port} of every member. */
  List<String> addresses() {
    return List.copyOf(commands.keySet());
  }

  /** {@code host:port} of the member that leads; waits for one. */
  String leader() {
    return GrpcChannels.hostAndPort(awaitLeader().getLeader().getClientUrls(0));
  }

  /** The version that the program tells, such as {@code 8.5.4}. */
  String version() {
    try (PdClient client = PdClient.connect(addresses(), clientTls(), new Cancellation())) {
      return client.http().version(new Cancellation()).toString();
    }
  }

  /** The id of the cluster. */
  long clusterId() {
    return awaitLeader().getHeader().getClusterId();
  }

  /** The certificates with which a client comes in. */
  TlsFiles clientTls() {
    return tls == null
        ? TlsFiles.NONE
        : new TlsFiles(tls.authority(), tls.certificate(), tls.key());
  }

  /** Ends a member as a power cut does. */
  void kill(String address) {
    Process process = running.remove(address);
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Lets the leader hand over to another member, as an operator does. */
  void resign() throws IOException, InterruptedException {
    URI page = URI.create("http://" + leader() + "/pd/api/v1/leader/resign");
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(page).POST(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(page + ": " + answer.statusCode() + " " + answer.body());
    }
  }

  /** Starts a member that was killed. */
  void start(String address) {
    try {
      running.put(
          address,
          new ProcessBuilder(commands.get(address))
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(directory.resolve("pd.out").toFile()))
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private GetMembersResponse awaitLeader() {
    long start = System.nanoTime();
    while (true) {
      for (String address : addresses()) {
        ManagedChannel channel =
            GrpcChannels.builder(
                    address, clientTls(), Duration.ofSeconds(10), Duration.ofSeconds(3))
                .build();
        try {
          GetMembersResponse answer =
              ClientCalls.blockingUnaryCall(
                  channel,
                  PDGrpc.getGetMembersMethod(),
                  CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.SECONDS),
                  GetMembersRequest.getDefaultInstance());
          if (answer.hasLeader() && answer.getHeader().getClusterId() != 0) {
            return answer;
          }
        } catch (StatusRuntimeException e) {
          if (System.nanoTime() - start > START.toNanos()) {
            throw new AssertionError("PD did not start; look into " + directory, e);
          }
        } finally {
          channel.shutdownNow();
        }
      }
      new Cancellation().sleep(100);
    }
  }

  private static List<Integer> freePorts(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0);
        held.add(socket);
        ports.add(socket.getLocalPort());
      }
      for (ServerSocket socket : held) {
        socket.close();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (Process process : running.values()) {
      process.destroyForcibly();
      process.onExit().join();
    }
    running.clear();
  }

  /** Whether the program is there; without it the tests with a real PD are left out. */
  static boolean isThere() {
    String program = System.getenv(VARIABLE);
    return program != null && Files.isExecutable(Path.of(program));
  }
}
