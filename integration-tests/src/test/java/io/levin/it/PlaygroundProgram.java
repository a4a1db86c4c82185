package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.levin.it.Launchers.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code levin playground} in a process of its own, asked over its control port. */
final class PlaygroundProgram implements ClusterUnderTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Launchers launchers;
  private final Process process;
  private final Map<String, String> addresses;

  private PlaygroundProgram(Launchers launchers, Process process, Map<String, String> addresses) {
    this.launchers = launchers;
    this.process = process;
    this.addresses = addresses;
  }

  /** Starts it on free ports. */
  static PlaygroundProgram start(Launchers launchers, Path directory, String... flags)
      throws Exception {
    Path ports = directory.resolve("ports");
    List<String> arguments =
        new ArrayList<>(List.of("playground", "--pd-port=0", "--tidb-port=0", "--status-port=0"));
    arguments.addAll(List.of("--addresses-file", ports.toString()));
    arguments.addAll(List.of(flags));
    Process process = launchers.start(List.of(), "levin", arguments.toArray(String[]::new));
    Waiting.until("the playground is ready", () -> Files.exists(ports) || !process.isAlive());
    assertThat(process.isAlive()).as("the playground runs").isTrue();
    Map<String, String> addresses =
        Files.readAllLines(ports).stream()
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    return new PlaygroundProgram(launchers, process, addresses);
  }

  @Override
  public String pdAddresses() {
    return addresses.get("PD_ADDRESSES");
  }

  @Override
  public String tidbHost() {
    return "127.0.0.1";
  }

  @Override
  public int tidbPort() {
    return Integer.parseInt(addresses.get("TIDB_PORT"));
  }

  @Override
  public int statusPort() {
    return Integer.parseInt(addresses.get("STATUS_PORT"));
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
    List<String> problems = new ArrayList<>();
    ask("GET", "/problems", "").forEach(problem -> problems.add(problem.asText()));
    return problems;
  }

  /** What the control port answers. */
  JsonNode ask(String method, String path, String body) {
    URI uri = URI.create("http://127.0.0.1:" + addresses.get("CONTROL_PORT") + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body)).build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isEqualTo(200);
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Asks it to end, and waits. */
  Ended end() throws Exception {
    process.destroy();
    return launchers.awaitEnd(process);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
