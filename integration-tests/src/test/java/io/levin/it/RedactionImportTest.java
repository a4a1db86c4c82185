package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code security.redact-info-log}: no value of a row is shown, whatever goes wrong. */
final class RedactionImportTest extends PlaygroundPerClass {
  private static final String SECRET = "s3cr3t";

  private static final SampleTable TABLE =
      new SampleTable(
          "hidden",
          "t",
          "CREATE TABLE `t` (name VARCHAR(20) PRIMARY KEY CLUSTERED, n TINYINT, u INT, UNIQUE KEY"
              + " uu (u))",
          List.of("name", "n", "u"),
          List.of());

  @BeforeEach
  void redact() {
    harness().query("DROP DATABASE IF EXISTS hidden");
    harness()
        .toml()
        .set("security", "redact-info-log", true)
        .set("lightning", "level", "debug")
        .set("tidb", "sql-mode", "STRICT_TRANS_TABLES");
    harness().dump().schema(TABLE);
  }

  private ImportRun failsWith(String rows, String... parts) {
    harness().dump().data(TABLE, "sql", rows);
    ImportRun run = harness().run().failedWith(1, parts);
    assertThat(run.out() + run.err() + run.log()).doesNotContain(SECRET, "736563", "7333637233");
    return run;
  }

  @Test
  void aValueThatDoesNotFitIsNotShown() {
    ImportRun run =
        failsWith(
            "INSERT INTO t VALUES ('s3cr3t',1,1),('a','s3cr3t2',2);\n",
            "hidden.t.sql:0 at offset",
            "[types:1292]Incorrect integer value: ? for column 'n' (table 't', row 2)",
            "lightning.max-error");
    assertThat(run.log()).contains("errorVerbose");
  }

  @Test
  void textThatIsNoSqlIsNotShown() {
    failsWith(
        "INSERT INTO t VALUES ('a',1,1);\n's3cr3t';\n",
        "hidden.t.sql:0 at offset",
        "syntax error: unexpected SingleQuoted (?) at offset");
  }

  @Test
  void keysThatAreThereTwiceAreNotShown() {
    failsWith(
        "INSERT INTO t VALUES ('s3cr3t',1,1),('s3cr3t',1,2);\n",
        "found duplicate key '?' in table `hidden`.`t`",
        "at offset 21 and file hidden.t.sql at offset 36");
  }

  @Test
  void rowsInConflictAreOnlyInTheirTable() {
    harness().toml().set("conflict", "strategy", "error");
    failsWith(
        "INSERT INTO t VALUES ('s3cr3t',1,1),('other',1,1);\n",
        "found index conflict records in table t, index name is 't.uu', unique key is '?', primary"
            + " key is '?'");
    assertThat(
            harness()
                .query(
                    "SELECT row_data FROM lightning_task_info.conflict_error_v4 WHERE table_name ="
                        + " '`hidden`.`t`' ORDER BY id LIMIT 1"))
        .anyMatch(row -> row.contains(SECRET));
  }

  @Test
  void rowsThatAreLeftOutAreOnlyInTheirTable() {
    harness().toml().set("lightning", "max-error", 1);
    harness().dump().data(TABLE, "sql", "INSERT INTO t VALUES ('a',1,1),('b','s3cr3t',2);\n");
    ImportRun run = harness().run().succeeded();
    assertThat(run.out() + run.err() + run.log()).doesNotContain(SECRET);
    assertThat(
            harness()
                .query(
                    "SELECT row_data FROM lightning_task_info.type_error_v2 WHERE table_name ="
                        + " '`hidden`.`t`'"))
        .containsExactly("('b','s3cr3t',2)");
  }
}
