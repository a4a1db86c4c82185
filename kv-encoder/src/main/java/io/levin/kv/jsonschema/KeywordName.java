package io.levin.kv.jsonschema;

import static io.levin.kv.jsonschema.KeywordName.Group.ANNOTATION;
import static io.levin.kv.jsonschema.KeywordName.Group.ARRAY;
import static io.levin.kv.jsonschema.KeywordName.Group.COMBINATION;
import static io.levin.kv.jsonschema.KeywordName.Group.OBJECT;
import static io.levin.kv.jsonschema.KeywordName.Group.REFERENCE;
import static io.levin.kv.jsonschema.KeywordName.Group.VALUE;

import java.util.HashMap;
import java.util.Map;

/** The keywords, in the order in which those of one schema are checked. */
enum KeywordName {
  REF("$ref", REFERENCE),
  RECURSIVE_REF("$recursiveRef", REFERENCE),
  SCHEMA("$schema", ANNOTATION),
  ID("$id", ANNOTATION),
  DESCRIPTION("description", ANNOTATION),
  TITLE("title", ANNOTATION),
  COMMENT("$comment", ANNOTATION),
  EXAMPLES("examples", ANNOTATION),
  READ_ONLY("readOnly", ANNOTATION),
  WRITE_ONLY("writeOnly", ANNOTATION),
  ANCHOR("$anchor", ANNOTATION),
  RECURSIVE_ANCHOR("$recursiveAnchor", REFERENCE),
  DEFS("$defs", REFERENCE),
  DEFAULT("default", ANNOTATION),
  TYPE("type", VALUE),
  ENUM("enum", VALUE),
  CONST("const", VALUE),
  MULTIPLE_OF("multipleOf", VALUE),
  MAXIMUM("maximum", VALUE),
  EXCLUSIVE_MAXIMUM("exclusiveMaximum", VALUE),
  MINIMUM("minimum", VALUE),
  EXCLUSIVE_MINIMUM("exclusiveMinimum", VALUE),
  MAX_LENGTH("maxLength", VALUE),
  MIN_LENGTH("minLength", VALUE),
  PATTERN("pattern", VALUE),
  ALL_OF("allOf", COMBINATION),
  ANY_OF("anyOf", COMBINATION),
  ONE_OF("oneOf", COMBINATION),
  NOT("not", COMBINATION),
  PATTERN_PROPERTIES("patternProperties", OBJECT),
  REQUIRED("required", OBJECT),
  PROPERTY_NAMES("propertyNames", OBJECT),
  MAX_PROPERTIES("maxProperties", OBJECT),
  MIN_PROPERTIES("minProperties", OBJECT),
  DEPENDENT_SCHEMAS("dependentSchemas", OBJECT),
  DEPENDENT_REQUIRED("dependentRequired", OBJECT),
  ITEMS("items", ARRAY),
  MAX_ITEMS("maxItems", ARRAY),
  MIN_ITEMS("minItems", ARRAY),
  UNIQUE_ITEMS("uniqueItems", ARRAY),
  CONTAINS("contains", ARRAY),
  IF("if", COMBINATION),
  FORMAT("format", VALUE),
  PROPERTIES("properties", OBJECT),
  MAX_CONTAINS("maxContains", ARRAY),
  MIN_CONTAINS("minContains", ARRAY),
  THEN("then", COMBINATION),
  ELSE("else", COMBINATION),
  ADDITIONAL_PROPERTIES("additionalProperties", OBJECT),
  ADDITIONAL_ITEMS("additionalItems", ARRAY),
  UNEVALUATED_PROPERTIES("unevaluatedProperties", OBJECT),
  UNEVALUATED_ITEMS("unevaluatedItems", ARRAY);

  /** What a keyword is about. */
  enum Group {
    REFERENCE,
    ANNOTATION,
    VALUE,
    COMBINATION,
    OBJECT,
    ARRAY
  }

  private static final Map<String, KeywordName> BY_TEXT = byText();

  private final String text;
  private final Group group;

  KeywordName(String text, Group group) {
    this.text = text;
    this.group = group;
  }

  private static Map<String, KeywordName> byText() {
    Map<String, KeywordName> names = new HashMap<>();
    for (KeywordName name : values()) {
      names.put(name.text, name);
    }
    return Map.copyOf(names);
  }

  /** The keyword, or null: an unknown one says nothing. */
  static KeywordName of(String text) {
    return BY_TEXT.get(text);
  }

  String text() {
    return text;
  }

  Group group() {
    return group;
  }
}
