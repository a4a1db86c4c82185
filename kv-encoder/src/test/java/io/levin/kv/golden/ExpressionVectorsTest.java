package io.levin.kv.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.levin.kv.TableEncoder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What TiDB made of generated columns: expressions over all types of columns, with the bytes that
 * it stored or the class of its error, and in most of the files how many warnings it had. The
 * format of the vectors is in the README beside them. One line is printed for each function.
 */
class ExpressionVectorsTest {
  private static final int SHOWN_FAILURES = 5;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "choices",
        "comparisons",
        "expressions",
        "forms",
        "lists",
        "numbers",
        "warnings",
        "widths"
      })
  void generated_columns_have_the_values_that_tidb_gave_them(String name) throws Exception {
    Path file = Path.of(getClass().getResource("/expressions/" + name + ".jsonl.gz").toURI());
    Map<String, TopicResult> groups = new TreeMap<>();
    GoldenFiles.forEachLine(
        file,
        line -> {
          TopicResult group = groups.computeIfAbsent(line.get("group").asText(), TopicResult::new);
          group.startCase();
          run(line, group);
        });
    int failed = 0;
    for (TopicResult group : groups.values()) {
      group.failures().stream().limit(SHOWN_FAILURES).forEach(System.out::println);
      System.out.println(group);
      failed += group.failed();
    }
    assertThat(groups).isNotEmpty();
    assertThat(failed).as("values that differ from TiDB's").isZero();
  }

  private static void run(JsonNode line, TopicResult result) {
    TableEncoder encoder = ExpressionCase.of(line).encoder();
    for (JsonNode row : line.get("rows")) {
      String want = want(row);
      long before = encoder.warnings();
      String got = ExpressionCase.encode(encoder, ExpressionCase.row(row.get(0)));
      long warnings = encoder.warnings() - before;
      boolean same = got.equals(want) && row.path(2).asLong(warnings) == warnings;
      String expression = line.get("expression").asText();
      String problem = "want " + want + ", got " + got + " and " + warnings + " warnings";
      result.row(same, expression, row.toString(), problem);
    }
  }

  static String want(JsonNode row) {
    return row.get(1).isNull() ? "NULL" : row.get(1).asText();
  }
}
