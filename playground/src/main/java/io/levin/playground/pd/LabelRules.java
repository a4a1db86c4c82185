package io.levin.playground.pd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.levin.base.Clock;
import io.levin.playground.model.Region;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** PD's rules that label the regions of key ranges, for a time or for ever. Thread-safe. */
public final class LabelRules {
  private static final String INVALID_TTL = "region label with invalid ttl info time: ";

  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  /** How PD writes when a rule began. */
  private static final DateTimeFormatter UNIX_DATE =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss 'UTC' yyyy", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

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
    Rule rule = checked(given);
    rules.put(rule.json().path("id").asText(), rule);
  }

  /** Removes rules, then puts others in force; nothing happens when one of these is refused. */
  synchronized void patch(Iterable<JsonNode> sets, List<String> deletes) throws RefusedRule {
    List<Rule> checked = new ArrayList<>();
    for (JsonNode given : sets) {
      checked.add(checked(given));
    }
    deletes.forEach(rules::remove);
    checked.forEach(rule -> rules.put(rule.json().path("id").asText(), rule));
  }

  /** A rule as PD stores it, checked in PD's order. */
  private Rule checked(JsonNode given) throws RefusedRule {
    JsonNode labels = given.path("labels");
    if (given.path("id").asText("").isEmpty()) {
      throw content("empty rule id");
    }
    if (labels.isEmpty()) {
      throw content("no region labels");
    }
    ObjectNode stored = json(given);
    long until = Long.MAX_VALUE;
    for (JsonNode label : stored.path("labels")) {
      if (label.path("key").asText("").isEmpty()) {
        throw content("empty region label key");
      }
      if (label.path("value").asText("").isEmpty()) {
        throw content("empty region label value");
      }
      String ttl = label.path("ttl").asText("");
      if (knowsTtl && !ttl.isEmpty()) {
        Duration duration = duration(ttl);
        if (duration.isZero() || duration.isNegative()) {
          throw content("region label with expired ttl");
        }
        until = Math.min(until, clock.millis() + duration.toMillis());
        ((ObjectNode) label)
            .put("start_at", UNIX_DATE.format(Instant.ofEpochMilli(clock.millis())));
      }
    }
    String type = given.path("rule_type").asText("");
    if (!type.equals("key-range")) {
      throw content("invalid rule type: " + type);
    }
    checkRanges(given.path("data"));
    return new Rule(stored, until);
  }

  private static ObjectNode json(JsonNode given) {
    ObjectNode stored = given.deepCopy();
    return stored.has("index") ? stored : stored.put("index", 0);
  }

  private static void checkRanges(JsonNode data) throws RefusedRule {
    if (!data.isArray()) {
      throw content(
          "invalid rule type: " + (data.isObject() ? "map[string]interface {}" : "<nil>"));
    }
    if (data.isEmpty()) {
      throw content("no key ranges");
    }
    for (JsonNode range : data) {
      for (String name : List.of("start_key", "end_key")) {
        if (!range.path(name).isTextual()) {
          throw content("invalid " + name.replace("_k", "K") + " type: <nil>");
        }
      }
      ByteString start = key(range, "start_key");
      ByteString end = key(range, "end_key");
      if (!end.isEmpty() && Region.KEY_ORDER.compare(start, end) >= 0) {
        throw content("endKey should be greater than startKey");
      }
    }
  }

  private static RefusedRule content(String what) {
    return new RefusedRule("[PD:region:ErrRegionRuleContent]invalid region rule content, " + what);
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
        for (JsonNode label : rule.json().path("labels")) {
          ObjectNode shown = ((ObjectNode) label).deepCopy();
          found.add(shown.retain("key", "value"));
        }
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
      throw new RefusedRule(
          "[PD:hex:ErrHexDecodingString]decode string " + range.path(name).asText() + " error");
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
        throw content(INVALID_TTL + "invalid duration \"" + text + "\"");
      }
      if (unit == at) {
        throw content(INVALID_TTL + "missing unit in duration \"" + text + "\"");
      }
      Long nanosPerUnit = NANOS.get(text.substring(unit, at));
      if (nanosPerUnit == null) {
        throw content(
            INVALID_TTL
                + "unknown unit \""
                + text.substring(unit, at)
                + "\" in duration \""
                + text
                + "\"");
      }
      double value = Double.parseDouble(text.substring(number, unit));
      sum = sum.plusNanos(Math.round(value * nanosPerUnit));
    }
    return negative ? sum.negated() : sum;
  }
}
