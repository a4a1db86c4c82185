package io.levin.kv.expr;

import io.levin.kv.json.Json;
import io.levin.kv.jsonschema.JsonSchema;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;

/** {@code JSON_SCHEMA_VALID(schema, document)}; a schema that is a literal is read once. */
final class JsonSchemaValid extends Node {
  private final Tools tools;
  private final Node schema;
  private final Node document;
  private final Value value = new Value();

  /** The schema, if it is the same for every row and can be read. */
  private final JsonSchema known;

  private JsonSchemaValid(Tools tools, Node schema, Node document, JsonSchema known) {
    super(SqlType.WIDE_BOOL);
    this.tools = tools;
    this.schema = schema;
    this.document = document;
    this.known = known;
  }

  static Node node(Tools tools, Node[] args) {
    Node schema = JsonFunctions.document(tools, args[0]);
    Node document = JsonFunctions.document(tools, args[1]);
    JsonSchema known = null;
    if (schema.sameForEachRow() instanceof ConstantNode constant && !constant.value().isNull()) {
      try {
        known = JsonSchema.of(JsonFunctions.json(tools, constant.value()));
      } catch (ConversionException e) {
        if (e.error() == SqlError.NOT_SUPPORTED) {
          throw new UnsupportedExpression("function json_schema_valid for " + e.getMessage());
        }
        // What is no schema fails each row.
      }
    }
    return new JsonSchemaValid(tools, schema, document, known);
  }

  @Override
  boolean constant() {
    return schema.constant() && document.constant();
  }

  @Override
  void eval(Value[] row, Value to) throws ConversionException {
    to.setNull();
    JsonSchema wanted = known;
    if (wanted == null) {
      schema.eval(row, value);
      if (value.isNull()) {
        return;
      }
      wanted = JsonSchema.of(JsonFunctions.json(tools, value));
    }
    document.eval(row, value);
    if (!value.isNull()) {
      Json json = JsonFunctions.json(tools, value);
      Logic.set(to, wanted.accepts(json));
    }
  }
}
