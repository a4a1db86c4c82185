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
    assertThat(results).as("vector files").isNotEmpty();
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
              guarded(line, result, () -> codecs.check(line));
            }
          });
      results.add(result);
      if (fromDdl.cases() > 0) {
        results.add(fromDdl);
      }
    }
    return results;
  }

  /** A case from its table model; one whose table TiDB refused has nothing to compare. */
  private static void runCase(JsonNode line, TopicResult result) {
    result.startCase();
    if (line.hasNonNull("tableInfo")) {
      guarded(
          line,
          result,
          () -> {
            TableInfo table = SchemaJson.readTable(line.get("tableInfo").toString());
            new GoldenCase(line, table, result).run();
          });
    } else if (!line.has("create_error")) {
      result.row(false, line.get("case").asText(), "table", "the vector has no tableInfo");
    }
  }

  /**
   * The same with the table that our own DDL builder makes of the CREATE TABLE. A note may say that
   * the vectors' maker changed the table behind it; if so, only that is counted.
   */
  private static void runFromDdl(JsonNode line, TopicResult result) {
    if (!line.hasNonNull("tableInfo")) {
      return;
    }
    result.startCase();
    guarded(
        line,
        result,
        () -> {
          if (line.has("note") && GoldenTable.wasChanged(line)) {
            result.changedCase();
          } else {
            new GoldenCase(line, GoldenTable.build(line), result).run();
          }
        });
  }

  /** Runs a case; whatever it throws is its failure, and the cases behind it are run too. */
  private static void guarded(JsonNode line, TopicResult result, Runnable check) {
    try {
      check.run();
    } catch (RuntimeException e) {
      result.row(false, line.path("case").asText("codec"), "case", "crashed: " + e);
    }
  }

  /** Prints failures and the table. */
  static void print(List<TopicResult> results) {
    int cases = 0;
    int rows = 0;
    int passed = 0;
    int changed = 0;
    for (TopicResult result : results) {
      List<String> failures = result.failures();
      failures.stream().limit(SHOWN_FAILURES).forEach(System.out::println);
      if (failures.size() > SHOWN_FAILURES) {
        System.out.printf(
            "%s: and %d more failures%n", result.topic(), failures.size() - SHOWN_FAILURES);
      }
      changed += result.changed();
    }
    System.out.printf("%d cases have no table from DDL: it was changed afterwards%n", changed);
    for (TopicResult result : results) {
      System.out.println(result);
      cases += result.cases();
      rows += result.rows();
      passed += result.passed();
    }
    System.out.println(TopicResult.line("total", cases, rows, passed));
  }

  /** The given folder; a relative one may also be meant from the root of the build. */
  private static Path folder() throws URISyntaxException {
    String given = System.getProperty("levin.golden.dir");
    if (given == null) {
      return Path.of(GoldenVectorsTest.class.getResource("/golden").toURI());
    }
    Path folder = Path.of(given);
    Path fromRoot = Path.of("..").resolve(folder);
    assertThat(Files.isDirectory(folder) || Files.isDirectory(fromRoot))
        .as("levin.golden.dir=%s is a folder", given)
        .isTrue();
    return Files.isDirectory(folder) ? folder : fromRoot;
  }
}
