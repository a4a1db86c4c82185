package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.engine.cli.CtlMain;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code tikv-importer.add-index-by-sql}: indexes are dropped, and made again by TiDB. */
final class IndexesBySqlImportTest extends PlaygroundPerClass {
  private static final String COLUMNS =
      "CREATE TABLE `t` (id INT NOT NULL, a BIGINT NOT NULL, b VARCHAR(300), j JSON, ";

  @BeforeEach
  void bySql() {
    harness().toml().set("tikv-importer", "add-index-by-sql", true);
  }

  @AfterEach
  void forgetUnfinishedImports() {
    harness().query("DROP DATABASE IF EXISTS lightning_metadata");
  }

  private static SampleTable table(String database, String keys, int rows) {
    return new SampleTable(
        database,
        "t",
        COLUMNS + keys + ")",
        List.of("id", "a", "b"),
        Rows.of(rows, i -> Arrays.asList(i, i * 13 % 100_003, Rows.text(i, 200))));
  }

  private String definition(SampleTable table) {
    return harness().query("SHOW CREATE TABLE " + table.quoted()).get(0);
  }

  private static String ctl(List<String> arguments) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    java.io.PrintStream print = new java.io.PrintStream(out, true);
    new CtlMain(print, print).run(arguments);
    return out.toString(java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void everyKindOfIndexIsAsBefore() {
    SampleTable table =
        table(
            "sql_kinds",
            "PRIMARY KEY (id) NONCLUSTERED, KEY plain (a), UNIQUE KEY two (a, b(20)), KEY hidden"
                + " (b) INVISIBLE, KEY told (b(5)) COMMENT 'it''s a \\\\ key', KEY expr"
                + " ((lower(b))), KEY many ((CAST(j AS UNSIGNED ARRAY)))",
            300);
    harness().query("CREATE DATABASE sql_kinds_model");
    harness().query(table.create().replace("`t`", "sql_kinds_model.t"));
    String wanted = harness().query("SHOW CREATE TABLE sql_kinds_model.t").get(0);
    harness().dump().sql(table);
    ImportRun run = harness().run().succeeded();
    assertThat(definition(table)).isEqualTo(wanted);
    assertThat(run.log())
        .contains("indexes are dropped, and made again after the import by this statement")
        .contains(
            "ALTER TABLE `sql_kinds`.`t` ADD PRIMARY KEY(`id`), ADD KEY `plain`(`a`), ADD UNIQUE"
                + " KEY `two`(`a`,`b`(20))")
        .contains("add index completed");
    harness().holds(table);
  }

  @Test
  void indexesThatMustStayAreImportedAsAlways() {
    SampleTable clustered =
        table("sql_stay", "v INT AS (a + 1), PRIMARY KEY (a, id) CLUSTERED, KEY k (b(9))", 200);
    SampleTable counted =
        new SampleTable(
            "sql_stay",
            "counted",
            "CREATE TABLE `counted` (n BIGINT AUTO_INCREMENT, x INT, KEY (n), KEY xx (x))",
            List.of("x"),
            Rows.of(50, i -> List.of(i)));
    harness().dump().sql(clustered).sql(counted);
    ImportRun run = harness().run().succeeded();
    assertThat(run.log())
        .contains("ALTER TABLE `sql_stay`.`counted` ADD KEY `xx`(`x`)")
        .contains("ALTER TABLE `sql_stay`.`t` ADD KEY `k`(`b`(9))");
    harness().holds(clustered);
    assertThat(harness().query("SELECT COUNT(*) FROM sql_stay.counted USE INDEX (xx)"))
        .containsExactly("50");
    harness().query("ADMIN CHECK TABLE sql_stay.counted");
  }

  @Test
  void aRunThatGoesOnMakesTheIndexesEvenWithoutTheKey() throws Exception {
    SampleTable table =
        table("sql_resumed", "PRIMARY KEY (id), KEY k (a), UNIQUE KEY u (b(20))", 6000);
    harness().smallRegions().dump().sql(table, 2);
    harness().stopWhileSending();
    assertThat(definition(table)).doesNotContain("KEY `k`").doesNotContain("KEY `u`");
    harness().toml().set("tikv-importer", "add-index-by-sql", false);
    harness().run().succeeded();
    assertThat(definition(table)).contains("KEY `k` (`a`)").contains("UNIQUE KEY `u` (`b`(20))");
    harness().holds(table);
  }

  @Test
  void aUniqueIndexThatCannotBeMadeIsToldAndMadeOnceTheRowsAreCorrected() {
    SampleTable table =
        new SampleTable(
            "sql_twice",
            "t",
            "CREATE TABLE `t` (id INT PRIMARY KEY, u INT, UNIQUE KEY uu (u))",
            List.of("id", "u"),
            Rows.of(3, i -> List.of(i, i / 3 + 7)));
    harness().dump().sql(table);
    harness()
        .run()
        .failedWith(
            1,
            "[Lightning:Restore:ErrAddIndexFailed]add index failed on table `sql_twice`.`t`: Error"
                + " 1062",
            ", you can add index manually by the following SQL: ALTER TABLE `sql_twice`.`t` ADD"
                + " UNIQUE KEY `uu`(`u`);",
            "--checkpoint-error-ignore='`sql_twice`.`t`'");
    harness().run().failedWith(1, "failed in step(index_added)", "--checkpoint-error-ignore");
    harness().query("UPDATE sql_twice.t SET u = 100 WHERE id = 1");
    assertThat(
            ctl(
                List.of(
                    "-config",
                    harness().configFile().toString(),
                    "-checkpoint-error-ignore",
                    table.quoted())))
        .contains("Ignored the error of `sql_twice`.`t`");
    harness().run().succeeded();
    assertThat(definition(table)).contains("UNIQUE KEY `uu` (`u`)");
    assertThat(harness().query("SELECT id, u FROM sql_twice.t USE INDEX (uu) ORDER BY id"))
        .containsExactly("1|100", "2|7", "3|8");
    harness().query("ADMIN CHECK TABLE sql_twice.t");
  }

  @Test
  void replaceKeepsUniqueIndexesWhileOthersAreMadeAgain() {
    SampleTable table =
        new SampleTable(
            "sql_replace",
            "t",
            "CREATE TABLE `t` (id INT PRIMARY KEY, u INT, v INT, UNIQUE KEY uu (u), KEY vv (v))",
            List.of("id", "u", "v"),
            List.of(List.of(1, 1, 1), List.of(2, 1, 2), List.of(3, 3, 3)));
    harness().toml().set("conflict", "strategy", "replace");
    harness().dump().sql(table);
    ImportRun run = harness().run().succeeded();
    assertThat(run.log())
        .contains("ALTER TABLE `sql_replace`.`t` ADD KEY `vv`(`v`)")
        .doesNotContain("KEY `uu`");
    harness().holds(table.with(List.of(List.of(1, 1, 1), List.of(3, 3, 3))));
  }
}
