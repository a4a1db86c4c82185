package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.levin.engine.cli.CheckMain;
import io.levin.playground.sample.ShopDump;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code levin check}: what it says of good and of bad dumps, and that it says what happens. */
final class DumpCheckTest extends PlaygroundPerClass {
  private static final String ROUTE =
      """
      [[routes]]
      schema-pattern = "shop_0*"
      table-pattern = "payments"
      target-schema = "shop"
      target-table = "payments"
      """;

  @TempDir private Path folder;

  @Test
  void the_sample_dump_is_counted_as_the_import_counts_it() throws Exception {
    new ShopDump(harness().dump().folder(), 0.02, 7).write();
    harness().toml().append(ROUTE);
    Path toml = folder.resolve("shop.toml");
    harness().toml().write(toml);
    JsonNode report =
        json(0, "-config", toml.toString(), "-sample-files", "0", "-sample-rows", "0");
    assertThat(report.path("ok").asBoolean()).isTrue();
    assertThat(report.path("findings")).isEmpty();
    assertThat(report.path("views").asInt()).isEqualTo(1);
    assertThat(report.path("routes"))
        .singleElement()
        .satisfies(
            route -> {
              assertThat(route.path("target").asText()).isEqualTo("`shop`.`payments`");
              assertThat(route.path("sources")).hasSize(4);
            });
    assertThat(report.path("tables")).hasSize(9);

    harness().run().succeeded();
    for (JsonNode table : report.path("tables")) {
      String name = table.path("name").asText();
      assertThat(table.path("rows_exact").asBoolean()).as(name).isTrue();
      String[] sum = harness().query("ADMIN CHECKSUM TABLE " + name).get(0).split("\\|");
      assertThat(table.path("pairs").asLong()).as("pairs of " + name).isEqualTo(number(sum[3]));
      assertThat(table.path("data_bytes").asLong() + table.path("index_bytes").asLong())
          .as("bytes of " + name)
          .isEqualTo(number(sum[4]));
      String rows = harness().query("SELECT count(*) FROM " + name).get(0);
      assertThat(table.path("rows").asLong()).as("rows of " + name).isEqualTo(number(rows));
    }
  }

  @Test
  void what_is_wrong_is_told_by_file_row_offset_and_column() throws Exception {
    Dump dump =
        new Dump(folder.resolve("bad"))
            .file(
                "b.a-schema.sql",
                "CREATE TABLE a (id INT PRIMARY KEY, d DATE NOT NULL, n INT NOT NULL);")
            .file("b.a.1.csv", "id,d,n\n1,2020-01-01,5\n2,2020-13-45,6\n3,2020-13-46,6\n")
            .file("b.a.2.csv", "id,d,n\n1,2020-01-01,5\n2,\"2020-13")
            .file("b.a.3.csv", "id,d,wrong\n1,2020-01-01,5\n")
            .file("b.a.4.csv", "id,d\n1,2020-01-01\n")
            .file("b.c-schema.sql", "CREATE TABLE c (id INT PRIMARY KEY, g NOSUCHTYPE);")
            .file("b.c.1.sql", "INSERT INTO c VALUES (1,2")
            .file("b.e.1.sql", "INSERT INTO e VALUES (1,'a'),(2,'b');")
            .file("notes.txt", "left out")
            .file("secret.x.1.sql", "INSERT INTO x VALUES (1);");
    Path toml = folder.resolve("bad.toml");
    Files.writeString(
        toml,
        """
        [mydumper]
        data-source-dir = "%s"
        filter = ["b*.*"]
        [tikv-importer]
        backend = "local"
        sorted-kv-dir = "sorted"
        [tidb]
        sql-mode = "STRICT_TRANS_TABLES"
        [[routes]]
        schema-pattern = "b"
        table-pattern = "e"
        target-schema = "bb"
        [[routes]]
        schema-pattern = "nowhere"
        target-schema = "bb"
        """
            .formatted(dump.folder()));

    JsonNode report = json(1, "-config", toml.toString(), "-sample-files", "0");
    assertThat(report.path("ok").asBoolean()).isFalse();
    List<String> found = new ArrayList<>();
    report
        .path("findings")
        .forEach(
            f ->
                found.add(
                    String.join(
                        "|",
                        f.path("severity").asText(),
                        f.path("table").asText(),
                        f.path("file").asText(),
                        f.path("row").asText(),
                        f.path("offset").asText(),
                        f.path("column").asText(),
                        f.path("problem").asText())));
    assertThat(found).hasSize(8);
    assertThat(found)
        .anyMatch(f -> f.startsWith("error|`b`.`a`|b.a.1.csv|2|22|`d`|Incorrect date value"))
        .anyMatch(f -> f.startsWith("error|`b`.`a`|b.a.2.csv|") && f.contains("at offset 24"))
        .anyMatch(f -> f.startsWith("error|`b`.`a`|b.a.3.csv|") && f.contains("(wrong)"))
        .anyMatch(
            f -> f.startsWith("error|`b`.`a`|b.a.4.csv|") && f.contains("default value for n"))
        .anyMatch(f -> f.startsWith("error|`b`.`c`|b.c-schema.sql|") && f.contains("NOSUCHTYPE"))
        .anyMatch(f -> f.startsWith("error|`b`.`c`|b.c.1.sql|") && f.contains("premature EOF"))
        .anyMatch(f -> f.startsWith("warning|`bb`.`e`|") && f.contains("no definition"))
        .anyMatch(f -> f.startsWith("warning||") && f.contains("schema-pattern: nowhere"));
    assertThat(report.path("left_out").toString())
        .contains("{\"path\":\"notes.txt\",\"reason\":\"no_rule\"}")
        .contains("{\"path\":\"secret.x.1.sql\",\"reason\":\"filtered\"}");

    String text = check(1, "-config", toml.toString(), "-sample-files", "0");
    assertThat(text)
        .contains("3 tables, 0 views, 6 data files")
        .contains("error: `b`.`a`, file b.a.1.csv, row 2, line 3, offset 22: ")
        .contains("1 file, mydumper.filter excludes its table: secret.x.1.sql")
        .contains("`bb`.`e` <- `b`.`e`")
        .contains("check failed: 6 errors, 2 warnings");
  }

