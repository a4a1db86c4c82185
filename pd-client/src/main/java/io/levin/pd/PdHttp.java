package io.levin.pd;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * PD's HTTP service under {@code /pd/api/v1}: versions, scheduling, fill levels, statistics. Each
 * call tries the leader first, then the other members, and all of them again every second while
 * none answers. Blocking; throws {@link PdException} when PD says no, {@link ImportException} when
 * it cannot be reached. Keys are in {@link MemcomparableKey} form. Thread-safe.
 */
public final class PdHttp {
  /** What PD takes as a temporary setting; one unknown key and it refuses them all. */
  private static final Set<String> TTL_KEYS =
      Set.of(
          "schedule.max-snapshot-count",
          "schedule.max-merge-region-size",
          "schedule.max-pending-peer-count",
          "schedule.max-merge-region-keys",
          "schedule.leader-schedule-limit",
          "schedule.region-schedule-limit",
          "schedule.replica-schedule-limit",
          "schedule.merge-schedule-limit",
          "schedule.hot-region-schedule-limit",
          "schedule.scheduler-max-waiting-operator",
          "schedule.enable-location-replacement",
          "schedule.enable-tikv-split-region");

  private final ObjectMapper json = new ObjectMapper();
  private final HttpCalls calls;

  /**
   * @param addresses host and port of the members, the leader first; asked anew for each call
   * @param patience how long a call is repeated while no member answers
   */
  public PdHttp(Supplier<List<String>> addresses, TlsFiles tls, Duration patience) {
    this.calls = new HttpCalls(addresses, tls, patience);
  }

  /** The same service with another patience, for instance a short one for cleaning up. */
  public PdHttp withPatience(Duration patience) {
    return new PdHttp(calls.withPatience(patience));
  }

  private PdHttp(HttpCalls calls) {
    this.calls = calls;
  }

  /**
   * PD's version.
   *
   * @throws ImportException if PD reports a text that is no version
   */
  public ServerVersion version(Cancellation cancellation) {
    String text;
    try {
      text = get("/version", cancellation).path("version").asText();
    } catch (PdException e) {
      text = get("/config/cluster-version", cancellation).asText();
    }
    String found = text;
    return ServerVersion.parse(text)
        .orElseThrow(
            () ->
                new ImportException(
                    ErrorCode.VERSION_MISMATCH,
                    "PD reports '" + found + "', which is no version",
                    "check that tidb.pd-addr points to a released PD"));
  }

  /** The stores that are not tombstones, with their fill levels. */
  public List<StoreStatus> stores(Cancellation cancellation) {
    List<StoreStatus> stores = new ArrayList<>();
    for (JsonNode store : get("/stores", cancellation).path("stores")) {
      StoreStatus status = StoreStatus.of(store);
      if (status.state() < 2) {
        stores.add(status);
      }
    }
    return stores;
  }

  /** One store with its fill level. */
  public StoreStatus store(long id, Cancellation cancellation) {
    return StoreStatus.of(get("/store/" + Long.toUnsignedString(id), cancellation));
  }

  /** The names of all schedulers, paused ones included. */
  public List<String> schedulers(Cancellation cancellation) {
    return texts(get("/schedulers", cancellation));
  }

  /** The names of the schedulers that are paused now. */
  public List<String> pausedSchedulers(Cancellation cancellation) {
    return texts(get("/schedulers?status=paused", cancellation));
  }

  /**
   * Of the schedulers that are paused now, those that stay so beyond a moment, as far as PD can
   * tell. A moment that PD cannot put into words is one that nobody lives to see.
   */
  public List<String> pausedSchedulersBeyond(Instant moment, Cancellation cancellation) {
    List<String> paused = pausedSchedulers(cancellation);
    if (paused.isEmpty()) {
      return paused;
    }
    JsonNode periods;
    try {
      periods = get("/schedulers?status=paused&timestamp=true", cancellation);
    } catch (PdException e) {
      // Go writes no year beyond 9999 as JSON.
      return paused;
    }
    List<String> beyond = new ArrayList<>();
    for (JsonNode period : periods) {
      // Before 5.4 there are names only.
      if (period.has("resume_at")
          && OffsetDateTime.parse(period.path("resume_at").asText()).toInstant().isAfter(moment)) {
        beyond.add(period.path("name").asText());
      }
    }
    return beyond;
  }

