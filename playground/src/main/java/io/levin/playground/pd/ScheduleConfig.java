package io.levin.playground.pd;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.levin.playground.model.ClusterVersion;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * PD's schedule configuration: persistent values, and overrides that live for a time in etcd and
 * that no GET shows. Thread-safe.
 */
public final class ScheduleConfig {
  private static final String TTL_PREFIX = "/config/ttl/";
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
          "default.add-peer",
          "default.remove-peer");
  private static final String SPLIT_KEY = "schedule.enable-tikv-split-region";

  private final Etcd etcd;
  private final ClusterVersion version;
  private final Map<String, Object> schedule = new TreeMap<>();
  private final Map<String, Long> leases = new TreeMap<>();

  ScheduleConfig(Etcd etcd, ClusterVersion version) {
    this.etcd = etcd;
    this.version = version;
    boolean large = version.atLeast(8, 4, 0);
    schedule.put("leader-schedule-limit", 4);
    schedule.put("region-schedule-limit", 2048);
    schedule.put("replica-schedule-limit", 64);
    schedule.put("merge-schedule-limit", 8);
    schedule.put("hot-region-schedule-limit", 4);
    schedule.put("max-snapshot-count", 64);
    schedule.put("max-pending-peer-count", 64);
    schedule.put("max-merge-region-size", large ? 54 : 20);
    schedule.put("max-merge-region-keys", large ? 540_000 : 200_000);
    schedule.put("scheduler-max-waiting-operator", 5);
    schedule.put("enable-location-replacement", "true");
    schedule.put("enable-tikv-split-region", "true");
  }

  /** The persistent values, which overrides do not change. */
  public synchronized Map<String, Object> persistent() {
    return new TreeMap<>(schedule);
  }

  /** The names of the overrides in force, such as {@code schedule.leader-schedule-limit}. */
  public List<String> overrides() {
    ByteString prefix = ByteString.copyFromUtf8(TTL_PREFIX);
    ByteString end = ByteString.copyFromUtf8("/config/ttl0");
    return etcd.range(prefix, end).stream()
        .map(kv -> kv.getKey().toStringUtf8().substring(TTL_PREFIX.length()))
        .toList();
  }

  /**
   * Sets persistent values; {@code schedule.} in front of a name is understood.
   *
   * @param strictly false where PD passes over names that it does not know
   * @return why PD refuses, and then nothing was changed; or null
   */
  synchronized String set(JsonNode values, boolean strictly) {
    Map<String, Object> changed = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : values.properties()) {
      String name = field.getKey();
      boolean prefixed = strictly && name.startsWith("schedule.");
      String plain = prefixed ? name.substring("schedule.".length()) : name;
      Object known = schedule.get(plain);
      if (overrides().contains("schedule." + plain)) {
        return "need to clean up TTL first for schedule." + plain;
      }
      JsonNode value = field.getValue();
      if (known == null) {
        if (strictly) {
          return "config item " + plain + " not found";
        }
      } else if (known instanceof String) {
        if (!value.isTextual()) {
          return "json: invalid use of ,string struct tag, trying to unmarshal unquoted value into"
              + " bool";
        }
        changed.put(plain, value.asText());
      } else if (!value.isIntegralNumber()) {
        return "json: cannot unmarshal "
            + (value.isNumber() ? "number " + value.asText() : "string")
            + " into Go struct field ScheduleConfig."
            + plain
            + " of type uint64";
      } else {
        changed.put(plain, value.asLong());
      }
    }
    schedule.putAll(changed);
    return null;
  }

  /**
   * Sets or (with 0 seconds) drops overrides; what is shorter than 5 s becomes that.
   *
   * @return the first name that PD does not support, and then nothing was changed; or null
   */
  synchronized String override(JsonNode values, long ttlSeconds) {
    List<String> names = new ArrayList<>();
    for (Iterator<String> it = values.fieldNames(); it.hasNext(); ) {
      String name = it.next();
      boolean split = name.equals(SPLIT_KEY) && version.atLeast(6, 5, 0);
      if (!TTL_KEYS.contains(name) && !split) {
        return name;
      }
      names.add(name);
    }
    for (String name : names) {
      ByteString key = ByteString.copyFromUtf8(TTL_PREFIX + name);
      Long old = leases.remove(name);
      if (ttlSeconds != 0) {
        long lease = etcd.grant(0, ttlSeconds);
        leases.put(name, lease);
        etcd.put(key, ByteString.copyFromUtf8(values.get(name).asText()), lease);
      }
      if (old != null) {
        etcd.revoke(old);
      }
    }
    return null;
  }
}
