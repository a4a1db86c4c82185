package io.levin.kv.expr;

import io.levin.kv.json.BinaryJson;
import io.levin.kv.json.Json;
import io.levin.kv.json.JsonParser;
import io.levin.kv.json.JsonText;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.MysqlType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Functions that make JSON documents and look into them. */
final class JsonFunctions {
  private JsonFunctions() {}

  static void addTo(Functions.Registry registry) {
    registry.add("json_extract", 2, 1000, JsonFunctions::extract);
    registry.add("json_unquote", 1, JsonFunctions::unquote);
    registry.add(
        "json_type",
        1,
        (tools, args) ->
            CallNode.of(
                SqlType.text(),
                (v, to) -> to.setText(typeName(json(tools, v[0]))),
                document(tools, args[0])));
    registry.add("json_valid", 1, JsonFunctions::valid);
    registry.add("json_search", 3, 1000, JsonSearch::node);
    registry.add("json_schema_valid", 2, JsonSchemaValid::node);
    registry.add("json_keys", 1, 2, JsonFunctions::keys);
    registry.add("json_length", 1, 2, JsonFunctions::length);
    registry.add(
        "json_depth",
        1,
        (tools, args) ->
            CallNode.of(
                SqlType.INT,
                (v, to) -> to.setInt(json(tools, v[0]).depth()),
                document(tools, args[0])));
    registry.add(
        "json_storage_size",
        1,
        (tools, args) ->
            CallNode.of(
                SqlType.INT, (v, to) -> to.setInt(v[0].length()), document(tools, args[0])));
    registry.add("json_array", 0, 1000, JsonFunctions::array);
    registry.add("json_object", 0, 1000, JsonFunctions::object);
    registry.add("json_quote", 1, JsonFunctions::quote);
    registry.add("json_pretty", 1, JsonFunctions::pretty);
  }

  /** A document argument: text is parsed, a number is none. */
  static Node document(Tools tools, Node arg) {
    return tools.coerce().toJson(arg, true);
  }

  static Json json(Tools tools, Value value) {
    return tools.conversions().json(value);
  }

  /** A path argument; a literal one is read once. */
  static Node pathText(Tools tools, Node arg) {
    return tools.text(arg);
  }

  static Node[] withPaths(Tools tools, Node[] args, int from) {
    Node[] nodes = new Node[args.length];
    for (int i = 0; i < args.length; i++) {
      nodes[i] = i < from ? document(tools, args[i]) : pathText(tools, args[i]);
    }
    return nodes;
  }

  private static Node extract(Tools tools, Node[] args) {
    JsonPaths[] paths = JsonPaths.forEach(args.length);
    return new LazyNode(
        SqlType.JSON,
        (v, to) -> {
          to.setNull();
          Value whole = v.get(0);
          if (whole.isNull()) {
            return;
          }
          Json document = json(tools, whole);
          List<JsonPath> places = JsonPaths.read(v, paths, 1);
          if (places == null) {
            return;
          }
          List<Json> found = new ArrayList<>();
          boolean many = places.size() > 1;
          for (JsonPath path : places) {
            many |= path.wildcard();
            found.addAll(path.findAll(document));
          }
          if (!found.isEmpty()) {
            many |= found.size() > 1;
            Conversions.setJson(to, many ? new Json.Array(found) : found.get(0));
          }
        },
        withPaths(tools, args, 1));
  }

  private static Node unquote(Tools tools, Node[] args) {
    if (args[0].type().kind() == EvalKind.JSON) {
      return CallNode.of(
          SqlType.text(),
          (v, to) -> {
            Json json = json(tools, v[0]);
            byte[] text = json instanceof Json.Text string ? string.utf8() : JsonText.print(json);
            if (json instanceof Json.Time || json instanceof Json.Duration) {
              text = Arrays.copyOfRange(text, 1, text.length - 1);
            }
            to.setString(text, 0, text.length);
          },
          args[0]);
    }
    return CallNode.of(
        SqlType.text(),
        (v, to) -> {
          int end = v[0].offset() + v[0].length() - 1;
          boolean quoted =
              v[0].length() >= 2 && v[0].array()[v[0].offset()] == '"' && v[0].array()[end] == '"';
          if (!quoted) {
            to.set(v[0]);
            return;
          }
          Json json = JsonParser.parse(v[0].array(), v[0].offset(), v[0].length());
          byte[] text = ((Json.Text) json).utf8();
          to.setString(text, 0, text.length);
        },
        tools.text(args[0]));
  }