  /**
   * Pauses a scheduler, or renews its pause. The pause lives in the leader's memory: repeat it well
   * before its end, and after a change of leader.
   *
   * @param name the full name, which ends in {@code -scheduler}
   * @param pause how long; zero resumes it
   * @return false when there is no such scheduler
   */
  public boolean pauseScheduler(String name, Duration pause, Cancellation cancellation) {
    if (!name.endsWith("-scheduler")) {
      throw new IllegalArgumentException("not the full name of a scheduler: " + name);
    }
    try {
      calls.send(
          "POST",
          "/schedulers/" + escape(name),
          json.createObjectNode().put("delay", pause.toSeconds()).toString(),
          cancellation);
      return true;
    } catch (PdException e) {
      if (HttpCalls.isUnknownScheduler(e.getMessage())) {
        return false;
      }
      throw e;
    }
  }

  /** Ends the pause of a scheduler; false when there is no such scheduler. */
  public boolean resumeScheduler(String name, Cancellation cancellation) {
    return pauseScheduler(name, Duration.ZERO, cancellation);
  }

  /**
   * The persistent schedule settings, without the {@code schedule.} prefix; temporary overrides do
   * not show here. Values are numbers, texts or booleans.
   */
  public Map<String, Object> scheduleConfig(Cancellation cancellation) {
    Map<String, Object> config = new LinkedHashMap<>();
    get("/config/schedule", cancellation)
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (value.isIntegralNumber()) {
                config.put(field.getKey(), value.asLong());
              } else if (value.isNumber()) {
                config.put(field.getKey(), value.asDouble());
              } else if (value.isBoolean()) {
                config.put(field.getKey(), value.asBoolean());
              } else if (value.isTextual()) {
                config.put(field.getKey(), value.asText());
              }
            });
    return config;
  }

  /**
   * Overrides schedule settings for a while, or renews an override.
   *
   * @param settings with or without the {@code schedule.} prefix
   * @param ttl at least 5 s
   */
  public void overrideSchedule(Map<String, ?> settings, Duration ttl, Cancellation cancellation) {
    if (ttl.toSeconds() < 5) {
      throw new IllegalArgumentException("PD overrides settings for 5 s or longer, not " + ttl);
    }
    postOverride(settings, ttl.toSeconds(), cancellation);
  }

  /** Ends the override of settings; PD goes back to what it has stored. */
  public void endOverride(Collection<String> settings, Cancellation cancellation) {
    Map<String, Object> any = new TreeMap<>();
    settings.forEach(name -> any.put(name, 0));
    postOverride(any, 0, cancellation);
  }

  private void postOverride(Map<String, ?> settings, long seconds, Cancellation cancellation) {
    ObjectNode body = json.createObjectNode();
    settings.forEach(
        (name, value) -> {
          String full = name.startsWith("schedule.") ? name : "schedule." + name;
          if (!TTL_KEYS.contains(full)) {
            throw new IllegalArgumentException("PD has no temporary setting " + full);
          }
          body.set(full, json.valueToTree(value));
        });
    calls.send("POST", "/config?ttlSecond=" + seconds, body.toString(), cancellation);
  }

  /**
   * Forbids PD to move or merge the regions of a range, or renews that. Splits and scattering go
   * on. Needs PD 6.1.
   *
   * @param id the rule's own id, unique to the caller
   * @param ttl how long, if not renewed; never forever
   */
  public void denyScheduling(
      String id, byte[] startKey, byte[] endKey, Duration ttl, Cancellation cancellation) {
    if (ttl.toSeconds() <= 0) {
      throw new IllegalArgumentException("a rule without an end would stay forever");
    }
    ObjectNode rule = json.createObjectNode().put("id", id).put("rule_type", "key-range");
    rule.putArray("labels")
        .addObject()
        .put("key", "schedule")
        .put("value", "deny")
        .put("ttl", ttl.toSeconds() + "s");
    rule.putArray("data")
        .addObject()
        .put("start_key", Bytes.hex(startKey))
        .put("end_key", Bytes.hex(endKey));
    calls.send("POST", "/config/region-label/rule", rule.toString(), cancellation);
  }

  /** Takes rules of {@link #denyScheduling} back; unknown ids are no error. */
  public void allowScheduling(Collection<String> ids, Cancellation cancellation) {
    ObjectNode patch = json.createObjectNode();
    patch.putArray("sets");
    ArrayNode deletes = patch.putArray("deletes");
    ids.forEach(deletes::add);
    calls.send("PATCH", "/config/region-label/rules", patch.toString(), cancellation);
  }

  /** The ids of all label rules, those of others included. */
  public List<String> labelRules(Cancellation cancellation) {
    List<String> ids = new ArrayList<>();
    get("/config/region-label/rules", cancellation).forEach(r -> ids.add(r.path("id").asText()));
    return ids;
  }

  /** How many copies of each region the cluster keeps. */
  public int maxReplicas(Cancellation cancellation) {
    return get("/config/replicate", cancellation).path("max-replicas").asInt(3);
  }

  /** How many peers of empty regions each store holds, by store id. */
  public Map<Long, Integer> emptyRegionPeers(Cancellation cancellation) {
    String path = "/regions/check/empty-region";
    String body = calls.send("GET", path, null, cancellation);
    Map<Long, Integer> peers = new TreeMap<>();
    // Token by token: of a hundred thousand regions a tree would take half a gigabyte.
    try (JsonParser parser = json.createParser(body)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_NUMBER_INT
            && "store_id".equals(parser.currentName())
            && isPeer(parser.getParsingContext())) {
          peers.merge(parser.getLongValue(), 1, Integer::sum);
        }
      }
    } catch (IOException e) {
      throw notJson(path, e);
    }
    return peers;
  }

  /** Whether an object is a member of the list {@code peers}. */
  private static boolean isPeer(JsonStreamContext object) {
    JsonStreamContext list = object.getParent();
    return list != null
        && list.inArray()
        && list.getParent() != null
        && "peers".equals(list.getParent().getCurrentName());
  }

  /**
   * What PD knows of a range.
   *
   * @param count regions
   * @param emptyCount regions with almost nothing in them
   * @param storageMebibytes their approximate size
   * @param storageKeys their approximate number of keys
   */
  public record RegionStats(long count, long emptyCount, long storageMebibytes, long storageKeys) {}

  /** Statistics over the regions of a range; an empty end key is no end. */
  public RegionStats regionStats(byte[] startKey, byte[] endKey, Cancellation cancellation) {
    JsonNode stats =
        get(
            "/stats/region?start_key=" + escape(startKey) + "&end_key=" + escape(endKey),
            cancellation);
    return new RegionStats(
        stats.path("count").asLong(),
        stats.path("empty_count").asLong(),
        stats.path("storage_size").asLong(),
        stats.path("storage_keys").asLong());
  }

  private JsonNode get(String path, Cancellation cancellation) {
    String body = calls.send("GET", path, null, cancellation);
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      throw notJson(path, e);
    }
  }

  private static ImportException notJson(String path, IOException e) {
    String why = e instanceof JsonProcessingException j ? j.getOriginalMessage() : e.getMessage();
    return new ImportException(
        ErrorCode.UPDATE_PD,
        "PD answered " + path + " with something that is not JSON: " + why,
        "check that tidb.pd-addr points to PD and not to a proxy's error page",
        e);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.isTextual() ? item.asText() : item.path("name").asText()));
    return texts;
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Percent-encodes bytes; PD unescapes the query and takes the bytes as they are. */
  private static String escape(byte[] key) {
    return URLEncoder.encode(
        new String(key, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
  }
}
