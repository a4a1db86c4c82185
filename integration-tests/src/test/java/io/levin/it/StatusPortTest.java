package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.levin.playground.fault.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The status port of a running import, asked as curl would ask it. */
final class StatusPortTest {
  private static final Pattern OPENED =
      Pattern.compile("started HTTP server on (127\\.0\\.0\\.1:\\d+)");

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path directory;
  private String base;

  @Test
  void it_tells_of_a_running_import_pauses_it_and_cancels_it() throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      ImportHarness harness = new ImportHarness(cluster, directory).smallRegions();
      harness.dump().sql(FaultMatrixTest.TABLE, 2);
      String address = "127.0.0.1:" + freePort();
      base = "http://" + address;
      harness.toml().set("lightning", "status-addr", address).set("tidb", "password", "");
      Fault held = cluster.playground().faults().inject("MultiIngest nth=4 -> stall");
      CompletableFuture<ImportRun> run = CompletableFuture.supplyAsync(harness::run);
      Waiting.until("an ingest hangs", () -> held.hits() > 0 || run.isDone());
      assertThat(run).isNotDone();

      metricsAreExposed();
      progressIsTold();
      String id = tasksAreTold();
      pausesAndLevels();
      otherPathsLeadSomewhere();
      aSecondInstanceIsRefused(harness, address);

