package io.levin.schema.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.schema.sql.SqlMode;
import io.levin.schema.sql.SqlSyntaxException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementsTest {

  @Test
  void databasesAreRead() {
    assertThat(
            Statements.parse(
                "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `d` /*!40100 DEFAULT CHARACTER SET utf8"
                    + " COLLATE utf8_bin */;"))
        .isEqualTo(new Statement.CreateDatabase("d", true, "utf8", "utf8_bin"));
    assertThat(Statements.parse("create schema d"))
        .isEqualTo(new Statement.CreateDatabase("d", false, "", ""));
    assertThat(Statements.parse("DROP DATABASE IF EXISTS d;"))
        .isEqualTo(new Statement.DropDatabase("d", true));
  }

  @Test
  void viewsAreReadWithTheirSelectAsItIs() {
    assertThat(
            Statements.parse(
                "CREATE OR REPLACE ALGORITHM=UNDEFINED DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW"
                    + " `d`.`v` (`a`, b) AS SELECT 1  AS `a`, ';' ;"))
        .isEqualTo(
            new Statement.CreateView(
                new TableName("d", "v"), true, List.of("a", "b"), "SELECT 1  AS `a`, ';'"));
    assertThat(Statements.parse("DROP VIEW IF EXISTS v, d.w"))
        .isEqualTo(
            new Statement.DropView(List.of(new TableName("", "v"), new TableName("d", "w")), true));
  }

  @Test
  void tablesAreDroppedAndTruncated() {
    assertThat(Statements.parse("DROP TABLE a, `d`.`b` CASCADE"))
        .isEqualTo(
            new Statement.DropTable(
                List.of(new TableName("", "a"), new TableName("d", "b")), false));
    assertThat(Statements.parse("TRUNCATE d.a"))
        .isEqualTo(new Statement.TruncateTable(new TableName("d", "a")));
  }

  @Test
  void likeNamesTheOtherTable() {
    Statement.CreateTable like =
        new Statement.CreateTable(
            new TableName("", "t"), true, false, null, new TableName("d", "o"));
    assertThat(Statements.parse("CREATE TABLE IF NOT EXISTS t LIKE d.o")).isEqualTo(like);
    assertThat(Statements.parse("CREATE TABLE IF NOT EXISTS t (LIKE d.o);")).isEqualTo(like);
  }

  @Test
  void alterationsAreRead() {
    assertThat(alterations("ALTER TABLE `d`.`t` AUTO_INCREMENT = 30001"))
        .containsExactly(new Alteration.AutoIncrement(30001, false));
    assertThat(alterations("ALTER TABLE t FORCE AUTO_INCREMENT=5, FORCE AUTO_RANDOM_BASE 7"))
        .containsExactly(
            new Alteration.AutoIncrement(5, true), new Alteration.AutoRandomBase(7, true));
    assertThat(alterations("ALTER TABLE t DROP INDEX i, DROP PRIMARY KEY, DROP COLUMN IF EXISTS c"))
        .containsExactly(
            new Alteration.DropKey("i", false),
            new Alteration.DropKey("PRIMARY", false),
            new Alteration.DropColumn("c", true));
    assertThat(alterations("ALTER TABLE t RENAME TO d.u"))
        .containsExactly(new Alteration.Rename(new TableName("d", "u")));
    assertThat(alterations("ALTER TABLE t ADD COLUMN (a int, b int), ADD c int AFTER a"))
        .hasSize(3)
        .allSatisfy(a -> assertThat(a).isInstanceOf(Alteration.AddColumn.class));
    assertThat(alterations("CREATE UNIQUE INDEX i ON t (a, b(3))"))
        .singleElement()
        .isInstanceOfSatisfying(
            Alteration.AddKey.class,
            add -> {
              assertThat(add.key().kind()).isEqualTo(KeyDefinition.Kind.UNIQUE);
              assertThat(add.key().parts())
                  .containsExactly(
                      new KeyDefinition.Part("a", null, -1), new KeyDefinition.Part("b", null, 3));
            });
    assertThat(alterations("DROP INDEX i ON t"))
        .containsExactly(new Alteration.DropKey("i", false));
  }

  @ParameterizedTest
  @CsvSource({
    "SELECT 1, SELECT",
    "set names utf8, SET",
    "CREATE USER u, CREATE",
    "DROP USER u, DROP",
    "ALTER USER u, ALTER",
    "'', ''",
    "(SELECT 1), ''",
  })
  void anythingElseIsOther(String sql, String keyword) {
    assertThat(Statements.parse(sql)).isEqualTo(new Statement.Other(keyword));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE t (a int",
        "CREATE TABLE t (a int) ENGINE=InnoDB garbage",
        "CREATE TABLE t ()",
        "CREATE TABLE t (a int, )",
        "CREATE TABLE t (a)",
        "CREATE TABLE t (a nonsense)",
        "CREATE TABLE t (a int DEFAULT)",
        "CREATE TABLE t (a int DEFAULT 1 + 1)",
        "CREATE TABLE t (a int AS (b +) STORED)",
        "CREATE TABLE t (a int) SELECT 1",
        "CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (1)) UPDATE INDEXES (k GLOBAL)",
        "CREATE TABLE t (a int INVISIBLE)",
        "CREATE TABLE t (a geometry)",
        "DROP TABLE",
        "ALTER TABLE t ADD PARTITION (PARTITION p VALUES LESS THAN (1))",
        "ALTER TABLE t MODIFY a bigint",
        "ALTER TABLE t AUTO_INCREMENT = x",
        "CREATE DATABASE d x",
      })
  void whatTiDbOrLevinCannotReadIsAnError(String sql) {
    assertThatThrownBy(() -> Statements.parse(sql)).isInstanceOf(SqlSyntaxException.class);
  }

  @Test
  void theErrorSaysWhere() {
    assertThatThrownBy(() -> Statements.parse("CREATE TABLE t (\n  a int,\n  b 5)"))
        .hasMessage("line 3 column 5 near \"5)\"");
  }

  @Test
  void doubleQuotesAreNamesUnderAnsiQuotes() {
    assertThat(Statements.parse("DROP TABLE \"a\"", SqlMode.of("ANSI_QUOTES")))
        .isEqualTo(new Statement.DropTable(List.of(new TableName("", "a")), false));
  }

  private static List<Alteration> alterations(String sql) {
    return ((Statement.AlterTable) Statements.parse(sql)).alterations();
  }
}
