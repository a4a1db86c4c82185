package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TableKindsImportTest extends PlaygroundPerClass {
  private static final int ROWS = 120;

  private static SampleTable table(String name, String definition, List<String> columns) {
    return new SampleTable(
        "kinds", name, "CREATE TABLE `" + name + "` (" + definition + ")", columns, List.of());
  }

  private void imports(SampleTable table) {
    harness().dump().sql(table);
    harness().run().succeeded();
    harness().holds(table);
  }

  @Test
  void secondaryUniqueAndPrefixIndexesHaveTheirEntries() {
    imports(
        table(
                "indexed",
                "id INT PRIMARY KEY, a VARCHAR(50), b INT, c TEXT, UNIQUE KEY ua (a), KEY kb (b),"
                    + " KEY kab (a, b), KEY pc (c(7)), UNIQUE KEY upa (b, a(4))",
                List.of("id", "a", "b", "c"))
            .with(
                Rows.of(
                    ROWS,
                    i ->
                        Arrays.asList(
                            i,
                            i % 9 == 0 ? null : "A" + Rows.text(i, 8),
                            i % 5 == 0 ? null : i % 11,
                            Rows.text(i % 4, 300)))));
  }

  @Test
  void aStringPrimaryKeyIsTheHandle() {
    imports(
        table(
                "common",
                "code VARCHAR(20) NOT NULL, n INT NOT NULL, v DECIMAL(10,2), PRIMARY KEY (code, n)"
                    + " CLUSTERED, KEY kv (v), UNIQUE KEY un (n, v)",
                List.of("code", "n", "v"))
            .with(
                Rows.of(
                    ROWS,
                    i ->
                        Arrays.asList(
                            "Code " + Rows.text(i % 10, 5), i, "%d.%02d".formatted(i, i % 100)))));
  }

  @Test
  void aTableWithoutClusteredKeyGetsRowIds() {
    imports(
        table(
                "rowids",
                "name VARCHAR(30), born DATE, PRIMARY KEY (name) NONCLUSTERED, KEY kb (born)",
                List.of("name", "born"))
            .with(
                Rows.of(
                    ROWS, i -> List.of("n" + i, "19%02d-0%d-11".formatted(i % 100, 1 + i % 9)))));
  }

  @Test
  void manyColumnTypesKeepTheirValues() {
    imports(
        table(
                "types",
                "id BIGINT UNSIGNED PRIMARY KEY, t TINYINT, d DECIMAL(20,5), f DOUBLE, dt"
                    + " DATETIME(3), tm TIME, y YEAR, e ENUM('red','green','blue'), s"
                    + " SET('x','y','z'), j JSON, b BIT(8), bin VARBINARY(20), ch CHAR(10), tx"
                    + " MEDIUMTEXT",
                List.of("id", "t", "d", "f", "dt", "tm", "y", "e", "s", "j", "bin", "ch", "tx"))
            .with(
                Rows.of(
                    ROWS,
                    i ->
                        Arrays.asList(
                            i,
                            i - 60,
                            "%d.%05d".formatted(i * 1000L, i),
                            i + ".5",
                            "2024-02-%02d 12:34:56.%03d".formatted(1 + i % 28, i),
                            "%02d:10:20".formatted(i % 60),
                            1990 + i % 40,
                            List.of("red", "green", "blue").get(i % 3),
                            List.of("x", "x,z", "").get(i % 3),
                            "{\"n\": " + i + ", \"s\": [1, \"a\"]}",
                            "b" + i,
                            "c" + i,
                            "unicode ü € " + i + " it's"))));
  }

  @Test
  void rowsGoToTheirPartitions() {
    Map<String, String> kinds =
        Map.of(
            "range",
            "RANGE (id) (PARTITION p0 VALUES LESS THAN (40), PARTITION p1 VALUES LESS THAN (90),"
                + " PARTITION p2 VALUES LESS THAN MAXVALUE)",
            "hash",
            "HASH (id) PARTITIONS 4",
            "key",
            "KEY (id) PARTITIONS 3",
            "columns",
            "RANGE COLUMNS (id) (PARTITION p0 VALUES LESS THAN (61), PARTITION p1 VALUES LESS THAN"
                + " (1000))");
    List<SampleTable> tables = new ArrayList<>();
    kinds.forEach((kind, how) -> tables.add(partitioned("parts_" + kind, how)));
    tables.forEach(harness().dump()::sql);
    SampleTable list =
        new SampleTable(
            "kinds",
            "parts_list",
            "CREATE TABLE `parts_list` (id INT, c INT, KEY kc (c)) PARTITION BY LIST (c) (PARTITION"
                + " p0 VALUES IN (0, 2), PARTITION p1 VALUES IN (1, NULL))",
            List.of("id", "c"),
            Rows.of(ROWS, i -> Arrays.asList(i, i % 4 == 3 ? null : i % 3)));
    harness().dump().sql(list);
    harness().run().succeeded();
    tables.add(list);
    tables.forEach(harness()::holds);
  }

  private static SampleTable partitioned(String name, String how) {
    return new SampleTable(
        "kinds",
        name,
        "CREATE TABLE `"
            + name
            + "` (id INT PRIMARY KEY, v VARCHAR(20), KEY kv (v)) PARTITION BY "
            + how,
        List.of("id", "v"),
        Rows.of(ROWS, i -> List.of(i, "v" + i % 13)));
  }

  @Test
  void generatedColumnsAreComputed() {
    SampleTable table =
        table(
                "generated",
                "id INT PRIMARY KEY, net DECIMAL(10,2), gross DECIMAL(12,4) AS (net * 1.19) STORED,"
                    + " label VARCHAR(40) AS (CONCAT('#', id)) VIRTUAL, KEY kl (label), KEY kg (gross)",
                List.of("id", "net"))
            .with(Rows.of(ROWS, i -> List.of(i, i + ".50")));
    imports(table);
    assertThat(harness().query("SELECT gross, label FROM kinds.generated WHERE id = 10"))
        .containsExactly("12.4950|#10");
  }

  @Test
  void autoIncrementGoesOnBehindTheImportedRows() {
    SampleTable table =
        table("counted", "id BIGINT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(9)", List.of("id", "v"))
            .with(Rows.of(ROWS, i -> List.of(i * 10, "v" + i)));
    imports(table);
    harness().query("INSERT INTO kinds.counted (v) VALUES ('later')");
    assertThat(
            harness().query("SELECT id > " + ROWS * 10 + " FROM kinds.counted WHERE v = 'later'"))
        .containsExactly("1");
  }

  @Test
  void autoRandomGoesOnBehindTheImportedRows() {
    SampleTable table =
        table(
                "randomized",
                "id BIGINT AUTO_RANDOM(5) PRIMARY KEY, v VARCHAR(9)",
                List.of("id", "v"))
            .with(Rows.of(ROWS, i -> List.of((i % 8L) << 58 | i, "v" + i)));
    imports(table);
    harness().query("INSERT INTO kinds.randomized (v) VALUES ('later')");
    assertThat(
            harness()
                .query(
                    "SELECT (id & 288230376151711743) > "
                        + ROWS
                        + " FROM kinds.randomized WHERE v = 'later'"))
        .containsExactly("1");
  }

  @Test
  void shardedRowIdsGoOnBehindTheImportedRows() {
    SampleTable table =
        new SampleTable(
            "kinds",
            "sharded",
            "CREATE TABLE `sharded` (v VARCHAR(9), KEY kv (v)) SHARD_ROW_ID_BITS = 4",
            List.of("v"),
            Rows.of(ROWS, i -> List.of("v" + i)));
    imports(table);
    harness().query("INSERT INTO kinds.sharded (v) VALUES ('later')");
    assertThat(harness().query("SELECT count(*) FROM kinds.sharded"))
        .containsExactly(String.valueOf(ROWS + 1));
    harness().query("ADMIN CHECK TABLE kinds.sharded");
  }
}
