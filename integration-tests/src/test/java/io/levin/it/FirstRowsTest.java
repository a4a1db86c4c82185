package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the first rows of files tell before an import, and columns that routes fill. */
final class FirstRowsTest extends PlaygroundPerClass {
  private static final int FAILED = 1;

  private static SampleTable texts(String name) {
    return new SampleTable(
        "first",
        name,
        "CREATE TABLE `" + name + "` (a VARCHAR(20), b VARCHAR(20), c VARCHAR(20))",
        List.of("a", "b", "c"),
        List.of(List.of("x", "y", "z")));
  }

  private void withoutHeader() {
    harness().toml().append("[mydumper.csv]\nheader = false\n");
  }

  @Test
  void aHeaderThatTheConfigurationDeniesIsNamed() {
    SampleTable table =
        new SampleTable(
            "first",
            "headed",
            "CREATE TABLE `headed` (id INT PRIMARY KEY, b VARCHAR(20))",
            List.of("id", "b"),
            List.of());
    harness().dump().schema(table).data(table, "1.csv", "ID,b\n1,x\n");
    harness().dump().data(table, "2.csv", "ID,b\n2,y\n");
    withoutHeader();
    harness()
        .run()
        .failedWith(
            FAILED,
            "source csv files contains header row but `mydumper.csv.header` is false",
            "`first`.`headed`");
  }

  @Test
  void aHeaderThatMayBeDataIsOnlyAWarning() {
    SampleTable table = texts("unsure");
    harness().dump().schema(table).data(table, "1.csv", "a,b,c\nx,y,z\n");
    withoutHeader();
    assertThat(harness().run().succeeded().out()).contains("contains header row");
    assertThat(harness().query("SELECT count(*) FROM first.unsure")).containsExactly("2");
  }

  @Test
  void valuesWithoutAColumnAreAWarning() {
    SampleTable table = texts("surplus");
    harness().dump().schema(table).data(table, "1.csv", "x,y,z,too,much\n");
    withoutHeader();
    assertThat(harness().run().succeeded().out())
        .contains("first.surplus.1.csv has 5 values in its first row, but there are 3 columns");
    harness().holdsRows(table);
  }

  @Test
  void columnsThatTheFilesLackGetTheirDefault() {
    SampleTable table = texts("lacking");
    harness().dump().schema(table).data(table, "1.csv", "c,a\nz,x\n");
    harness().run().succeeded();
    assertThat(harness().logText())
        .containsPattern("column missing from data file.*\\[colName=b\\]")
        .doesNotContain("[colName=a]", "[colName=c]");
    assertThat(harness().query("SELECT a, b, c FROM first.lacking")).containsExactly("x|null|z");
  }

  @Test
  void routesFillColumnsInAnyPlace() {
    SampleTable source =
        new SampleTable(
            "shard_07",
            "orders_1",
            "CREATE TABLE `orders_1` (id INT PRIMARY KEY, src VARCHAR(9), price INT, shard"
                + " VARCHAR(9))",
            List.of("id", "price"),
            List.of());
    harness().dump().schema(source).data(source, "1.sql", "INSERT INTO t VALUES (1,10);\n");
    harness().dump().data(source, "2.sql", "INSERT INTO t (price,id) VALUES (20,2);\n");
    harness().dump().data(source, "3.csv", "price,id\n30,3\n");
    harness().toml().set("mydumper", "source-id", "eu-1");
    harness()
        .toml()
        .append(
            """
            [[routes]]
            schema-pattern = "shard_*"
            table-pattern = "orders_*"
            target-schema = "merged_first"
            target-table = "orders"
            [routes.extract-schema]
            target-column = "shard"
            schema-regexp = "shard_(.*)"
            [routes.extract-source]
            target-column = "src"
            source-regexp = "(.*)-"
            """);
    harness().run().succeeded();
    assertThat(harness().query("SELECT id, src, price, shard FROM merged_first.orders ORDER BY id"))
        .containsExactly("1|eu|10|07", "2|eu|20|07", "3|eu|30|07");
  }

  @Test
  void aColumnThatARouteFillsMustBeInTheTable() {
    SampleTable table = texts("unfilled");
    harness().dump().sql(table);
    harness()
        .toml()
        .append(
            """
            [[routes]]
            schema-pattern = "first"
            table-pattern = "unfilled"
            target-schema = "first"
            [routes.extract-table]
            target-column = "nowhere"
            table-regexp = "(.*)"
            """);
    harness()
        .run()
        .failedWith(
            FAILED,
            "first.unfilled.000000000.sql",
            "extend column [nowhere] don't exist in target table",
            "add these extend columns manually");
  }
}
