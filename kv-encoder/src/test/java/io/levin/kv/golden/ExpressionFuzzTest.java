package io.levin.kv.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.levin.base.ImportException;
import io.levin.base.KvBuffer;
import io.levin.base.Row;
import io.levin.kv.RowException;
import io.levin.kv.TableEncoder;
import io.levin.schema.sql.SqlSyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Expressions over fields of random bytes: a row is stored or refused with the error of a row, and
 * the next row has the value that TiDB gave it. The expressions are those of the vectors, also put
 * into each other.
 */
@Tag("fuzz")
class ExpressionFuzzTest {
  private static final Duration LIMIT = Duration.ofMinutes(8);
  private static final int RANDOM_ROWS = 12;
  private static final int MIXED = 4000;
  private static final String SYNTAX =
      "0123456789+-.eE:/TZ {}[]\",'\\\\ntrue%_$*()|^\u0000\u0085\u00a0éßİ中가😀\u0301";

  /** What holds other expressions: A and B stand for them. */
  private static final List<String> FORMS =
      List.of(
          "if(A, B, A)",
          "coalesce(A, B)",
          "concat(A, B)",
          "json_array(A, B)",
          "(A) + (B)",
          "(A) = (B)",
          "greatest(A, B)",
          "json_extract(A, B)",
          "case A when B then A else B end",
          "substring(A, B)",
          "date_add(A, interval (B) day)",
          "replace(A, B, A)",
          "(A) like (B)",
          "json_set(A, '$.a', B)",
          "cast(concat(A, B) as decimal(10, 3))",
          "round(A, B)",
          "str_to_date(A, B)",
          "lpad(A, 9, B)",
          "nullif(A, B)",
          "json_search(A, 'all', B)",
          "conv(A, 10, B)",
          "hex(A)");

  private static List<JsonNode> lines;

  @BeforeAll
  static void readVectors() throws Exception {
    lines = new ArrayList<>();
    Path file =
        Path.of(ExpressionFuzzTest.class.getResource("/expressions/expressions.jsonl.gz").toURI());
    GoldenFiles.forEachLine(file, lines::add);
  }

  @Test
  void random_fields_do_not_break_an_expression_nor_the_next_row() {
    Assertions.assertTimeoutPreemptively(
        LIMIT,
        () -> {
          Random random = new Random(7);
          for (JsonNode line : lines) {
            TableEncoder encoder = ExpressionCase.of(line).encoder();
            JsonNode good = line.get("rows").get(0);
            for (int i = 0; i < RANDOM_ROWS; i++) {
              encode(encoder, randomRow(random, good.get(0)), line.get("expression").asText());
              assertThat(ExpressionCase.encode(encoder, ExpressionCase.row(good.get(0))))
                  .as("%s of %s behind a random row", line.get("expression"), good)
                  .isEqualTo(ExpressionVectorsTest.want(good));
            }
          }
        });
  }

  @Test
  void expressions_in_expressions_are_refused_by_name_or_give_a_value_or_an_error() {
    Assertions.assertTimeoutPreemptively(
        LIMIT,
        () -> {
          Random random = new Random(11);
          int compiled = 0;
          for (int i = 0; i < MIXED; i++) {
            JsonNode a = lines.get(random.nextInt(lines.size()));
            JsonNode b = lines.get(random.nextInt(lines.size()));
            String form = FORMS.get(random.nextInt(FORMS.size()));
            ExpressionCase mixed = mixed(form, a, b);
            if (mixed == null) {
              continue;
            }
            TableEncoder encoder;
            try {
              encoder = mixed.encoder();
            } catch (ImportException | SqlSyntaxException refused) {
              assertThat(refused.getMessage()).isNotBlank();
              continue;
            }
            compiled++;
            int fields = mixed.columns().isEmpty() ? 0 : definitions(mixed.columns()).size();
            for (int row = 0; row < RANDOM_ROWS; row++) {
              encode(encoder, randomRow(random, fields), mixed.expression());
            }
          }
          assertThat(compiled).isGreaterThan(MIXED / 20);
        });
  }

