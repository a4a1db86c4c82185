package io.levin.kv.expr;

import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Functions that give a changed copy of a JSON document. */
final class JsonChanges {
  private JsonChanges() {}

  static void addTo(Functions.Registry registry) {
    registry.add("json_set", 3, 1000, (tools, args) -> modify(tools, args, Mode.SET));
    registry.add("json_insert", 3, 1000, (tools, args) -> modify(tools, args, Mode.INSERT));
    registry.add("json_replace", 3, 1000, (tools, args) -> modify(tools, args, Mode.REPLACE));
    registry.add("json_array_append", 3, 1000, (tools, args) -> modify(tools, args, Mode.APPEND));
    registry.add(
        "json_array_insert", 3, 1000, (tools, args) -> modify(tools, args, Mode.ARRAY_INSERT));
    registry.add("json_remove", 2, 1000, JsonChanges::remove);
    registry.add("json_merge_preserve", 2, 1000, JsonChanges::mergePreserve);
    registry.add("json_merge_patch", 2, 1000, JsonChanges::mergePatch);
  }

  private enum Mode {
    SET,
    INSERT,
    REPLACE,
    APPEND,
    ARRAY_INSERT
  }

  private static Node modify(Tools tools, Node[] args, Mode mode) {
    if (args.length % 2 == 0) {
      throw new UnsupportedExpression("a JSON function with a path that has no value");
    }
    Node[] nodes = JsonFunctions.values(tools, args);
    nodes[0] = JsonFunctions.document(tools, args[0]);
    for (int i = 1; i < args.length; i += 2) {
      nodes[i] = place(tools, args[i]);
    }
    JsonPaths[] paths = JsonPaths.forEach(args.length);
    boolean arrays = mode == Mode.APPEND || mode == Mode.ARRAY_INSERT;
    return new LazyNode(
        SqlType.JSON,
        (v, to) -> {
          to.setNull();
          Value whole = v.get(0);
          if (whole.isNull()) {
            return;
          }
          Json document = JsonFunctions.json(tools, whole);
          document =
              arrays
                  ? changeArrays(tools, v, paths, document, mode)
                  : changeMembers(tools, v, paths, document, mode);
          if (document != null) {
            Conversions.setJson(to, document);
          }
        },
        nodes);
  }

  /** Path by path; null if a path is NULL. */
  private static Json changeArrays(
      Tools tools, LazyNode.Arguments v, JsonPaths[] paths, Json given, Mode mode)
      throws ConversionException {
    Json document = given;
    for (int i = 1; i < v.count(); i += 2) {
      Value text = v.get(i);
      if (text.isNull()) {
        return null;
      }
      Json early = mode == Mode.APPEND ? JsonFunctions.valueOrNull(tools, v.get(i + 1)) : null;
      JsonPath path = paths[i].of(text);
      requireOnePlace(path);
      Json value = early == null ? JsonFunctions.valueOrNull(tools, v.get(i + 1)) : early;
      if (mode == Mode.ARRAY_INSERT) {
        requireCell(path);
      }
      document = change(document, path.steps(), 0, value, mode);
      JsonFunctions.requireShallow(document);
    }
    return document;
  }

  /** All paths are read before the first value is computed; null if a path is NULL. */
  private static Json changeMembers(
      Tools tools, LazyNode.Arguments v, JsonPaths[] paths, Json given, Mode mode)
      throws ConversionException {
    List<JsonPath> places = new ArrayList<>();
    for (int i = 1; i < v.count(); i += 2) {
      Value text = v.get(i);
      if (text.isNull()) {
        return null;
      }
      places.add(paths[i].of(text));
    }
    List<Json> values = new ArrayList<>();
    for (int i = 2; i < v.count(); i += 2) {
      values.add(JsonFunctions.valueOrNull(tools, v.get(i)));
    }
    Json document = given;
    for (int i = 0; i < values.size(); i++) {
      requireOnePlace(places.get(i));
      document = change(document, places.get(i).steps(), 0, values.get(i), mode);
    }
    JsonFunctions.requireShallow(document);
    return document;
  }

  private static void requireCell(JsonPath path) throws ConversionException {
    int last = path.steps().size() - 1;
    if (last < 0 || !(path.steps().get(last) instanceof JsonPath.Index)) {
      throw new ConversionException(
          SqlError.JSON_NOT_A_CELL, "the path does not name an element of an array");
    }
  }

