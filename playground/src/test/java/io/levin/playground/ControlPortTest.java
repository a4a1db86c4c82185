package io.levin.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
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
    assertThat(call("POST", "/stores/x/stop", "").body()).isEqualTo("'x' is not a number\n");
    assertThat(call("POST", "/stores/1/explode", "").statusCode()).isEqualTo(404);
  }

  @Test
  void aStoreTellsPdOfTheDiskThatItIsGiven() throws Exception {
    assertThat(call("POST", "/stores/2/space?capacity=4096&available=1024", "").body())
        .contains("\"capacity\" : 4096", "\"available\" : 1024");
    URI uri = URI.create("http://" + playground.pdAddresses().get(0) + "/pd/api/v1/store/2");
    assertThat(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body())
        .containsPattern("\"capacity\": ?\"4KiB\"")
        .containsPattern("\"available\": ?\"1KiB\"");
    assertThat(call("POST", "/stores/2/space?capacity=1", "").statusCode()).isEqualTo(400);
  }

  @Test
  void aFaultOfSqlIsListedWithItsHits() throws Exception {
    assertThat(call("POST", "/faults", "SQL ^select 77 times=1 -> error=9007").body())
        .contains("SQL ^select 77 -> ")
        .contains("\"hits\" : 0");
    assertThatThrownBy(() -> execute("SELECT 77")).hasMessageContaining("injected fault");
    execute("SELECT 77");
    assertThat(call("GET", "/faults", "").body()).contains("\"hits\" : 1");
    assertThat(call("DELETE", "/faults", "").body()).isEqualToIgnoringWhitespace("[]");
  }

  @Test
  void theContentOfATableIsToldDownToItsVersions() throws Exception {
    execute("CREATE TABLE test.t (id INT PRIMARY KEY, v INT, KEY kv (v))");
    execute("INSERT INTO test.t VALUES (1, 1), (2, 2)");
    assertThat(call("GET", "/tables/test/t", "").body())
        .contains("\"keys\" : 4", "\"olderVersions\" : 0", "\"deletedOrLocked\" : 0");
    execute("UPDATE test.t SET v = 3 WHERE id = 2");
    assertThat(call("GET", "/tables/TEST/T", "").body())
        .contains("\"keys\" : 5", "\"olderVersions\" : 2", "\"deletedOrLocked\" : 1");
    assertThat(call("GET", "/tables/test/none", "").statusCode()).isEqualTo(404);
    assertThat(call("GET", "/strangers", "").body()).isEqualToIgnoringWhitespace("{}");
    execute("DROP TABLE test.t");
    assertThat(call("GET", "/strangers", "").body()).isEqualToIgnoringWhitespace("{}");
    byte[] key = new byte[19];
    key[0] = 't';
    playground.cluster().writer().put(key, key);
    assertThat(call("GET", "/strangers", "").body()).contains("\"-9223372036854775808\" : 1");
  }

  private void execute(String sql) throws SQLException {
    String url = "jdbc:mysql://127.0.0.1:" + playground.tidbPort() + "/?sslMode=DISABLED";
    try (Connection connection = DriverManager.getConnection(url, "root", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
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
