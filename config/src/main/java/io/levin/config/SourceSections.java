package io.levin.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.levin.config.Config.Csv;
import io.levin.config.Config.Extractor;
import io.levin.config.Config.FileRule;
import io.levin.config.Config.IgnoreColumns;
import io.levin.config.Config.Mydumper;
import io.levin.config.Config.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the tables that describe the source: {@code [mydumper]} and {@code [[routes]]}. */
final class SourceSections {
  private static final List<String> DEFAULT_FILTER =
      List.of(
          "*.*",
          "!mysql.*",
          "!sys.*",
          "!INFORMATION_SCHEMA.*",
          "!PERFORMANCE_SCHEMA.*",
          "!METRICS_SCHEMA.*",
          "!INSPECTION_SCHEMA.*");

  private final Flags flags;
  private final List<String> faults;
  private final List<String> warnings;

  SourceSections(Flags flags, List<String> faults, List<String> warnings) {
    this.flags = flags;
    this.faults = faults;
    this.warnings = warnings;
  }

  Mydumper mydumper(TomlTable root) {
    TomlTable t = root.table("mydumper");
    Csv csv = csv(t.table("csv"));
    List<FileRule> files = fileRules(t);
    boolean strict = t.bool("strict-format", false);
    if (strict && csv.terminator().isEmpty()) {
      warnings.add(
          "mydumper.strict-format is on and mydumper.csv.terminator is empty: every CR and LF ends"
              + " a row");
    }
    String dataCharset = t.text("data-character-set", "binary").toLowerCase(Locale.ROOT);
    if (!Set.of("binary", "utf8mb4", "utf8", "ascii", "gb18030", "gbk", "latin1")
        .contains(dataCharset)) {
      faults.add(
          "invalid `mydumper.data-character-set`: found unsupported data-character-set: "
              + dataCharset);
    }
    String charset = t.text("character-set", "auto").toLowerCase(Locale.ROOT);
    if (!Set.of("auto", "binary", "utf8mb4", "gb18030", "latin1").contains(charset)) {
      faults.add("mydumper.character-set: Unsupported encoding " + charset);
    }
    double ratio = t.real("batch-import-ratio", 0.75);
    boolean noSchema = t.bool("no-schema", false) || flags.isSet("no-schema");
    String dir = flags.text("d").orElse(t.text("data-source-dir", ""));
    if (dir.isEmpty()) {
      faults.add("`mydumper.data-source-dir` is not set");
    }
    long block = t.bytes("read-block-size", 64 * ByteSize.KIB);
    List<String> filter = flags.all("f").isEmpty() ? t.texts("filter", null) : flags.all("f");
    return new Mydumper(
        dir,
        block <= 0 ? 64 * ByteSize.KIB : Math.min(block, ByteSize.GIB),
        t.bytes("batch-size", 0),
        ratio < 0 || ratio >= 1 ? 0.75 : ratio,
        t.text("source-id", ""),
        noSchema,
        charset,
        dataCharset,
        t.text("data-invalid-char-replace", "\uFFFD"),
        t.bool("case-sensitive", false),
        strict,
        t.bytes("max-region-size", 256 * ByteSize.MIB),
        filter(root, filter),
        t.bool("default-file-rules", files.isEmpty()),
        files,
        ignoreColumns(t),
        csv);
  }

  List<Route> routes(TomlTable root, String sourceId) {
    List<Route> routes = new ArrayList<>();
    for (TomlTable t : root.tables("routes")) {
      Extractor table = extractor(t, "extract-table", "table-regexp");
      Extractor schema = extractor(t, "extract-schema", "schema-regexp");
      Extractor source = extractor(t, "extract-source", "source-regexp");
      if (source != null && sourceId.isEmpty()) {
        warnings.add("routes.extract-source is set, but mydumper.source-id is empty");
      }
      Route route =
          new Route(
              t.text("schema-pattern", ""),
              t.text("table-pattern", ""),
              t.text("target-schema", ""),
              t.text("target-table", ""),
              table,
              schema,
              source);
      if (route.schemaPattern().isEmpty()) {
        faults.add("schema pattern of table route rule should not be empty");
      }
      if (route.targetSchema().isEmpty()) {
        faults.add("target schema of table route rule should not be empty");
      }
      routes.add(route);
    }
    return List.copyOf(routes);
  }

