package io.levin.kv.expr;

import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import java.util.Locale;
import java.util.Map;

/**
 * Functions that say whether a document contains another one, a place, or a part of another one.
 */
final class JsonContents {
  private JsonContents() {}

  static void addTo(Functions.Registry registry) {
    registry.add("json_contains", 2, 3, JsonContents::contains);
    registry.add("json_contains_path", 3, 1000, JsonContents::containsPath);
    registry.add("json_overlaps", 2, JsonContents::overlaps);
    registry.add("json_memberof", 2, JsonContents::memberOf);
  }

  private static Node contains(Tools tools, Node[] args) {
    JsonPaths paths = new JsonPaths();
    return CallNode.of(
        SqlType.INT,
        (v, to) -> {
          Json document = JsonFunctions.json(tools, v[0]);
          if (v.length == 3) {
            JsonPath path = paths.of(v[2]);
            if (path.wildcard()) {
              throw new ConversionException(
                  SqlError.JSON_PATH_WILDCARD, "a path with wildcards cannot be used here");
            }
            document = path.find(document);
          }
          if (document == null) {
            to.setNull();
          } else {
            Logic.set(to, contains(document, JsonFunctions.json(tools, v[1])));
          }
        },
        JsonFunctions.withPaths(tools, args, 2));
  }

  static boolean contains(Json document, Json wanted) {
    if (document instanceof Json.Members members) {
      if (!(wanted instanceof Json.Members parts)) {
        return false;
      }
      for (Map.Entry<byte[], Json> part : parts.byKey().entrySet()) {
        Json own = members.byKey().get(part.getKey());
        if (own == null || !contains(own, part.getValue())) {
          return false;
        }
      }
      return true;
    }
    if (document instanceof Json.Array array) {
      if (wanted instanceof Json.Array parts) {
        return parts.items().stream().allMatch(part -> contains(document, part));
      }
      return array.items().stream().anyMatch(item -> contains(item, wanted));
    }
    return JsonOrder.compare(document, wanted) == 0;
  }

  private static Node containsPath(Tools tools, Node[] args) {
    Node[] nodes = JsonFunctions.withPaths(tools, args, 1);
    JsonPaths[] paths = JsonPaths.forEach(args.length);
    return new LazyNode(
        SqlType.INT,
        (v, to) -> {
          to.setNull();
          Value whole = v.get(0);
          if (whole.isNull()) {
            return;
          }
          Value word = v.get(1);
          if (word.isNull()) {
            return;
          }
          String mode = word.text().toLowerCase(Locale.ROOT);
          if (!mode.equals("one") && !mode.equals("all")) {
            throw new ConversionException(
                SqlError.JSON_ONE_OR_ALL, "the mode is neither 'one' nor 'all'");
          }
          Json document = JsonFunctions.json(tools, whole);
          boolean all = mode.equals("all");
          boolean result = all;
          for (int i = 2; i < v.count() && result == all; i++) {
            Value text = v.get(i);
            if (text.isNull()) {
              return;
            }
            result = !paths[i].of(text).findAll(document).isEmpty();
          }
          Logic.set(to, result);
        },
        nodes);
  }

  private static Node overlaps(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.INT,
        (v, to) ->
            Logic.set(
                to, overlap(JsonFunctions.json(tools, v[0]), JsonFunctions.json(tools, v[1]))),
        JsonFunctions.document(tools, args[0]),
        JsonFunctions.document(tools, args[1]));
  }

  /** MEMBER OF: whether a value is an element of an array, or equals what is none. */
  private static Node memberOf(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.INT,
        (v, to) -> {
          Json value = JsonFunctions.json(tools, v[0]);
          Json document = JsonFunctions.json(tools, v[1]);
          boolean found =
              document instanceof Json.Array array
                  ? array.items().stream().anyMatch(item -> JsonOrder.compare(item, value) == 0)
                  : JsonOrder.compare(document, value) == 0;
          Logic.set(to, found);
        },
        tools.coerce().toJson(args[0], false),
        JsonFunctions.document(tools, args[1]));
  }

  private static boolean overlap(Json a, Json b) {
    if (a instanceof Json.Array x && b instanceof Json.Array y) {
      return x.items().stream()
          .anyMatch(p -> y.items().stream().anyMatch(q -> JsonOrder.compare(p, q) == 0));
    }
    if (a instanceof Json.Array x) {
      return x.items().stream().anyMatch(p -> JsonOrder.compare(p, b) == 0);
    }
    if (b instanceof Json.Array) {
      return overlap(b, a);
    }
    if (a instanceof Json.Members x && b instanceof Json.Members y) {
      for (Map.Entry<byte[], Json> entry : x.byKey().entrySet()) {
        Json other = y.byKey().get(entry.getKey());
        if (other != null && JsonOrder.compare(entry.getValue(), other) == 0) {
          return true;
        }
      }
      return false;
    }
    return JsonOrder.compare(a, b) == 0;
  }
}
