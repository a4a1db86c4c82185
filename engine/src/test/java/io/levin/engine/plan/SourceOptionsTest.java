package io.levin.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.config.Config;
import io.levin.config.ConfigLoader;
import io.levin.config.Flags;
import io.levin.source.PlanOptions;
import io.levin.source.ReadOptions;
import io.levin.source.ScanOptions;
import io.levin.source.parse.CsvOptions;
import io.levin.source.parse.DataCharset;
import io.levin.source.parse.ParseTarget;
import io.levin.source.route.FileRule;
import io.levin.source.route.RouteRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the configuration says of the source reaches those who read it, key by key. */
class SourceOptionsTest {
  private static Config config(String toml) {
    Flags flags =
        Flags.none().orElse("backend", "local").orElse("sorted-kv-dir", "/s").orElse("d", "/d");
    return new ConfigLoader(4, 8L << 30).load("t.toml", toml, flags);
  }

  @Test
  void the_defaults_are_those_of_the_parsers() {
    ReadOptions read = SourceOptions.read(config(""));
    assertThat(read.csv()).isEqualTo(CsvOptions.defaults());
    assertThat(read.backslashEscapes()).isTrue();
    assertThat(read.blockBytes()).isEqualTo(ParseTarget.DEFAULT_BLOCK_BYTES);
    ScanOptions scan = SourceOptions.scan(config(""), null);
    assertThat(scan.defaultFileRules()).isTrue();
    assertThat(scan.filter().matchesTable("shop", "orders")).isTrue();
    assertThat(scan.filter().matchesTable("mysql", "user")).isFalse();
    assertThat(scan.routes()).isEmpty();
    assertThat(scan.fileRules()).isEmpty();
  }

  @Test
  void every_key_of_the_csv_dialect_reaches_the_parser() {
    ReadOptions read =
        SourceOptions.read(
            config(
                """
                [tidb]
                sql-mode = "ANSI_QUOTES,NO_BACKSLASH_ESCAPES"
                [mydumper]
                read-block-size = "1MiB"
                data-character-set = "GBK"
                data-invalid-char-replace = "?!"
                [mydumper.csv]
                separator = "|+|"
                delimiter = "'"
                terminator = "\\r\\n"
                header = false
                header-schema-match = false
                not-null = true
                null = ["", "none"]
                escaped-by = "!"
                trim-last-separator = true
                """));
    assertThat(read.csv())
        .isEqualTo(
            new CsvOptions(
                "|+|",
                "'",
                "\r\n",
                false,
                false,
                true,
                List.of("", "none"),
                '!',
                true,
                DataCharset.GBK,
                "?!"));
    assertThat(read.backslashEscapes()).isFalse();
    assertThat(read.blockBytes()).isEqualTo(1 << 20);
  }

  @Test
  void the_two_keys_of_the_escape_are_one() {
    for (String[] c :
        new String[][] {
          {"", "\\"},
          {"escaped-by = ''", "\\"},
          {"backslash-escape = true", "\\"},
          {"backslash-escape = false", ""},
          {"backslash-escape = false\nescaped-by = '!'", "!"},
          {"backslash-escape = false\nescaped-by = '\\'", ""},
          {"escaped-by = '!'", "!"}
        }) {
      int expected = c[1].isEmpty() ? -1 : c[1].charAt(0);
      assertThat(SourceOptions.read(config("[mydumper.csv]\n" + c[0] + "\n")).csv().escape())
          .as(c[0])
          .isEqualTo(expected);
    }
  }

  @Test
  void every_key_of_files_tables_and_routes_reaches_the_scan() {
    ScanOptions scan =
        SourceOptions.scan(
            config(
                """
                [mydumper]
                filter = ["a.*"]
                case-sensitive = true
                source-id = "eu"
                default-file-rules = true
                [[mydumper.files]]
                pattern = "p"
                schema = "s"
                table = "t"
                type = "csv"
                key = "k"
                compression = "gz"
                [[mydumper.files]]
                path = "f"
                type = "ignore"
                """),
            null);
    assertThat(scan.fileRules())
        .containsExactly(
            new FileRule("p", null, "s", "t", "csv", "k", "gz"),
            new FileRule(null, "f", null, null, "ignore", null, null));
    assertThat(scan.defaultFileRules()).isTrue();
    assertThat(scan.caseSensitive()).isTrue();
    assertThat(scan.sourceId()).isEqualTo("eu");
    assertThat(scan.filter().matchesTable("a", "t")).isTrue();
    assertThat(scan.filter().matchesTable("A", "t")).isFalse();

    ScanOptions routed =
        SourceOptions.scan(
            config(
                """
                [[routes]]
                schema-pattern = "a*"
                table-pattern = "b*"
                target-schema = "c"
                target-table = "d"
                [routes.extract-table]
                target-column = "et"
                table-regexp = "(t)"
                [routes.extract-schema]
                target-column = "es"
                schema-regexp = "(s)"
                [routes.extract-source]
                target-column = "eo"
                source-regexp = "(o)"
                """),
            null);
    assertThat(routed.routes())
        .containsExactly(
            new RouteRule(
                "a*",
                "b*",
                "c",
                "d",
                new RouteRule.Extractor("et", "(t)"),
                new RouteRule.Extractor("es", "(s)"),
                new RouteRule.Extractor("eo", "(o)")));
  }

  @Test
  void ignored_columns_of_both_names_and_the_sizes_of_pieces_reach_the_plan() {
    Config config =
        config(
            """
            [mydumper]
            strict-format = true
            max-region-size = "1MiB"
            csv.terminator = "\\n"
            [[mydumper.ignore-columns]]
            db = "a"
            table = "b"
            columns = ["C"]
            [[mydumper.ignore-data-columns]]
            table-filter = ["x.*"]
            columns = ["d"]
            """);
    assertThat(SourceOptions.ignoredColumns(config).of("a", "b")).containsExactly("c");
    assertThat(SourceOptions.ignoredColumns(config).of("x", "y")).containsExactly("d");
    PlanOptions plan = SourceOptions.plan(config);
    assertThat(plan.strictFormat()).isTrue();
    assertThat(plan.maxRegionBytes()).isEqualTo(1L << 20);
  }
}
