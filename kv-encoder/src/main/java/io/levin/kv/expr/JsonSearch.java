package io.levin.kv.expr;

import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * {@code JSON_SEARCH(document, 'one' | 'all', pattern [, escape [, path] ...])}: the paths of the
 * strings that a pattern of LIKE matches, character by character. A path as an argument walks
 * otherwise than that of JSON_EXTRACT: an element of what is no array is nothing.
 */
final class JsonSearch extends Node {
  private static final int ESCAPE = 3;
  private static final int FIRST_PATH = 4;

  /** What a name in quotes escapes, and the letters of the escapes. */
  private static final String ESCAPED = "\\\"\b\f\n\r\t";

  private static final String ESCAPES = "\\\"bfnrt";

  private final Tools tools;
  private final Node[] args;
  private final Value[] values;
  private final JsonPaths[] paths;

  private JsonSearch(Tools tools, Node[] args) {
    super(SqlType.JSON);
    this.tools = tools;
    this.args = args;
    values = new Value[args.length];
    paths = new JsonPaths[args.length];
    for (int i = 0; i < args.length; i++) {
      values[i] = new Value();
      paths[i] = new JsonPaths();
    }
  }

  static Node node(Tools tools, Node[] args) {
    Node[] nodes = new Node[args.length];
    for (int i = 0; i < args.length; i++) {
      nodes[i] = i == 0 ? JsonFunctions.document(tools, args[0]) : tools.text(args[i]);
    }
    return new JsonSearch(tools, nodes);
  }

  @Override
  boolean constant() {
    return allConstant(args);
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    to.setNull();
    if (missing(row, 0) || missing(row, 1)) {
      return;
    }
    String mode = values[1].text().toLowerCase(Locale.ROOT);
    if (!mode.equals("one") && !mode.equals("all")) {
      throw new ConversionException(
          SqlError.JSON_SEARCH_MODE,
          "the second argument of json_search is neither 'one' nor 'all'");
    }
    if (missing(row, 2)) {
      return;
    }
    int escape = '\\';
    if (args.length > ESCAPE && !missing(row, ESCAPE) && values[ESCAPE].length() > 0) {
      if (values[ESCAPE].length() > 1) {
        throw new ConversionException(SqlError.WRONG_ARGUMENTS, "Incorrect arguments to ESCAPE");
      }
      escape = values[ESCAPE].array()[values[ESCAPE].offset()] & 0xFF;
    }
    List<JsonPath> starts = new ArrayList<>();
    for (int i = FIRST_PATH; i < args.length; i++) {
      if (missing(row, i)) {
        return;
      }
      starts.add(paths[i].of(values[i]));
    }
    Walk walk = new Walk(Like.Pattern.of(values[2], escape), mode.equals("one"));
    Json document = JsonFunctions.json(tools, values[0]);
    if (args.length <= FIRST_PATH) {
      walk.visit(document, "$");
    } else {
      for (JsonPath start : starts) {
        walk.from(document, start.steps(), "$");
      }
    }
    if (walk.found.size() == 1) {
      Conversions.setJson(to, walk.found.get(0));
    } else if (!walk.found.isEmpty()) {
      Conversions.setJson(to, new Json.Array(walk.found));
    }
  }

  private boolean missing(Value[] row, int arg) throws ConversionException {
    args[arg].eval(row, values[arg]);
    return values[arg].isNull();
  }

  /** Goes through a document, and notes where a pattern matches. */
  private static final class Walk {
    private final Like.Pattern pattern;
    private final boolean stopAtFirst;
    private final List<Json> found = new ArrayList<>();
    private final Set<String> visited = new HashSet<>();

    Walk(Like.Pattern pattern, boolean stopAtFirst) {
      this.pattern = pattern;
      this.stopAtFirst = stopAtFirst;
    }

    private boolean done() {
      return stopAtFirst && !found.isEmpty();
    }

    /** A value and all below it, each place once. */
    void visit(Json json, String place) {
      if (done() || !visited.add(place)) {
        return;
      }
      if (json instanceof Json.Text text && pattern.matches(text.utf8())) {
        found.add(new Json.Text(place.getBytes(StandardCharsets.ISO_8859_1)));
      } else if (json instanceof Json.Array array) {
        for (int i = 0; i < array.items().size(); i++) {
          visit(array.items().get(i), place + "[" + i + "]");
        }
      } else if (json instanceof Json.Members members) {
        members.byKey().forEach((key, item) -> visit(item, place + member(key)));
      }
    }

    /** What a path leads to, from its first step on. */
    void from(Json json, List<JsonPath.Step> steps, String place) {
      if (done()) {
        return;
      }
      if (steps.isEmpty()) {
        visit(json, place);
        return;
      }
      List<JsonPath.Step> rest = steps.subList(1, steps.size());
      JsonPath.Step step = steps.get(0);
      if (step instanceof JsonPath.Anywhere) {
        from(json, rest, place);
        below(json, steps, place);
      } else if (step instanceof JsonPath.Key key && json instanceof Json.Members members) {
        if (key.name() == null) {
          below(json, rest, place);
        } else if (members.byKey().containsKey(key.name())) {
          from(members.byKey().get(key.name()), rest, place + member(key.name()));
        }
      } else if (step instanceof JsonPath.All && json instanceof Json.Array) {
        below(json, rest, place);
      } else if (step instanceof JsonPath.Index index && json instanceof Json.Array array) {
        elements(array.items(), index, rest, place);
      }
    }

    private void below(Json json, List<JsonPath.Step> steps, String place) {
      if (json instanceof Json.Array array) {
        for (int i = 0; i < array.items().size(); i++) {
          from(array.items().get(i), steps, place + "[" + i + "]");
        }
      } else if (json instanceof Json.Members members) {
        for (Map.Entry<byte[], Json> item : members.byKey().entrySet()) {
          from(item.getValue(), steps, place + member(item.getKey()));
        }
      }
    }

    private void elements(
        List<Json> items, JsonPath.Index index, List<JsonPath.Step> rest, String place) {
      int first = index.first(items.size());
      int last = Math.min(index.last(items.size()), items.size() - 1);
      for (int i = first; first >= 0 && i <= last; i++) {
        // An element that is counted from the last keeps that name.
        String name = index.fromEnd() && !index.range() ? "last-" + index.from() : "" + i;
        from(items.get(i), rest, place + "[" + name + "]");
      }
    }
  }

  /** A member as a step of a path, each byte as one character. */
  private static String member(byte[] key) {
    StringBuilder name = new StringBuilder(key.length + 3);
    boolean plain = key.length == 1 && key[0] == '*';
    plain |= JsonPathParser.identifier(key, 0, key.length);
    for (byte b : key) {
      int escaped = ESCAPED.indexOf(b);
      name.append(escaped < 0 ? "" + (char) (b & 0xFF) : "\\" + ESCAPES.charAt(escaped));
    }
    return plain ? "." + name : ".\"" + name + '"';
  }
}
