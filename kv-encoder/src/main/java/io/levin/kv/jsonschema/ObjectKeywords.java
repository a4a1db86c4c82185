package io.levin.kv.jsonschema;

import com.google.re2j.Pattern;
import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keywords that say something about objects. */
final class ObjectKeywords {
  private ObjectKeywords() {}

  static Keyword read(SchemaReader reader, KeywordName name, Json json) throws ConversionException {
    switch (name) {
      case PROPERTIES -> {
        return new Properties(reader.schemas(json));
      }
      case PATTERN_PROPERTIES -> {
        return PatternProperties.of(reader.schemas(json));
      }
      case ADDITIONAL_PROPERTIES -> {
        return new AdditionalProperties(reader.read(json));
      }
      case UNEVALUATED_PROPERTIES -> {
        return new UnevaluatedProperties(reader.read(json));
      }
      case PROPERTY_NAMES -> {
        return new PropertyNames(reader.read(json));
      }
      case REQUIRED -> {
        List<String> names = reader.texts(json);
        return check(object -> has(object, names, true));
      }
      case MAX_PROPERTIES -> {
        long most = reader.integer(json);
        return check(object -> object.byKey().size() <= most);
      }
      case MIN_PROPERTIES -> {
        long least = reader.integer(json);
        return check(object -> object.byKey().size() >= least);
      }
      case DEPENDENT_REQUIRED -> {
        Map<String, List<String>> needs = new LinkedHashMap<>();
        for (Map.Entry<String, Json> need : reader.members(json).entrySet()) {
          needs.put(need.getKey(), reader.texts(need.getValue()));
        }
        return new DependentRequired(needs);
      }
      default -> {
        Map<String, Schema> schemas = new LinkedHashMap<>();
        for (Map.Entry<String, Json> member : reader.members(json).entrySet()) {
          schemas.put(member.getKey(), reader.read(member.getValue()));
        }
        return new DependentSchemas(schemas);
      }
    }
  }

  private interface ObjectCheck {
    boolean accepts(Json.Members object);
  }

  private static Keyword check(ObjectCheck check) {
    return (state, value) -> {
      if (value instanceof Json.Members object && !check.accepts(object)) {
        state.error();
      }
    };
  }

  /** True if an object has all of the members; a null does not always count as one. */
  private static boolean has(Json.Members object, List<String> names, boolean nullCounts) {
    for (String name : names) {
      Json own = Plain.member(object, name);
      if (own == null || !nullCounts && own.equals(Json.NULL)) {
        return false;
      }
    }
    return true;
  }

  private record Properties(Map<String, Schema> schemas) implements Keyword {
    @Override
    public void validate(State state, Json value) throws ConversionException {
      if (!(value instanceof Json.Members object)) {
        return;
      }
      State part = state.part();
      for (Map.Entry<String, Schema> entry : schemas.entrySet()) {
        Json own = Plain.member(object, entry.getKey());
        if (own == null) {
          continue;
        }
        state.evaluatedKey(entry.getKey());
        part.clear();
        part.separateErrors();
        entry.getValue().validate(part, own);
        state.addErrors(part);
        if (part.valid()) {
          state.join(part);
        }
      }
    }

    @Override
    public Schema resolve(List<String> pointer) {
      return SchemaReader.resolveIn(schemas, pointer);
    }
  }

  private record PatternProperties(Map<Pattern, Schema> byPattern, Map<String, Schema> schemas)
      implements Keyword {
    static PatternProperties of(Map<String, Schema> schemas) throws ConversionException {
      Map<Pattern, Schema> byPattern = new LinkedHashMap<>();
      for (Map.Entry<String, Schema> entry : schemas.entrySet()) {
        byPattern.put(ValueKeywords.pattern(entry.getKey()), entry.getValue());
      }
      return new PatternProperties(byPattern, schemas);
    }

    @Override
    public void validate(State state, Json value) throws ConversionException {
      if (!(value instanceof Json.Members object)) {
        return;
      }
      for (Map.Entry<byte[], Json> member : object.byKey().entrySet()) {
        String key = Plain.string(member.getKey());
        for (Map.Entry<Pattern, Schema> entry : byPattern.entrySet()) {
          if (entry.getKey().matcher(key).find()) {
            state.evaluatedKey(key);
            State part = state.partWithErrors();
            entry.getValue().validate(part, member.getValue());
            state.addErrors(part);
            if (part.valid()) {
              state.join(part);
            }
          }
        }
      }
    }

    @Override
    public Schema resolve(List<String> pointer) {
      return SchemaReader.resolveIn(schemas, pointer);
    }
  }

  private static final class AdditionalProperties extends Keyword.OfSchema {
    AdditionalProperties(Schema schema) {
      super(schema);
    }

    @Override
    public void validate(State state, Json value) throws ConversionException {
      if (!(value instanceof Json.Members object)) {
        return;
      }
      State part = state.clearPart();
      for (Map.Entry<byte[], Json> member : object.byKey().entrySet()) {
        String key = Plain.string(member.getKey());
        if (state.isLocallyEvaluated(key)) {
          continue;
        }
        if (schema() == Schema.FALSE) {
          state.error();
          return;
        }
        state.evaluatedKey(key);
        part.clear();
        schema().validate(part, member.getValue());
        state.join(part);
      }
    }
  }

  private static final class UnevaluatedProperties extends Keyword.OfSchema {
    UnevaluatedProperties(Schema schema) {
      super(schema);
    }

    @Override
    public void validate(State state, Json value) throws ConversionException {
      if (!(value instanceof Json.Members object)) {
        return;
      }
      State part = state.clearPart();
      for (Map.Entry<byte[], Json> member : object.byKey().entrySet()) {
        if (!state.isEvaluated(Plain.string(member.getKey()))) {
          if (schema() == Schema.FALSE) {
            state.error();
            return;
          }
          schema().validate(part, member.getValue());
        }
      }
    }
  }

  private static final class PropertyNames extends Keyword.OfSchema {
    PropertyNames(Schema schema) {
      super(schema);
    }

    @Override
    public void validate(State state, Json value) throws ConversionException {
      if (value instanceof Json.Members object) {
        for (byte[] key : object.byKey().keySet()) {
          schema().validate(state.part(), new Json.Text(key));
        }
      }
    }
  }

  private record DependentRequired(Map<String, List<String>> needs) implements Keyword {
    @Override
    public void validate(State state, Json value) {
      if (value instanceof Json.Members object) {
        needs.forEach(
            (name, others) -> {
              if (has(object, List.of(name), false) && !has(object, others, false)) {
                state.error();
              }
            });
      }
    }
  }

  private record DependentSchemas(Map<String, Schema> schemas) implements Keyword {
    @Override
    public void validate(State state, Json value) throws ConversionException {
      if (value instanceof Json.Members object) {
        for (Map.Entry<String, Schema> entry : schemas.entrySet()) {
          if (object.byKey().containsKey(entry.getKey().getBytes(StandardCharsets.UTF_8))) {
            entry.getValue().validate(state.part().part(), value);
          }
        }
      }
    }

    @Override
    public Schema resolve(List<String> pointer) {
      return SchemaReader.resolveIn(schemas, pointer);
    }
  }
}
