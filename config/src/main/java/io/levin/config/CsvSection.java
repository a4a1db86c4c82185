package io.levin.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.levin.config.Config.Csv;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code [mydumper.csv]}. */
final class CsvSection {
  private final Reading reading;
  private final TomlTable t;

  private CsvSection(Reading reading, TomlTable table) {
    this.reading = reading;
    this.t = table;
  }

  static Csv read(Reading reading, TomlTable table) {
    return new CsvSection(reading, table).read();
  }

  private Csv read() {
    String separator = t.text("separator", ",");
    String delimiter = t.text("delimiter", "\"");
    String terminator = t.text("terminator", "");
    boolean backslash = t.bool("backslash-escape", true);
    String escapedBy = t.text("escaped-by", "\\");
    if (escapedBy.getBytes(StandardCharsets.UTF_8).length > 1) {
      reading.fault("`mydumper.csv.escaped-by` must be empty or a single character");
    }
    if (backslash && escapedBy.isEmpty()) {
      escapedBy = "\\";
    } else if (!backslash && escapedBy.equals("\\")) {
      escapedBy = "";
    }
    if (separator.isEmpty()) {
      reading.fault("`mydumper.csv.separator` must not be empty");
    }
    if (!delimiter.isEmpty()
        && (separator.startsWith(delimiter) || delimiter.startsWith(separator))) {
      reading.fault(
          "`mydumper.csv.separator` and `mydumper.csv.delimiter` must not be prefix of each other");
    }
    if (!escapedBy.isEmpty()) {
      checkEscape(escapedBy, separator, "separator");
      checkEscape(escapedBy, delimiter, "delimiter");
      checkEscape(escapedBy, terminator, "terminator");
    }
    boolean notNull = t.bool("not-null", false);
    List<String> nulls = nullTexts();
    if (!notNull && nulls.isEmpty()) {
      nulls = List.of("");
    }
    return new Csv(
        separator,
        delimiter,
        terminator,
        t.bool("header", true),
        t.bool("header-schema-match", true),
        notNull,
        nulls,
        escapedBy,
        t.bool("trim-last-separator", false));
  }

  private void checkEscape(String escape, String other, String name) {
    if (escape.equals(other)) {
      reading.fault(
          "cannot use '" + escape + "' both as CSV " + name + " and `mydumper.csv.escaped-by`");
    }
  }

  private List<String> nullTexts() {
    JsonNode value = t.raw("null");
    if (value == null) {
      return List.of("\\N");
    }
    if (value.isTextual()) {
      return List.of(value.textValue());
    }
    List<String> texts = new ArrayList<>();
    value.forEach(element -> texts.add(element.textValue()));
    if (value.isArray() && !texts.contains(null)) {
      return List.copyOf(texts);
    }
    String shown =
        value.isArray() ? value.toString().replace(",", " ").replace("\"", "") : value.asText();
    reading.valueFault("mydumper.csv.null", "invalid string slice '" + shown + "'");
    return List.of("\\N");
  }
}
