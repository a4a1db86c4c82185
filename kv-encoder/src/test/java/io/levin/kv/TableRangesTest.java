package io.levin.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Bytes;
import io.levin.schema.TableInfo;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableRangesTest {
  @Test
  void a_table_has_its_records_and_each_index_with_entries() {
    TableInfo table =
        Tables.of("CREATE TABLE t (a VARCHAR(5) PRIMARY KEY CLUSTERED, b INT, KEY k (b))");
    assertThat(describe(TableRanges.of(table)))
        .containsExactly(
            "100 records 7480000000000000645f72 7480000000000000645f73",
            "100 index 1 7480000000000000645f698000000000000001"
                + " 7480000000000000645f698000000000000002");
  }

  @Test
  void partitions_have_ranges_of_their_own_and_a_global_index_is_the_tables() {
    TableInfo table =
        Tables.of(
            "CREATE TABLE t (a INT, b INT, KEY (b), UNIQUE KEY u (b) GLOBAL)"
                + " PARTITION BY HASH (a) PARTITIONS 2");
    assertThat(TableRanges.of(table).ranges())
        .extracting(r -> r.physicalId() + "/" + r.indexId())
        .containsExactly("101/-1", "101/1", "102/-1", "102/1", "100/2");
  }

  @Test
  void the_ranges_hold_all_pairs_of_a_row_and_no_others() throws RowException {
    TableInfo table =
        Tables.of("CREATE TABLE t (a INT, b INT, KEY (b)) PARTITION BY HASH (a) PARTITIONS 3");
    TableEncoder encoder = Tables.encoder(table);
    for (int i = 0; i < 9; i++) {
      for (String pair : Tables.encode(encoder, Tables.row(i + 1, "" + i, "" + i))) {
        byte[] key = Bytes.fromHex(pair.substring(0, pair.indexOf(' ')));
        long holding =
            TableRanges.of(table).ranges().stream()
                .filter(r -> Bytes.compare(r.start(), key) <= 0 && Bytes.compare(key, r.end()) < 0)
                .count();
        assertThat(holding).isEqualTo(1);
      }
    }
  }

  private static List<String> describe(TableRanges ranges) {
    List<String> out = new ArrayList<>();
    for (TableRanges.Range range : ranges.ranges()) {
      out.add(
          range.physicalId()
              + (range.isRecords() ? " records " : " index " + range.indexId() + " ")
              + Bytes.hex(range.start())
              + " "
              + Bytes.hex(range.end()));
    }
    return out;
  }
}
