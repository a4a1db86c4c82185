package io.levin.kv.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.levin.kv.TableEncoder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What TiDB made of generated columns: expressions over all types of columns, with the bytes that
 * it stored or the class of its error. The format of the vectors is in the README beside them. One
 * line is printed for each function.
 */
class ExpressionVectorsTest {
  private static final int SHOWN_FAILURES = 5;

  @Test
  void generated_columns_have_the_values_that_tidb_gave_them() throws Exception {
    Path file = Path.of(getClass().getResource("/expressions/expressions.jsonl.gz").toURI());
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
      String got = ExpressionCase.encode(encoder, ExpressionCase.row(row.get(0)));
      String expression = line.get("expression").asText();
      result.row(got.equals(want), expression, row.toString(), "want " + want + ", got " + got);
    }
  }

  static String want(JsonNode row) {
    return row.get(1).isNull() ? "NULL" : row.get(1).asText();
  }
}
