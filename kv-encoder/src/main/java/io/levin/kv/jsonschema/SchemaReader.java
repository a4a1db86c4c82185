package io.levin.kv.jsonschema;

import io.levin.kv.json.Json;
import io.levin.kv.json.JsonText;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Makes a schema from its document. As TiDB does, it takes null for false where a schema may stand,
 * for nothing where a number, string or list may, and leaves out what it does not know.
 */
final class SchemaReader {
  /** An {@code $id} that references inside of the schema lead back to. */
  private static final Pattern PLAIN_ID =
      Pattern.compile("https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~-]+)*/?");

  private boolean hasReference;
  private boolean hasInnerId;
  private boolean hasOddId;

  Schema readRoot(Json json) throws ConversionException {
    Schema schema = read(json, true);
    if (hasReference && (hasInnerId || hasOddId)) {
      throw unsupported("$ref beside $id");
    }
    return schema;
  }

  static ConversionException invalid(String what) {
    return new ConversionException(SqlError.INVALID_JSON_SCHEMA, "Invalid JSON schema: " + what);
  }

  static ConversionException unsupported(String what) {
    return new ConversionException(SqlError.NOT_SUPPORTED, "a JSON schema with " + what);
  }

  /** A schema. */
  Schema read(Json json) throws ConversionException {
    return read(json, false);
  }

  private Schema read(Json json, boolean root) throws ConversionException {
    if (json instanceof Json.Literal literal) {
      return literal.equals(Json.TRUE) ? Schema.TRUE : Schema.FALSE;
    }
    if (!(json instanceof Json.Members members)) {
      throw invalid("it is no object");
    }
    Map<KeywordName, Keyword> byOrder = new TreeMap<>();
    for (Map.Entry<byte[], Json> member : members.byKey().entrySet()) {
      String name = Plain.string(member.getKey());
      if (name.toLowerCase(Locale.ROOT).equals("$id")) {
        id(text(member.getValue()), root);
      }
      KeywordName known = KeywordName.of(name);
      if (known != null) {
        byOrder.put(known, keyword(known, member.getValue()));
      }
    }
    Map<String, Keyword> keywords = new LinkedHashMap<>();
    byOrder.forEach((name, keyword) -> keywords.put(name.text(), keyword));
    return new Schema(keywords);
  }

  private void id(String id, boolean root) {
    if (!id.isEmpty()) {
      hasInnerId |= !root;
      hasOddId |= !PLAIN_ID.matcher(id).matches();
    }
  }

  private Keyword keyword(KeywordName name, Json json) throws ConversionException {
    return switch (name.group()) {
      case REFERENCE -> reference(name, json);
      case ANNOTATION -> annotation(name, json);
      case VALUE -> ValueKeywords.read(this, name, json);
      case COMBINATION -> Combinations.read(this, name, json);
      case OBJECT -> ObjectKeywords.read(this, name, json);
      case ARRAY -> ArrayKeywords.read(this, name, json);
    };
  }

  private Keyword reference(KeywordName name, Json json) throws ConversionException {
    switch (name) {
      case REF -> {
        hasReference = true;
        return Reference.of(text(json));
      }
      case RECURSIVE_REF -> throw unsupported("$recursiveRef");
      case RECURSIVE_ANCHOR -> {
        Schema schema = read(json);
        return new Keyword.OfSchema(schema) {
          @Override
          public void validate(State state, Json value) {
            // Only $recursiveRef asks for it.
          }
        };
      }
      default -> {
        return new Definitions(schemas(json));
      }
    }
  }

  /** {@code $defs}: schemas that only references use. */
  private record Definitions(Map<String, Schema> byName) implements Keyword {
    @Override
    public void validate(State state, Json value) {
      // It checks nothing itself.
    }

    @Override
    public Schema resolve(List<String> pointer) {
      return resolveIn(byName, pointer);
    }
  }

