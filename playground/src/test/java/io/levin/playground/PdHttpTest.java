package io.levin.playground;

import static io.levin.playground.TikvTestClient.key;
import static io.levin.playground.TikvTestClient.raw;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.levin.base.Bytes;
import io.levin.playground.model.Store;
import io.levin.proto.etcdserverpb.KVGrpc;
import io.levin.proto.etcdserverpb.LeaseGrantRequest;
import io.levin.proto.etcdserverpb.LeaseGrpc;
import io.levin.proto.etcdserverpb.LeaseRevokeRequest;
import io.levin.proto.etcdserverpb.LeaseTimeToLiveRequest;
import io.levin.proto.etcdserverpb.PutRequest;
import io.levin.proto.etcdserverpb.RangeRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PdHttpTest extends PlaygroundPerTest {
  private final AtomicLong now = new AtomicLong(1_700_000_000_000L);
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @BeforeEach
  void start() {
    start("8.5.0");
  }

  private void start(String version) {
    start(
        ClusterOptions.builder().version(version).pdMembers(2).heartbeatMillis(0).clock(now::get));
  }

  @Test
  void versionsAreTold() throws Exception {
    assertThat(get("/version").path("version").asText()).isEqualTo("v8.5.0");
    assertThat(get("/config/cluster-version").asText()).isEqualTo("8.5.0");
    assertThat(get("/status").path("version").asText()).isEqualTo("v8.5.0");
    assertThat(get("/config/replicate").path("max-replicas").asInt()).isEqualTo(3);
    assertThat(get("/config").path("schedule").path("leader-schedule-limit").asInt()).isEqualTo(4);
    assertThat(send("GET", "/nothing", null).statusCode()).isEqualTo(404);
  }

  @Test
  void aPausedSchedulerIsListedUntilItsDelayIsOver() throws Exception {
    assertThat(get("/schedulers").toString()).contains("balance-leader-scheduler");
    HttpResponse<String> paused =
        send("POST", "/schedulers/balance-leader-scheduler", "{\"delay\":300}");
    assertThat(paused.statusCode()).isEqualTo(200);
    assertThat(paused.body()).isEqualTo("\"Pause or resume the scheduler successfully.\"");
    assertThat(get("/schedulers").toString()).contains("balance-leader-scheduler");
    assertThat(get("/schedulers?status=paused").toString())
        .isEqualTo("[\"balance-leader-scheduler\"]");
    assertThat(get("/schedulers?status=paused&timestamp=true").get(0).has("resume_at")).isTrue();
    now.addAndGet(301_000);
    assertThat(get("/schedulers?status=paused")).isEmpty();
    assertThat(playground.pd().leftovers()).isEmpty();
  }

  @Test
  void aPauseEndsWithADelayOfZeroAndWithTheLeader() throws Exception {
    send("POST", "/schedulers/all", "{\"delay\":300}");
    assertThat(get("/schedulers?status=paused")).hasSize(4);
    send("POST", "/schedulers/balance-region-scheduler", "{\"delay\":0}");
    assertThat(get("/schedulers?status=paused")).hasSize(3);
    playground.changePdLeader(0);
    assertThat(get("/schedulers?status=paused")).isEmpty();
  }

  @Test
  void unknownSchedulersAndMissingDelaysAreRefused() throws Exception {
    HttpResponse<String> unknown = send("POST", "/schedulers/balance-leader", "{\"delay\":300}");
    assertThat(unknown.statusCode()).isEqualTo(500);
    assertThat(unknown.body()).contains("[PD:scheduler:ErrSchedulerNotFound]scheduler not found");
    HttpResponse<String> missing = send("POST", "/schedulers/balance-leader-scheduler", "{}");
    assertThat(missing.statusCode()).isEqualTo(400);
    assertThat(missing.body()).contains("missing pause time");
  }

  @Test
  void aPauseBeyondTheYear9999CannotBeWrittenWithItsTimes() throws Exception {
    String pause = "/schedulers/balance-leader-scheduler";
    send("POST", pause, "{\"delay\":300000000000}");
    assertThat(get("/schedulers?status=paused")).hasSize(1);
    HttpResponse<String> times = send("GET", "/schedulers?status=paused&timestamp=true", null);
    assertThat(times.statusCode()).isEqualTo(500);
    assertThat(times.body()).contains("year outside of range");
    assertThat(send("POST", pause, "{\"delay\":1.5}").statusCode()).isEqualTo(400);
    assertThat(send("GET", pause, null).statusCode()).isEqualTo(405);
  }

  @Test
  void ttlConfigOverridesSilentlyAndExpires() throws Exception {
    String body = "{\"schedule.leader-schedule-limit\":12}";
    assertThat(send("POST", "/config?ttlSecond=300", body).statusCode()).isEqualTo(200);
    assertThat(get("/config/schedule").path("leader-schedule-limit").asInt()).isEqualTo(4);
    assertThat(playground.pd().config().overrides())
        .containsExactly("schedule.leader-schedule-limit");
    now.addAndGet(300_000);
    assertThat(playground.pd().config().overrides()).isEmpty();
    send("POST", "/config?ttlSecond=1", body);
    now.addAndGet(4_999);
    assertThat(playground.pd().config().overrides()).hasSize(1);
    assertThat(send("POST", "/config?ttlSecond=0", body).body())
        .isEqualTo("\"The ttl config is deleted.\"");
    assertThat(playground.pd().leftovers()).isEmpty();
  }

  @Test
  void anUnsupportedTtlKeyRefusesTheWholeBody() throws Exception {
    HttpResponse<String> refused =
        send(
            "POST",
            "/config?ttlSecond=300",
            "{\"schedule.leader-schedule-limit\":12,\"schedule.nonsense\":1}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("unsupported ttl config schedule.nonsense");
    assertThat(playground.pd().config().overrides()).isEmpty();
    assertThat(send("POST", "/config?ttlSecond=soon", "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void plainConfigStays() throws Exception {
    send("POST", "/config/schedule?ttlSecond=300", "{\"leader-schedule-limit\":40}");
    now.addAndGet(1_000_000);
    assertThat(get("/config/schedule").path("leader-schedule-limit").asInt()).isEqualTo(40);
  }

  @Test
  void plainConfigIsCheckedAndWaitsForTheEndOfAnOverride() throws Exception {
    String limit = "{\"schedule.leader-schedule-limit\":40}";
    assertThat(send("POST", "/config", "{\"nonsense\":1}").body())
        .isEqualTo("\"config item nonsense not found\"");
    assertThat(send("POST", "/config", "{\"leader-schedule-limit\":\"x\"}").statusCode())
        .isEqualTo(400);
    send("POST", "/config?ttlSecond=300", limit);
    assertThat(send("POST", "/config", limit).body())
        .isEqualTo("\"need to clean up TTL first for schedule.leader-schedule-limit\"");
    send("POST", "/config?ttlSecond=0", limit);
    assertThat(send("POST", "/config", limit).statusCode()).isEqualTo(200);
  }

  @Test
  void aLabelRuleDeniesSchedulingUntilItExpiresOrIsRemoved() throws Exception {
    playground.cluster().split(raw("t2"));
    long region = playground.cluster().split(raw("t1")).id();
    String id = "0b1c/äöü";
    assertThat(send("POST", "/config/region-label/rule", rule(id, "5m0s", "t1", "t2")).statusCode())
        .isEqualTo(200);
    assertThat(get("/region/id/" + region + "/label/schedule").asText()).isEqualTo("deny");
    assertThat(get("/region/id/" + region + "/labels")).hasSize(1);
    assertThat(get("/config/region-label/rules")).hasSize(1);
    now.addAndGet(200_000);
    send("POST", "/config/region-label/rule", rule(id, "5m0s", "t1", "t2"));
    now.addAndGet(200_000);
    String escaped = java.net.URLEncoder.encode(id, java.nio.charset.StandardCharsets.UTF_8);
    assertThat(get("/config/region-label/rule/" + escaped).path("labels").get(0).has("start_at"))
        .isTrue();
    now.addAndGet(100_000);
    HttpResponse<String> expired = send("GET", "/config/region-label/rule/" + escaped, null);
    assertThat(expired.statusCode()).isEqualTo(404);
    assertThat(expired.body()).isEqualTo("null");
    assertThat(get("/region/id/" + region + "/label/schedule").asText()).isEmpty();

    send("POST", "/config/region-label/rule", rule("b", "5m0s", "t1", "t2"));
    send("PATCH", "/config/region-label/rules", "{\"sets\":[],\"deletes\":[\"b\",\"absent\"]}");
    assertThat(playground.pd().leftovers()).isEmpty();
    assertThat(send("DELETE", "/config/region-label/rule/b", null).statusCode()).isEqualTo(404);
  }

  @Test
  void aPdBefore61KeepsARuleForEver() throws Exception {
    start("5.4.0");
    send("POST", "/config/region-label/rule", rule("a", "5m0s", "t1", "t2"));
    now.addAndGet(1_000_000_000L);
    assertThat(get("/config/region-label/rules")).hasSize(1);
  }

  @Test
  void senselessLabelRulesAreRefused() throws Exception {
    for (String bad :
        new String[] {
          rule("", "5m0s", "t1", "t2"),
          rule("a", "0s", "t1", "t2"),
          rule("a", "-5m", "t1", "t2"),
          rule("a", "300", "t1", "t2"),
          rule("a", "5m0s", "t2", "t1"),
          "{\"id\":\"a\",\"labels\":[],\"rule_type\":\"key-range\",\"data\":[]}",
        }) {
      assertThat(send("POST", "/config/region-label/rule", bad).statusCode())
          .as(bad)
          .isEqualTo(400);
    }
    assertThat(send("POST", "/config/region-label/rule", rule("a", "0s", "t1", "t2")).body())
        .contains("ErrRegionRuleContent")
        .contains("region label with expired ttl");
    send("POST", "/config/region-label/rule", rule("a", "5m0s", "t1", "t2"));
    String patch = "{\"sets\":[{\"id\":\"z\"}],\"deletes\":[\"a\"]}";
    assertThat(send("PATCH", "/config/region-label/rules", patch).statusCode()).isEqualTo(400);
    assertThat(get("/config/region-label/rules")).hasSize(1);
  }

  @Test
  void storesAreToldWithSizesInBinaryUnits() throws Exception {
    Store third = playground.cluster().stores().get(2);
    third.setSpace(1_978_000_000_000L, 107_374_182_400L);
    third.setState(Store.State.OFFLINE);
    JsonNode stores = get("/stores");
    assertThat(stores.path("count").asInt()).isEqualTo(3);
    JsonNode first = stores.path("stores").get(0);
    assertThat(first.path("store").has("state")).isFalse();
    assertThat(first.path("store").path("state_name").asText()).isEqualTo("Up");
    assertThat(first.path("status").path("capacity").asText()).isEqualTo("1TiB");
    JsonNode one = get("/store/" + third.id());
    assertThat(one.path("store").path("state").asInt()).isEqualTo(1);
    assertThat(one.path("status").path("capacity").asText()).isEqualTo("1.799TiB");
    assertThat(one.path("status").path("available").asText()).isEqualTo("100GiB");
    assertThat(get("/stores?state=0").path("count").asInt()).isEqualTo(2);
    assertThat(get("/stores?state=0&state=1").path("count").asInt()).isEqualTo(3);
    third.setState(Store.State.TOMBSTONE);
    assertThat(get("/stores").path("count").asInt()).isEqualTo(2);
  }

  @Test
  void regionsAreTold() throws Exception {
    long id = playground.cluster().split(raw("t1")).id();
    JsonNode region = get("/region/id/" + id);
    assertThat(region.path("start_key").asText())
        .isEqualToIgnoringCase(Bytes.hex(key("t1").toByteArray()));
    assertThat(region.path("peers")).hasSize(3);
    assertThat(get("/region/id/4711").path("id").asLong(-1)).isZero();
    assertThat(get("/regions/check/empty-region").path("count").asInt()).isEqualTo(2);
    String start =
        java.net.URLEncoder.encode(
            new String(key("t1").toByteArray(), java.nio.charset.StandardCharsets.ISO_8859_1),
            java.nio.charset.StandardCharsets.ISO_8859_1);
    JsonNode stats = get("/stats/region?start_key=" + start + "&end_key=");
    assertThat(stats.path("count").asInt()).isEqualTo(1);
    assertThat(stats.path("store_leader_count")).hasSize(1);
    assertThat(get("/members").path("members")).hasSize(2);
    assertThat(get("/health")).hasSize(2);
    assertThat(get("/min-resolved-ts").has("is_real_time")).isTrue();
  }

  @Test
  void theSamePortServesEtcdWithLeases() {
    var channel = client.channel(playground.pdAddresses().get(0));
    var kv = KVGrpc.newBlockingStub(channel);
    var leases = LeaseGrpc.newBlockingStub(channel);
    long lease = leases.leaseGrant(LeaseGrantRequest.newBuilder().setTTL(180).build()).getID();
    ByteString name = ByteString.copyFromUtf8("/tidb/brie/import/lightning/lightning-1");
    kv.put(PutRequest.newBuilder().setKey(name).setLease(lease).build());
    RangeRequest prefix =
        RangeRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("/tidb/brie/"))
            .setRangeEnd(ByteString.copyFromUtf8("/tidb/brie0"))
            .build();
    assertThat(kv.range(prefix).getKvs(0).getLease()).isEqualTo(lease);
    assertThat(kv.range(prefix).getHeader().getRevision()).isPositive();
    assertThat(
            leases
                .leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(lease).build())
                .getTTL())
        .isEqualTo(180);
    assertThat(playground.pd().leftovers()).containsExactly("lease: " + lease);
    now.addAndGet(180_000);
    assertThat(kv.range(prefix).getCount()).isZero();
    assertThat(
            leases
                .leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(lease).build())
                .getTTL())
        .isEqualTo(-1);
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> kv.put(PutRequest.newBuilder().setKey(name).setLease(lease).build()))
        .hasMessageContaining("etcdserver: requested lease not found");
    long second = leases.leaseGrant(LeaseGrantRequest.newBuilder().setTTL(1).build()).getID();
    assertThat(
            leases
                .leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(second).build())
                .getGrantedTTL())
        .isEqualTo(5);
    leases.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(second).build());
    assertThat(playground.pd().leftovers()).isEmpty();
  }

  @Test
  void aStoreTellsItsRegionSizeAndItsMode() throws Exception {
    String status = playground.cluster().stores().get(0).address().statusAddress();
    assertThat(body("http://" + status + "/config")).contains("\"region-split-size\":\"256MiB\"");
    String gauge =
        "tikv_config_rocksdb{cf=\"default\",name=\"hard_pending_compaction_bytes_limit\"} ";
    assertThat(body("http://" + status + "/metrics")).contains(gauge + (1L << 40));
    playground.cluster().stores().get(0).setImportMode(60_000);
    assertThat(body("http://" + status + "/metrics")).contains(gauge + "0\n");
    assertThat(
            io.levin.proto.debugpb.DebugGrpc.newBlockingStub(
                    client.channel(client.importAddress(playground.cluster().stores().get(0).id())))
                .getMetrics(io.levin.proto.debugpb.GetMetricsRequest.getDefaultInstance())
                .getPrometheus())
        .contains(gauge + "0\n");
    start("7.5.0");
    status = playground.cluster().stores().get(0).address().statusAddress();
    assertThat(body("http://" + status + "/config")).contains("\"region-split-size\":\"96MiB\"");
  }

  private String rule(String id, String ttl, String start, String end) {
    return "{\"id\":\"%s\",\"labels\":[{\"key\":\"schedule\",\"value\":\"deny\",\"ttl\":\"%s\"}],\"rule_type\":\"key-range\",\"data\":[{\"start_key\":\"%s\",\"end_key\":\"%s\"}]}"
        .formatted(id, ttl, Bytes.hex(key(start).toByteArray()), Bytes.hex(key(end).toByteArray()));
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return json.readTree(send("GET", path, null).body());
  }

  /** Follower or leader alike: PD forwards. */
  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    String base = "http://" + playground.pd().members().addresses().get(1) + "/pd/api/v1";
    return http.send(
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private String body(String url) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }
}
