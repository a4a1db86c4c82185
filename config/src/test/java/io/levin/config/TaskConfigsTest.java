package io.levin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskConfigsTest {
  private static final String SERVER =
      """
      [lightning]
      server-mode = true
      status-addr = ":8289"
      check-requirements = false
      [tidb]
      host = "of-file"
      user = "of-file"
      port = 4001
      [TiKV-Importer]
      Backend = "local"
      sorted-kv-dir = "/of-file"
      region-split-size = "1MiB"
      [mydumper]
      filter = ["of.file"]
      [checkpoint]
      schema = "of_file"
      """;

  private static final String TASK = "[mydumper]\ndata-source-dir = '/posted'\n";

  @TempDir private Path directory;

  private TaskConfigs tasks(String... flags) throws Exception {
    return loader().tasks(flags(flags));
  }

  private static ConfigLoader loader() {
    return new ConfigLoader(4, 4L << 30);
  }

  private Flags flags(String... more) throws IOException, Flags.FlagException {
    Path file = directory.resolve("server.toml");
    Files.writeString(file, SERVER);
    List<String> all = new ArrayList<>(List.of("-config", file.toString()));
    all.addAll(List.of(more));
    return Flags.parse(ImportFlags.definitions(), all);
  }

  @Test
  void aServersOwnFileNeedsNoTask() throws Exception {
    Config process = loader().loadProcess(flags());
    assertThat(process.lightning().serverMode()).isTrue();
    assertThat(process.lightning().statusAddr()).isEqualTo(":8289");
  }

  @Test
  void whatIsPostedWinsOverFlagsAndTheseOverTheFileAndThatOverDefaults() throws Exception {
    TaskConfigs tasks = tasks("-tidb-user", "of-flag", "-sorted-kv-dir=/of-flag", "-f", "of.flag");
    Config config = tasks.task(TASK + "[tikv-importer]\nsorted-kv-dir = '/posted-sorted'\n");
    assertThat(config.tidb().host()).isEqualTo("of-file");
    assertThat(config.tidb().port()).isEqualTo(4001);
    assertThat(config.tidb().user()).isEqualTo("of-flag");
    assertThat(config.tikvImporter().sortedKvDir()).isEqualTo("/posted-sorted");
    assertThat(config.tikvImporter().backend()).isEqualTo("local");
    assertThat(config.mydumper().dataSourceDir()).isEqualTo("/posted");
    assertThat(config.mydumper().filter()).containsExactly("of.flag");
    assertThat(config.lightning().checkRequirements()).isFalse();
    assertThat(config.checkpoint().enable()).isTrue();
  }

  @Test
  void keysWithoutAFlagAreNotTakenFromTheServersFile() throws Exception {
    Config config = tasks().task(TASK);
    assertThat(config.tikvImporter().regionSplitSize()).isZero();
    assertThat(config.checkpoint().schema()).isEqualTo("tidb_lightning_checkpoint");
  }

  @Test
  void tasksDoNotChangeEachOther() throws Exception {
    TaskConfigs tasks = tasks();
    tasks.task(TASK + "[tidb]\nhost = 'first'\n");
    assertThat(tasks.task(TASK).tidb().host()).isEqualTo("of-file");
  }

  @Test
  void booleanFlagsHaveTheirOneEffect() throws Exception {
    Config config = tasks("-enable-checkpoint=false", "-no-schema").task(TASK);
    assertThat(config.checkpoint().enable()).isFalse();
    assertThat(config.mydumper().noSchema()).isTrue();
    assertThat(tasks("-check-requirements").task(TASK).lightning().checkRequirements()).isFalse();
  }

  @Test
  void keysOfTheProcessHaveNoEffectAndAreNamed() throws Exception {
    Config config =
        tasks().task(TASK + "[lightning]\nlevel = 'debug'\nServer-Mode = true\nfile = '/x'\n");
    assertThat(config.lightning().level()).isEqualTo("info");
    assertThat(config.warnings())
        .anyMatch(
            warning ->
                warning.startsWith("currently only per-task configuration can be applied")
                    && warning.endsWith("lightning.server-mode, lightning.level, lightning.file"));
  }

  @Test
  void bothNamesOfIgnoredColumnsCountInATask() throws Exception {
    String ignored = "db = 'd'\ntable = 't'\ncolumns = ['%s']\n";
    Config config =
        tasks()
            .task(
                TASK
                    + "[[mydumper.ignore-columns]]\n"
                    + ignored.formatted("a")
                    + "[[mydumper.ignore-data-columns]]\n"
                    + ignored.formatted("b"));
    assertThat(config.mydumper().ignoreColumns()).hasSize(2);
  }

  @Test
  void whatIsNoTomlOrUnknownCannotBeParsed() throws Exception {
    TaskConfigs tasks = tasks();
    assertThatThrownBy(() -> tasks.task("{\"json\": 1}"))
        .hasMessageStartingWith("cannot parse task (must be TOML): toml: line 1");
    assertThatThrownBy(() -> tasks.task(TASK + "[bogus]\na = 1\n"))
        .hasMessage(
            "cannot parse task (must be TOML): config file contained unknown configuration"
                + " options: bogus, bogus.a");
    assertThatThrownBy(() -> tasks.task(TASK + "[tidb]\nport = 'x'\n"))
        .hasMessageStartingWith("cannot parse task (must be TOML): toml: line 4");
  }

  @Test
  void faultsOfATaskHaveTheirCode() throws Exception {
    assertThatThrownBy(() -> tasks().task(TASK + "[mydumper.csv]\nseparator = ''\n"))
        .hasMessageStartingWith(
            "invalid task configuration: [Lightning:Config:ErrInvalidConfig]"
                + "`mydumper.csv.separator` must not be empty");
    assertThatThrownBy(() -> tasks().task(""))
        .hasMessageContaining("`mydumper.data-source-dir` is not set");
  }
}
