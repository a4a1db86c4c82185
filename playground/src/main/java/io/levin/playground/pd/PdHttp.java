package io.levin.playground.pd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.levin.playground.fault.HttpFaults;
import io.levin.playground.model.Region;
import io.levin.playground.net.HttpPort;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** PD's HTTP API of one member; a follower forwards to the leader, so all serve alike. */
final class PdHttp {
  private static final String BASE = "/pd/api/v1";

  private final PdCluster pd;
  private final HttpFaults faults;
  private final ObjectMapper json = new ObjectMapper();
  private final PdJson documents;

  PdHttp(PdCluster pd, HttpFaults faults) {
    this.pd = pd;
    this.faults = faults;
    this.documents = new PdJson(pd, json);
  }

  void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (!faults.mayGoOn(exchange, path)) {
      return;
    }
    HttpAnswer answer;
    try {
      answer =
          path.startsWith(BASE)
              ? route(
                  exchange.getRequestMethod(),
                  path.substring(BASE.length()),
                  query(exchange.getRequestURI().getRawQuery()),
                  body)
              : notFound();
    } catch (JsonProcessingException e) {
      answer = badInput(path, e.getOriginalMessage());
    } catch (NumberFormatException e) {
      String number = path.substring(path.lastIndexOf('/') + 1);
      answer = badInput(path, "strconv.ParseUint: parsing \"" + number + "\": invalid syntax");
    } catch (IllegalArgumentException e) {
      answer = badInput(path, String.valueOf(e.getMessage()));
    }
    HttpPort.answer(exchange, answer.code(), "application/json; charset=UTF-8", answer.body());
  }

  private HttpAnswer route(String method, String path, Map<String, String> query, byte[] body)
      throws IOException {
    if (pd.members().isStarting()) {
      return new HttpAnswer(503, text("server not started"));
    }
    if (path.startsWith("/config")) {
      return config(method, path, query, body);
    }
    if (path.equals("/schedulers") || path.startsWith("/schedulers/")) {
      return schedulers(method, path, query, body);
    }
    HttpAnswer found = get(path, query);
    boolean known = found.code() != 404 || path.startsWith("/store/");
    return method.equals("GET") || !known ? found : methodNotAllowed();
  }

  /** Some of PD's pages wrap what is wrong with a request, others just say it. */
  private HttpAnswer badInput(String path, String problem) throws JsonProcessingException {
    boolean wrapped =
        path.contains("/store/") || path.contains("/schedulers") || path.contains("/region-label/");
    if (!wrapped) {
      return new HttpAnswer(400, text(problem));
    }
    ObjectNode answer = json.createObjectNode().put("code", "input").put("msg", problem);
    answer.putObject("data");
    return new HttpAnswer(400, json.writeValueAsString(answer));
  }

  /** The body of a request that PD reads as a struct or a map. */
  private JsonNode object(byte[] body) throws IOException {
    JsonNode node = json.readTree(body);
    if (node.isMissingNode()) {
      throw new IllegalArgumentException("unexpected end of JSON input");
    }
    if (!node.isObject()) {
      throw new IllegalArgumentException(
          "json: cannot unmarshal " + (node.isArray() ? "array" : "value") + " into Go value");
    }
    return node;
  }

  private HttpAnswer get(String path, Map<String, String> query) throws IOException {
    if (path.startsWith("/store/")) {
      JsonNode store = documents.store(Long.parseLong(path.substring("/store/".length())));
      return store == null
          ? new HttpAnswer(
              404,
              text(
                  "[PD:core:ErrStoreNotFound]store "
                      + path.substring("/store/".length())
                      + " not found"))
          : show(store);
    }
    if (path.startsWith("/region/id/")) {
      return region(path.substring("/region/id/".length()));
    }
    if (path.startsWith("/region/key/")) {
      byte[] key = unescape(path.substring("/region/key/".length()));
      return show(documents.region(pd.view().at(com.google.protobuf.ByteString.copyFrom(key))));
    }
    return switch (path) {
      case "/version" -> show(documents.version());
      case "/status" -> show(documents.status());
      case "/stores" -> show(documents.stores(query.get("state")));
      case "/regions/check/empty-region" -> show(documents.emptyRegions());
      case "/stats/region" ->
          show(
              documents.stats(
                  unescape(query.getOrDefault("start_key", "")),
                  unescape(query.getOrDefault("end_key", "")),
                  query.containsKey("count")));
      case "/members" -> show(documents.members());
      case "/health" -> show(documents.health());
      case "/cluster" -> show(documents.cluster());
      case "/cluster/status" -> show(documents.clusterStatus());
      case "/hotspot/regions/write" -> HttpAnswer.ok("{\"as_peer\":{},\"as_leader\":{}}");
      case "/min-resolved-ts" ->
          HttpAnswer.ok(
              "{\"is_real_time\":true,\"min_resolved_ts\":0,\"persist_interval\":\"1s\",\"stores_min_resolved_ts\":null}");
      default -> notFound();
    };
  }

  private HttpAnswer region(String rest) throws IOException {
    int slash = rest.indexOf('/');
    Region region = pd.view().byId(Long.parseLong(slash < 0 ? rest : rest.substring(0, slash)));
    if (slash < 0) {
      return show(documents.region(region));
    }
    if (region == null) {
      return new HttpAnswer(404, "null");
    }
    if (rest.endsWith("/labels")) {
      return HttpAnswer.ok(json.writeValueAsString(pd.labelRules().labels(region)));
    }
    return HttpAnswer.ok(
        text(pd.labelRules().label(region, rest.substring(rest.lastIndexOf('/') + 1))));
  }

  private HttpAnswer config(String method, String path, Map<String, String> query, byte[] body)
      throws IOException {
    if (path.startsWith("/config/region-label/")) {
      return pd.version().labelRules() ? labels(method, path, body) : notFound();
    }
    if (method.equals("POST") && (path.equals("/config") || path.equals("/config/schedule"))) {
      JsonNode values = object(body);
      // The schedule path never looked at a TTL: its values stay.
      if (path.equals("/config") && !query.getOrDefault("ttlSecond", "").isEmpty()) {
        return override(values, query.get("ttlSecond"));
      }
      String refusal = pd.config().set(values, path.equals("/config"));
      return refusal == null
          ? HttpAnswer.ok(text("The config is updated."))
          : new HttpAnswer(400, text(refusal));
    }
    HttpAnswer found =
        switch (path) {
          case "/config" -> show(documents.config());
          case "/config/schedule" -> show(documents.schedule());
          case "/config/replicate" -> show(documents.replication());
          case "/config/cluster-version" -> HttpAnswer.ok(text(pd.version().toString()));
          default -> notFound();
        };
    return method.equals("GET") || found.code() == 404 ? found : methodNotAllowed();
  }

  private HttpAnswer override(JsonNode values, String ttl) throws IOException {
    long seconds;
    try {
      seconds = Long.parseLong(ttl);
    } catch (NumberFormatException e) {
      return new HttpAnswer(400, text("strconv.Atoi: parsing \"" + ttl + "\": invalid syntax"));
    }
    String unsupported = pd.config().override(values, seconds);
    if (unsupported != null) {
      return new HttpAnswer(400, text("unsupported ttl config " + unsupported));
    }
    return HttpAnswer.ok(
        text(seconds == 0 ? "The ttl config is deleted." : "The ttl config is updated."));
  }

  private HttpAnswer labels(String method, String path, byte[] body) throws IOException {
    String rest = path.substring("/config/region-label/".length());
    try {
      if (rest.equals("rules") && method.equals("GET")) {
        return HttpAnswer.ok(json.writeValueAsString(pd.labelRules().all()));
      }
      if (rest.equals("rule") && method.equals("POST")) {
        pd.labelRules().put(object(body));
        return HttpAnswer.ok(text("Update region label rule successfully."));
      }
      if (rest.equals("rules") && method.equals("PATCH")) {
        JsonNode patch = object(body);
        List<String> deletes = new ArrayList<>();
        patch.path("deletes").forEach(id -> deletes.add(id.asText()));
        pd.labelRules().patch(patch.path("sets"), deletes);
        return HttpAnswer.ok(text("Update region label rules successfully."));
      }
    } catch (LabelRules.RefusedRule e) {
      return new HttpAnswer(400, text(e.getMessage()));
    }
    if (rest.equals("rule") || rest.equals("rules")) {
      return methodNotAllowed();
    }
    // A slash that belongs to the id is escaped.
    if (!rest.startsWith("rule/") || rest.indexOf('/', "rule/".length()) >= 0) {
      return notFound();
    }
    String id = URLDecoder.decode(rest.substring("rule/".length()), StandardCharsets.UTF_8);
    if (method.equals("GET")) {
      JsonNode rule = pd.labelRules().get(id);
      return rule == null ? new HttpAnswer(404, "null") : show(rule);
    }
    if (method.equals("DELETE")) {
      boolean was = pd.labelRules().remove(id);
      boolean fine = was || pd.version().atLeast(8, 5, 4);
      return new HttpAnswer(
          fine ? 200 : 404, fine ? "Delete rule successfully." : ruleNotFound(id));
    }
    return notFound();
  }

  private HttpAnswer schedulers(String method, String path, Map<String, String> query, byte[] body)
      throws IOException {
    if (method.equals("GET") && path.equals("/schedulers")) {
      String status = query.getOrDefault("status", "");
      if (!status.equals("paused")) {
        boolean none = status.equals("disabled");
        return HttpAnswer.ok(json.writeValueAsString(none ? List.of() : pd.schedulers().names()));
      }
      boolean times = "true".equals(query.get("timestamp"));
      if (times && pd.schedulers().paused().stream().anyMatch(Schedulers.Pause::unspeakable)) {
        return new HttpAnswer(
            500,
            "json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: year outside of"
                + " range [0,9999]");
      }
      return show(documents.paused(times));
    }
    if (!method.equals("POST") || path.equals("/schedulers")) {
      return methodNotAllowed();
    }
    JsonNode delay = object(body).path("delay");
    if (delay.isMissingNode()) {
      return new HttpAnswer(400, text("missing pause time"));
    }
    if (!delay.isIntegralNumber()) {
      return badInput(
          path,
          "json: cannot unmarshal "
              + (delay.isNumber() ? "number " + delay.asText() : "string")
              + " into Go value of type int64");
    }
    String name = path.substring("/schedulers/".length());
    return pd.schedulers().pause(name, delay.asLong())
        ? HttpAnswer.ok(text("Pause or resume the scheduler successfully."))
        : new HttpAnswer(500, text("[PD:scheduler:ErrSchedulerNotFound]scheduler not found"));
  }

  private HttpAnswer show(JsonNode node) throws JsonProcessingException {
    return HttpAnswer.ok(json.writeValueAsString(node));
  }

  private String text(String text) throws JsonProcessingException {
    return json.writeValueAsString(text);
  }

  private String ruleNotFound(String id) throws JsonProcessingException {
    return text("[PD:region:ErrRegionRuleNotFound]region label rule not found for id " + id);
  }

  private static HttpAnswer methodNotAllowed() {
    return new HttpAnswer(405, "");
  }

  private static HttpAnswer notFound() {
    return new HttpAnswer(404, "404 page not found");
  }

  /** Values by name; those of a repeated name with commas between them. */
  private static Map<String, String> query(String raw) {
    Map<String, String> values = new HashMap<>();
    if (raw != null) {
      for (String part : raw.split("&")) {
        int equals = part.indexOf('=');
        values.merge(
            equals < 0 ? part : part.substring(0, equals),
            equals < 0 ? "" : part.substring(equals + 1),
            (first, next) -> first + "," + next);
      }
    }
    return values;
  }

  /** Percent-escaped bytes: keys are not text. */
  private static byte[] unescape(String text) {
    String plain = text.replace("+", " ");
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    for (int i = 0; i < plain.length(); i++) {
      if (plain.charAt(i) == '%') {
        out.write(Integer.parseInt(plain.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        out.write(plain.charAt(i));
      }
    }
    return out.toByteArray();
  }
}
