package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which statements of the schema files are executed in the target, and what their faults say. */
final class SchemaCreationTest extends PlaygroundPerClass {
  private static final int FAILED = 1;

  private static SampleTable table(String database, String name) {
    return new SampleTable(
        database,
        name,
        "CREATE TABLE `" + name + "` (id INT PRIMARY KEY, n INT)",
        List.of("id", "n"),
        Rows.of(20, i -> List.of(i, i)));
  }

  @Test
  void aDatabaseIsMadeAsItsFileSays() {
    SampleTable table = table("made", "t");
    harness()
        .dump()
        .sql(table)
        .file(
            "made-schema-create.sql",
            "CREATE DATABASE `other_name` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE"
                + " utf8mb4_general_ci */;\n");
    harness().run().succeeded();
    assertThat(harness().query("SHOW CREATE DATABASE made"))
        .singleElement()
        .asString()
        .contains("utf8mb4_general_ci");
  }

  @Test
  void aTableThatIsThereKeepsItsDefinitionWhateverTheFileSays() {
    SampleTable table = table("there", "t");
    harness().query("CREATE DATABASE there");
    harness().query("CREATE TABLE there.T (id INT PRIMARY KEY, n BIGINT, more INT DEFAULT 7)");
    harness().dump().sql(table).file("there.t-schema.sql", "CREATE TABLE t (this is no SQL);\n");
    harness().run().succeeded();
    assertThat(harness().query("SELECT id, n, more FROM there.t WHERE id = 3"))
        .containsExactly("3|3|7");
  }

  @Test
  void aStatementThatIsRefusedIsToldWithItsTableAndTheServersText() {
    harness()
        .dump()
        .sql(table("refused", "t"))
        .file("refused.t-schema.sql", "CREATE TABLE t (id INT PRIMARY KEY, n KLINGON);\n");
    harness()
        .run()
        .failedWith(
            FAILED,
            "[Lightning:Restore:ErrCreateSchema]create schema failed, table: `refused`.`t`, stmt:"
                + " CREATE TABLE IF NOT EXISTS `refused`.`t` (id INT PRIMARY KEY, n KLINGON): Error"
                + " 1064 (42000)",
            "correct the schema file, or create it in TiDB first");
  }

  @Test
  void textWithoutBackslashEscapesIsReadAsItStands() {
    SampleTable table =
        new SampleTable(
            "plain",
            "t",
            "CREATE TABLE `t` (id INT PRIMARY KEY, c VARCHAR(9))",
            List.of("id", "c"),
            List.of(List.of(1, "a\\"), List.of(2, "\\n")));
    harness().dump().schema(table).data(table, "sql", "INSERT INTO t VALUES (1,'a\\'),(2,'\\n');");
    harness().toml().set("tidb", "sql-mode", "NO_BACKSLASH_ESCAPES");
    harness().run().succeeded();
    harness().holdsRows(table);
  }

  @Test
  void aNameThatIsGivenTwiceTakesTheLastValueAndGeneratedColumnsAreComputed() {
    SampleTable table = table("twice", "t");
    harness()
        .dump()
        .file(
            "twice.t-schema.sql",
            "CREATE TABLE t (id INT PRIMARY KEY, n INT, g INT AS (n * 2) STORED);\n")
        .data(table, "1.csv", "id,n,N,g\n1,5,6,77\n");
    harness().run().succeeded();
    assertThat(harness().query("SELECT id, n, g FROM twice.t")).containsExactly("1|6|12");
  }
}
