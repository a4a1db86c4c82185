package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.it.Launchers.Ended;
import io.levin.playground.fault.Fault;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real start scripts: flags, exit codes, what goes to which stream, and signals. */
final class CommandLineTest {
  @TempDir static Path home;

  private static Launchers launchers;

  @TempDir private Path directory;

  @BeforeAll
  static void unpack() throws Exception {
    launchers = new Launchers(home);
  }

  @Test
  void the_version_is_told_whatever_the_configuration_is() throws Exception {
    Ended ended = launchers.run("tidb-lightning", "--V", "-config", "/no/such.toml");
    assertThat(ended.code()).isZero();
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out().lines().toList())
        .hasSize(5)
        .satisfies(
            lines -> {
              assertThat(lines.get(0))
                  .matches("Release Version: v\\d+\\.\\d+\\.\\d+\\S* \\(Levin\\)");
              assertThat(lines.get(1)).startsWith("Git Commit Hash: ");
              assertThat(lines.get(2)).startsWith("Git Branch: ");
              assertThat(lines.get(3)).startsWith("Java Version: ");
              assertThat(lines.get(4)).startsWith("UTC Commit Time: ");
            });
    assertThat(launchers.run("tidb-lightning-ctl", "-V").out()).isEqualTo(ended.out());
  }

  @Test
  void a_folder_with_letters_beyond_ascii_is_read_without_a_locale() throws Exception {
    String commands =
        """
        folder=$PWD/d$'\\xc3\\xbc'mp
        mkdir "$folder"
        echo 'CREATE TABLE t (a INT);' >"$folder/d.t-schema.sql"
        echo 'INSERT INTO t VALUES (1);' >"$folder/d.t.sql"
        exec env -u LANG -u LC_CTYPE LC_ALL=C "$0" check -d "$folder"
        """;
    Ended ended = launchers.awaitEnd(launchers.start(List.of("bash", "-c", commands), "levin"));
    assertThat(ended.out()).contains("check passed: 0 errors, 0 warnings");
    assertThat(ended.code()).isZero();
  }

  @Test
  void help_is_the_usage_on_standard_error_and_no_failure() throws Exception {
    for (String script : List.of("tidb-lightning", "tidb-lightning-ctl")) {
      Ended ended = launchers.run(script, "-h");
      assertThat(ended.code()).isZero();
      assertThat(ended.out()).isEmpty();
      assertThat(ended.err())
          .startsWith("Usage of " + script + ":")
          .contains("  -config, -c value");
    }
  }

  @Test
  void a_wrong_command_line_is_code_2_with_the_usage() throws Exception {
    Ended ended = launchers.run("tidb-lightning", "-foo");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .startsWith("flag provided but not defined: -foo\nUsage of tidb-lightning:");
    assertThat(ended.out())
        .isEqualTo(
            "[Lightning:Common:ErrInvalidArgument]invalid argument: flag provided but not defined:"
                + " -foo\n");
  }

  @Test
  void faults_of_the_file_are_code_2_on_standard_output_and_faults_of_the_task_code_1()
      throws Exception {
    Ended missing = launchers.run("tidb-lightning", "-c", "/no/such.toml");
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.out())
        .startsWith("[Lightning:Config:ErrReadConfigFile]cannot read config file '/no/such.toml'");
    assertThat(missing.err()).isEmpty();

    Path unknown = directory.resolve("unknown.toml");
    Files.writeString(
        unknown,
        "[tikv-importer]\nbackend='local'\nsorted-kv-dir='s'\nspeed=9\n[mydumper]\ndata-source-dir='d'\n");
    for (String script : List.of("tidb-lightning", "tidb-lightning-ctl")) {
      Ended ended = launchers.run(script, "--config=" + unknown);
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.err())
          .contains("config file contained unknown configuration options: tikv-importer.speed");
    }
  }

  @Test
  void an_action_of_the_old_importer_is_refused_with_what_to_do_instead() throws Exception {
    for (String action : List.of("-import-engine", "-cleanup-engine")) {
      Ended ended = launchers.run("tidb-lightning-ctl", action, "`a`.`b`:0");
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.err()).contains(action, "was for the Importer-backend");
    }
  }

  @Test
  void flags_alone_make_an_import_and_ctl_fetches_modes() throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      ImportHarness harness = new ImportHarness(cluster, directory);
      harness.dump().sql(FaultMatrixTest.TABLE, 1);
      String[] flags = {
        "-backend",
        "local",
        "--sorted-kv-dir=" + directory.resolve("sorted"),
        "-d",
        harness.dump().folder().toString(),
        "-tidb-host=" + cluster.tidbHost(),
        "--tidb-port",
        "" + cluster.tidbPort(),
        "-tidb-status",
        "" + cluster.statusPort(),
        "-pd-urls",
        cluster.pdAddresses(),
        "-enable-checkpoint=false",
        "-analyze=off",
        "-L",
        "debug",
        "-log-file",
        directory.resolve("flags.log").toString()
      };
      Ended ended = launchers.run("tidb-lightning", flags);
      assertThat(ended.code()).as(ended.toString()).isZero();
      assertThat(ended.out())
          .startsWith("Verbose debug logs will be written to " + directory.resolve("flags.log"))
          .endsWith("tidb lightning exit successfully\n");
      assertThat(Files.readString(directory.resolve("flags.log")))
          .contains("\\\"level\\\":\\\"debug\\\"");
      harness.holds(FaultMatrixTest.TABLE);

      List<String> ctl = new ArrayList<>(List.of(flags));
      ctl.removeAll(List.of("-d", harness.dump().folder().toString()));
      ctl.add("-fetch-mode");
      Ended modes = launchers.run("tidb-lightning-ctl", ctl.toArray(String[]::new));
      assertThat(modes.code()).isZero();
      assertThat(modes.err().lines().filter(line -> line.endsWith(" | Normal mode"))).hasSize(3);
    }
  }

  /** A row without end, such as a quote that is never closed makes, and little memory. */
  @Test
  void a_program_that_is_out_of_memory_ends_at_once_with_code_3() throws Exception {
    Path dump = Files.createDirectory(directory.resolve("dump"));
    Files.writeString(dump.resolve("a.b-schema.sql"), "CREATE TABLE b (id INT PRIMARY KEY);\n");
    try (RandomAccessFile endless = new RandomAccessFile(dump.resolve("a.b.csv").toFile(), "rw")) {
      endless.writeBytes("id\n\"");
      endless.setLength(200L << 20);
    }
    Launchers little = new Launchers(directory.resolve("home"), "-Xmx48m -Xshare:auto");
    Ended ended = little.run("levin", "check", "-d", dump.toString());
    assertThat(ended.code()).as(ended.toString()).isEqualTo(3);
    assertThat(ended.out()).contains("java.lang.OutOfMemoryError");
  }

  @Test
  void a_second_signal_ends_at_once_and_says_what_may_be_left() throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      ImportHarness harness = new ImportHarness(cluster, directory).smallRegions();
      harness.dump().sql(FaultMatrixTest.TABLE, 2);
      Fault held = cluster.playground().faults().inject("MultiIngest nth=4 -> stall");
      Path toml = directory.resolve("signals.toml");
      harness.toml().write(toml);
      Process process =
          launchers.start(List.of("nohup"), "tidb-lightning", "-config", toml.toString());
      Waiting.until("an ingest hangs", () -> held.hits() > 0 || !process.isAlive());
      signal("HUP", process);
      signal("QUIT", process);
      Fault putBack = cluster.playground().faults().inject("SwitchMode -> stall");
      signal("TERM", process);
      Waiting.until("the import stops", () -> putBack.hits() > 0 || !process.isAlive());
      assertThat(process.isAlive()).as(harness.logText()).isTrue();
      // Not INT, which a test run in the background of a shell would have handed on as ignored.
      signal("TERM", process);
      Ended ended = launchers.awaitEnd(process);
      assertThat(ended.code()).isEqualTo(130);
      assertThat(ended.out())
          .as("QUIT shows what the threads do, and stops nothing")
          .contains("Full thread dump", "\tat io.levin.engine");
      assertThat(ended.err())
          .contains("TiKV stores may still be in import mode")
          .contains("tidb-lightning-ctl -switch-mode normal");
      assertThat(harness.logText())
          .contains("[\"got signal to exit\"] [signal=terminated]")
          .doesNotContain("signal=hangup", "signal=quit");
    }
  }

  private static void signal(String name, Process process) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor())
        .isZero();
  }
}