  private static void encode(TableEncoder encoder, Row row, String expression) {
    KvBuffer pairs = new KvBuffer(256, 4);
    try {
      encoder.encode(row, pairs, pairs);
      assertThat(pairs.count()).isEqualTo(1);
    } catch (RowException refused) {
      assertThat(pairs.count()).isZero();
      assertThat(refused.getMessage()).isNotBlank();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError(expression + " of " + row, e);
    }
  }

  /** One expression in another, if their columns of the same name are the same. */
  private static ExpressionCase mixed(String form, JsonNode a, JsonNode b) {
    Set<String> columns = new LinkedHashSet<>(definitions(a.get("columns").asText()));
    columns.addAll(definitions(b.get("columns").asText()));
    if (columns.stream().map(column -> column.split(" ")[0]).distinct().count() < columns.size()) {
      return null;
    }
    StringBuilder all = new StringBuilder();
    columns.forEach(column -> all.append(column).append(", "));
    String expression =
        form.replaceAll("\\bB\\b", "\u0001")
            .replaceAll("\\bA\\b", "\u0002")
            .replace("\u0001", b.get("expression").asText())
            .replace("\u0002", a.get("expression").asText());
    return new ExpressionCase(
        all.toString(),
        expression,
        a.get("type").asText(),
        b.get("mode").asText(),
        a.get("zone").asText());
  }

  /** Definitions of columns, which have commas of their own in parentheses and quotes. */
  private static List<String> definitions(String columns) {
    List<String> found = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < columns.length(); i++) {
      char c = columns.charAt(i);
      quoted ^= c == '\'';
      depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0 && !quoted) {
        found.add(columns.substring(start, i).trim());
        start = i + 1;
      }
    }
    return found;
  }

  /** A good row with some fields replaced. */
  private static Row randomRow(Random random, JsonNode good) {
    Row row = ExpressionCase.start();
    for (JsonNode cell : good) {
      if (random.nextInt(3) == 0) {
        SqlLiteral.addTo(row, GoldenFiles.bytes(cell), true);
      } else {
        addRandom(random, row);
      }
    }
    return row;
  }

  private static Row randomRow(Random random, int fields) {
    Row row = ExpressionCase.start();
    for (int i = 0; i < fields; i++) {
      addRandom(random, row);
    }
    return row;
  }

  private static void addRandom(Random random, Row row) {
    byte[] bytes = new byte[random.nextInt(16)];
    switch (random.nextInt(9)) {
      case 0 -> {
        random.nextBytes(bytes);
        row.addSlice(Row.TEXT, bytes, 0, bytes.length);
      }
      case 1 -> {
        random.nextBytes(bytes);
        row.addSlice(Row.BINARY, bytes, 0, bytes.length);
      }
      case 2 -> row.addNull();
      case 3 -> row.addNumber(Row.SIGNED, random.nextLong() >> random.nextInt(64));
      case 4 -> row.addNumber(Row.UNSIGNED, random.nextLong() >>> random.nextInt(64));
      case 5 -> text(row, Long.toString(random.nextLong() >> random.nextInt(64)));
      case 6 ->
          text(
              row,
              "%04d-%02d-%02d %02d:%02d:%02d"
                  .formatted(
                      random.nextInt(10000),
                      random.nextInt(14),
                      random.nextInt(33),
                      random.nextInt(26),
                      random.nextInt(62),
                      random.nextInt(62)));
      default -> {
        StringBuilder text = new StringBuilder();
        int[] points = SYNTAX.codePoints().toArray();
        for (int n = random.nextInt(16); n > 0; n--) {
          text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        text(row, text.toString());
      }
    }
  }

  private static void text(Row row, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    row.addSlice(Row.TEXT, bytes, 0, bytes.length);
  }
}