  private static String typeName(Json json) {
    return switch (BinaryJson.typeCode(json)) {
      case BinaryJson.OBJECT -> "OBJECT";
      case BinaryJson.ARRAY -> "ARRAY";
      case BinaryJson.LITERAL -> json.equals(Json.NULL) ? "NULL" : "BOOLEAN";
      case BinaryJson.INT -> "INTEGER";
      case BinaryJson.UINT -> "UNSIGNED INTEGER";
      case BinaryJson.DOUBLE -> "DOUBLE";
      case BinaryJson.STRING -> "STRING";
      case BinaryJson.DATE -> "DATE";
      case BinaryJson.DATETIME, BinaryJson.TIMESTAMP -> "DATETIME";
      case BinaryJson.DURATION -> "TIME";
      default -> ((Json.Opaque) json).type() == MysqlType.BIT ? "BIT" : "BLOB";
    };
  }

  private static Node valid(Tools tools, Node[] args) {
    EvalKind kind = args[0].type().kind();
    if (kind != EvalKind.STRING && kind != EvalKind.JSON) {
      return CallNode.of(SqlType.WIDE_BOOL, (v, to) -> to.setInt(0), args[0]);
    }
    return CallNode.of(
        SqlType.WIDE_BOOL,
        (v, to) ->
            Logic.set(
                to,
                kind == EvalKind.JSON
                    || JsonParser.isJson(v[0].array(), v[0].offset(), v[0].length())),
        args[0]);
  }

  /** The document, or what the path of a second argument finds in it; null if nothing. */
  private static Json target(Tools tools, JsonPaths paths, Value[] v) throws ConversionException {
    Json document = json(tools, v[0]);
    if (v.length == 1) {
      return document;
    }
    JsonPath path = paths.of(v[1]);
    if (path.wildcard()) {
      throw new ConversionException(
          SqlError.JSON_PATH_WILDCARD, "a path with wildcards cannot be used here");
    }
    return path.find(document);
  }

  private static Node keys(Tools tools, Node[] args) {
    JsonPaths paths = new JsonPaths();
    return CallNode.of(
        SqlType.JSON,
        (v, to) -> {
          Json target = target(tools, paths, v);
          if (target instanceof Json.Members members) {
            List<Json> names = new ArrayList<>();
            members.byKey().keySet().forEach(key -> names.add(new Json.Text(key)));
            Conversions.setJson(to, new Json.Array(names));
          } else {
            to.setNull();
          }
        },
        withPaths(tools, args, 1));
  }

  private static Node length(Tools tools, Node[] args) {
    JsonPaths paths = new JsonPaths();
    return CallNode.of(
        SqlType.INT,
        (v, to) -> {
          Json target = target(tools, paths, v);
          if (target == null) {
            to.setNull();
          } else {
            to.setInt(
                target instanceof Json.Members members
                    ? members.byKey().size()
                    : target instanceof Json.Array array ? array.items().size() : 1);
          }
        },
        withPaths(tools, args, 1));
  }

  /** Arguments that become values in a document: text stays text, NULL becomes null. */
  static Node[] values(Tools tools, Node[] args) {
    Node[] nodes = new Node[args.length];
    for (int i = 0; i < args.length; i++) {
      nodes[i] = args[i].type().isNull() ? args[i] : tools.coerce().toJson(args[i], false);
    }
    return nodes;
  }

  static Json valueOrNull(Tools tools, Value value) {
    return value.isNull() ? Json.NULL : json(tools, value);
  }

