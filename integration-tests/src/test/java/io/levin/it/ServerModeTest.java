package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.levin.base.Cancellation;
import io.levin.engine.cli.LightningMain;
import io.levin.playground.fault.Fault;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lightning.server-mode} as a user of curl sees it. */
final class ServerModeTest extends PlaygroundPerClass {
  private final HttpClient http = HttpClient.newHttpClient();
  private Cancellation stop;
  private ByteArrayOutputStream out;
  private ByteArrayOutputStream err;

  @TempDir private Path folder;
  private Path log;
  private String base;
  private CompletableFuture<Integer> server;

  @BeforeEach
  void startServer() throws Exception {
    stop = new Cancellation();
    out = new ByteArrayOutputStream();
    err = new ByteArrayOutputStream();
    log = folder.resolve("server.log");
    String address = "127.0.0.1:" + freePort();
    base = "http://" + address;
    Path toml = folder.resolve("server.toml");
    new Toml()
        .set("lightning", "server-mode", true)
        .set("lightning", "status-addr", address)
        .set("lightning", "file", log)
        .set("tidb", "password", harness().cluster().password())
        .write(toml);
    LightningMain main =
        new LightningMain(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    server = CompletableFuture.supplyAsync(() -> main.run(List.of("-c", toml.toString()), stop));
    Waiting.until("the server listens", () -> answers() || server.isDone());
  }

  @AfterEach
  void stopServer() {
    stop.cancel(new CancellationException("the test is over"));
    server.join();
  }

  private boolean answers() {
    try {
      return send("GET", "/tasks", "").statusCode() == 200;
    } catch (java.io.IOException | InterruptedException e) {
      return false;
    }
  }

  private ImportHarness task(String database) {
    ImportHarness task = new ImportHarness(harness().cluster(), folder.resolve(database));
    task.dump().sql(FaultMatrixTest.TABLE.in(database), 1);
    task.smallRegions().toml().remove("tidb", "password");
    return task;
  }

  private long post(ImportHarness task) throws Exception {
    HttpResponse<String> posted = send("POST", "/tasks", task.toml().text());
    assertThat(posted.statusCode()).as(posted.body()).isEqualTo(200);
    assertThat(posted.body()).matches("\\{\"id\":[0-9]{19}}\n");
    return json(posted).path("id").asLong();
  }

  private void awaitIdle() throws Exception {
    Waiting.until(
        "no task works",
        () -> {
          try {
            return send("GET", "/tasks", "").body().equals("{\"current\":null,\"queue\":[]}\n");
          } catch (java.io.IOException | InterruptedException e) {
            return false;
          }
        });
  }

  @Test
  void tasksQueueUpAreMovedForgottenAndImportedOneAfterTheOther() throws Exception {
    assertThat(send("GET", "/tasks", "").body()).isEqualTo("{\"current\":null,\"queue\":[]}\n");
    assertThat(send("GET", "/progress/task", "").body()).isEqualTo("{\"t\":null,\"s\":0}");
    ImportHarness first = task("served_first");
    ImportHarness second = task("served_second");
    ImportHarness third = task("served_third");
    PlaygroundUnderTest playground = (PlaygroundUnderTest) harness().cluster();
    Fault held = playground.playground().faults().inject("MultiIngest nth=2 -> stall");
    long a = post(first);
    Waiting.until("an ingest hangs", () -> held.hits() > 0 || server.isDone());
    long b = post(second);
    long c = post(third);
    assertThat(tasks()).isEqualTo("{\"current\":" + a + ",\"queue\":[" + b + "," + c + "]}\n");
    assertThat(send("PATCH", "/tasks/" + c + "/front", "").body()).isEqualTo("{}");
    assertThat(tasks()).isEqualTo("{\"current\":" + a + ",\"queue\":[" + c + "," + b + "]}\n");
    assertThat(send("PATCH", "/tasks/" + c + "/back", "").body()).isEqualTo("{}");
    assertThat(tasks()).endsWith("[" + b + "," + c + "]}\n");
    error(400, "unknown patch action", send("PATCH", "/tasks/" + b + "/aside", ""));
    error(404, "task ID not found", send("PATCH", "/tasks/" + a + "/front", ""));
    error(
        400,
        "invalid task ID: strconv.ParseInt: parsing \"x\": invalid syntax",
        send("PATCH", "/tasks/x/front", ""));
    JsonNode waiting = json(send("GET", "/tasks/" + b, ""));
    assertThat(waiting.at("/mydumper/data-source-dir").asText()).endsWith("served_second/dump");
    assertThat(waiting.at("/tidb/password").isMissingNode()).isTrue();
    assertThat(send("DELETE", "/tasks/" + b, "").body()).isEqualTo("{}");
    error(404, "task ID not found", send("GET", "/tasks/" + b, ""));
    held.remove();
    awaitIdle();
    first.holds(FaultMatrixTest.TABLE.in("served_first"));
    third.holds(FaultMatrixTest.TABLE.in("served_third"));
    assertThat(harness().query("SHOW DATABASES LIKE 'served_second'")).isEmpty();
    JsonNode last = json(send("GET", "/progress/task", ""));
    assertThat(last.path("s").asInt()).isEqualTo(2);
    assertThat(last.path("t").has("`served_third`.`t`")).isTrue();
    // The checkpoint itself was removed; the server still tells how it was.
    JsonNode ended = json(send("GET", "/progress/table?t=%60served_third%60.%60t%60", ""));
    assertThat(ended.path("Status").asInt()).isGreaterThanOrEqualTo(180);
    assertThat(ended.at("/Engines/0/Status").asInt()).isEqualTo(120);
    JsonNode table = last.path("t").path("`served_third`.`t`");
    assertThat(table.path("w").asLong()).isEqualTo(table.path("z").asLong()).isPositive();
    assertThat(ended.at("/Engines/0/Chunks/0/Checksum/kvs").asLong()).isPositive();
    assertThat(send("GET", "/progress/table?t=%60served_first%60.%60t%60", "").statusCode())
        .isEqualTo(404);
    assertThat(send("GET", "/metrics", "").body()).doesNotContain("lightning_tables{");
    stop.cancel(new CancellationException("stopped by a signal"));
    assertThat(server.join()).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("all importing tables on the target are empty")
        .endsWith("tidb lightning exit successfully\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(Files.readString(log))
        .contains("Lightning server is running, post to /tasks to start an import task");
  }

  @Test
  void aTaskThatFailsOrIsDeletedEndsOnlyItself() throws Exception {
    ImportHarness bad = task("served_bad");
    bad.dump().file("served_bad.missing.sql", "INSERT INTO missing VALUES (1);\n");
    post(bad);
    awaitIdle();
    JsonNode failed = json(send("GET", "/progress/task", ""));
    assertThat(failed.path("s").asInt()).isEqualTo(2);
    assertThat(failed.path("m").asText()).contains("`served_bad`.`missing` schema not found");

    ImportHarness deleted = task("served_deleted");
    PlaygroundUnderTest playground = (PlaygroundUnderTest) harness().cluster();
    Fault held = playground.playground().faults().inject("MultiIngest nth=2 -> stall");
    long id = post(deleted);
    Waiting.until("an ingest hangs", () -> held.hits() > 0 || server.isDone());
    assertThat(send("DELETE", "/tasks/" + id, "").body()).isEqualTo("{}");
    awaitIdle();
    held.remove();
    post(deleted);
    awaitIdle();
    deleted.holds(FaultMatrixTest.TABLE.in("served_deleted"));
  }

  @Test
  void aStopDuringATaskIsNoSuccess() throws Exception {
    PlaygroundUnderTest playground = (PlaygroundUnderTest) harness().cluster();
    Fault held = playground.playground().faults().inject("MultiIngest nth=2 -> stall");
    ImportHarness stopped = task("served_stopped");
    post(stopped);
    Waiting.until("an ingest hangs", () -> held.hits() > 0 || server.isDone());
    stop.cancel(new CancellationException("stopped by a signal"));
    assertThat(server.join()).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("tidb lightning canceled\n");
    held.remove();
    harness().query("DROP DATABASE IF EXISTS lightning_metadata");
  }

  @Test
  void whatCannotBeATaskIsRefusedWhenItIsPosted() throws Exception {
    HttpResponse<String> garbage = send("POST", "/tasks", "{\"not\": \"toml\"}");
    assertThat(garbage.statusCode()).isEqualTo(400);
    assertThat(garbage.body()).startsWith("{\"error\":\"cannot parse task (must be TOML): toml: ");
    ImportHarness task = task("served_refused");
    task.toml().set("mydumper", "data-source-dir", "/no/such/folder");
    error(
        400,
        "invalid task configuration: [Lightning:Config:ErrInvalidConfig]'/no/such/folder':"
            + " `mydumper.data-source-dir` does not exist; give a folder of this machine or the"
            + " address of a bucket",
        send("POST", "/tasks", task.toml().text()));
    HttpResponse<String> large = send("POST", "/tasks", "# ".repeat(9 << 20));
    assertThat(large.statusCode()).isEqualTo(400);
    assertThat(large.body()).contains("cannot read request");
    assertThat(tasks()).isEqualTo("{\"current\":null,\"queue\":[]}\n");
  }

  private String tasks() throws Exception {
    return send("GET", "/tasks", "").body();
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws java.io.IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws java.io.IOException {
    return new ObjectMapper().readTree(response.body());
  }

  private static void error(int status, String text, HttpResponse<String> response)
      throws Exception {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(json(response).path("error").asText()).isEqualTo(text);
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