  /** A path that is a literal is looked at before the first row. */
  private static Node place(Tools tools, Node arg) {
    if (arg instanceof ConstantNode constant && arg.type().kind() == EvalKind.STRING) {
      Value text = constant.value();
      try {
        if (!text.isNull() && JsonPath.of(text.array(), text.offset(), text.length()).namesStar()) {
          throw new UnsupportedExpression("a change of a member that is named *");
        }
      } catch (ConversionException failsInEachRow) {
        return JsonFunctions.pathText(tools, arg);
      }
    }
    return JsonFunctions.pathText(tools, arg);
  }

  private static void requireOnePlace(JsonPath path) throws ConversionException {
    if (path.wildcard()) {
      throw new ConversionException(
          SqlError.JSON_PATH_WILDCARD, "a path with wildcards cannot be used here");
    }
    if (path.namesStar()) {
      throw new ConversionException(SqlError.NOT_SUPPORTED, "a change of a member that is named *");
    }
  }

  /** A copy with the value at the rest of the path put in or taken as the mode says. */
  private static Json change(Json json, List<JsonPath.Step> steps, int at, Json value, Mode mode)
      throws ConversionException {
    if (at == steps.size()) {
      return switch (mode) {
        case SET, REPLACE -> value;
        case INSERT -> json;
        case APPEND -> append(json, value);
        case ARRAY_INSERT -> throw new IllegalStateException("the path names no element");
      };
    }
    boolean last = at == steps.size() - 1;
    if (steps.get(at) instanceof JsonPath.Key key) {
      if (!(json instanceof Json.Members members)) {
        return json;
      }
      Json own = members.byKey().get(key.name());
      if (own == null && !(last && (mode == Mode.SET || mode == Mode.INSERT))) {
        return json;
      }
      JsonFunctions.requireShort(key.name());
      Json.Members copy = Json.Members.empty();
      copy.byKey().putAll(members.byKey());
      copy.byKey().put(key.name(), own == null ? value : change(own, steps, at + 1, value, mode));
      return copy;
    }
    JsonPath.Index index = (JsonPath.Index) steps.get(at);
    boolean array = json instanceof Json.Array;
    List<Json> items = array ? ((Json.Array) json).items() : List.of(json);
    // What is no array has a first element, but no last one.
    int position = !array && index.fromEnd() ? -1 : index.first(items.size());
    if (mode == Mode.ARRAY_INSERT && last) {
      if (!array) {
        return json;
      }
      List<Json> copy = new ArrayList<>(items);
      copy.add(Math.max(0, Math.min(position, copy.size())), value);
      return new Json.Array(copy);
    }
    if (position < 0 || position >= items.size()) {
      if (!last || mode != Mode.SET && mode != Mode.INSERT) {
        return json;
      }
      List<Json> copy = new ArrayList<>(items);
      copy.add(value);
      return new Json.Array(copy);
    }
    Json changed = change(items.get(position), steps, at + 1, value, mode);
    if (!array) {
      return changed;
    }
    List<Json> copy = new ArrayList<>(items);
    copy.set(position, changed);
    return new Json.Array(copy);
  }

  /** An array is appended item by item: TiDB's way, which is not MySQL's. */
  private static Json append(Json json, Json value) {
    List<Json> items =
        new ArrayList<>(json instanceof Json.Array array ? array.items() : List.of(json));
    items.addAll(value instanceof Json.Array more ? more.items() : List.of(value));
    return new Json.Array(items);
  }

  private static Node remove(Tools tools, Node[] args) {
    Node[] nodes = new Node[args.length];
    for (int i = 0; i < args.length; i++) {
      nodes[i] = i == 0 ? JsonFunctions.document(tools, args[0]) : place(tools, args[i]);
    }
    JsonPaths[] paths = JsonPaths.forEach(args.length);
    return new LazyNode(
        SqlType.JSON,
        (v, to) -> {
          to.setNull();
          Value whole = v.get(0);
          if (whole.isNull()) {
            return;
          }
          Json document = JsonFunctions.json(tools, whole);
          List<JsonPath> places = JsonPaths.read(v, paths, 1);
          if (places == null) {
            return;
          }
          for (JsonPath path : places) {
            requireOnePlace(path);
            if (path.steps().isEmpty()) {
              throw new ConversionException(
                  SqlError.JSON_VACUOUS_PATH, "the path $ is not allowed here");
            }
            document = without(document, path.steps(), 0);
          }
          Conversions.setJson(to, document);
        },
        nodes);
  }

