package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/**
 * A table whose rows come in parts, one for each instance.
 *
 * @param parts the same table with the rows of each
 * @param rowIds whether rows have hidden ids
 */
record ShardedTable(List<SampleTable> parts, boolean rowIds) {

  /** Tables whose handles are made in all the ways there are. */
  static List<ShardedTable> ofEveryKind(int parts, int rows) {
    return List.of(
        of(parts, rows, true, "hidden", "id INT, v VARCHAR(40), KEY (id)", ""),
        of(parts, rows, true, "sharded", "id INT, v VARCHAR(40)", "SHARD_ROW_ID_BITS = 4"),
        of(parts, rows, false, "plain", "id INT PRIMARY KEY, v VARCHAR(40), KEY kv (v)", ""),
        of(parts, rows, false, "common", "id INT, v VARCHAR(40), PRIMARY KEY (v, id)", ""),
        of(
            parts,
            rows,
            false,
            "auto",
            "a BIGINT AUTO_INCREMENT PRIMARY KEY, id INT, v VARCHAR(40), UNIQUE KEY (id)",
            ""),
        of(
            parts,
            rows,
            false,
            "random",
            "a BIGINT AUTO_RANDOM(5) PRIMARY KEY, id INT, v VARCHAR(40)",
            ""),
        of(
            parts,
            rows,
            true,
            "apart",
            "a BIGINT AUTO_INCREMENT, id INT, v VARCHAR(40), KEY (a)",
            "AUTO_ID_CACHE = 1"));
  }

  private static ShardedTable of(
      int parts, int rows, boolean rowIds, String name, String columns, String options) {
    List<SampleTable> all = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      int from = part * rows;
      all.add(
          new SampleTable(
              "shop",
              name,
              "CREATE TABLE `" + name + "` (" + columns + ") " + options,
              List.of("id", "v"),
              Rows.of(rows, i -> List.of(from + i, "value " + (from + i)))));
    }
    return new ShardedTable(all, rowIds);
  }

  /** Writes one part. */
  void dump(ImportHarness instance, int part) {
    instance.dump().sql(parts.get(part), 2);
  }

  /** Insists that every row of every part is there once. */
  void holdsAllParts(ImportHarness harness) {
    List<List<Object>> rows = new ArrayList<>();
    parts.forEach(part -> rows.addAll(part.rows()));
    SampleTable whole = parts.get(0).with(rows);
    harness.holdsRows(whole);
    if (rowIds) {
      assertThat(harness.query("SELECT COUNT(DISTINCT _tidb_rowid) FROM " + whole.quoted()))
          .containsExactly(String.valueOf(rows.size()));
    }
    harness.query("ADMIN CHECK TABLE " + whole.quoted());
    harness.query("INSERT INTO " + whole.quoted() + " (id, v) VALUES (-1, 'later')");
    harness.query("DELETE FROM " + whole.quoted() + " WHERE id = -1");
  }
}
