package io.levin.schema.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What TiDB 8.5 made of the same indexes. */
class ExprTypeTest {
  private static final String COLUMNS =
      "a INT, c SMALLINT, u BIGINT UNSIGNED, s VARCHAR(10), g CHAR(7) COLLATE utf8mb4_general_ci,"
          + " v VARBINARY(8), d DATETIME(3), n DECIMAL(8,3), m DECIMAL(6,4), f DOUBLE(8,2)";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "a + 1 | 8/136/20/0",
        "u - a | 8/168/20/0",
        "a + 1.5 | 246/136/12/1",
        "n * 2 | 246/136/9/3",
        "n + a | 246/136/14/3",
        "a / 2 | 246/136/15/4",
        "u / 2 | 246/136/25/4",
        "n / 3 | 246/136/12/7",
        "a DIV 2 | 8/136/20/0",
        "f * a | 5/136/-1/-1",
        "-a | 8/136/12/0",
        "NOT a | 8/524424/1/0",
        "ROUND(n, 1) | 246/136/8/1",
        "FLOOR(n) | 8/136/20/0",
        "ABS(u) | 8/168/20/0",
        "CONCAT(s, a) | 253/8/30/-1",
        "CONCAT_WS('-', g, a) | 253/8/28/-1",
        "LPAD(v, 5, '*') | 253/136/5/-1",
        "LPAD(s, 5, '*') | 253/8/20/-1",
        "HEX(s) | 253/8/80/-1",
        "HEX(a) | 253/8/22/-1",
        "DATE_FORMAT(d, '%Y-%m') | 253/8/33/-1",
        "CAST(n AS CHAR) | 253/8/10/-1",
        "TIME(d) | 11/136/14/3",
        "d + INTERVAL 1 DAY | 12/136/23/3",
        "IFNULL(c, 5) | 8/137/6/0",
        "IFNULL(s, 'abcdefghijklm') | 15/9/13/-1",
        "IF(a, n, m) | 246/136/9/4",
        "COALESCE(c, c) | 2/136/6/0",
        "GREATEST(a, 5) | 8/136/11/0",
        "CASE a WHEN 1 THEN 'a' ELSE s END | 15/8/10/-1",
        "s COLLATE utf8mb4_general_ci | 15/8/10/0",
      })
  void theTypeOfAnIndexedExpressionIsTiDbs(String expr, String wanted) {
    FieldType type = typeOf(expr);
    assertThat(type.tp() + "/" + type.flag() + "/" + type.flen() + "/" + type.decimal())
        .isEqualTo(wanted);
  }

  @Test
  void columnsDecideAboutTheCollation() {
    assertThat(typeOf("CONCAT('x', g)").collate()).isEqualTo("utf8mb4_general_ci");
    assertThat(typeOf("LOWER(s) COLLATE utf8mb4_unicode_ci").collate())
        .isEqualTo("utf8mb4_unicode_ci");
  }

  @Test
  void whatIsNotKnownIsRefused() {
    assertThatThrownBy(() -> typeOf("IFNULL(u, a)")).isInstanceOf(DdlException.class);
    assertThatThrownBy(() -> typeOf("CONCAT(f, s)")).isInstanceOf(DdlException.class);
    assertThatThrownBy(() -> typeOf("ROUND(n, 9999999999)")).isInstanceOf(DdlException.class);
    assertThatThrownBy(() -> typeOf("LPAD(s, 99999999999999999999, '*')"))
        .isInstanceOf(DdlException.class);
  }

  private static FieldType typeOf(String expr) {
    String sql = "CREATE TABLE t (" + COLUMNS + ", KEY k ((" + expr + ")))";
    var table =
        new SchemaBuilder(DdlOptions.defaults("test"))
            .create(sql, new AtomicLong(1)::getAndIncrement);
    return table.columns().stream().filter(ColumnInfo::hidden).findFirst().orElseThrow().type();
  }
}