  @Test
  void the_report_is_a_table_for_people_and_one_object_for_scripts() {
    String source =
        new Dump(folder.resolve("table"))
            .file("b.a-schema.sql", "CREATE TABLE a (id INT PRIMARY KEY, n INT, KEY (n));")
            .file("b.a.1.csv", "id,n\n1,1\n2,2\n3,3\n")
            .file("b.a.2.csv", "id,n\n4,4\n")
            .file("b.none-schema.sql", "CREATE TABLE none (id INT PRIMARY KEY);")
            .folder()
            .toString();
    List<List<String>> table =
        check(0, "--d=" + source)
            .lines()
            .dropWhile(line -> !line.startsWith("table "))
            .takeWhile(line -> !line.isEmpty())
            .map(line -> List.of(line.split(" {2,}")))
            .toList();
    assertThat(table).hasSize(4);
    assertThat(table.get(0))
        .containsExactly(
            "table",
            "files",
            "size",
            "rows",
            "data pairs",
            "index pairs",
            "engines",
            "chunks",
            "order",
            "read");
    List<String> a = table.get(1);
    assertThat(a.subList(0, 4)).containsExactly("`b`.`a`", "2", "26B", "4");
    assertThat(a.subList(4, 6)).allMatch(cell -> cell.matches("[1-9][0-9]+B"));
    assertThat(a.subList(6, 10)).containsExactly("1+1", "2", "by key", "4 rows of 2 files");
    assertThat(table.get(2)).startsWith("`b`.`none`", "0", "0B", "0").contains("0 rows of 0 files");
    assertThat(table.get(3)).startsWith("sum", "2", "26B", "4").contains("1+1", "4 rows");

    JsonNode report = json(0, "-d", source);
    assertThat(report.fieldNames())
        .toIterable()
        .containsExactly(
            "ok",
            "errors",
            "warnings",
            "source",
            "kv_bytes",
            "sorted_kv_dir",
            "sorted_kv_free",
            "views",
            "tables",
            "routes",
            "left_out",
            "findings");
    JsonNode first = report.path("tables").path(0);
    assertThat(first.fieldNames())
        .toIterable()
        .containsExactly(
            "name",
            "files",
            "stored_bytes",
            "text_bytes",
            "rows",
            "rows_exact",
            "encoded",
            "pairs",
            "data_bytes",
            "index_bytes",
            "data_engines",
            "chunks",
            "ordered",
            "sampled_files",
            "sampled_rows",
            "bad_rows",
            "adjusted_values");
    assertThat(first.path("pairs").asLong()).isEqualTo(8);
    assertThat(first.path("data_bytes").asText() + "B").isEqualTo(a.get(4));
    assertThat(first.path("index_bytes").asText() + "B").isEqualTo(a.get(5));
    assertThat(report.path("kv_bytes").asLong())
        .isEqualTo(first.path("data_bytes").asLong() + first.path("index_bytes").asLong());
  }

