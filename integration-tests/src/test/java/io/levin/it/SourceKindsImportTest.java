package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SourceKindsImportTest extends PlaygroundPerClass {
  private static final SampleTable ITEMS =
      new SampleTable(
          "sources",
          "items",
          "CREATE TABLE `items` (id INT PRIMARY KEY, title VARCHAR(60), price DECIMAL(8,2), KEY kt"
              + " (title))",
          List.of("id", "title", "price"),
          Rows.of(
              300,
              i ->
                  Arrays.asList(
                      i,
                      i % 10 == 0 ? null : "a \"quoted\", title\\" + i + (i % 7 == 0 ? "\n2" : ""),
                      i + ".25")));

  private static SampleTable items(String name) {
    return new SampleTable(
        ITEMS.database(),
        name,
        ITEMS.create().replace("`items`", "`" + name + "`"),
        ITEMS.columns(),
        ITEMS.rows());
  }

  @Test
  void sqlAndCsvFilesMayBeCompressed() {
    SampleTable plain = items("plain_csv");
    SampleTable gz = items("gz_csv");
    SampleTable zst = items("zst_csv");
    SampleTable sqlGz = items("gz_sql");
    SampleTable sqlZst = items("zst_sql");
    int n = ITEMS.rows().size();
    harness().dump().csv(plain);
    harness().dump().schema(gz).data(gz, "1.csv.gz", gz.csv(0, n, true));
    harness().dump().schema(zst).data(zst, "1.csv.zst", zst.csv(0, n, true));
    harness().dump().schema(sqlGz).data(sqlGz, "1.sql.gz", sqlGz.sql(0, n));
    harness().dump().schema(sqlZst).data(sqlZst, "1.sql.zst", sqlZst.sql(0, n));
    harness().run().succeeded();
    for (SampleTable table : List.of(plain, gz, zst, sqlGz, sqlZst)) {
      harness().holds(table);
    }
  }

  @Test
  void aHeaderNamesTheColumnsOfACsvFile() {
    SampleTable table = items("headed");
    SampleTable turned =
        new SampleTable(
            table.database(),
            table.name(),
            table.create(),
            List.of("price", "id"),
            Rows.of(50, i -> List.of(i + ".75", i)));
    harness().dump().csv(turned);
    harness().run().succeeded();
    harness().holds(turned);
    assertThat(harness().query("SELECT count(*) FROM sources.headed WHERE title IS NULL"))
        .containsExactly("50");
  }

  @Test
  void aListOfColumnsCountsFromWhereItStands() {
    SampleTable table = items("listed");
    harness()
        .dump()
        .schema(table)
        .data(
            table,
            "sql",
            "INSERT INTO t (price,id) VALUES (1.50,1);\nINSERT INTO t (id,title) VALUES (2,'b');\n"
                + "INSERT INTO t VALUES (3,'c',3.50);\n");
    harness().run().succeeded();
    assertThat(harness().query("SELECT id, title, price FROM sources.listed ORDER BY id"))
        .containsExactly("1|null|1.50", "2|b|null", "3|c|3.50");
  }

  @Test
  void shardsAreRoutedIntoOneTable() {
    List<List<Object>> all = Rows.of(400, i -> List.of(i, "t" + i, i + ".00"));
    SampleTable target = new SampleTable("merged", "orders", "", ITEMS.columns(), all);
    for (int i = 0; i < 4; i++) {
      SampleTable shard =
          new SampleTable(
              "shard_0" + i,
              "orders_" + i,
              ITEMS.create().replace("`items`", "`orders_" + i + "`"),
              ITEMS.columns(),
              all.subList(i * 100, i * 100 + 100));
      harness().dump().sql(shard);
    }
    harness()
        .toml()
        .append(
            """
            [[routes]]
            schema-pattern = "shard_*"
            table-pattern = "orders_*"
            target-schema = "merged"
            target-table = "orders"
            """);
    harness().run().succeeded();
    harness().holds(target);
  }

  @Test
  void viewsAreCreatedOverTheImportedTables() {
    SampleTable table = items("viewed");
    harness().dump().sql(table);
    harness()
        .dump()
        .file("sources.cheap-schema.sql", "CREATE TABLE `cheap` (id INT, price DECIMAL(8,2));\n")
        .file(
            "sources.cheap-schema-view.sql",
            "DROP TABLE IF EXISTS `cheap`;\nDROP VIEW IF EXISTS `cheap`;\nCREATE VIEW `cheap` AS"
                + " SELECT `id`, `price` FROM `sources`.`viewed` WHERE `price` < 10;\n");
    harness().run().succeeded();
    harness().holds(table);
    assertThat(harness().query("SELECT count(*) FROM sources.cheap")).containsExactly("9");
  }
}
