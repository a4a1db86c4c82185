package io.levin.kv.jsonschema;

import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;

/** A JSON schema against which documents are checked. Immutable, for any number of threads. */
public final class JsonSchema {
  private final Schema schema;

  private JsonSchema(Schema schema) {
    this.schema = schema;
  }

  /**
   * Reads a schema.
   *
   * @throws ConversionException with {@link SqlError#INVALID_JSON_SCHEMA} if it is none, with
   *     {@link SqlError#NOT_SUPPORTED} and the form's name if it has a form that is not understood
   *     here
   */
  public static JsonSchema of(Json document) throws ConversionException {
    return new JsonSchema(new SchemaReader().readRoot(document));
  }

  /**
   * True if the schema accepts a document.
   *
   * @throws ConversionException with {@link SqlError#NOT_SUPPORTED} if that cannot be said here,
   *     with {@link SqlError#PANIC} if TiDB itself fails
   */
  public boolean accepts(Json document) throws ConversionException {
    State state = new State(schema);
    schema.validate(state, Plain.of(document));
    return state.valid();
  }
}