  @Test
  void rows_that_max_error_tolerates_are_warnings() throws Exception {
    Dump dump =
        new Dump(folder.resolve("tolerated"))
            .file("b.a-schema.sql", "CREATE TABLE a (id INT PRIMARY KEY, d DATE NOT NULL);")
            .file("b.a.1.csv", "id,d\n1,nodate\n2,2020-01-01\n3,nodate\n");
    Path toml = folder.resolve("tolerated.toml");
    new Toml()
        .set("lightning", "max-error", 2)
        .set("tidb", "sql-mode", "STRICT_TRANS_TABLES")
        .set("tikv-importer", "backend", "local")
        .set("tikv-importer", "sorted-kv-dir", "sorted")
        .write(toml);
    JsonNode report = json(0, "-config", toml.toString(), "-d", dump.folder().toString());
    assertThat(report.path("warnings").asInt()).isEqualTo(1);
    assertThat(report.path("tables").path(0).path("bad_rows").asInt()).isEqualTo(2);
  }

  @Test
  void values_that_a_lenient_mode_adjusts_are_counted_and_the_first_is_shown() throws Exception {
    Dump dump =
        new Dump(folder.resolve("lenient"))
            .file("b.a-schema.sql", "CREATE TABLE a (id INT PRIMARY KEY, n TINYINT);")
            .file("b.a.1.csv", "id,n\n1,1\n2,300\n3,x\n");
    JsonNode report = json(0, "-d", dump.folder().toString());
    assertThat(report.path("tables").path(0).path("adjusted_values").asInt()).isEqualTo(2);
    assertThat(check(0, "-d", dump.folder().toString()))
        .contains(
            "warning: `b`.`a`, file b.a.1.csv, row 2, line 3, offset 9: a value does not fit its"
                + " column and is adjusted, since the SQL mode is not strict",
            "check passed: 0 errors, 1 warning\n")
        .doesNotContain("not every row was read");
    assertThat(check(0, "-d", dump.folder().toString(), "-sample-rows", "1"))
        .endsWith("not every row was read; -sample-files 0 -sample-rows 0 reads all of them\n");
  }

  @Test
  void a_source_that_is_not_there_is_a_finding_of_its_own() {
    assertThat(check(1, "-d", folder.resolve("missing").toString()))
        .contains("`mydumper.data-source-dir` does not exist");
  }

  @Test
  void three_thousand_files_are_checked_in_seconds() {
    Dump dump = new Dump(folder.resolve("many"));
    dump.file("m.t-schema.sql", "CREATE TABLE t (id INT PRIMARY KEY, k INT, KEY (k));");
    for (int i = 0; i < 2_000; i++) {
      dump.file("m.t.%05d.csv".formatted(i), "id,k\n" + i + ",1\n");
    }
    for (int i = 0; i < 500; i++) {
      dump.file("m.u" + i + "-schema.sql", "CREATE TABLE u" + i + " (id INT PRIMARY KEY);");
      dump.file("m.u" + i + ".1.sql", "INSERT INTO u" + i + " VALUES (1),(2);");
    }
    long start = System.nanoTime();
    assertThat(check(0, "-d", dump.folder().toString(), "-sample-files", "0"))
        .contains("501 tables, 0 views, 2,500 data files")
        .contains("… and 471 smaller tables");
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(60);
  }

  @Test
  void a_wrong_command_line_is_code_2() {
    assertThat(check(2, "-sample-rows", "many"))
        .contains("invalid value \"many\" for flag -sample-rows: parse error");
    assertThat(check(2, "-config", folder.resolve("none.toml").toString()))
        .contains("cannot read config file");
  }

  private static JsonNode json(int code, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("-json");
    try {
      return new ObjectMapper().readTree(check(code, all.toArray(String[]::new)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String check(int code, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int found =
        new CheckMain(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .run(List.of(arguments));
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(found).as(text + err.toString(StandardCharsets.UTF_8)).isEqualTo(code);
    return text;
  }

  private static long number(String text) {
    return Long.parseLong(text);
  }
}
