package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The last path that an argument was, which is nearly always the same. */
final class JsonPaths {
  private byte[] text = {};
  private JsonPath path;

  /** One for each argument of a call. */
  static JsonPaths[] forEach(int count) {
    JsonPaths[] paths = new JsonPaths[count];
    for (int i = 0; i < count; i++) {
      paths[i] = new JsonPaths();
    }
    return paths;
  }

  /** The path of a text. */
  JsonPath of(Value value) throws ConversionException {
    int end = value.offset() + value.length();
    if (path == null || !Arrays.equals(text, 0, text.length, value.array(), value.offset(), end)) {
      path = JsonPath.of(value.array(), value.offset(), value.length());
      text = Arrays.copyOfRange(value.array(), value.offset(), end);
    }
    return path;
  }

  /**
   * The paths that arguments are.
   *
   * @param paths one for each argument
   * @param from the first argument that is a path
   * @return null if one is NULL, and none before it is wrong
   */
  static List<JsonPath> read(LazyNode.Arguments args, JsonPaths[] paths, int from)
      throws ConversionException {
    List<JsonPath> places = new ArrayList<>();
    for (int i = from; i < args.count(); i++) {
      Value text = args.get(i);
      if (text.isNull()) {
        return null;
      }
      places.add(paths[i].of(text));
    }
    return places;
  }
}
