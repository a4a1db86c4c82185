package io.levin.config;

import java.util.List;
import java.util.function.Function;

/** Keys about the source. */
final class SourceKeyRows extends KeyRows {
  SourceKeyRows() {
    row(
        "mydumper.data-source-dir",
        c -> c.mydumper().dataSourceDir(),
        "/dump",
        "'/other'",
        "/other",
        "''",
        "`mydumper.data-source-dir` is not set");
    size(
        "mydumper.read-block-size",
        c -> c.mydumper().readBlockSize() == 64 << 10 ? 65536L : 3L << 29,
        65536);
    size("mydumper.batch-size", c -> c.mydumper().batchSize(), 0);
    row(
        "mydumper.batch-import-ratio",
        c -> c.mydumper().batchImportRatio(),
        0.75,
        "0.5",
        0.5,
        "'half'",
        "incompatible types: TOML value has type string; destination has type float");
    text("mydumper.source-id", c -> c.mydumper().sourceId(), "");
    flag("mydumper.no-schema", c -> c.mydumper().noSchema(), false);
    row(
        "mydumper.character-set",
        c -> c.mydumper().characterSet(),
        "auto",
        "'GB18030'",
        "gb18030",
        "'ebcdic'",
        "Unsupported encoding ebcdic");
    row(
        "mydumper.data-character-set",
        c -> c.mydumper().dataCharacterSet(),
        "binary",
        "'GBK'",
        "gbk",
        "'ebcdic'",
        "invalid `mydumper.data-character-set`: found unsupported data-character-set: ebcdic");
    text(
        "mydumper.data-invalid-char-replace", c -> c.mydumper().dataInvalidCharReplace(), "\uFFFD");
    flag("mydumper.case-sensitive", c -> c.mydumper().caseSensitive(), false);
    flag("mydumper.strict-format", c -> c.mydumper().strictFormat(), false);
    size("mydumper.max-region-size", c -> c.mydumper().maxRegionSize(), 256 * MIB);
    row(
        "mydumper.filter",
        c -> c.mydumper().filter(),
        List.of(
            "*.*",
            "!mysql.*",
            "!sys.*",
            "!INFORMATION_SCHEMA.*",
            "!PERFORMANCE_SCHEMA.*",
            "!METRICS_SCHEMA.*",
            "!INSPECTION_SCHEMA.*"),
        "['a.*', '!a.b']",
        List.of("a.*", "!a.b"),
        "'a.*'",
        SLICE_WANTED);
    flag("mydumper.default-file-rules", c -> c.mydumper().defaultFileRules(), true);
    row(
        "mydumper.files",
        c -> c.mydumper().files().size(),
        0,
        "[{ pattern = 'a' }, { path = 'b' }]",
        2,
        "'a'",
        SLICE_WANTED);
    row("mydumper.files.pattern", c -> firstFile(c).pattern(), "a", "'x'", "x", "1", STRING_WANTED);
    row(
        "mydumper.files.path",
        c -> firstFile(c).path(),
        "",
        "''",
        "",
        "'x'",
        "can't set both `path` and `pattern` field in [[mydumper.files]]");
    text("mydumper.files.schema", c -> firstFile(c).schema(), "");
    text("mydumper.files.table", c -> firstFile(c).table(), "");
    text("mydumper.files.type", c -> firstFile(c).type(), "");
    text("mydumper.files.key", c -> firstFile(c).key(), "");
    text("mydumper.files.compression", c -> firstFile(c).compression(), "");
    for (String array : List.of("mydumper.ignore-columns", "mydumper.ignore-data-columns")) {
      row(
          array,
          c -> c.mydumper().ignoreColumns().size(),
          0,
          "[{ db = 'd' }]",
          1,
          "'a'",
          SLICE_WANTED);
      text(array + ".db", c -> firstIgnored(c).db(), "");
      text(array + ".table", c -> firstIgnored(c).table(), "");
      row(
          array + ".table-filter",
          c -> firstIgnored(c).tableFilter(),
          List.of(),
          "['a.*']",
          List.of("a.*"),
          "'a'",
          SLICE_WANTED);
      row(
          array + ".columns",
          c -> firstIgnored(c).columns(),
          List.of(),
          "['A']",
          List.of("a"),
          "'a'",
          SLICE_WANTED);
    }
    row(
        "mydumper.csv.separator",
        c -> c.mydumper().csv().separator(),
        ",",
        "'||'",
        "||",
        "''",
        "`mydumper.csv.separator` must not be empty");
    row(
        "mydumper.csv.delimiter",
        c -> c.mydumper().csv().delimiter(),
        "\"",
        "''",
        "",
        "','",
        "`mydumper.csv.separator` and `mydumper.csv.delimiter` must not be prefix of each other");
    text("mydumper.csv.terminator", c -> c.mydumper().csv().terminator(), "");
    flag("mydumper.csv.header", c -> c.mydumper().csv().header(), true);
    flag("mydumper.csv.header-schema-match", c -> c.mydumper().csv().headerSchemaMatch(), true);
    flag("mydumper.csv.not-null", c -> c.mydumper().csv().notNull(), false);
    row(
        "mydumper.csv.null",
        c -> c.mydumper().csv().nullTexts(),
        List.of("\\N"),
        "['', 'NULL']",
        List.of("", "NULL"),
        "1",
        "invalid string slice '1'");
    row(
        "mydumper.csv.backslash-escape",
        c -> c.mydumper().csv().escapedBy(),
        "\\",
        "false",
        "",
        "1",
        BOOLEAN_WANTED);
    row(
        "mydumper.csv.escaped-by",
        c -> c.mydumper().csv().escapedBy(),
        "\\",
        "'!'",
        "!",
        "'\u00e9'",
        "`mydumper.csv.escaped-by` must be empty or a single character");
    flag("mydumper.csv.trim-last-separator", c -> c.mydumper().csv().trimLastSeparator(), false);

    row(
        "routes",
        c -> c.routes().size(),
        0,
        "[{ schema-pattern = 'a', target-schema = 'b' }]",
        1,
        "'a'",
        SLICE_WANTED);
    row(
        "routes.schema-pattern",
        c -> firstRoute(c).schemaPattern(),
        "a",
        "'x'",
        "x",
        "''",
        "schema pattern of table route rule should not be empty");
    text("routes.table-pattern", c -> firstRoute(c).tablePattern(), "");
    row(
        "routes.target-schema",
        c -> firstRoute(c).targetSchema(),
        "b",
        "'x'",
        "x",
        "''",
        "target schema of table route rule should not be empty");
    text("routes.target-table", c -> firstRoute(c).targetTable(), "");
    for (String kind : List.of("table", "schema", "source")) {
      String key = "routes.extract-" + kind;
      Function<Config, Config.Extractor> extractor =
          c ->
              kind.equals("table")
                  ? firstRoute(c).extractTable()
                  : kind.equals("schema")
                      ? firstRoute(c).extractSchema()
                      : firstRoute(c).extractSource();
      row(
          key,
          c -> extractor.apply(c) != null,
          false,
          "{}",
          true,
          "'a'",
          "destination has type table");
      text(key + ".target-column", c -> extractor.apply(c).targetColumn(), "");
      text(key + "." + kind + "-regexp", c -> extractor.apply(c).regexp(), "");
    }

    row(
        "black-white-list.do-dbs",
        c -> c.mydumper().filter().get(0),
        "*.*",
        "['~^a', 'b']",
        "/^a/.*",
        "'a'",
        SLICE_WANTED);
    row(
        "black-white-list.ignore-dbs",
        c -> c.mydumper().filter().get(1),
        "!mysql.*",
        "['a-b']",
        "!`a-b`.*",
        "'a'",
        SLICE_WANTED);
    for (String list : List.of("do", "ignore")) {
      String key = "black-white-list." + list + "-tables";
      String not = list.equals("do") ? "" : "!";
      int at = list.equals("do") ? 0 : 1;
      row(
          key,
          c -> c.mydumper().filter().get(at),
          at == 0 ? "*.*" : "!mysql.*",
          "[{ db-name = 'a', tbl-name = '~^b' }]",
          not + "a./^b/",
          "'a'",
          SLICE_WANTED);
      row(
          key + ".db-name",
          c -> c.mydumper().filter().get(at),
          not + "*.*",
          "'x'",
          not + "x.*",
          "1",
          STRING_WANTED);
      row(
          key + ".tbl-name",
          c -> c.mydumper().filter().get(at),
          not + "*.*",
          "'x'",
          not + "*.x",
          "1",
          STRING_WANTED);
    }
  }

  private static Config.FileRule firstFile(Config c) {
    return c.mydumper().files().get(0);
  }

  private static Config.IgnoreColumns firstIgnored(Config c) {
    return c.mydumper().ignoreColumns().get(0);
  }

  private static Config.Route firstRoute(Config c) {
    return c.routes().get(0);
  }
}
