package io.levin.playground.pd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.levin.base.Clock;
import io.levin.playground.model.Region;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PD's rules that label the regions of key ranges, for a time or for ever. Thread-safe. */
public final class LabelRules {
  private final Clock clock;
  private final boolean knowsTtl;
  private final Map<String, Rule> rules = new LinkedHashMap<>();

  private record Rule(ObjectNode json, long until) {}

  /** A rule that PD would refuse. */
  static final class RefusedRule extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedRule(String text) {
      super(text);
    }
  }

  /**
   * No rules yet.
   *
   * @param knowsTtl false for a PD that takes every rule for permanent
   */
  LabelRules(Clock clock, boolean knowsTtl) {
    this.clock = clock;
    this.knowsTtl = knowsTtl;
  }

  /** All rules in force, as PD shows them. */
  public synchronized List<JsonNode> all() {
    expire();
    return rules.values().stream().<JsonNode>map(Rule::json).toList();
  }

  /** One rule in force, or null. */
  synchronized JsonNode get(String id) {
    expire();
    Rule rule = rules.get(id);
    return rule == null ? null : rule.json();
  }

  /** Puts a rule in force; its time begins anew. */
  synchronized void put(JsonNode given) throws RefusedRule {
    String id = given.path("id").asText("");
    JsonNode labels = given.path("labels");
    JsonNode data = given.path("data");
    if (id.isEmpty()) {
      throw new RefusedRule(
          "[PD:region:ErrRegionRuleContent]invalid region rule content, empty rule id");
    }
    if (labels.isEmpty()) {
      throw new RefusedRule(
          "[PD:region:ErrRegionRuleContent]invalid region rule content, no region labels");
    }
    if (!given.path("rule_type").asText("").equals("key-range") || data.isEmpty()) {
      throw new RefusedRule(
          "[PD:region:ErrRegionRuleContent]invalid region rule content, no key ranges");
    }
    for (JsonNode range : data) {
      ByteString start = key(range, "start_key");
      ByteString end = key(range, "end_key");
      if (!end.isEmpty() && Region.KEY_ORDER.compare(start, end) >= 0) {
        throw new RefusedRule(
            "[PD:region:ErrRegionRuleContent]invalid region rule content, endKey should be greater than startKey");
      }
    }
    ObjectNode stored = given.deepCopy();
    long until = Long.MAX_VALUE;
    for (JsonNode label : stored.path("labels")) {
      String ttl = label.path("ttl").asText("");
      if (knowsTtl && !ttl.isEmpty()) {
        Duration duration = duration(ttl);
        if (duration.isZero() || duration.isNegative()) {
          throw new RefusedRule("region label with expired ttl");
        }
        until = Math.min(until, clock.millis() + duration.toMillis());
        ((ObjectNode) label).put("start_at", Instant.ofEpochMilli(clock.millis()).toString());
      }
    }
    rules.put(id, new Rule(stored, until));
  }

  /** Removes a rule; false when there is none. */
  synchronized boolean remove(String id) {
    expire();
    return rules.remove(id) != null;
  }

  /** The value of a label for a region, or an empty text. */
  synchronized String label(Region region, String key) {
    expire();
    for (Rule rule : rules.values()) {
      if (covers(rule.json(), region)) {
        for (JsonNode label : rule.json().path("labels")) {
          if (label.path("key").asText().equals(key)) {
            return label.path("value").asText();
          }
        }
      }
    }
    return "";
  }

  /** All labels of a region. */
  synchronized List<JsonNode> labels(Region region) {
    expire();
    List<JsonNode> found = new ArrayList<>();
    for (Rule rule : rules.values()) {
      if (covers(rule.json(), region)) {
        rule.json().path("labels").forEach(found::add);
      }
    }
    return found;
  }

  private static boolean covers(JsonNode rule, Region region) {
    for (JsonNode range : rule.path("data")) {
      try {
        ByteString start = key(range, "start_key");
        ByteString end = key(range, "end_key");
        boolean endInside =
            end.isEmpty()
                || (!region.end().isEmpty() && Region.KEY_ORDER.compare(region.end(), end) <= 0);
        if (Region.KEY_ORDER.compare(start, region.start()) <= 0 && endInside) {
          return true;
        }
      } catch (RefusedRule e) {
        throw new IllegalStateException("a rule was stored that is not valid", e);
      }
    }
    return false;
  }

  private void expire() {
    long now = clock.millis();
    rules.values().removeIf(rule -> rule.until() <= now);
  }

  private static ByteString key(JsonNode range, String name) throws RefusedRule {
    try {
      return ByteString.copyFrom(HexFormat.of().parseHex(range.path(name).asText("")));
    } catch (IllegalArgumentException e) {
      throw new RefusedRule("[PD:region:ErrRegionRuleContent]invalid region rule content, " + name);
    }
  }

  /** A duration as Go writes it: {@code 5m0s}, {@code 1h}, {@code 300ms}. */
  private static Duration duration(String text) throws RefusedRule {
    Duration sum = Duration.ZERO;
    boolean negative = text.startsWith("-");
    int at = negative ? 1 : 0;
    while (at < text.length()) {
      int number = at;
      while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
        at++;
      }
      int unit = at;
      while (at < text.length() && Character.isLetter(text.charAt(at))) {
        at++;
      }
      if (number == unit) {
        throw new RefusedRule("time: invalid duration \"" + text + "\"");
      }
      double value = Double.parseDouble(text.substring(number, unit));
      long nanosPerUnit =
          switch (text.substring(unit, at)) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> throw new RefusedRule("time: missing unit in duration \"" + text + "\"");
          };
      sum = sum.plusNanos(Math.round(value * nanosPerUnit));
    }
    return negative ? sum.negated() : sum;
  }
}
