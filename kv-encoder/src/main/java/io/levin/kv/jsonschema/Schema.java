package io.levin.kv.jsonschema;

import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import java.util.List;
import java.util.Map;

/**
 * A schema, or a part of one: keywords in the order in which they are checked, or true or false.
 */
final class Schema {
  /** Accepts everything. */
  static final Schema TRUE = new Schema(Map.of());

  /** Accepts nothing. */
  static final Schema FALSE = new Schema(Map.of());

  private final Map<String, Keyword> keywords;

  /**
   * @param keywords in the order of their checks
   */
  Schema(Map<String, Keyword> keywords) {
    this.keywords = keywords;
  }

  boolean has(String keyword) {
    return keywords.containsKey(keyword);
  }

  void validate(State state, Json value) throws ConversionException {
    if (this == FALSE) {
      state.error();
    }
    if (this == TRUE || this == FALSE) {
      return;
    }
    if (state.tooDeep()) {
      throw new ConversionException(
          SqlError.PANIC, "a JSON schema that refers to itself without an end");
    }
    state.enter(this);
    for (Keyword keyword : keywords.values()) {
      keyword.validate(state, value);
    }
  }

  /**
   * The schema that a JSON pointer names.
   *
   * @return null if there is none
   */
  Schema resolve(List<String> pointer) {
    if (pointer.isEmpty()) {
      return this;
    }
    Keyword keyword = keywords.get(pointer.get(0));
    return keyword == null ? null : keyword.resolve(Keyword.tail(pointer));
  }
}