  private static Json without(Json json, List<JsonPath.Step> steps, int at) {
    boolean last = at == steps.size() - 1;
    if (steps.get(at) instanceof JsonPath.Key key) {
      if (!(json instanceof Json.Members members) || !members.byKey().containsKey(key.name())) {
        return json;
      }
      Json.Members copy = Json.Members.empty();
      copy.byKey().putAll(members.byKey());
      if (last) {
        copy.byKey().remove(key.name());
      } else {
        copy.byKey().put(key.name(), without(members.byKey().get(key.name()), steps, at + 1));
      }
      return copy;
    }
    if (!(json instanceof Json.Array array)) {
      return json;
    }
    int position = ((JsonPath.Index) steps.get(at)).first(array.items().size());
    if (position < 0 || position >= array.items().size()) {
      return json;
    }
    List<Json> copy = new ArrayList<>(array.items());
    if (last) {
      copy.remove(position);
    } else {
      copy.set(position, without(copy.get(position), steps, at + 1));
    }
    return new Json.Array(copy);
  }

  private static Node[] documents(Tools tools, Node[] args) {
    Node[] nodes = new Node[args.length];
    for (int i = 0; i < args.length; i++) {
      nodes[i] = args[i].type().isNull() ? args[i] : JsonFunctions.document(tools, args[i]);
    }
    return nodes;
  }

  private static Node mergePreserve(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.JSON,
        (v, to) -> {
          List<Json> documents = new ArrayList<>();
          for (Value value : v) {
            documents.add(JsonFunctions.json(tools, value));
          }
          Conversions.setJson(to, preserve(documents));
        },
        documents(tools, args));
  }

  /** Objects that follow each other become one; then all become one array if there are several. */
  private static Json preserve(List<Json> documents) {
    List<Json> merged = new ArrayList<>();
    for (Json next : documents) {
      int last = merged.size() - 1;
      if (last >= 0
          && merged.get(last) instanceof Json.Members a
          && next instanceof Json.Members b) {
        merged.set(last, members(a, b));
      } else {
        merged.add(next);
      }
    }
    if (merged.size() == 1) {
      return merged.get(0);
    }
    List<Json> items = new ArrayList<>();
    for (Json json : merged) {
      items.addAll(json instanceof Json.Array array ? array.items() : List.of(json));
    }
    return new Json.Array(items);
  }

  private static Json members(Json.Members a, Json.Members b) {
    Json.Members both = Json.Members.empty();
    both.byKey().putAll(a.byKey());
    for (Map.Entry<byte[], Json> entry : b.byKey().entrySet()) {
      both.byKey().merge(entry.getKey(), entry.getValue(), (x, y) -> preserve(List.of(x, y)));
    }
    return both;
  }

  /** RFC 7396; a NULL document makes NULL, until one that is no object replaces everything. */
  private static Node mergePatch(Tools tools, Node[] args) {
    return CallNode.withNulls(
        SqlType.JSON,
        (v, to) -> {
          Json merged = null;
          boolean first = true;
          for (Value value : v) {
            Json next = value.isNull() ? null : JsonFunctions.json(tools, value);
            if (first || next != null && !(next instanceof Json.Members)) {
              merged = next;
            } else {
              merged = next == null || merged == null ? null : patch(merged, next);
            }
            first = false;
          }
          if (merged == null) {
            to.setNull();
          } else {
            Conversions.setJson(to, merged);
          }
        },
        documents(tools, args));
  }

  private static Json patch(Json target, Json patch) {
    if (!(patch instanceof Json.Members changes)) {
      return patch;
    }
    Json.Members merged = Json.Members.empty();
    if (target instanceof Json.Members members) {
      merged.byKey().putAll(members.byKey());
    }
    for (Map.Entry<byte[], Json> change : changes.byKey().entrySet()) {
      if (change.getValue().equals(Json.NULL)) {
        merged.byKey().remove(change.getKey());
      } else {
        Json own = merged.byKey().get(change.getKey());
        merged
            .byKey()
            .put(change.getKey(), patch(own == null ? Json.NULL : own, change.getValue()));
      }
    }
    return merged;
  }
}
