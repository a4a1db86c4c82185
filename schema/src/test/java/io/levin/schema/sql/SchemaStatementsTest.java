package io.levin.schema.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.ImportException;
import io.levin.schema.GoldenTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaStatementsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "CREATE TABLE t (a int) /* x */; | CREATE TABLE IF NOT EXISTS `s`.`n` (a int) /* x */;",
        "create table if not exists `d`.`t`(a int) | create table if not exists `s`.`n`(a int)",
        "CREATE /* t */ TABLE /*x*/`t`(a int) | CREATE /* t */ TABLE /*x*/IF NOT EXISTS `s`.`n`(a int)",
        "CREATE TABLE t LIKE q | CREATE TABLE IF NOT EXISTS `s`.`n` LIKE q",
        "CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES t (a)) | CREATE TABLE IF NOT EXISTS `s`.`n` (a int, FOREIGN KEY (a) REFERENCES t (a))",
        "CREATE DATABASE `d` /*!40100 DEFAULT CHARACTER SET utf8 */; | CREATE DATABASE IF NOT EXISTS `s` /*!40100 DEFAULT CHARACTER SET utf8 */;",
        "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `d`; | CREATE DATABASE /*!32312 IF NOT EXISTS*/ `s`;",
        "create schema d | create schema IF NOT EXISTS `s`",
        "DROP TABLE IF EXISTS `v`; | DROP TABLE IF EXISTS `s`.`n`;",
        "DROP VIEW v; | DROP VIEW IF EXISTS `s`.`n`;",
        "DROP DATABASE d | DROP DATABASE IF EXISTS `s`",
        "CREATE VIEW v AS SELECT * FROM v | CREATE VIEW `s`.`n` AS SELECT * FROM v",
        "CREATE OR REPLACE ALGORITHM=UNDEFINED DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW `d`.`v` (`a`) AS SELECT 1 | CREATE OR REPLACE ALGORITHM=UNDEFINED DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW `s`.`n` (`a`) AS SELECT 1",
        "CREATE DEFINER = root@% VIEW v AS SELECT 1 | CREATE DEFINER = root@% VIEW `s`.`n` AS SELECT 1",
        "SET NAMES utf8 | SET NAMES utf8",
        "CREATE USER u | CREATE USER u",
        "CREATE TABLE t (a int) /*T![ttl] TTL=`d` + INTERVAL 1 DAY */ | CREATE TABLE IF NOT EXISTS `s`.`n` (a int) /*T![ttl] TTL=`d` + INTERVAL 1 DAY TTL_ENABLE='OFF' */",
        "CREATE TABLE t (a int) /*T![ttl] TTL=d + INTERVAL 1 DAY */ /*T![ttl] TTL_ENABLE='ON' */ | CREATE TABLE IF NOT EXISTS `s`.`n` (a int) /*T![ttl] TTL=d + INTERVAL 1 DAY */ /*T![ttl] TTL_ENABLE='OFF' */",
      })
  void onlyTheNameAndTheConditionChange(String sql, String rewritten) {
    assertThat(SchemaStatements.rewrite(sql, "s", "n")).isEqualTo(rewritten);
  }

  @Test
  void namesAreQuoted() {
    assertThat(SchemaStatements.rewrite("CREATE TABLE t (a int)", "a`b", "c d"))
        .isEqualTo("CREATE TABLE IF NOT EXISTS `a``b`.`c d` (a int)");
    assertThat(
            SchemaStatements.rewrite(
                "CREATE TABLE \"t\" (a int)", SqlMode.of("ANSI_QUOTES"), "s", "n"))
        .isEqualTo("CREATE TABLE IF NOT EXISTS `s`.`n` (a int)");
  }

  @Test
  void everyGoldenStatementKeepsWhatIsBehindItsName() {
    for (GoldenTables.Case golden : GoldenTables.read()) {
      String create = golden.create();
      String tail = create.substring(create.indexOf('('));
      assertThat(SchemaStatements.rewrite(create, "s", "n").replace(" TTL_ENABLE='OFF'", ""))
          .isEqualTo("CREATE TABLE IF NOT EXISTS `s`.`n` " + tail);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TEMPORARY TABLE t (a int)",
        "CREATE GLOBAL TEMPORARY TABLE t (a int)",
        "CREATE TABLE",
        "CREATE TABLE (a int)",
        "CREATE TABLE IF t (a int)",
        "DROP TABLE a, b",
        "CREATE TABLE t (a int DEFAULT 'x)",
      })
  void whatCannotBeRewrittenIsAnError(String sql) {
    assertThatThrownBy(() -> SchemaStatements.rewrite(sql, "s", "n"))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("invalid schema statement: '" + sql + "'");
  }
}
