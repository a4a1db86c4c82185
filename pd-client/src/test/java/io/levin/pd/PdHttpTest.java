package io.levin.pd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.levin.base.Cancellation;
import io.levin.base.ImportException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PdHttpTest {
  private final Cancellation cancellation = new Cancellation();
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private PdHttp pd;

  private record Answer(int status, String body) {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::answer);
    server.start();
    // The first member is dead: nothing listens on the discard port here.
    pd =
        new PdHttp(
            () -> List.of("127.0.0.1:9", "127.0.0.1:" + server.getAddress().getPort()),
            TlsFiles.NONE,
            Duration.ofSeconds(3));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request =
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI().toString().replaceFirst("^/pd/api/v1", "");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(body.isEmpty() ? request : request + " " + body);
    Deque<Answer> script = answers.getOrDefault(request, new ArrayDeque<>());
    Answer answer =
        script.isEmpty()
            ? new Answer(404, "no such page")
            : script.size() > 1 ? script.remove() : script.peek();
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void on(String request, int status, String body) {
    answers.computeIfAbsent(request, r -> new ArrayDeque<>()).add(new Answer(status, body));
  }

  @Test
  void readsTheVersionFromEitherPage() {
    on("GET /config/cluster-version", 200, "\"8.4.1\"");
    assertThat(pd.version(cancellation)).isEqualTo(ServerVersion.of(8, 4, 1));
    on("GET /version", 200, "{\"version\":\"v8.5.0\",\"build_time\":\"\"}");
    assertThat(pd.version(cancellation)).isEqualTo(ServerVersion.of(8, 5, 0));
  }

  @Test
  void aPdThatHangsDoesNotHoldUpTheCleaningUp() throws IOException {
    // The system accepts connections; nobody ever answers.
    try (java.net.ServerSocket silent =
        new java.net.ServerSocket(0, 50, java.net.InetAddress.getByName("127.0.0.1"))) {
      String address = "127.0.0.1:" + silent.getLocalPort();
      PdHttp hanging =
          new PdHttp(
                  () -> List.of(address, address, address), TlsFiles.NONE, Duration.ofMinutes(10))
              .withPatience(Duration.ofSeconds(1));
      assertThatThrownBy(() -> hanging.allowScheduling(List.of("rule"), cancellation))
          .isInstanceOf(ImportException.class)
          .hasMessageContaining("PD did not do PATCH");
    }
  }

  @Test
  void readsStoresWithTheirFillLevels() {
    on(
        "GET /stores",
        200,
        """
        {"count":3,"stores":[
          {"store":{"id":1,"address":"a:20160","version":"8.5.0","state":0,"state_name":"Up"},
           "status":{"capacity":"2TiB","available":"1.5TiB","region_count":12,"leader_count":4}},
          {"store":{"id":2,"address":"b:3930","state_name":"Disconnected",
                    "labels":[{"key":"engine","value":"tiflash"}]},"status":{"capacity":"0B"}},
          {"store":{"id":3,"address":"c:20160","state":2,"state_name":"Tombstone"},"status":{}}]}
        """);
    List<StoreStatus> stores = pd.stores(cancellation);
    assertThat(stores).extracting(StoreStatus::id).containsExactly(1L, 2L);
    assertThat(stores.get(0).freeShare()).isEqualTo(0.75);
    assertThat(stores.get(0).leaderCount()).isEqualTo(4);
    assertThat(stores.get(1).isTiFlash()).isTrue();
    assertThat(stores.get(1).freeShare()).isEqualTo(1);
  }

  @Test
  void pausesAndResumesSchedulers() {
    on("POST /schedulers/balance-leader-scheduler", 200, "\"Pause or resume\"");
    on(
        "POST /schedulers/shuffle-leader-scheduler",
        500,
        "[PD:scheduler:ErrSchedulerNotFound]scheduler not found");
    assertThat(pd.pauseScheduler("balance-leader-scheduler", Duration.ofSeconds(300), cancellation))
        .isTrue();
    assertThat(pd.resumeScheduler("shuffle-leader-scheduler", cancellation)).isFalse();
    assertThat(requests)
        .containsExactly(
            "POST /schedulers/balance-leader-scheduler {\"delay\":300}",
            "POST /schedulers/shuffle-leader-scheduler {\"delay\":0}");
    assertThatThrownBy(() -> pd.pauseScheduler("balance-leader", Duration.ZERO, cancellation))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesAMomentThatPdCannotWriteForOneBeyondEveryOther() {
    on("GET /schedulers?status=paused", 200, "[\"a-scheduler\",\"b-scheduler\"]");
    on(
        "GET /schedulers?status=paused&timestamp=true",
        500,
        "json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: year outside of range"
            + " [0,9999]");
    assertThat(pd.pausedSchedulersBeyond(Instant.EPOCH, cancellation))
        .containsExactly("a-scheduler", "b-scheduler");
    // PD's answer is final: the other members would only repeat it.
    assertThat(requests).hasSize(2);
  }

  @Test
  void tellsLongPausesFromShortOnes() {
    on("GET /schedulers?status=paused", 200, "[\"a-scheduler\",\"b-scheduler\"]");
    on(
        "GET /schedulers?status=paused&timestamp=true",
        200,
        "[{\"name\":\"a-scheduler\",\"paused_at\":\"2026-01-01T00:00:00+08:00\","
            + "\"resume_at\":\"2026-01-01T00:05:00+08:00\"},"
            + "{\"name\":\"b-scheduler\",\"paused_at\":\"2026-01-01T00:00:00Z\","
            + "\"resume_at\":\"2926-01-01T00:05:00Z\"}]");
    assertThat(pd.pausedSchedulersBeyond(Instant.parse("2026-01-02T00:00:00Z"), cancellation))
        .containsExactly("b-scheduler");
  }

  @Test
  void overridesSettingsForAWhileOnly() {
    on("POST /config?ttlSecond=300", 200, "ok");
    on("POST /config?ttlSecond=0", 200, "The ttl config is deleted.");
    pd.overrideSchedule(
        Map.of("leader-schedule-limit", 12, "schedule.enable-location-replacement", "false"),
        Duration.ofSeconds(300),
        cancellation);
    pd.endOverride(List.of("leader-schedule-limit"), cancellation);
    assertThat(requests.get(0))
        .contains("\"schedule.leader-schedule-limit\":12")
        .contains("\"schedule.enable-location-replacement\":\"false\"");
    assertThat(requests.get(1)).endsWith("{\"schedule.leader-schedule-limit\":0}");
    assertThatThrownBy(
            () ->
                pd.overrideSchedule(
                    Map.of("region-split-size", 1), Duration.ofSeconds(300), cancellation))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                pd.overrideSchedule(
                    Map.of("leader-schedule-limit", 1), Duration.ZERO, cancellation))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void setsAndRemovesRulesThatAlwaysExpire() {
    on("POST /config/region-label/rule", 200, "ok");
    on("PATCH /config/region-label/rules", 200, "ok");
    pd.denyScheduling(
        "id-1",
        new byte[] {0x74, (byte) 0x80},
        new byte[] {0x75},
        Duration.ofMinutes(5),
        cancellation);
    pd.allowScheduling(List.of("id-1"), cancellation);
    assertThat(requests)
        .containsExactly(
            "POST /config/region-label/rule {\"id\":\"id-1\",\"rule_type\":\"key-range\","
                + "\"labels\":[{\"key\":\"schedule\",\"value\":\"deny\",\"ttl\":\"300s\"}],"
                + "\"data\":[{\"start_key\":\"7480\",\"end_key\":\"75\"}]}",
            "PATCH /config/region-label/rules {\"sets\":[],\"deletes\":[\"id-1\"]}");
    assertThatThrownBy(
            () -> pd.denyScheduling("x", new byte[0], new byte[0], Duration.ZERO, cancellation))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void countsEmptyRegionsAndReadsStatistics() {
    on(
        "GET /regions/check/empty-region",
        200,
        "{\"count\":2,\"regions\":[{\"id\":1,\"leader\":{\"store_id\":1},"
            + "\"pending_peers\":[{\"store_id\":2}],\"peers\":[{\"store_id\":1},{\"store_id\":2}]},"
            + "{\"id\":2,\"peers\":[{\"store_id\":1}]}]}");
    on(
        "GET /stats/region?start_key=t%80&end_key=%00%FF",
        200, "{\"count\":7,\"empty_count\":2,\"storage_size\":96,\"storage_keys\":1000}");
    on("GET /config/replicate", 200, "{\"max-replicas\":5}");
    on("GET /config/schedule", 200, "{\"leader-schedule-limit\":4,\"x\":\"true\",\"y\":{}}");
    assertThat(pd.emptyRegionPeers(cancellation)).isEqualTo(Map.of(1L, 2, 2L, 1));
    assertThat(
            pd.regionStats(
                new byte[] {'t', (byte) 0x80}, new byte[] {0, (byte) 0xFF}, cancellation))
        .isEqualTo(new PdHttp.RegionStats(7, 2, 96, 1000));
    assertThat(pd.maxReplicas(cancellation)).isEqualTo(5);
    assertThat(pd.scheduleConfig(cancellation))
        .isEqualTo(Map.of("leader-schedule-limit", 4L, "x", "true"));
  }

  @Test
  void repeatsWhatMayPassAndGivesUpInTime() {
    on("GET /schedulers", 503, "loading");
    on("GET /schedulers", 200, "[\"a-scheduler\"]");
    assertThat(pd.schedulers(cancellation)).containsExactly("a-scheduler");
    on("GET /config/replicate", 500, "broken");
    assertThatThrownBy(() -> pd.maxReplicas(cancellation))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("500 broken")
        .hasMessageContaining("for 3 s");
    assertThatThrownBy(() -> pd.store(9, cancellation))
        .isInstanceOf(PdException.class)
        .hasMessageContaining("404");
  }
}
