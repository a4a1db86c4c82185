package io.levin.source.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.source.DumpFile;
import io.levin.source.DumpView;
import io.levin.source.compress.Compression;
import io.levin.source.route.ConstantColumns;
import io.levin.source.route.FileType;
import io.levin.storage.LocalLocation;
import io.levin.storage.Storage;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaFilesTest {
  private static final DumpFile FILE =
      new DumpFile(
          "f.sql", FileType.TABLE_SCHEMA, Compression.NONE, "", 1, 1, ConstantColumns.NONE);

  @TempDir Path folder;

  private SchemaFiles files(byte[] content, SchemaCharset charset) throws IOException {
    Files.write(folder.resolve("f.sql"), content);
    return new SchemaFiles(Storage.open(new LocalLocation(folder)), charset);
  }

  private SchemaFiles files(String content) throws IOException {
    return files(content.getBytes(StandardCharsets.UTF_8), SchemaCharset.AUTO);
  }

  private String table(String content) throws IOException {
    List<String> statements = files(content).table(FILE, "s`x", "T");
    assertThat(statements).hasSize(1);
    return statements.get(0);
  }

  @Test
  void aTableGetsTheTargetsName() throws IOException {
    assertThat(
            table(
                "/*!40014 SET FOREIGN_KEY_CHECKS=0*/;\n/*!40101 SET NAMES binary*/;\n"
                    + "CREATE TABLE `t` (\n  `a` int DEFAULT 'x;\ny' -- c;\n);\n"))
        .isEqualTo("CREATE TABLE IF NOT EXISTS `s``x`.`T` (\n  `a` int DEFAULT 'x;\ny' -- c;\n)");
    assertThat(table("create table if not exists db.t (a int);"))
        .isEqualTo("create table if not exists `s``x`.`T` (a int)");
    assertThat(table("\ufeffCREATE /* c */ TABLE/*d*/`a`.`b`(`c` int);\r\n-- end"))
        .isEqualTo("CREATE /* c */ TABLE/*d*/IF NOT EXISTS `s``x`.`T`(`c` int)");
    assertThat(table("CREATE TABLE t LIKE q;"))
        .isEqualTo("CREATE TABLE IF NOT EXISTS `s``x`.`T` LIKE q");
    assertThat(
            table(
                "CREATE TABLE `t` (`a` bigint /*T![auto_rand] AUTO_RANDOM(5) */, PRIMARY KEY (`a`)"
                    + " /*T![clustered_index] CLUSTERED */);"))
        .isEqualTo(
            "CREATE TABLE IF NOT EXISTS `s``x`.`T` (`a` bigint /*T![auto_rand] AUTO_RANDOM(5) */,"
                + " PRIMARY KEY (`a`) /*T![clustered_index] CLUSTERED */)");
  }

  @Test
  void rowsDoNotExpireDuringTheImport() throws IOException {
    assertThat(
            table(
                "CREATE TABLE t (a int) /*T![ttl] TTL=`c` + INTERVAL 1 DAY */ /*T![ttl]"
                    + " TTL_ENABLE='ON' */;"))
        .endsWith("/*T![ttl] TTL=`c` + INTERVAL 1 DAY */ /*T![ttl] TTL_ENABLE='OFF' */");
    assertThat(table("CREATE TABLE t (a int) TTL = c + INTERVAL 1 DAY;"))
        .endsWith("TTL = c + INTERVAL 1 DAY /*T![ttl] TTL_ENABLE='OFF' */");
    assertThat(table("CREATE TABLE t (a int) TTL c + INTERVAL 1 DAY ttl_enable \"on\";"))
        .endsWith("TTL c + INTERVAL 1 DAY TTL_ENABLE='OFF'");
    assertThat(
            table(
                "CREATE TABLE t (a int COMMENT 'TTL_ENABLE=\"ON\"') /* x */ /*T![ttl]"
                    + " TTL=`c` + INTERVAL 1 DAY */ COMMENT='TTL_ENABLE';"))
        .endsWith(
            "(a int COMMENT 'TTL_ENABLE=\"ON\"') /* x */ /*T![ttl] TTL=`c` + INTERVAL 1 DAY */"
                + " COMMENT='TTL_ENABLE' /*T![ttl] TTL_ENABLE='OFF' */");
  }

  /** TiDB refuses TTL_ENABLE for a table without TTL. */
  @Test
  void whatOnlyLooksLikeATtlStaysAsItIs() throws IOException {
    for (String rest :
        List.of(
            "(ttl int COMMENT 'TTL = never', CHECK (ttl = 1)) COMMENT='TTL=`c` + INTERVAL 1 DAY'",
            "(a int) /* TTL = c + INTERVAL 1 DAY */",
            "(a int) -- TTL = c\n COMMENT = \"TTL_ENABLE='ON' TTL=\"",
            "(a int) PARTITION BY RANGE (ttl) (PARTITION ttl VALUES LESS THAN (1))")) {
      assertThat(table("CREATE TABLE t " + rest + ";"))
          .isEqualTo("CREATE TABLE IF NOT EXISTS `s``x`.`T` " + rest);
    }
  }

  @Test
  void databasesAndOtherStatementsKeepTheirText() throws IOException {
    assertThat(
            files("CREATE DATABASE `a` /*!40100 DEFAULT CHARACTER SET latin1 */;")
                .database(FILE, "B"))
        .containsExactly(
            "CREATE DATABASE IF NOT EXISTS `B` /*!40100 DEFAULT CHARACTER SET latin1 */");
    assertThat(files("create schema if not exists a; use a;").database(FILE, "B"))
        .containsExactly("create schema if not exists `B`", "use a");
    assertThat(files("DROP DATABASE x;").database(FILE, "B"))
        .containsExactly("DROP DATABASE IF EXISTS `B`");
  }

  @Test
  void theStatementsOfAViewAreAllKeptInOrder() throws IOException {
    String dumpling =
        "/*!40101 SET NAMES binary*/;\n"
            + "DROP TABLE IF EXISTS `v`;\n"
            + "DROP VIEW IF EXISTS `v`;\n"
            + "SET @PREV_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT;\n"
            + "SET character_set_client = utf8mb4;\n"
            + "CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW `v` (`a`)"
            + " AS SELECT `a` FROM `db`.`table`;\n"
            + "SET character_set_client = @PREV_CHARACTER_SET_CLIENT;\n";
    assertThat(files(dumpling).view(new DumpView("db", "v2", FILE, null)))
        .containsExactly(
            "DROP TABLE IF EXISTS `db`.`v2`",
            "DROP VIEW IF EXISTS `db`.`v2`",
            "SET @PREV_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT",
            "SET character_set_client = utf8mb4",
            "CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW"
                + " `db`.`v2` (`a`) AS SELECT `a` FROM `db`.`table`",
            "SET character_set_client = @PREV_CHARACTER_SET_CLIENT");
  }

  @Test
  void aCutFileAndATemporaryTableAreRefused() throws IOException {
    SchemaFiles cut = files("CREATE TABLE t (a int)");
    assertThatThrownBy(() -> cut.statements(FILE))
        .hasMessageContaining("file: f.sql: last SQL statement missing trailing semicolon");
    assertThat(files("/* only a comment */").statements(FILE)).isEmpty();
    assertThat(files("").statements(FILE)).isEmpty();
    SchemaFiles temporary = files("CREATE TEMPORARY TABLE t (a int);");
    assertThatThrownBy(() -> temporary.table(FILE, "s", "t"))
        .hasMessageContaining("a temporary table cannot be imported");
  }

  @Test
  void aTableFileWithoutAStatementIsRefused() throws IOException {
    for (String nothing : List.of("", "\n", "/* cut */", "/*!40101 SET NAMES binary*/;\n")) {
      SchemaFiles empty = files(nothing);
      assertThatThrownBy(() -> empty.table(FILE, "s", "t"))
          .hasMessageContaining("file: f.sql: there is no statement that creates table t")
          .hasMessageContaining("export it again, or create the table in TiDB first");
      assertThat(empty.database(FILE, "s")).isEmpty();
    }
  }

  @Test
  void characterSetsAreHonored() throws IOException {
    String sql = "CREATE TABLE 表 (a int);";
    byte[] gb = sql.getBytes(Charset.forName("GB18030"));
    assertThat(files(gb, SchemaCharset.AUTO).statements(FILE).get(0)).contains("表");
    assertThat(files(gb, SchemaCharset.GB18030).statements(FILE).get(0)).contains("表");
    assertThatThrownBy(() -> files(gb, SchemaCharset.UTF8MB4).statements(FILE))
        .hasMessageContaining("failed to decode f.sql as utf8mb4: invalid schema encoding");
    byte[] latin = "CREATE TABLE \u00e9 (a int);".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(files(latin, SchemaCharset.LATIN1).statements(FILE).get(0)).contains("é");
    assertThatThrownBy(
            () -> files(new byte[] {(byte) 0x81, ';'}, SchemaCharset.LATIN1).statements(FILE))
        .hasMessageContaining("failed to decode f.sql as latin1");
    assertThatThrownBy(() -> SchemaCharset.ofName("gbk"))
        .hasMessageContaining("Unsupported encoding gbk");
  }
}
