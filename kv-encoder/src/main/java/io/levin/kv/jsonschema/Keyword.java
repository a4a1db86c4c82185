package io.levin.kv.jsonschema;

import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import java.util.List;

/** A keyword of a schema with its value: checks a document. */
interface Keyword {
  /**
   * Checks a value.
   *
   * @param state gets the errors and what was evaluated
   * @throws ConversionException if it cannot be said whether the value is valid
   */
  void validate(State state, Json value) throws ConversionException;

  /**
   * The schema that the rest of a JSON pointer names inside of the keyword's value.
   *
   * @return null if there is none
   */
  default Schema resolve(List<String> pointer) {
    return null;
  }

  /** The part of a pointer behind its first step. */
  static List<String> tail(List<String> pointer) {
    return pointer.subList(1, pointer.size());
  }

  /** A keyword that has nothing to check. */
  static Keyword annotation() {
    return (state, value) -> {};
  }

  /** A keyword whose value is a schema, which pointers lead through. */
  abstract class OfSchema implements Keyword {
    private final Schema schema;

    OfSchema(Schema schema) {
      this.schema = schema;
    }

    Schema schema() {
      return schema;
    }

    @Override
    public Schema resolve(List<String> pointer) {
      return schema.resolve(pointer);
    }
  }
}
