package io.levin.kv.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.levin.schema.SchemaJson;
import io.levin.schema.TableInfo;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * TiDB's own encoder as the judge: every case of the vectors gives the same pairs in the same
 * order, the same checksums, and the same class of error. {@code -Dlevin.golden.dir=DIR} reads
 * other vectors of the same form.
 */
class GoldenVectorsTest {
  private static final int SHOWN_FAILURES = 40;

  @Test
  void every_vector_gives_the_pairs_and_errors_that_tidb_gave() throws Exception {
    List<TopicResult> results = run(folder());
    print(results);
    Set<String> failed = new TreeSet<>();
    for (TopicResult result : results) {
      result.failedCases().forEach(name -> failed.add(result.topic() + " " + name));
    }
    assertThat(results).isNotEmpty();
    assertThat(failed).as("cases that differ from TiDB").isEmpty();
  }

  /** Runs all files of a folder. */
  static List<TopicResult> run(Path folder) {
    List<TopicResult> results = new ArrayList<>();
    for (Path file : GoldenFiles.in(folder).files()) {
      TopicResult result = new TopicResult(GoldenFiles.topic(file));
      TopicResult fromDdl = new TopicResult(GoldenFiles.topic(file) + " from DDL");
      CodecVectors codecs = new CodecVectors(result);
      GoldenFiles.forEachLine(
          file,
          line -> {
            if (line.has("case")) {
              runCase(line, result);
              runFromDdl(line, fromDdl);
            } else {
              codecs.check(line);
            }
          });
      results.add(result);
      if (fromDdl.cases() > 0) {
        results.add(fromDdl);
      }
    }
    return results;
  }

  private static void runCase(JsonNode line, TopicResult result) {
    result.startCase();
    if (line.has("tableInfo") && !line.get("tableInfo").isNull()) {
      var table = SchemaJson.readTable(line.get("tableInfo").toString());
      new GoldenCase(line, table, result).run();
    }
  }

  /** The same with the table that our own DDL builder makes of the CREATE TABLE. */
  private static void runFromDdl(JsonNode line, TopicResult result) {
    boolean changedAfterwards = line.has("note");
    if (changedAfterwards || line.path("tableInfo").isMissingNode()) {
      return;
    }
    result.startCase();
    TableInfo table;
    try {
      table = GoldenTable.build(line);
    } catch (RuntimeException e) {
      result.row(false, line.get("case").asText(), "CREATE TABLE", e.toString());
      return;
    }
    new GoldenCase(line, table, result).run();
  }

  /** Prints failures and the table. */
  static void print(List<TopicResult> results) {
    for (TopicResult result : results) {
      result.failures().stream().limit(SHOWN_FAILURES).forEach(System.out::println);
    }
    TopicResult total = new TopicResult("total");
    int cases = 0;
    int rows = 0;
    int passed = 0;
    for (TopicResult result : results) {
      System.out.println(result);
      cases += result.cases();
      rows += result.rows();
      passed += result.passed();
    }
    System.out.printf(
        "%-30s %6d cases %8d rows %8d passed %6d failed%n",
        total.topic(), cases, rows, passed, rows - passed);
  }

  /** The given folder; a relative one may also be meant from the root of the build. */
  private static Path folder() throws URISyntaxException {
    String given = System.getProperty("levin.golden.dir");
    if (given == null) {
      return Path.of(GoldenVectorsTest.class.getResource("/golden").toURI());
    }
    Path folder = Path.of(given);
    return Files.isDirectory(folder) ? folder : Path.of("..").resolve(folder);
  }
}