  /** The filter rules, or the legacy black-white-list put into the same words. */
  private List<String> filter(TomlTable root, List<String> rules) {
    TomlTable legacy = root.table("black-white-list");
    List<String> converted = new ArrayList<>();
    boolean includes = false;
    for (TomlTable t : legacy.tables("do-tables")) {
      converted.add(t.text("db-name", "*") + "." + t.text("tbl-name", "*"));
      includes = true;
    }
    for (String db : legacy.texts("do-dbs", List.of())) {
      converted.add(db.replaceFirst("^~(.*)$", "/$1/") + ".*");
      includes = true;
    }
    if (!includes) {
      converted.add(0, "*.*");
    }
    for (TomlTable t : legacy.tables("ignore-tables")) {
      converted.add("!" + t.text("db-name", "*") + "." + t.text("tbl-name", "*"));
      includes = true;
    }
    for (String db : legacy.texts("ignore-dbs", List.of())) {
      converted.add("!" + db.replaceFirst("^~(.*)$", "/$1/") + ".*");
      includes = true;
    }
    if (rules != null) {
      if (includes) {
        faults.add("`mydumper.filter` and `[black-white-list]` cannot both be used");
      }
      return rules;
    }
    return includes ? List.copyOf(converted) : DEFAULT_FILTER;
  }

  private Csv csv(TomlTable t) {
    String separator = t.text("separator", ",");
    String delimiter = t.text("delimiter", "\"");
    String terminator = t.text("terminator", "");
    boolean backslash = t.bool("backslash-escape", true);
    String escapedBy = t.text("escaped-by", "\\");
    if (escapedBy.length() > 1) {
      faults.add("`mydumper.csv.escaped-by` must be empty or a single character");
    }
    if (backslash && escapedBy.isEmpty()) {
      escapedBy = "\\";
    } else if (!backslash && escapedBy.equals("\\")) {
      escapedBy = "";
    }
    if (separator.isEmpty()) {
      faults.add("`mydumper.csv.separator` must not be empty");
    }
    if (!delimiter.isEmpty()
        && (separator.startsWith(delimiter) || delimiter.startsWith(separator))) {
      faults.add(
          "`mydumper.csv.separator` and `mydumper.csv.delimiter` must not be prefix of each other");
    }
    if (!escapedBy.isEmpty()) {
      checkEscape(escapedBy, separator, "separator");
      checkEscape(escapedBy, delimiter, "delimiter");
      checkEscape(escapedBy, terminator, "terminator");
    }
    boolean notNull = t.bool("not-null", false);
    List<String> nulls = nullTexts(t);
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
      faults.add(
          "cannot use '" + escape + "' both as CSV " + name + " and `mydumper.csv.escaped-by`");
    }
  }

  private List<String> nullTexts(TomlTable t) {
    JsonNode value = t.raw("null");
    if (value == null) {
      return List.of("\\N");
    }
    if (value.isTextual()) {
      return List.of(value.textValue());
    }
    if (value.isArray()) {
      return t.texts("null", List.of("\\N"));
    }
    faults.add("invalid string slice '" + value.asText() + "'");
    return List.of("\\N");
  }

  private List<FileRule> fileRules(TomlTable t) {
    List<FileRule> rules = new ArrayList<>();
    for (TomlTable file : t.tables("files")) {
      FileRule rule =
          new FileRule(
              file.text("pattern", ""),
              file.text("path", ""),
              file.text("schema", ""),
              file.text("table", ""),
              file.text("type", ""),
              file.text("key", ""),
              file.text("compression", ""));
      if (rule.path().isEmpty() == rule.pattern().isEmpty()) {
        faults.add("`path` and `pattern` must not be both empty or both set in [[mydumper.files]]");
      }
      rules.add(rule);
    }
    return List.copyOf(rules);
  }

  private List<IgnoreColumns> ignoreColumns(TomlTable t) {
    List<TomlTable> tables = new ArrayList<>(t.tables("ignore-columns"));
    tables.addAll(t.tables("ignore-data-columns"));
    List<IgnoreColumns> result = new ArrayList<>();
    for (TomlTable entry : tables) {
      List<String> columns = new ArrayList<>();
      for (String column : entry.texts("columns", List.of())) {
        columns.add(column.toLowerCase(Locale.ROOT));
      }
      result.add(
          new IgnoreColumns(
              entry.text("db", ""),
              entry.text("table", ""),
              entry.texts("table-filter", List.of()),
              List.copyOf(columns)));
    }
    return List.copyOf(result);
  }

  private static Extractor extractor(TomlTable t, String key, String regexpKey) {
    if (!t.has(key)) {
      return null;
    }
    TomlTable child = t.table(key);
    return new Extractor(child.text("target-column", ""), child.text(regexpKey, ""));
  }
}
