package io.levin.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.ImportException;
import io.levin.schema.TableInfo;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ColumnMappingTest {
  private final TableInfo table =
      Tables.of("CREATE TABLE t (a INT, b INT AS (a + 1), C INT, d INT, KEY ((a + d)))");

  @Test
  void without_a_header_columns_are_taken_by_position_and_generated_ones_keep_theirs() {
    ColumnMapping mapping = ColumnMapping.of(table, null, Set.of("d"));
    assertThat(fields(mapping)).containsExactly(0, -1, 2, -1);
    assertThat(mapping.rowIdField()).isEqualTo(ColumnMapping.MISSING);
  }

  @Test
  void a_header_is_matched_by_name_whatever_the_case() {
    ColumnMapping mapping = ColumnMapping.of(table, List.of("D", "_TIDB_ROWID", "c"), Set.of());
    assertThat(fields(mapping)).containsExactly(-1, -1, 2, 0);
    assertThat(mapping.rowIdField()).isEqualTo(1);
  }

  @Test
  void a_column_that_the_table_lacks_is_refused_unless_it_is_ignored() {
    assertThatThrownBy(() -> ColumnMapping.of(table, List.of("a", "nope"), Set.of()))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("unknown columns in header (nope) for table t");
    assertThat(fields(ColumnMapping.of(table, List.of("nope", "a"), Set.of("nope"))))
        .containsExactly(1, -1, -1, -1);
  }

  private int[] fields(ColumnMapping mapping) {
    return new int[] {mapping.field(0), mapping.field(1), mapping.field(2), mapping.field(3)};
  }
}
