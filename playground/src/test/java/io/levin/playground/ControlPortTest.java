package io.levin.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ControlPortTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private Playground playground;
  private ControlPort control;

  @BeforeEach
  void start() {
    playground = Playground.start(PlaygroundOptions.defaults());
    control = new ControlPort(playground, "127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    control.close();
    playground.close();
  }

  @Test
  void aFaultComesIntoForceCountsItsHitsAndGoes() throws Exception {
    String path = "/pd/api/v1/version";
    assertThat(call("POST", "/faults", path + " times=1 -> unavailable").body())
        .contains(path + " times=1 -> unavailable")
        .contains("\"hits\" : 0");
    assertThat(pd(path)).isEqualTo(503);
    assertThat(pd(path)).isEqualTo(200);
    assertThat(call("GET", "/faults", "").body()).contains("\"hits\" : 1");
    assertThat(call("DELETE", "/faults", "").body()).isEqualToIgnoringWhitespace("[]");
  }

  @Test
  void aRuleThatCannotBeReadIsExplained() throws Exception {
    HttpResponse<String> answer = call("POST", "/faults", "Write -> frobnicate");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("frobnicate");
  }

  @Test
  void whatWasLeftBehindIsTold() throws Exception {
    assertThat(call("GET", "/problems", "").body()).isEqualToIgnoringWhitespace("[]");
    HttpRequest pause =
        HttpRequest.newBuilder(
                URI.create(
                    "http://"
                        + playground.pdAddresses().get(0)
                        + "/pd/api/v1/schedulers/balance-leader-scheduler"))
            .POST(BodyPublishers.ofString("{\"delay\": 300}"))
            .build();
    assertThat(client.send(pause, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    assertThat(call("GET", "/problems", "").body()).contains("balance-leader-scheduler");
  }

  @Test
  void aStoreGoesDownAndComesBack() throws Exception {
    assertThat(call("POST", "/stores/1/stop", "").body()).contains("\"alive\" : false");
    assertThat(call("POST", "/stores/1/start", "").body()).doesNotContain("\"alive\" : false");
    assertThat(call("POST", "/stores/77/stop", "").statusCode()).isEqualTo(400);
    assertThat(call("POST", "/stores/1/explode", "").statusCode()).isEqualTo(404);
  }

  @Test
  void filesAndCallsAreCounted() throws Exception {
    assertThat(call("GET", "/files", "").body()).contains("\"orphans\" : 0");
    assertThat(call("GET", "/calls?method=Write", "").body()).contains("\"calls\" : 0");
    assertThat(call("GET", "/calls", "").statusCode()).isEqualTo(400);
  }

  private int pd(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://" + playground.pdAddresses().get(0) + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
  }

  private HttpResponse<String> call(String method, String path, String body)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + control.port() + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }
}
