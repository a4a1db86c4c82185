package io.levin.kv.jsonschema;

import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code $ref} to a part of the same schema; one that leads nowhere accepts nothing. */
record Reference(List<String> pointer) implements Keyword {
  static Reference of(String written) throws ConversionException {
    String reference = unescaped(written);
    int hash = reference.indexOf('#');
    String address = hash < 0 ? reference : reference.substring(0, hash);
    if (!address.isBlank()) {
      throw SchemaReader.unsupported("$ref to another document");
    }
    String fragment = hash < 0 ? "" : reference.substring(hash + 1);
    int second = fragment.indexOf('#');
    fragment = second < 0 ? fragment : fragment.substring(0, second);
    if (!fragment.isEmpty() && fragment.charAt(0) != '/') {
      throw SchemaReader.unsupported("$ref to an anchor");
    }
    List<String> pointer = new ArrayList<>();
    if (!fragment.isEmpty()) {
      for (String step : fragment.substring(1).split("/", -1)) {
        pointer.add(step.replace("~1", "/").replace("~0", "~"));
      }
    }
    return new Reference(pointer);
  }

  /** A reference without its percent signs; what cannot be read is empty. */
  private static String unescaped(String reference) {
    for (int i = reference.indexOf('%'); i >= 0; i = reference.indexOf('%', i + 1)) {
      if (!reference.substring(i + 1).matches("(?s)[0-9A-Fa-f]{2}.*")) {
        return "";
      }
    }
    return URLDecoder.decode(reference, StandardCharsets.UTF_8);
  }

  @Override
  public void validate(State state, Json value) throws ConversionException {
    Schema target = state.root().resolve(pointer);
    if (target == null) {
      state.error();
      return;
    }
    State part = state.clearPart();
    target.validate(part, value);
    state.join(part);
  }
}
