package io.levin.it;

import com.google.protobuf.ByteString;
import io.levin.playground.model.Region;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Questions to PD's HTTP service, in this order: an answer may depend on what was asked before, and
 * in the end all is as it was.
 */
final class PdHttpQuestions {
  private final List<PdQuestion> all = new ArrayList<>();
  private final List<Region> regions;

  private PdHttpQuestions(List<Region> regions) {
    this.regions = regions;
  }

  /** All questions about five or more regions, in key order. */
  static List<PdQuestion> about(List<Region> regions) {
    PdHttpQuestions questions = new PdHttpQuestions(regions);
    questions.pages();
    questions.schedulers();
    questions.overrides();
    questions.labelRules();
    return List.copyOf(questions.all);
  }

  private void get(String path, String... ignored) {
    all.add(PdQuestion.page("GET", path, null, ignored));
  }

  private void send(String method, String path, String body, String... ignored) {
    all.add(PdQuestion.page(method, path, body, ignored));
  }

  private void pages() {
    long id = regions.get(1).id();
    get("/version");
    get("/status", "build_ts", "git_hash", "start_timestamp");
    get("/members", "member_id", "git_hash", "deploy_path", "peer_urls");
    get("/health", "member_id");
    String[] measured = {
      "last_heartbeat",
      "last_heartbeat_ts",
      "uptime",
      "leader_score",
      "leader_size",
      "leader_weight",
      "region_score",
      "region_size",
      "region_weight"
    };
    for (String path :
        List.of(
            "/stores",
            "/stores?state=0",
            "/stores?state=1",
            "/stores?state=2",
            "/stores?state=0&state=1&state=2",
            "/store/" + regions.get(1).peers().get(0).storeId(),
            "/store/99999",
            "/store/x")) {
      get(path, measured);
    }
    get("/config/replicate");
    get("/config/cluster-version");
    get("/region/id/" + id);
    get("/region/id/99999");
    get("/region/id/x");
    get("/region/id/" + id + "/labels");
    get("/region/id/" + id + "/label/schedule");
    get("/region/id/99999/labels");
    get("/region/id/99999/label/schedule");
    get("/region/key/" + escaped(regions.get(1).start()));
    get("/region/key/zzzz");
    get("/regions/check/empty-region");
    get("/stats/region");
    String range =
        "start_key="
            + escaped(regions.get(1).start())
            + "&end_key="
            + escaped(regions.get(3).start());
    get("/stats/region?" + range);
    get("/stats/region?" + range + "&count");
    get("/stats/region?start_key=zz&end_key=a");
    get("/min-resolved-ts");
    get("/nothing");
    send("POST", "/version", "{}");
    send("POST", "/stores", "{}");
    send("PUT", "/config", "{}");
    send("DELETE", "/schedulers", null);
  }

  private void schedulers() {
    get("/schedulers");
    get("/schedulers?status=disabled");
    for (String body :
        List.of(
            "{\"delay\":300}",
            "{\"delay\":0}",
            "{}",
            "",
            "{\"delay\":\"a\"}",
            "{\"delay\":1.5}",
            "{\"delay\":-1}",
            "{\"delay\":9223372036854775807}",
            // What an import of version 5.3 that was killed leaves: nanoseconds for seconds.
            "{\"delay\":300000000000}",
            "{\"delay\":0}")) {
      send("POST", "/schedulers/balance-leader-scheduler", body, "data");
      get("/schedulers?status=paused");
      get("/schedulers?status=paused&timestamp=true");
    }
    for (String name :
        List.of("balance-leader", "nonsense-scheduler", "shuffle-leader-scheduler", "all")) {
      send("POST", "/schedulers/" + name, "{\"delay\":300}");
      get("/schedulers?status=paused");
    }
    send("POST", "/schedulers/all", "{\"delay\":0}");
    get("/schedulers?status=paused");
    get("/schedulers/balance-leader-scheduler");
  }

