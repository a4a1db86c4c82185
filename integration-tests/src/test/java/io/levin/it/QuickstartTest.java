package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./quickstart} does around the programs that it starts; these do nothing here. */
final class QuickstartTest {
  private static final String PROGRAM =
      """
      #!/usr/bin/env bash
      if [ "$1" = playground ]; then
        mkdir -p "$3"
        printf 'PD_ADDRESSES=a\\nTIDB_PORT=1\\nSTATUS_PORT=2\\n' >"$5"
        trap 'kill $!; exit' TERM
        sleep 300 &
        wait
      fi
      if [ "$1" = -config ] && [ -e slow ]; then
        trap 'echo stopped >stopped; kill $!; exit 1' TERM
        touch started
        sleep 300 &
        wait
      fi
      """;

  private record Ended(int code, String text) {}

  @TempDir private Path parent;
  private Path folder;

  @BeforeEach
  void build() throws IOException {
    folder = Files.createDirectory(parent.resolve("a folder"));
    Files.copy(Path.of("..", "quickstart"), folder.resolve("quickstart"));
    Files.createFile(folder.resolve("pom.xml"));
    Path home = folder.resolve("deploy/target/levin/levin");
    Files.createDirectories(home.resolve("bin"));
    for (String name : List.of("levin", "tidb-lightning")) {
      Path program = Files.writeString(home.resolve("bin").resolve(name), PROGRAM);
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.createDirectories(home.resolve("lib"));
    Files.createFile(home.resolve("lib").resolve("levin-all.jar"));
  }

  private ProcessBuilder command(String... arguments) {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "quickstart")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile());
    builder.command().addAll(List.of(arguments));
    return builder;
  }

  private Ended run(String... arguments) throws Exception {
    return end(command(arguments).start());
  }

  private Ended end(Process process) throws Exception {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readString(folder.resolve("out")));
  }

  @Test
  void aClusterThatWasKeptKeepsItsDataUntilItIsStopped() throws Exception {
    Path data = folder.resolve("quickstart-data");
    Ended first = run("--keep");
    assertThat(first.code()).as(first.text()).isZero();
    String process = Files.readString(data.resolve("process")).strip();
    assertThat(first.text()).contains("stop it with: kill " + process);
    try {
      Files.createFile(data.resolve("cluster").resolve("row"));
      Ended second = run();
      assertThat(second.code()).as(second.text()).isEqualTo(1);
      assertThat(second.text())
          .contains("is running (process " + process + ")", "Stop it first: kill " + process);
      assertThat(data.resolve("cluster").resolve("row")).exists();
    } finally {
      ProcessHandle cluster = ProcessHandle.of(Long.parseLong(process)).orElseThrow();
      cluster.destroy();
      cluster.onExit().get(60, TimeUnit.SECONDS);
    }
    Ended third = run();
    assertThat(third.code()).as(third.text()).isZero();
    assertThat(data.resolve("cluster").resolve("row")).doesNotExist();
  }

  @Test
  void aSignalEndsTheImportFirstAndThenTheCluster() throws Exception {
    Files.createFile(folder.resolve("slow"));
    Process process = command("--keep").start();
    Waiting.until("the import runs", () -> Files.exists(folder.resolve("started")));
    ProcessHandle cluster =
        ProcessHandle.of(
                Long.parseLong(Files.readString(folder.resolve("quickstart-data/process")).strip()))
            .orElseThrow();
    process.destroy();
    Ended ended = end(process);
    assertThat(ended.code()).as(ended.text()).isEqualTo(143);
    assertThat(folder.resolve("stopped")).exists();
    assertThat(cluster.isAlive()).isFalse();
    assertThat(folder.resolve("quickstart-data/process")).doesNotExist();
  }

  @Test
  void aJavaThatIsTooOldOrNotThereIsNamedWithTheReason() throws Exception {
    Path home = Files.createDirectories(parent.resolve("jdk 8/bin")).getParent();
    ProcessBuilder old = command();
    old.environment().put("JAVA_HOME", home.toString());
    Ended none = end(old.start());
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.text())
        .contains("there is no " + home + "/bin/java (JAVA_HOME is " + home + ")");
    Path java =
        Files.writeString(
            home.resolve("bin/java"), "#!/bin/sh\necho 'openjdk version \"1.8.0_402\"' >&2\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Ended eight = end(old.start());
    assertThat(eight.code()).isEqualTo(1);
    assertThat(eight.text()).contains(java + " is Java 8 (JAVA_HOME is " + home + "), and 17");
  }
}