      assertThat(send("DELETE", "/tasks/" + id, "").body()).isEqualTo("{}");
      ImportRun ended = run.get();
      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.out()).contains("tidb lightning canceled");
      held.remove();
      harness.clusterIsAsBefore();
    }
  }

  private void metricsAreExposed() throws Exception {
    HttpResponse<String> metrics = send("GET", "/metrics", "");
    assertThat(metrics.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(metrics.body().lines())
        .contains(
            "# TYPE lightning_chunks counter",
            "lightning_chunks{state=\"estimated\"} 2",
            "lightning_chunks{state=\"finished\"} 2",
            "lightning_tables{result=\"success\",state=\"pending\"} 1",
            "lightning_rows{state=\"restored\",table=\"`faults`.`t`\"} 4000")
        .anyMatch(line -> line.startsWith("lightning_sst_seconds_count{kind=\"write\"} "))
        .anyMatch(line -> line.startsWith("lightning_block_deliver_bytes_sum{kind=\"data\"} "))
        .anyMatch(line -> line.startsWith("process_open_fds "))
        .noneMatch(line -> line.contains("result=\"failure\""));
  }

  private void progressIsTold() throws Exception {
    JsonNode task = new ObjectMapper().readTree(send("GET", "/progress/task", "").body());
    JsonNode table = task.path("t").path("`faults`.`t`");
    assertThat(table.path("w").asLong()).isEqualTo(table.path("z").asLong()).isPositive();
    assertThat(table.path("s").asInt()).isEqualTo(1);
    assertThat(task.path("s").asInt()).isEqualTo(1);
    HttpResponse<String> told = send("GET", "/progress/table?t=%60faults%60.%60t%60", "");
    assertThat(told.headers().firstValue("Content-Type")).contains("application/json");
    JsonNode checkpoint = new ObjectMapper().readTree(told.body());
    assertThat(checkpoint.path("Status").asInt()).isEqualTo(30);
    assertThat(checkpoint.path("TableID").asLong()).isPositive();
    assertThat(checkpoint.at("/Engines/-1/Chunks")).isEmpty();
    JsonNode chunks = checkpoint.at("/Engines/0/Chunks");
    assertThat(chunks).hasSize(2);
    JsonNode chunk = chunks.get(1);
    assertThat(chunk.at("/Key/Path").asText()).isEqualTo("faults.t.000000001.sql");
    assertThat(chunk.at("/FileMeta/Type").asInt()).isEqualTo(3);
    long size = chunk.at("/FileMeta/FileSize").asLong();
    assertThat(chunk.at("/Chunk/EndOffset").asLong()).isEqualTo(size).isPositive();
    assertThat(chunk.at("/Chunk/Offset").asLong()).isLessThanOrEqualTo(size);
    HttpResponse<String> unknown = send("GET", "/progress/table?t=x", "");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).isEqualTo("\"table x not found\"\n");
  }

  private String tasksAreTold() throws Exception {
    String tasks = send("GET", "/tasks", "").body();
    assertThat(tasks).matches("\\{\"current\":[0-9]+,\"queue\":\\[]}\n");
    String id = tasks.replaceAll("[^0-9]", "");
    JsonNode configuration = new ObjectMapper().readTree(send("GET", "/tasks/" + id, "").body());
    assertThat(configuration.at("/tikv-importer/backend").asText()).isEqualTo("local");
    assertThat(configuration.at("/tidb/password").isMissingNode()).isTrue();
    error(
        400,
        "invalid task ID: strconv.ParseInt: parsing \"x\": invalid syntax",
        send("GET", "/tasks/x", ""));
    error(404, "task ID not found", send("DELETE", "/tasks/1", ""));
    error(501, "server-mode not enabled", send("POST", "/tasks", "[tidb]"));
    error(501, "server-mode not enabled", send("PATCH", "/tasks/1/front", ""));
    HttpResponse<String> put = send("PUT", "/tasks", "");
    error(405, "only GET, POST, DELETE and PATCH are allowed", put);
    assertThat(put.headers().firstValue("Allow")).contains("GET, POST, DELETE, PATCH");
    return id;
  }

  private void pausesAndLevels() throws Exception {
    assertThat(send("GET", "/pause", "").body()).isEqualTo("{\"paused\":false}");
    assertThat(send("PUT", "/pause", "").body()).isEqualTo("{}");
    assertThat(send("GET", "/pause", "").body()).isEqualTo("{\"paused\":true}");
    assertThat(send("PUT", "/resume", "").body()).isEqualTo("{}");
    error(405, "only PUT is allowed", send("GET", "/resume", ""));
    assertThat(send("GET", "/loglevel", "").body()).isEqualTo("{\"level\":\"info\"}\n");
    assertThat(send("PUT", "/loglevel", "{\"level\": \"debug\"}").body()).isEqualTo("{}");
    assertThat(send("GET", "/loglevel", "").body()).isEqualTo("{\"level\":\"debug\"}\n");
    error(
        400,
        "invalid log level: unrecognized level: \"foo\"",
        send("PUT", "/loglevel", "{\"level\":\"foo\"}"));
    send("POST", "/loglevel", "{\"level\":\"info\"}");
  }

  private void otherPathsLeadSomewhere() throws Exception {
    HttpResponse<String> root = send("GET", "/", "");
    assertThat(root.statusCode()).isEqualTo(302);
    assertThat(root.headers().firstValue("Location")).contains("/web/");
    assertThat(send("GET", "/web/", "").body()).contains("<title>Levin</title>");
    HttpResponse<String> profile = send("GET", "/debug/pprof/heap", "");
    assertThat(profile.statusCode()).isEqualTo(404);
    assertThat(profile.body()).contains("jcmd").contains("JFR.start");
    assertThat(send("GET", "/debug/threads", "").body()).contains("\tat ");
  }

  private void aSecondInstanceIsRefused(ImportHarness first, String address) throws Exception {
    ImportHarness second = new ImportHarness(first.cluster(), directory.resolve("second"));
    second.dump().sql(FaultMatrixTest.TABLE, 1);
    second.toml().set("lightning", "status-addr", address);
    second
        .runProgram()
        .failedWith(
            1,
            "failed to start HTTP server: listen tcp " + address + ": Address already in use",
            "choose another address by lightning.status-addr");
  }

  @Test
  void a_signal_opens_it_where_no_address_is_configured() throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      ImportHarness harness = new ImportHarness(cluster, directory).smallRegions();
      harness.dump().sql(FaultMatrixTest.TABLE, 2);
      Fault held = cluster.playground().faults().inject("MultiIngest nth=4 -> stall");
      Process process = harness.startProgram();
      Waiting.until("an ingest hangs", () -> held.hits() > 0 || !process.isAlive());
      new ProcessBuilder("kill", "-USR1", "" + process.pid()).start().waitFor();
      Path err = directory.resolve("err");
      Waiting.until("the port is told", () -> opened(err).find() || !process.isAlive());
      Matcher opened = opened(err);
      assertThat(opened.find()).isTrue();
      base = "http://" + opened.group(1);
      assertThat(send("GET", "/metrics", "").body())
          .contains("lightning_chunks{state=\"finished\"} 2");
      held.remove();
      harness.awaitEnd(process).succeeded();
      harness.clusterIsAsBefore();
    }
  }

  private static Matcher opened(Path err) {
    try {
      return OPENED.matcher(Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static void error(int status, String text, HttpResponse<String> response)
      throws Exception {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(new ObjectMapper().readTree(response.body()).path("error").asText()).isEqualTo(text);
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
