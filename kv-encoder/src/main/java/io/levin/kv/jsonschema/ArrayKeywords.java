package io.levin.kv.jsonschema;

import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keywords that say something about arrays. */
final class ArrayKeywords {
  private ArrayKeywords() {}

  static Keyword read(SchemaReader reader, KeywordName name, Json json) throws ConversionException {
    switch (name) {
      case ITEMS -> {
        return items(reader, json);
      }
      case ADDITIONAL_ITEMS -> {
        return new AdditionalItems(reader.read(json));
      }
      case UNEVALUATED_ITEMS -> {
        return new UnevaluatedItems(reader.read(json));
      }
      case CONTAINS -> {
        return new Contains(reader.read(json));
      }
      case MAX_ITEMS -> {
        long most = reader.integer(json);
        return check((state, array) -> array.size() <= most);
      }
      case MIN_ITEMS -> {
        long least = reader.integer(json);
        return check((state, array) -> array.size() >= least);
      }
      case MAX_CONTAINS -> {
        long most = reader.integer(json);
        return check((state, array) -> state.containsCount() <= most || state.containsCount() < 0);
      }
      case MIN_CONTAINS -> {
        long least = reader.integer(json);
        return check((state, array) -> state.containsCount() >= least || state.containsCount() < 0);
      }
      default -> {
        if (!json.equals(Json.NULL) && !json.equals(Json.TRUE) && !json.equals(Json.FALSE)) {
          throw SchemaReader.invalid("uniqueItems is neither true nor false");
        }
        // Also false asks for unique items.
        return check((state, array) -> unique(array));
      }
    }
  }

  private interface ArrayCheck {
    boolean accepts(State state, List<Json> array);
  }

  private static Keyword check(ArrayCheck check) {
    return (state, value) -> {
      if (value instanceof Json.Array array && !check.accepts(state, array.items())) {
        state.error();
      }
    };
  }

  private static boolean unique(List<Json> items) {
    Map<Integer, List<Json>> seen = new HashMap<>();
    for (Json item : items) {
      List<Json> alike = seen.computeIfAbsent(Plain.hash(item), hash -> new ArrayList<>(1));
      if (alike.stream().anyMatch(other -> Plain.equal(item, other))) {
        return false;
      }
      alike.add(item);
    }
    return true;
  }

  /** One schema for all elements, or one for each of the first. */
  private static Keyword items(SchemaReader reader, Json json) throws ConversionException {
    Schema schema;
    try {
      schema = reader.read(json);
    } catch (ConversionException noSchema) {
      if (noSchema.error() == SqlError.NOT_SUPPORTED || !(json instanceof Json.Array)) {
        throw noSchema;
      }
      return new Items(false, reader.schemaList(json));
    }
    return new Items(true, List.of(schema));
  }

  private record Items(boolean single, List<Schema> schemas) implements Keyword {
    @Override
    public void validate(State state, Json value) throws ConversionException {
      if (!(value instanceof Json.Array array)) {
        return;
      }
      State part = state.part();
      int count = array.items().size();
      for (int i = 0; i < (single ? count : Math.min(count, schemas.size())); i++) {
        part.clear();
        schemas.get(single ? 0 : i).validate(part, array.items().get(i));
        part.evaluatedIndex(i);
        state.join(part);
      }
    }

    @Override
    public Schema resolve(List<String> pointer) {
      return SchemaReader.resolveIn(schemas, pointer);
    }
  }

  private static final class AdditionalItems extends Keyword.OfSchema {
    AdditionalItems(Schema schema) {
      super(schema);
    }

    @Override
    public void validate(State state, Json value) throws ConversionException {
      if (!(value instanceof Json.Array array) || state.lastIndex() < 0) {
        return;
      }
      for (int i = state.lastIndex() + 1; i < array.items().size(); i++) {
        if (schema() == Schema.FALSE) {
          state.error();
          return;
        }
        State part = state.clearPart();
        part.evaluatedIndex(i);
        schema().validate(part, array.items().get(i));
        state.join(part);
      }
    }
  }

  private static final class UnevaluatedItems extends Keyword.OfSchema {
    UnevaluatedItems(Schema schema) {
      super(schema);
    }

    @Override
    public void validate(State state, Json value) throws ConversionException {
      if (!(value instanceof Json.Array array)) {
        return;
      }
      for (int i = state.lastIndex() + 1; i < array.items().size(); i++) {
        if (schema() == Schema.FALSE) {
          state.error();
          return;
        }
        schema().validate(state.clearPart(), array.items().get(i));
      }
    }
  }

  private static final class Contains extends Keyword.OfSchema {
    Contains(Schema schema) {
      super(schema);
    }

    @Override
    public void validate(State state, Json value) throws ConversionException {
      if (!(value instanceof Json.Array array)) {
        return;
      }
      int count = 0;
      State part = state.clearPart();
      for (Json item : array.items()) {
        part.clear();
        part.separateErrors();
        schema().validate(part, item);
        count += part.valid() ? 1 : 0;
      }
      if (count > 0) {
        state.containsCount(count);
      } else {
        state.error();
      }
    }
  }
}
