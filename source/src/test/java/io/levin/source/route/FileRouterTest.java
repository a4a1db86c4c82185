package io.levin.source.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileRouterTest {
  private static final FileRouter DEFAULT = FileRouter.of(List.of(), false, null);

  private static String route(FileRouter router, String path) {
    return router
        .route(path)
        .map(
            file ->
                file.type().text()
                    + "|"
                    + file.schema()
                    + "|"
                    + file.table()
                    + "|"
                    + file.key()
                    + "|"
                    + file.compression().name().toLowerCase())
        .orElse("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '~',
      value = {
        "db-schema-create.sql schema-schema|db|||none",
        "db.t-schema.sql table-schema|db|t||none",
        "db.v-schema-view.sql view-schema|db|v||none",
        "db.t.sql sql|db|t||none",
        "db.t.csv csv|db|t||none",
        "db.t.parquet parquet|db|t||none",
        "db.t.0001.sql sql|db|t|0001|none",
        "db.t.0001.sql.gz sql|db|t|0001|gzip",
        "db.t.sql.GZ sql|db|t||gzip",
        "db.t-schema.sql.zst table-schema|db|t||zstd",
        "db-schema-create.sql.gz schema-schema|db|||gzip",
        "sub/dir/db.t.2.csv csv|db|t|2|none",
        "DB.T.SQL sql|DB|T||none",
        "db.a.b.c.sql sql|db|a.b.c||none",
        "db.a.b.007.csv csv|db|a.b|007|none",
        "db.t.0001.0002.sql sql|db|t.0001|0002|none",
        "db%2Ex.t%2Fy.sql sql|db.x|t/y||none",
        "db.t%2Dschema.sql sql|db|t-schema||none",
        "中文庫.中文表.sql sql|中文庫|中文表||none",
        "x`f\"n.exotic`table``name.sql sql|x`f\"n|exotic`table``name||none",
        "db.t-schema-trigger.sql ignore||||none",
        "db-schema-post.sql ignore||||none",
        "db.t.sql.bak ignore||||none",
        "db.t.sql.gz.BAK ignore||||none",
        "db.t.snappy.parquet parquet|db|t.snappy||none",
        "db.t.0001.snappy.parquet parquet|db|t.0001.snappy||none",
        "db.seq-schema-sequence.sql sql|db|seq-schema-sequence||none",
        "db.100%.sql sql|db|100%||none",
        "db.0001.sql sql|db|0001||none",
        "db.t/part-0.csv csv|db|t/part-0||none",
        "metadata none",
        "README none",
        "t.sql none",
        "a.sql.txt none",
        ".db.t.sql none",
        "db.t.sql. none",
        "db.t.sql~ none"
      })
  void defaultNamesAreUnderstood(String path, String expected) {
    assertThat(route(DEFAULT, path.replace("~~", "~"))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "db.t.sql.csv,invalid compression type 'csv'",
    "db.t.csv.1,invalid compression type '1'",
    "db.t.sql.foo,invalid compression type 'foo'",
    "db..sql,the table name is empty"
  })
  void namesThatMakeNoSenseEndTheScan(String path, String message) {
    assertThatThrownBy(() -> DEFAULT.route(path))
        .hasMessageContaining(
            "list file failed: apply file routing on file '" + path + "' failed: " + message);
  }

  @Test
  void userRulesComeFirstAndSwitchTheDefaultsOff() {
    FileRule rule =
        new FileRule("(?i)^a/(?P<s>[^.]+)\\.(\\w+)$", null, "x_${s}$$", "$2", "CSV", "k$s", "gz");
    FileRouter only = FileRouter.of(List.of(rule), false, null);
    assertThat(route(only, "A/one.two")).isEqualTo("csv|x_one$|two|kone|gzip");
    assertThat(route(only, "db.t.sql")).isEqualTo("none");
    assertThat(route(FileRouter.of(List.of(rule), true, null), "db.t.sql"))
        .isEqualTo("sql|db|t||none");
    // Without rules of the user the default ones hold, whatever default-file-rules says.
    assertThat(route(FileRouter.of(List.of(), false, null), "db.t.sql"))
        .isEqualTo("sql|db|t||none");
  }

  @Test
  void typesAndCompressionsMayHaveCapitalsAndBlanksAndBeTemplates() {
    FileRule rule = new FileRule("^(\\w+)-(\\w+)-(\\w*)$", null, "s", "t", " ${1}", null, "$3 ");
    FileRouter router = FileRouter.of(List.of(rule), false, null);
    assertThat(route(router, "Csv-x-GZIP")).isEqualTo("csv|s|t||gzip");
    assertThat(route(router, "PARQUET-x-")).isEqualTo("parquet|s|t||none");
    assertThat(route(router, "sql-x-zst")).isEqualTo("sql|s|t||zstd");
    assertThat(route(router, "ignore-x-")).startsWith("ignore|");
  }

  @Test
  void aPathRuleIsLiteralAndFoundAnywhere() {
    FileRouter router =
        FileRouter.of(
            List.of(new FileRule(null, "t.s+ql", "$1$", "t", "sql", null, null)), false, null);
    assertThat(route(router, "sub/my.t.s+ql.old")).isEqualTo("sql|$1$|t||none");
    assertThat(route(router, "sub/my.t.ssql")).isEqualTo("none");
    FileRouter absolute =
        FileRouter.of(
            List.of(new FileRule(null, "/data/src/d/f", "s", "t", "sql", null, null)),
            false,
            Path.of("/data/src"));
    assertThat(route(absolute, "d/f")).isEqualTo("sql|s|t||none");
  }

  @Test
  void userRulesAreNotPercentDecodedAndAGroupThatTookNoPartIsEmpty() {
    FileRouter router =
        FileRouter.of(
            List.of(new FileRule("^(.*?)(X)?\\.d$", null, "s", "$1", "sql", "$2", null)),
            false,
            null);
    assertThat(route(router, "a%2E.d")).isEqualTo("sql|s|a%2E||none");
  }

  @Test
  void anEmptyNameFromATemplateIsRefusedWithItsPath() {
    FileRouter router =
        FileRouter.of(
            List.of(new FileRule("^(\\w*)-(\\w*)$", null, "$1", "$2", "sql", null, null)),
            false,
            null);
    assertThatThrownBy(() -> router.route("-t"))
        .hasMessageContaining("apply file routing on file '-t' failed: the schema name is empty");
    assertThatThrownBy(() -> router.route("s-"))
        .hasMessageContaining("apply file routing on file 's-' failed: the table name is empty");
  }

  @Test
  void theDocumentedRulesTakeTheirFiles() {
    FileRouter half =
        FileRouter.of(
            List.of(
                new FileRule(
                    "(?i)^(?:[^/]*/)*my_db\\.my_table\\.(0[0-9][0-9][0-9][0-9]|1[0-9][0-9][0-9][0-9])\\.sql",
                    null,
                    "my_db",
                    "my_table",
                    "sql",
                    null,
                    null)),
            false,
            null);
    assertThat(route(half, "x/my_db.my_table.19999.sql")).startsWith("sql");
    assertThat(route(half, "my_db.my_table.20000.sql")).isEqualTo("none");
    FileRouter aurora =
        FileRouter.of(
            List.of(
                new FileRule(
                    "(?i)^(?:[^/]*/)*([a-z0-9_]+)\\.([a-z0-9_]+)/(?:[^/]*/)*(?:[a-z0-9\\-_.]+\\.(parquet))$",
                    null,
                    "$1",
                    "$2",
                    "$3",
                    null,
                    null)),
            false,
            null);
    assertThat(route(aurora, "snap/shop.orders/1/part-000.gz.parquet"))
        .isEqualTo("parquet|shop|orders||none");
  }

  @Test
  void wrongRulesAreRefusedAtTheStart() {
    assertRefused(
        new FileRule(null, "", "s", "t", "sql", null, null),
        "parse file routing rule failed: `path` and `pattern` must not be both empty");
    assertRefused(
        new FileRule("a", "b", "s", "t", "sql", null, null),
        "can't set both `path` and `pattern` field in [[mydumper.files]]");
    assertRefused(
        new FileRule("a", null, "s", "t", "", null, null),
        "field 'type' match pattern can't be empty");
    assertRefused(
        new FileRule("a", null, "s", null, "sql", null, null),
        "field 'table' match pattern can't be empty");
    assertRefused(new FileRule("(", null, "s", "t", "sql", null, null), "error parsing regexp: ");
    assertRefused(
        new FileRule("(?=a)", null, "s", "t", "sql", null, null), "error parsing regexp: ");
    assertRefused(
        new FileRule("(a)", null, "$2", "t", "sql", null, null),
        "sub pattern capture '$2' out of range");
    assertRefused(
        new FileRule("(a)", null, "$1x", "t", "sql", null, null), "invalid named capture '1x'");
    assertThatThrownBy(
            () ->
                FileRouter.of(
                    List.of(new FileRule(null, "/other/f", "s", "t", "sql", null, null)),
                    false,
                    Path.of("/data")))
        .hasMessageContaining("file route path '/other/f' is not in source dir '/data'");
    assertRefused(
        new FileRule("(a)", null, "${nosuch}", "t", "sql", null, null),
        "invalid named capture 'nosuch'");
    assertThat(
            FileRouter.of(
                List.of(new FileRule("a", null, null, null, "ignore", null, null)), false, null))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqll", "$1"})
  void anUnknownTypeShowsInTheScan(String type) {
    FileRouter router =
        FileRouter.of(List.of(new FileRule("(x)", null, "s", "t", type, null, null)), false, null);
    assertThatThrownBy(() -> router.route("x")).hasMessageContaining("unknown source type '");
  }

  private static void assertRefused(FileRule rule, String message) {
    assertThatThrownBy(() -> FileRouter.of(List.of(rule), false, null))
        .hasMessageContaining(message);
  }
}
