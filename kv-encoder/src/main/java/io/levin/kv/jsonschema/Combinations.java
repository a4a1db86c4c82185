package io.levin.kv.jsonschema;

import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import java.util.List;

/** Keywords that combine schemas. */
final class Combinations {
  private Combinations() {}

  static Keyword read(SchemaReader reader, KeywordName name, Json json) throws ConversionException {
    return switch (name) {
      case ALL_OF -> new AllOf(reader.schemaList(json));
      case ANY_OF -> new AnyOf(reader.schemaList(json));
      case ONE_OF -> new OneOf(reader.schemaList(json));
      case NOT -> new Not(reader.read(json));
      case IF -> new If(reader.read(json));
      case THEN -> new Then(reader.read(json));
      case ELSE -> new Else(reader.read(json));
      default -> throw new IllegalArgumentException(name.text());
    };
  }

  private record AllOf(List<Schema> schemas) implements Keyword {
    @Override
    public void validate(State state, Json value) throws ConversionException {
      State together = state.clearPart();
      boolean valid = true;
      for (Schema schema : schemas) {
        State part = state.clearPartWithErrors();
        schema.validate(part, value);
        state.addErrors(part);
        together.join(part);
        valid &= part.valid();
      }
      if (valid) {
        state.join(together);
      }
    }

    @Override
    public Schema resolve(List<String> pointer) {
      return SchemaReader.resolveIn(schemas, pointer);
    }
  }

  private record AnyOf(List<Schema> schemas) implements Keyword {
    @Override
    public void validate(State state, Json value) throws ConversionException {
      for (Schema schema : schemas) {
        State part = state.clearPartWithErrors();
        schema.validate(part, value);
        if (part.valid()) {
          state.join(part);
          return;
        }
      }
      state.error();
    }

    @Override
    public Schema resolve(List<String> pointer) {
      return SchemaReader.resolveIn(schemas, pointer);
    }
  }

  private record OneOf(List<Schema> schemas) implements Keyword {
    @Override
    public void validate(State state, Json value) throws ConversionException {
      State together = state.clearPart();
      boolean matched = false;
      for (Schema schema : schemas) {
        State part = state.clearPartWithErrors();
        schema.validate(part, value);
        together.join(part);
        if (part.valid()) {
          if (matched) {
            state.error();
            return;
          }
          matched = true;
        }
      }
      if (matched) {
        state.join(together);
      } else {
        state.error();
      }
    }

    @Override
    public Schema resolve(List<String> pointer) {
      return SchemaReader.resolveIn(schemas, pointer);
    }
  }

  private static final class Not extends Keyword.OfSchema {
    Not(Schema schema) {
      super(schema);
    }

    @Override
    public void validate(State state, Json value) throws ConversionException {
      State part = state.partWithErrors();
      schema().validate(part, value);
      if (part.valid()) {
        state.error();
      }
    }
  }

  private record If(Schema schema) implements Keyword {
    @Override
    public void validate(State state, Json value) throws ConversionException {
      if (state.local().has("then") || state.local().has("else")) {
        State part = state.clearPartWithErrors();
        schema.validate(part, value);
        state.condition(part.valid());
      }
    }
  }

  private static final class Then extends Keyword.OfSchema {
    Then(Schema schema) {
      super(schema);
    }

    @Override
    public void validate(State state, Json value) throws ConversionException {
      if (Boolean.TRUE.equals(state.condition())) {
        State part = state.part();
        schema().validate(part, value);
        state.join(part);
      }
    }
  }

  private static final class Else extends Keyword.OfSchema {
    Else(Schema schema) {
      super(schema);
    }

    @Override
    public void validate(State state, Json value) throws ConversionException {
      if (Boolean.FALSE.equals(state.condition())) {
        schema().validate(state.part(), value);
      }
    }
  }
}
