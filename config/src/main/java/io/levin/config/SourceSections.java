package io.levin.config;

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

  private final Reading reading;

  SourceSections(Reading reading) {
    this.reading = reading;
  }

  Mydumper mydumper(TomlTable root) {
    TomlTable t = root.table("mydumper");
    Flags flags = reading.flags();
    Csv csv = CsvSection.read(reading, t.table("csv"));
    List<FileRule> files = fileRules(t);
    boolean strict = t.bool("strict-format", false);
    if (strict && csv.terminator().isEmpty()) {
      reading.warn(
          "mydumper.strict-format is on and mydumper.csv.terminator is empty: every CR and LF ends"
              + " a row");
    }
    String dataCharset = t.text("data-character-set", "binary").toLowerCase(Locale.ROOT);
    if (!Set.of("binary", "utf8mb4", "utf8", "ascii", "gb18030", "gbk", "latin1")
        .contains(dataCharset)) {
      reading.fault(
          "invalid `mydumper.data-character-set`: found unsupported data-character-set: "
              + dataCharset);
    }
    String charset = t.text("character-set", "auto").toLowerCase(Locale.ROOT);
    if (!Set.of("auto", "binary", "utf8mb4", "gb18030", "latin1").contains(charset)) {
      reading.fault("mydumper.character-set: Unsupported encoding " + charset);
    }
    double ratio = t.real("batch-import-ratio", 0.75);
    boolean noSchema = t.bool("no-schema", false) | flags.isSet("no-schema");
    String dir = flags.text("d").orElse(t.text("data-source-dir", ""));
    if (dir.isEmpty()) {
      reading.fault("`mydumper.data-source-dir` is not set");
    }
    long block = t.bytes("read-block-size", 64 * ByteSize.KIB);
    List<String> inFile = t.texts("filter", null);
    List<String> filter = flags.all("f").isEmpty() ? inFile : flags.all("f");
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
        reading.warn("routes.extract-source is set, but mydumper.source-id is empty");
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
        reading.fault(
            "file route rule is invalid: schema pattern of table route rule should not be empty");
      }
      if (route.targetSchema().isEmpty()) {
        reading.fault(
            "file route rule is invalid: target schema of table route rule should not be empty");
      }
      routes.add(route);
    }
    return List.copyOf(routes);
  }

  /** The filter rules, or the old black-white-list put into the same words. */
  private List<String> filter(TomlTable root, List<String> rules) {
    List<String> old = BlackWhiteList.read(reading, root.table("black-white-list"));
    if (rules == null) {
      return old == null ? DEFAULT_FILTER : old;
    }
    if (old != null && !rules.equals(DEFAULT_FILTER)) {
      reading.fault("`mydumper.filter` and `black-white-list` cannot be simultaneously defined");
    }
    return rules;
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
      if (rule.path().isEmpty() && rule.pattern().isEmpty()) {
        reading.fault(
            "parse file routing rule failed: `path` and `pattern` must not be both empty in"
                + " [[mydumper.files]]");
      } else if (!rule.path().isEmpty() && !rule.pattern().isEmpty()) {
        reading.fault(
            "parse file routing rule failed: can't set both `path` and `pattern` field in"
                + " [[mydumper.files]]");
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
