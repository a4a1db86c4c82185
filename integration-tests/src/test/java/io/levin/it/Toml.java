package io.levin.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The text of a configuration file, put together key by key. */
final class Toml {
  private final Map<String, Map<String, String>> tables = new LinkedHashMap<>();
  private final List<String> more = new ArrayList<>();

  /** Sets a key; strings are quoted, numbers and booleans are not. */
  Toml set(String table, String key, Object value) {
    String text =
        value instanceof String || value instanceof Path
            ? '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"'
            : String.valueOf(value);
    tables.computeIfAbsent(table, name -> new LinkedHashMap<>()).put(key, text);
    return this;
  }

  /** Takes a key out. */
  Toml remove(String table, String key) {
    tables.getOrDefault(table, Map.of()).remove(key);
    return this;
  }

  /** Takes a whole table out. */
  Toml remove(String table) {
    tables.remove(table);
    return this;
  }

  /** Adds text to the end, such as {@code [[routes]]} with its keys. */
  Toml append(String text) {
    more.add(text);
    return this;
  }

  /** The file's text. */
  String text() {
    StringBuilder out = new StringBuilder();
    tables.forEach(
        (table, keys) -> {
          out.append('[').append(table).append("]\n");
          keys.forEach((key, value) -> out.append(key).append(" = ").append(value).append('\n'));
          out.append('\n');
        });
    more.forEach(text -> out.append(text).append('\n'));
    return out.toString();
  }

  /** Writes the file. */
  void write(Path file) {
    try {
      Files.writeString(file, text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
