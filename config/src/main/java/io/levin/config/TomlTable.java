package io.levin.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * One table of the TOML file, read key by key. It remembers which keys were asked for, so that the
 * rest can be reported as unknown, and collects faults instead of stopping at the first.
 *
 * <p>Keys match without regard to case; the exact spelling is preferred.
 */
final class TomlTable {
  private final String path;
  private final ObjectNode node;
  private final Reading reading;
  private final Set<String> known = new HashSet<>();
  private final Map<String, List<TomlTable>> children = new HashMap<>();

  TomlTable(String path, JsonNode node, Reading reading) {
    this.path = path;
    this.node = node instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    this.reading = reading;
  }

  /** The table under a key; empty when it is absent. */
  TomlTable table(String key) {
    JsonNode value = find(key);
    if (value != null && !value.isObject()) {
      wrongType(key, value, "table");
    }
    return child(key, value);
  }

  /** The elements of an array of tables; empty when it is absent. */
  List<TomlTable> tables(String key) {
    JsonNode value = find(key);
    List<TomlTable> result = new ArrayList<>();
    if (value == null) {
      return result;
    }
    if (!value.isArray()) {
      wrongType(key, value, "slice");
      return result;
    }
    for (JsonNode element : value) {
      if (!element.isObject()) {
        wrongType(key, element, "table");
        return result;
      }
      result.add(child(key, element));
    }
    return result;
  }

  boolean has(String key) {
    return find(key) != null;
  }

  JsonNode raw(String key) {
    return find(key);
  }

  String text(String key, String fallback) {
    JsonNode value = find(key);
    if (value == null) {
      return fallback;
    }
    if (!value.isTextual()) {
      wrongType(key, value, "string");
      return fallback;
    }
    return value.textValue();
  }

  boolean bool(String key, boolean fallback) {
    JsonNode value = find(key);
    if (value == null) {
      return fallback;
    }
    if (!value.isBoolean()) {
      wrongType(key, value, "boolean");
      return fallback;
    }
    return value.booleanValue();
  }

  int integer(String key, int fallback) {
    long value = longInteger(key, fallback);
    if (value != (int) value) {
      reading.valueFault(dotted(key), value + " is out of range for int");
      return fallback;
    }
    return (int) value;
  }

  long longInteger(String key, long fallback) {
    JsonNode value = find(key);
    if (value == null) {
      return fallback;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      wrongType(key, value, "integer");
      return fallback;
    }
    return value.longValue();
  }

  double real(String key, double fallback) {
    JsonNode value = find(key);
    if (value == null) {
      return fallback;
    }
    if (!value.isNumber()) {
      wrongType(key, value, "float");
      return fallback;
    }
    return value.doubleValue();
  }

  /** A size in bytes: an integer, a float that is cut, or a text with a unit. */
  long bytes(String key, long fallback) {
    JsonNode value = find(key);
    if (value == null) {
      return fallback;
    }
    if (value.isNumber() && value.doubleValue() >= 0) {
      return value.canConvertToLong() ? value.longValue() : Long.MAX_VALUE;
    }
    return parsed(
        key,
        fallback,
        text -> {
          if (!value.isTextual()) {
            throw new IllegalArgumentException("invalid size: '" + text + "'");
          }
          return ByteSize.parse(text);
        });
  }

  Duration duration(String key, Duration fallback) {
    return parsed(key, fallback, GoDuration::parse);
  }

  /** A value with a grammar of its own; its text form is what the file holds, quotes removed. */
  <T> T parsed(String key, T fallback, Function<String, T> parser) {
    JsonNode value = find(key);
    if (value == null) {
      return fallback;
    }
    try {
      return parser.apply(value.isValueNode() ? value.asText() : value.toString());
    } catch (IllegalArgumentException e) {
      reading.valueFault(dotted(key), e.getMessage());
      return fallback;
    }
  }

  List<String> texts(String key, List<String> fallback) {
    JsonNode value = find(key);
    if (value == null) {
      return fallback;
    }
    if (!value.isArray()) {
      wrongType(key, value, "slice");
      return fallback;
    }
    List<String> result = new ArrayList<>();
    for (JsonNode element : value) {
      if (!element.isTextual()) {
        wrongType(key, element, "string");
        return fallback;
      }
      result.add(element.textValue());
    }
    return List.copyOf(result);
  }

  /** All entries of a table of texts. */
  Map<String, String> textMap(String key) {
    TomlTable child = table(key);
    Map<String, String> result = new LinkedHashMap<>();
    for (Iterator<String> names = child.node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      result.put(name, child.text(name, ""));
    }
    return result;
  }

  /** Accepts a key that has no effect here. */
  boolean ignored(String key) {
    return find(key) != null;
  }

  /** Full names of keys that nobody asked for, in the order of the file. */
  List<String> unknownKeys() {
    List<String> result = new ArrayList<>();
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (known.contains(name)) {
        children.getOrDefault(name, List.of()).forEach(c -> result.addAll(c.unknownKeys()));
      } else {
        addUnknown(dotted(name), node.get(name), result);
      }
    }
    return result;
  }

  private static void addUnknown(String name, JsonNode value, List<String> result) {
    if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
      value.forEach(element -> addUnknown(name, element, result));
      return;
    }
    result.add(name);
    if (value.isObject()) {
      for (Iterator<String> names = value.fieldNames(); names.hasNext(); ) {
        String child = names.next();
        addUnknown(name + "." + child, value.get(child), result);
      }
    }
  }

  private TomlTable child(String key, JsonNode value) {
    TomlTable child = new TomlTable(dotted(key), value, reading);
    children.computeIfAbsent(spelling(key), name -> new ArrayList<>()).add(child);
    return child;
  }

  private JsonNode find(String key) {
    reading.asked(dotted(key));
    String name = spelling(key);
    if (name == null) {
      return null;
    }
    known.add(name);
    return node.get(name);
  }

  /** How the file spells a key; null when it does not have it. */
  private String spelling(String key) {
    if (node.has(key)) {
      return key;
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (name.equalsIgnoreCase(key)) {
        return name;
      }
    }
    return null;
  }

  /** Says, in the words of the original, what a key has in place of what it wants. */
  private void wrongType(String key, JsonNode value, String wanted) {
    String found =
        switch (value.getNodeType()) {
          case STRING -> "string";
          case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
          case BOOLEAN -> "bool";
          case ARRAY -> "[]any";
          default -> "map[string]any";
        };
    reading.valueFault(
        dotted(key),
        "incompatible types: TOML value has type " + found + "; destination has type " + wanted);
  }

  /** The full name of a key of this table. */
  String dotted(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
