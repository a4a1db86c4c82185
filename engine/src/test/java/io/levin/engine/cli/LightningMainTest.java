package io.levin.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.levin.base.Cancellation;
import io.levin.base.Redaction;
import io.levin.engine.log.LogFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the log goes, and what goes to which stream: by imports that find no cluster. */
class LightningMainTest {
  @TempDir private Path folder;
  private String out;
  private String err;

  @AfterEach
  void leaveTheLogToOthers() {
    // Not to a stream of the process: who attaches the next closes it.
    LogFile.attach(OutputStream.nullOutputStream(), Level.ERROR, Redaction.OFF);
  }

  private int run(String... more) throws IOException {
    Path dump = Files.createDirectories(folder.resolve("dump"));
    Files.writeString(dump.resolve("a.b.sql"), "INSERT INTO b VALUES (1);");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-backend=local",
                "-sorted-kv-dir=" + folder.resolve("sorted"),
                "-d=" + dump,
                "-tidb-host=127.0.0.1",
                "-tidb-port=1",
                "-tidb-status=1",
                "-pd-urls=127.0.0.1:1",
                "-enable-checkpoint=false"));
    arguments.addAll(List.of(more));
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    int code =
        new LightningMain(
                new PrintStream(outBytes, true, StandardCharsets.UTF_8),
                new PrintStream(errBytes, true, StandardCharsets.UTF_8))
            .run(arguments, new Cancellation());
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return code;
  }

  @Test
  void a_dash_sends_the_log_to_standard_output() throws Exception {
    assertThat(run("-log-file", "-")).isEqualTo(1);
    assertThat(out)
        .startsWith("[20")
        .contains("[INFO]", "[\"Welcome to TiDB-Lightning\"]", "[cfg] [cfg=")
        .doesNotContain("Verbose debug logs");
    assertThat(err).startsWith("tidb lightning encountered error: [Lightning:");
  }

  @Test
  void a_file_is_told_first_and_its_folders_are_made() throws Exception {
    Path log = folder.resolve("new").resolve("newer").resolve("import.log");
    assertThat(run("--log-file=" + log)).isEqualTo(1);
    assertThat(out).startsWith("Verbose debug logs will be written to " + log + "\n\n");
    assertThat(Files.readString(log)).contains("Welcome to TiDB-Lightning");
  }

  @Test
  void the_folder_of_the_log_may_be_a_link() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Path link = Files.createSymbolicLink(folder.resolve("logs"), disk);
    assertThat(run("--log-file=" + link.resolve("import.log"))).isEqualTo(1);
    assertThat(Files.readString(disk.resolve("import.log"))).contains("Welcome to TiDB-Lightning");
  }

  @Test
  void without_a_name_the_log_is_in_the_temporary_folder_with_the_time() throws Exception {
    String before = System.getProperty("java.io.tmpdir");
    System.setProperty("java.io.tmpdir", folder.toString());
    try {
      assertThat(run()).isEqualTo(1);
    } finally {
      System.setProperty("java.io.tmpdir", before);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(
              name ->
                  name.matches(
                      "lightning\\.log\\.\\d{4}-\\d\\d-\\d\\dT\\d\\d\\.\\d\\d\\.\\d\\d(Z|[+-]\\d{4})"));
    }
  }

  @Test
  void the_level_may_have_capitals_in_the_file_and_decides_what_is_logged() throws Exception {
    Path log = folder.resolve("quiet.log");
    Path toml = folder.resolve("t.toml");
    Files.writeString(toml, "[lightning]\nlevel = 'ERROR'\nfile = '" + log + "'\n");
    assertThat(run("-config", toml.toString())).isEqualTo(1);
    assertThat(Files.readString(log))
        .contains("[ERROR]", "tidb lightning encountered error stack info")
        .doesNotContain("[INFO]", "[WARN]");
  }

  @Test
  void a_log_that_cannot_be_opened_ends_the_start() throws Exception {
    assertThat(run("-log-file", folder.toString())).isEqualTo(1);
    assertThat(out)
        .startsWith("Failed to initialize environment: ")
        .contains("can't use directory as log file name: " + folder)
        .contains("set lightning.file or -log-file to a path that can be written");
    assertThat(err).isEmpty();
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertThat(run("-log-file=" + file.resolve("x.log"))).isEqualTo(1);
    assertThat(out).contains("cannot create log directory: mkdir " + file);
  }
}
