package io.levin.kv.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the run of a folder says of files that are not as they should be. */
class GoldenRunTest {
  private static final List<ObjectNode> CASES = new ArrayList<>();

  @TempDir Path folder;

  @BeforeAll
  static void takeCases() throws Exception {
    Path file = Path.of(GoldenRunTest.class.getResource("/golden/07-pk.jsonl.gz").toURI());
    GoldenFiles.forEachLine(file, line -> CASES.add((ObjectNode) line));
  }

  private static String text() {
    return CASES.get(0) + "\n\n" + CASES.get(1) + "\n";
  }

  @Test
  void plain_and_compressed_files_of_a_folder_and_those_in_it_are_all_run() throws Exception {
    Files.createDirectories(folder.resolve("open/more"));
    write(Files.newOutputStream(folder.resolve("open/01-plain.jsonl")), text());
    write(
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("open/more/01-plain.jsonl.gz"))),
        text());
    write(new ZstdOutputStream(Files.newOutputStream(folder.resolve("02.jsonl.zst"))), text());
    Files.writeString(folder.resolve("FORMAT.md"), "no vectors");
    GoldenRun run = GoldenRun.of(folder);
    assertThat(run.failed()).isEmpty();
    assertThat(run.rows()).isPositive();
    assertThat(printed(run))
        .contains("3 vector files in " + folder, "1 other files were not read", "FORMAT.md")
        .containsPattern("(?m)^02 +2 cases +\\d+ rows +\\d+ passed +0 failed$")
        .containsPattern("(?m)^open/01-plain +2 cases ")
        .containsPattern("(?m)^open/more/01-plain from DDL +2 cases ")
        .containsPattern(
            "(?m)^total +12 cases +" + run.rows() + " rows +" + run.rows() + " passed ");
  }

  @Test
  void a_line_that_is_no_json_fails_and_those_behind_it_are_run() throws Exception {
    Files.writeString(folder.resolve("01.jsonl"), "{\"case\":\n" + text());
    GoldenRun run = GoldenRun.of(folder);
    assertThat(run.failed()).containsExactly("01 file");
    assertThat(printed(run))
        .contains("01 file 01.jsonl: line 1 is no JSON")
        .containsPattern("(?m)^01 +2 cases .* passed +1 failed$");
  }

  @Test
  void a_file_that_ends_too_early_fails_and_the_others_are_run() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    write(new GZIPOutputStream(packed), text());
    byte[] half = java.util.Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
    Files.write(folder.resolve("01.jsonl.gz"), half);
    Files.writeString(folder.resolve("02.jsonl"), text());
    GoldenRun run = GoldenRun.of(folder);
    assertThat(run.failed()).containsExactly("01 file");
    assertThat(printed(run)).contains("01 file 01.jsonl.gz: cannot be read behind line ");
  }

  @Test
  void fields_that_are_not_known_are_told_of() throws Exception {
    ObjectNode vector = CASES.get(0).deepCopy();
    vector.put("isolation", "none");
    ((ObjectNode) vector.get("rows").get(0)).put("hint", 1);
    Files.writeString(folder.resolve("01.jsonl"), vector.toString());
    GoldenRun run = GoldenRun.of(folder);
    assertThat(run.failed()).isEmpty();
    assertThat(printed(run))
        .contains("not known here and were not compared: {case.isolation=1, row.hint=1}");
  }

  @Test
  void a_pair_that_differs_is_shown_with_its_first_differing_bytes() throws Exception {
    ObjectNode vector = CASES.get(0).deepCopy();
    JsonNode pair = vector.get("rows").get(0).get("kvs").get(0);
    String value = pair.get(1).asText();
    ((com.fasterxml.jackson.databind.node.ArrayNode) pair).set(1, value + "ff");
    Files.writeString(folder.resolve("01.jsonl"), vector.toString());
    GoldenRun run = GoldenRun.of(folder);
    assertThat(run.failed()).contains("01 " + vector.get("case").asText());
    assertThat(printed(run)).contains("pair 0: want ", value + "ff, got ");
  }

  @Test
  void a_folder_without_vectors_has_no_rows() throws Exception {
    Files.writeString(folder.resolve("vectors.json"), "{}");
    GoldenRun run = GoldenRun.of(folder);
    assertThat(run.rows()).isZero();
    assertThat(printed(run)).contains("0 vector files in ", "vectors.json");
  }

  private static void write(OutputStream file, String text) throws IOException {
    try (file) {
      file.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String printed(GoldenRun run) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    run.print(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }
}