  private void overrides() {
    String limit = "{\"schedule.leader-schedule-limit\":12}";
    for (String path : List.of("/config?ttlSecond=300", "/config?ttlSecond=0")) {
      for (String body :
          List.of(
              limit,
              "{\"schedule.nonsense\":1}",
              "{\"schedule.leader-schedule-limit\":1,\"schedule.nonsense\":1}",
              "{}",
              "",
              "{\"schedule.enable-tikv-split-region\":\"false\"}",
              "{\"schedule.enable-location-replacement\":false}",
              "{\"schedule.leader-schedule-limit\":\"abc\"}",
              "{\"schedule.max-merge-region-keys\":1.5}",
              "{\"leader-schedule-limit\":12}")) {
        send("POST", path, body);
        all.add(PdGrpcQuestions.range("/config/ttl/", "/config/ttl0"));
      }
      send("POST", "/config", limit);
      send("POST", "/config/schedule", "{\"leader-schedule-limit\":12}");
    }
    send("POST", "/config?ttlSecond=soon", limit);
    send("POST", "/config?ttlSecond=", "{\"schedule.nonsense\":1}");
    for (String body :
        List.of(
            "{\"leader-schedule-limit\":7}",
            "{\"schedule.leader-schedule-limit\":8}",
            "{\"leader-schedule-limit\":\"x\"}",
            "{\"nonsense\":1}",
            "{\"schedule.nonsense\":1}",
            "",
            "{}",
            "{\"enable-location-replacement\":\"false\"}",
            "{\"schedule.enable-location-replacement\":true}")) {
      send("POST", "/config", body);
    }
    send("POST", "/config/schedule", "{\"leader-schedule-limit\":4,\"nonsense\":1}");
    send("POST", "/config/schedule", "");
  }

  private void labelRules() {
    String start = PdQuestion.hex(regions.get(1).start());
    String end = PdQuestion.hex(regions.get(2).start());
    String deny =
        "{\"id\":\"%s\",\"labels\":[{\"key\":\"schedule\",\"value\":\"deny\",\"ttl\":\"%s\"}],"
            + "\"rule_type\":\"key-range\",\"data\":[{\"start_key\":\"%s\",\"end_key\":\"%s\"}]}";
    String plain =
        "{\"id\":\"x\",\"labels\":[{\"key\":\"%s\",\"value\":\"%s\"}],\"rule_type\":\"%s\","
            + "\"data\":%s}";
    String one = "[{\"start_key\":\"%s\",\"end_key\":\"%s\"}]".formatted(start, end);
    List<String> bodies = new ArrayList<>();
    for (String ttl : List.of("5m0s", "0s", "-5s", "300", "abc", "5x")) {
      bodies.add(deny.formatted(ttl.equals("5m0s") ? "a/b" : "x", ttl, start, end));
    }
    bodies.add(deny.formatted("", "5m0s", start, end));
    bodies.add(deny.formatted("x", "5m0s", end, start));
    bodies.add(deny.formatted("x", "5m0s", start, start));
    bodies.add(deny.formatted("x", "5m0s", "zz", end));
    bodies.add("{\"id\":\"x\",\"labels\":[],\"rule_type\":\"key-range\",\"data\":" + one + "}");
    bodies.add(plain.formatted("", "v", "key-range", one));
    bodies.add(plain.formatted("k", "", "key-range", one));
    bodies.add(plain.formatted("k", "v", "key-range", "[]"));
    bodies.add(plain.formatted("k", "v", "key-range", "{}"));
    bodies.add(plain.formatted("k", "v", "key-range", "null"));
    bodies.add(plain.formatted("k", "v", "other", one));
    bodies.add(plain.formatted("k", "v", "key-range", "[{\"start_key\":\"" + start + "\"}]"));
    bodies.add(plain.formatted("k", "v", "key-range", one));
    for (String body : bodies) {
      send("POST", "/config/region-label/rule", body);
      get("/config/region-label/rules");
    }
    send("POST", "/config/region-label/rule", "", "data");
    long id = regions.get(1).id();
    get("/config/region-label/rule/a%2Fb");
    get("/config/region-label/rule/a/b");
    get("/config/region-label/rule/none");
    get("/region/id/" + id + "/labels");
    get("/region/id/" + id + "/label/schedule");
    get("/region/id/" + id + "/label/none");
    for (String patch :
        List.of(
            "{\"sets\":[],\"deletes\":[\"x\",\"none\"]}",
            "{\"deletes\":[\"x\"]}",
            "{\"sets\":[{\"id\":\"z\"}],\"deletes\":[\"a/b\"]}",
            "{}",
            "{\"sets\":[" + deny.formatted("z", "5m0s", start, end) + "],\"deletes\":[\"z\"]}")) {
      send("PATCH", "/config/region-label/rules", patch);
      get("/config/region-label/rules");
    }
    send("PATCH", "/config/region-label/rules", "", "data");
    for (String gone : List.of("a%2Fb", "none", "z")) {
      send("DELETE", "/config/region-label/rule/" + gone, null);
    }
    get("/config/region-label/rules");
    send("PUT", "/config/region-label/rule", "{}");
  }

  private static String escaped(ByteString key) {
    return HexFormat.of().withPrefix("%").formatHex(key.toByteArray());
  }
}
