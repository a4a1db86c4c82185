package io.levin.kv.expr;

import io.levin.kv.json.Json;
import io.levin.kv.json.JsonParser;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A JSON path such as {@code $.a[0].b}: its steps, and what it finds in a document. */
final class JsonPath {
  /** One step. */
  sealed interface Step {}

  /**
   * A member.
   *
   * @param name null for all of them
   */
  record Key(byte[] name) implements Step {}

  /**
   * An element, or a range of them.
   *
   * @param from counted from 0
   * @param fromEnd counted from the last instead
   * @param to the last of a range
   * @param toEnd counted from the last instead
   * @param range more than one
   */
  record Index(int from, boolean fromEnd, int to, boolean toEnd, boolean range) implements Step {
    /** True for {@code [0]}, which is also what is no array. */
    boolean isFirst() {
      return from == 0 && !fromEnd && !range;
    }

    /** True if it means a document that is no array itself. */
    boolean matchesScalar() {
      return from == 0 && !fromEnd && (!range || !toEnd || to == 0);
    }

    int first(int size) {
      return fromEnd ? size - 1 - from : from;
    }

    int last(int size) {
      return toEnd ? size - 1 - to : to;
    }
  }

  /** All elements. */
  record All() implements Step {}

  /** Anything below, at any depth. */
  record Anywhere() implements Step {}

  private final String text;
  private final List<Step> steps = new ArrayList<>();
  private int at;

  private JsonPath(String text) {
    this.text = text;
  }

  /**
   * Reads a path.
   *
   * @throws ConversionException if it is none
   */
  static JsonPath of(String text) throws ConversionException {
    JsonPath path = new JsonPath(text);
    path.parse();
    return path;
  }

  List<Step> steps() {
    return steps;
  }

  /** True if it can find several values. */
  boolean wildcard() {
    for (Step step : steps) {
      if (step instanceof All
          || step instanceof Anywhere
          || step instanceof Key key && key.name() == null
          || step instanceof Index index && index.range()) {
        return true;
      }
    }
    return false;
  }

  private ConversionException invalid() {
    return new ConversionException(
        SqlError.INVALID_JSON_PATH, "Invalid JSON path expression: " + text);
  }

  private void parse() throws ConversionException {
    blanks();
    if (at == text.length() || text.charAt(at) != '$') {
      throw invalid();
    }
    at++;
    blanks();
    while (at < text.length()) {
      switch (text.charAt(at)) {
        case '.' -> member();
        case '[' -> element();
        case '*' -> {
          if (!text.startsWith("**", at) || text.startsWith("***", at)) {
            throw invalid();
          }
          at += 2;
          steps.add(new Anywhere());
        }
        default -> throw invalid();
      }
      blanks();
    }
    if (!steps.isEmpty() && steps.get(steps.size() - 1) instanceof Anywhere) {
      throw invalid();
    }
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private void member() throws ConversionException {
    at++;
    blanks();
    if (at == text.length()) {
      throw invalid();
    }
    if (text.charAt(at) == '*') {
      at++;
      steps.add(new Key(null));
      return;
    }
    if (text.charAt(at) == '"') {
      int end = at + 1;
      while (end < text.length() && text.charAt(end) != '"') {
        end += text.charAt(end) == '\\' ? 2 : 1;
      }
      if (end >= text.length()) {
        throw invalid();
      }
      byte[] quoted = text.substring(at, end + 1).getBytes(StandardCharsets.UTF_8);
      at = end + 1;
      try {
        steps.add(new Key(((Json.Text) JsonParser.parse(quoted, 0, quoted.length)).utf8()));
      } catch (ConversionException notJson) {
        throw invalid();
      }
      return;
    }
    int start = at;
    while (at < text.length() && isNamePart(text.codePointAt(at), at == start)) {
      at += Character.charCount(text.codePointAt(at));
    }
    if (at == start) {
      throw invalid();
    }
    steps.add(new Key(text.substring(start, at).getBytes(StandardCharsets.UTF_8)));
  }

  private static boolean isNamePart(int c, boolean first) {
    return c == '_' || c == '$' || (first ? Character.isLetter(c) : Character.isLetterOrDigit(c));
  }

  private void element() throws ConversionException {
    int close = text.indexOf(']', at);
    if (close < 0) {
      throw invalid();
    }
    String inside = text.substring(at + 1, close).strip();
    at = close + 1;
    if (inside.equals("*")) {
      steps.add(new All());
      return;
    }
    String[] ends = inside.split("\\s+to\\s+", -1);
    if (ends.length > 2) {
      throw invalid();
    }
    boolean fromEnd = ends[0].startsWith("last");
    int from = position(ends[0]);
    boolean toEnd = ends.length == 2 && ends[1].startsWith("last");
    int to = ends.length == 2 ? position(ends[1]) : from;
    steps.add(new Index(from, fromEnd, to, ends.length == 2 ? toEnd : fromEnd, ends.length == 2));
  }

  private int position(String source) throws ConversionException {
    String digits = source.strip();
    if (digits.startsWith("last")) {
      digits = digits.substring(4).strip();
      if (digits.isEmpty()) {
        return 0;
      }
      if (!digits.startsWith("-")) {
        throw invalid();
      }
      digits = digits.substring(1).strip();
    }
    if (!digits.matches("[0-9]{1,9}")) {
      throw invalid();
    }
    return Integer.parseInt(digits);
  }

  /** The value, or null where there is none; for a path without wildcards. */
  Json find(Json document) {
    List<Json> found = findAll(document);
    return found.isEmpty() ? null : found.get(0);
  }

  /** All values, in the document's order, each once. */
  List<Json> findAll(Json document) {
    List<Json> found = new ArrayList<>();
    walk(document, 0, found);
    return found;
  }

  private void walk(Json json, int step, List<Json> found) {
    if (step == steps.size()) {
      // The same place can be reached in several ways through **.
      for (Json other : found) {
        if (other == json && !(json instanceof Json.Literal)) {
          return;
        }
      }
      found.add(json);
      return;
    }
    Step next = steps.get(step);
    if (next instanceof Key key) {
      if (json instanceof Json.Members members) {
        if (key.name() == null) {
          members.byKey().values().forEach(item -> walk(item, step + 1, found));
        } else {
          Json item = members.byKey().get(key.name());
          if (item != null) {
            walk(item, step + 1, found);
          }
        }
      }
    } else if (next instanceof All) {
      if (json instanceof Json.Array array) {
        array.items().forEach(item -> walk(item, step + 1, found));
      }
    } else if (next instanceof Index index) {
      if (!(json instanceof Json.Array) && !index.matchesScalar()) {
        return;
      }
      List<Json> items = json instanceof Json.Array array ? array.items() : List.of(json);
      int first = index.first(items.size());
      int last = Math.min(index.last(items.size()), items.size() - 1);
      if (first < 0 && !index.range()) {
        return;
      }
      for (int i = Math.max(0, first); i <= last; i++) {
        walk(items.get(i), step + 1, found);
      }
    } else {
      walk(json, step + 1, found);
      if (json instanceof Json.Members members) {
        members.byKey().values().forEach(item -> walk(item, step, found));
      } else if (json instanceof Json.Array array) {
        array.items().forEach(item -> walk(item, step, found));
      }
    }
  }

  /** True if a key is the one of a step. */
  static boolean same(Key key, byte[] name) {
    return Arrays.equals(key.name(), name);
  }
}
