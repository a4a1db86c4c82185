package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.levin.playground.fault.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/**
 * What may be wrong with a dump: each ends with one message that names the file, the place in its
 * uncompressed text, and what to do.
 */
final class BadSourceTest extends PlaygroundPerClass {
  private static final int FAILED = 1;

  private static SampleTable table(String name) {
    return new SampleTable(
        "source",
        name,
        "CREATE TABLE `" + name + "` (id INT PRIMARY KEY, name VARCHAR(20))",
        List.of("id", "name"),
        Rows.of(2000, i -> List.of(i, "name of " + i)));
  }

  private Path file(String name) {
    return harness().dump().folder().resolve(name);
  }

  @Test
  void aGzipFileThatIsCutShortIsNamedWithItsOffset() throws IOException {
    SampleTable table = table("gz");
    harness().dump().schema(table);
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(stored)) {
      gzip.write(table.csv(0, 2000, true).getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = stored.toByteArray();
    Files.write(file("source.gz.csv.gz"), Arrays.copyOf(whole, whole.length / 2));
    ImportRun run =
        harness()
            .run()
            .failedWith(
                FAILED,
                "unexpected end of compressed file source.gz.csv.gz at offset ",
                "check that the file is complete");
    Matcher place =
        Pattern.compile("csv.gz:0 at offset (\\d+): .* \\(line (\\d+)\\)").matcher(run.err());
    assertThat(place.find()).as(run.err()).isTrue();
    String whatIsLeft = table.csv(0, 2000, true).substring(0, Integer.parseInt(place.group(1)));
    long lineEnds = whatIsLeft.chars().filter(c -> c == '\n').count();
    assertThat(place.group(2)).isEqualTo("" + (lineEnds + 1));
  }

  @Test
  void aZstandardFileThatIsCutShortIsNamedWithItsOffset() throws IOException {
    SampleTable table = table("zst");
    harness().dump().schema(table);
    byte[] whole = Zstd.compress(table.sql(0, 2000).getBytes(StandardCharsets.UTF_8));
    Files.write(file("source.zst.sql.zst"), Arrays.copyOf(whole, whole.length - 3));
    harness()
        .run()
        .failedWith(
            FAILED,
            "unexpected end of compressed file source.zst.sql.zst at offset ",
            "check that the file is complete");
  }

  /** What is left of it looks whole, and the checksum is that of the rows that were read. */
  @Test
  void aFileThatBecomesShorterAtTheEndOfARowWhileTheImportRunsIsNamed() throws Exception {
    SampleTable first = table("s1");
    SampleTable second = table("s2");
    harness().dump().sql(first, 1).csv(second);
    harness().toml().set("lightning", "index-concurrency", 1);
    harness().toml().set("lightning", "table-concurrency", 1);
    PlaygroundUnderTest playground = (PlaygroundUnderTest) harness().cluster();
    Fault held = playground.playground().faults().inject("MultiIngest nth=1 -> stall");
    CompletableFuture<ImportRun> run = CompletableFuture.supplyAsync(() -> harness().run());
    Waiting.until("an ingest hangs", () -> held.hits() > 0 || run.isDone());
    Path file = file("source.s2.csv");
    String text = Files.readString(file);
    String shorter = text.substring(0, text.indexOf("\n", text.length() / 2) + 1);
    Files.writeString(file, shorter);
    held.remove();
    run.join()
        .failedWith(
            FAILED,
            "file source.s2.csv ends at offset "
                + shorter.length()
                + ", but had "
                + text.length()
                + " bytes when the import began",
            "put it back as it was");
    Files.writeString(file, text);
    harness().run().succeeded();
    harness().holds(second);
  }

  @Test
  void bytesThatAreNoUtf8AreNamedWithFileOffsetColumnAndValue() throws IOException {
    SampleTable table = table("utf8");
    harness().dump().schema(table);
    Files.write(
        file("source.utf8.csv"),
        "id,name\n1,ok\n2,b\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    harness().toml().set("tidb", "sql-mode", "STRICT_TRANS_TABLES");
    harness()
        .run()
        .failedWith(
            FAILED, "source.utf8.csv", "offset 18", "'name'", "x'62e9'", "(line 3)", "max-error");
  }

  @Test
  void anUnterminatedQuoteIsNamedWithOffsetAndLine() {
    SampleTable table = table("unquoted");
    harness().dump().schema(table);
    String text = table.csv(0, 2000, true);
    int quote = text.lastIndexOf("\"name of 2000");
    harness().dump().data(table, "csv", text.substring(0, text.length() - 2));
    harness()
        .run()
        .failedWith(
            FAILED,
            "file source.unquoted.csv:0 at offset " + quote + ": syntax error: unterminated",
            "(line 2001)",
            "the quote that opens here is never closed");
  }

  @Test
  void aHeaderThatDoesNotMatchIsNamedWithItsFile() {
    SampleTable table = table("header");
    harness().dump().schema(table).data(table, "csv", "id,nam,e\n1,a,b\n");
    harness()
        .run()
        .failedWith(
            FAILED,
            "file source.header.csv at offset 0 (line 1): unknown columns in header (nam,e) for table"
                + " header",
            "ignore-columns");
  }

  @Test
  void rulesThatCatchNothingAreNamed() {
    SampleTable table = table("routed");
    harness().dump().schema(table).data(table, "csv", table.csv(0, 10, true));
    harness()
        .toml()
        .append(
            """
            [[routes]]
            schema-pattern = "sorce"
            table-pattern = "routed"
            target-schema = "elsewhere"
            """);
    harness().run().succeeded();
    assertThat(harness().logText())
        .contains("schema-pattern: sorce", "catches no table", "mydumper.filter");
    harness().holdsRows(table.with(table.rows().subList(0, 10)));
  }

  @Test
  void twoRulesThatMatchOneTableAreBothNamed() {
    SampleTable table = table("twice");
    harness().dump().schema(table).data(table, "csv", table.csv(0, 10, true));
    harness()
        .toml()
        .append(
            """
            [[routes]]
            schema-pattern = "source"
            table-pattern = "tw*"
            target-schema = "one"
            [[routes]]
            schema-pattern = "sou*"
            table-pattern = "twice"
            target-schema = "two"
            """);
    harness()
        .run()
        .failedWith(
            FAILED,
            "table source.twice matches more than one rule",
            "target-schema: one",
            "target-schema: two",
            "exclude each other");
  }
}