  private static Node array(Tools tools, Node[] args) {
    return CallNode.withNulls(
        SqlType.JSON,
        (v, to) -> {
          List<Json> items = new ArrayList<>();
          for (Value value : v) {
            items.add(valueOrNull(tools, value));
          }
          setChecked(to, new Json.Array(items));
        },
        values(tools, args));
  }

  /** Makes a value a document that a function made, which must not be too deep. */
  static void setChecked(Value to, Json json) throws ConversionException {
    requireShallow(json);
    Conversions.setJson(to, json);
  }

  /** A document that a function made deeper than a text's may be is an error. */
  static void requireShallow(Json json) throws ConversionException {
    if (json.depth() > JsonParser.MAX_DEPTH) {
      throw new ConversionException(SqlError.JSON_TOO_DEEP);
    }
  }

  /** A new key that is longer than a document has room for is an error. */
  static void requireShort(byte[] key) throws ConversionException {
    if (key.length > JsonParser.MAX_KEY_BYTES) {
      throw new ConversionException(SqlError.JSON_KEY_TOO_LONG);
    }
  }

  private static Node object(Tools tools, Node[] args) {
    if (args.length % 2 != 0) {
      throw new UnsupportedExpression("function json_object with a key that has no value");
    }
    Node[] nodes = values(tools, args);
    for (int i = 0; i < args.length; i += 2) {
      if (args[i].type().binary() && !args[i].type().isNull()) {
        throw new UnsupportedExpression("function json_object with a binary key");
      }
      if (args[i].type().tp() == MysqlType.BIT) {
        throw new UnsupportedExpression("function json_object with a BIT key");
      }
      nodes[i] = tools.text(args[i]);
    }
    return new LazyNode(
        SqlType.JSON,
        (v, to) -> {
          Json.Members members = Json.Members.empty();
          for (int i = 0; i < v.count(); i += 2) {
            Value key = v.get(i);
            if (key.isNull()) {
              throw new ConversionException(
                  SqlError.JSON_NULL_KEY, "JSON documents may not contain NULL member names");
            }
            byte[] name = key.copyBytes();
            members.byKey().put(name, valueOrNull(tools, v.get(i + 1)));
          }
          for (byte[] name : members.byKey().keySet()) {
            requireShort(name);
          }
          setChecked(to, members);
        },
        nodes);
  }

  private static Node quote(Tools tools, Node[] args) {
    if (args[0].type().kind() != EvalKind.STRING) {
      throw new UnsupportedExpression("function json_quote of something that is no string");
    }
    return CallNode.of(
        SqlType.text(),
        (v, to) -> {
          byte[] quoted = JsonText.quote(v[0].copyBytes());
          to.setString(quoted, 0, quoted.length);
        },
        args[0]);
  }

  private static Node pretty(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.text(),
        (v, to) -> {
          StringBuilder out = new StringBuilder();
          pretty(json(tools, v[0]), "", out);
          to.setText(out.toString());
        },
        document(tools, args[0]));
  }

  private static void pretty(Json json, String indent, StringBuilder out) {
    String inner = indent + "  ";
    if (json instanceof Json.Array array && !array.items().isEmpty()) {
      String separator = "[\n";
      for (Json item : array.items()) {
        pretty(item, inner, out.append(separator).append(inner));
        separator = ",\n";
      }
      out.append('\n').append(indent).append(']');
    } else if (json instanceof Json.Members members && !members.byKey().isEmpty()) {
      String separator = "{\n";
      for (Map.Entry<byte[], Json> entry : members.byKey().entrySet()) {
        out.append(separator).append(inner);
        out.append(
            new String(JsonText.print(new Json.Text(entry.getKey())), StandardCharsets.UTF_8));
        pretty(entry.getValue(), inner, out.append(": "));
        separator = ",\n";
      }
      out.append('\n').append(indent).append('}');
    } else {
      out.append(new String(JsonText.print(json), StandardCharsets.UTF_8));
    }
  }
}
