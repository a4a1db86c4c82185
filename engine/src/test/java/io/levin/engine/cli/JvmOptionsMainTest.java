package io.levin.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.config.ByteSize;
import io.levin.config.ConfigLoader;
import io.levin.config.ProcessMemory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JvmOptionsMainTest {
  @TempDir Path directory;

  @Test
  void the_heap_follows_from_the_budget_of_the_file() throws IOException {
    assertThat(options("[levin]\nmemory-budget = '1GiB'\n"))
        .containsExactly("-Xmx896m", "-XX:MaxDirectMemorySize=256m");
    assertThat(options("levin.memory-budget = \"8GiB\"\n"))
        .containsExactly("-Xmx7168m", "-XX:MaxDirectMemorySize=1024m");
    assertThat(options("[levin]\nmemory-budget = '64MiB'\n")).contains("-Xmx256m");
  }

  @Test
  void without_a_budget_it_is_a_quarter_of_what_the_machine_or_container_has() throws IOException {
    long quarter = ConfigLoader.defaultMemoryBudget(Machine.memoryBytes());
    String heap = "-Xmx" + ProcessMemory.of(quarter).heap() / ByteSize.MIB + "m";
    assertThat(options("[lightning]\n")).contains(heap);
    assertThat(JvmOptionsMain.options(List.of(), "")).contains(heap);
  }

  @Test
  void what_is_wrong_is_left_to_the_import_to_say() throws IOException {
    long quarter = ConfigLoader.defaultMemoryBudget(Machine.memoryBytes());
    String heap = "-Xmx" + ProcessMemory.of(quarter).heap() / ByteSize.MIB + "m";
    assertThat(options("[levin]\nmemory-budget = '1MiB'\n")).contains(heap);
    assertThat(options("memory-budget ]\n")).contains(heap);
    assertThat(JvmOptionsMain.options(List.of("-foo"), "")).contains(heap);
    assertThat(JvmOptionsMain.options(List.of("-config", "/no/such.toml"), "")).contains(heap);
  }

  @Test
  void a_small_source_is_compiled_by_the_first_compiler_alone() throws IOException {
    Path dump = Files.createDirectories(directory.resolve("dump/part"));
    Path rows = Files.write(dump.resolve("a.t.sql"), new byte[1000]);
    assertThat(small("-d", dump.toString())).isTrue();
    assertThat(small("-d", "file://" + dump.getParent())).isTrue();
    Path file = directory.resolve("t.toml");
    Files.writeString(file, "[mydumper]\n  data-source-dir = '" + dump.getParent() + "'\n");
    assertThat(small("-config", file.toString())).isTrue();
    assertThat(small("-config", file.toString(), "-d", "s3://bucket/dump")).isFalse();
    assertThat(small("-config", file.toString(), "-server-mode")).isFalse();
    assertThat(small("-d", directory.resolve("none").toString())).isFalse();
    try (RandomAccessFile large = new RandomAccessFile(rows.toFile(), "rw")) {
      large.setLength(17 << 20);
    }
    assertThat(small("-config", file.toString())).isFalse();
    for (int i = 0; i < 70; i++) {
      Files.createFile(dump.resolve("a.t" + i + ".sql"));
    }
    assertThat(small("-config", file.toString())).isTrue();
    Files.move(rows, dump.resolve("a.t.sql.gz"));
    Files.write(dump.resolve("a.t.sql.gz"), new byte[9 << 20]);
    assertThat(small("-config", file.toString())).isFalse();
  }

  @Test
  void what_the_users_options_say_is_left_to_them() throws IOException {
    Path dump = Files.createDirectories(directory.resolve("dump"));
    List<String> arguments = List.of("-d", dump.toString());
    assertThat(JvmOptionsMain.options(arguments, "-ea -Xmx2g"))
        .containsExactly("-XX:TieredStopAtLevel=1");
    assertThat(JvmOptionsMain.options(arguments, "-XX:TieredStopAtLevel=4"))
        .noneMatch(option -> option.contains("Tiered"));
    assertThat(JvmOptionsMain.options(arguments, "-XX:MaxRAMPercentage=50 -Xint")).isEmpty();
  }

  private static boolean small(String... arguments) {
    return JvmOptionsMain.options(List.of(arguments), "").contains("-XX:TieredStopAtLevel=1");
  }

  private List<String> options(String toml) throws IOException {
    Path file = Files.writeString(directory.resolve("t.toml"), toml);
    return JvmOptionsMain.options(
        List.of(
            "-d",
            "/dump",
            "-backend",
            "local",
            "-tidb-port",
            "4000",
            "--pd-urls=pd:2379",
            "--sorted-kv-dir=/tmp/x",
            "-config",
            file.toString()),
        "");
  }
}