  static Schema resolveIn(Map<String, Schema> schemas, List<String> pointer) {
    Schema schema = pointer.isEmpty() ? null : schemas.get(pointer.get(0));
    return schema == null ? null : schema.resolve(Keyword.tail(pointer));
  }

  static Schema resolveIn(List<Schema> schemas, List<String> pointer) {
    if (pointer.isEmpty() || !pointer.get(0).matches("[+-]?[0-9]{1,9}")) {
      return null;
    }
    int position = Integer.parseInt(pointer.get(0));
    return position < 0 || position >= schemas.size()
        ? null
        : schemas.get(position).resolve(Keyword.tail(pointer));
  }

  private Keyword annotation(KeywordName name, Json json) throws ConversionException {
    switch (name) {
      case READ_ONLY, WRITE_ONLY -> {
        if (!json.equals(Json.NULL) && !json.equals(Json.TRUE) && !json.equals(Json.FALSE)) {
          throw invalid(name.text());
        }
      }
      case EXAMPLES -> {
        if (!json.equals(Json.NULL) && !(json instanceof Json.Array)) {
          throw invalid(name.text());
        }
      }
      case DEFAULT -> {}
      default -> text(json);
    }
    return Keyword.annotation();
  }

  /** A string; null is an empty one. */
  String text(Json json) throws ConversionException {
    String text = json.equals(Json.NULL) ? "" : Plain.text(Plain.of(json));
    if (text == null) {
      throw invalid("a string is wanted");
    }
    return text;
  }

  /** A whole number of 64 bits; null is 0. */
  long integer(Json json) throws ConversionException {
    if (json.equals(Json.NULL)) {
      return 0;
    } else if (json instanceof Json.Int number) {
      return number.value();
    } else if (json instanceof Json.Double number) {
      try {
        return Long.parseLong(JsonText.number(number.value()));
      } catch (NumberFormatException notWhole) {
        throw invalid("a whole number is wanted");
      }
    }
    throw invalid("a whole number is wanted");
  }

  /** A number; null is 0. */
  double number(Json json) throws ConversionException {
    if (json.equals(Json.NULL)) {
      return 0;
    } else if (Plain.of(json) instanceof Json.Double number) {
      return number.value();
    }
    throw invalid("a number is wanted");
  }

  /** The items of a list; null is an empty one. */
  List<Json> items(Json json) throws ConversionException {
    if (json.equals(Json.NULL)) {
      return List.of();
    } else if (json instanceof Json.Array array) {
      return array.items();
    }
    throw invalid("a list is wanted");
  }

  List<String> texts(Json json) throws ConversionException {
    List<String> texts = new ArrayList<>();
    for (Json item : items(json)) {
      texts.add(text(item));
    }
    return texts;
  }

  /** The members of an object; null is an empty one. */
  Map<String, Json> members(Json json) throws ConversionException {
    Map<String, Json> members = new LinkedHashMap<>();
    if (json instanceof Json.Members object) {
      object.byKey().forEach((key, item) -> members.put(Plain.string(key), item));
    } else if (!json.equals(Json.NULL)) {
      throw invalid("an object is wanted");
    }
    return members;
  }

  Map<String, Schema> schemas(Json json) throws ConversionException {
    Map<String, Schema> schemas = new LinkedHashMap<>();
    for (Map.Entry<String, Json> member : members(json).entrySet()) {
      schemas.put(member.getKey(), part(member.getValue()));
    }
    return schemas;
  }

  List<Schema> schemaList(Json json) throws ConversionException {
    List<Schema> schemas = new ArrayList<>();
    for (Json item : items(json)) {
      schemas.add(part(item));
    }
    return schemas;
  }

  private Schema part(Json json) throws ConversionException {
    if (json.equals(Json.NULL)) {
      // TiDB fails on the first row, and sometimes not on later ones.
      throw unsupported("null in place of a schema");
    }
    return read(json);
  }
}
