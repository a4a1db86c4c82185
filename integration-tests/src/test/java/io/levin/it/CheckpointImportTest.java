package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole imports with each kind of checkpoint, to their ends. */
final class CheckpointImportTest extends PlaygroundPerClass {
  private static final String SCHEMA = "tidb_lightning_checkpoint";

  /** More than a small table, so that it has engines in the sorted-kv directory. */
  private static SampleTable table(String database) {
    return new SampleTable(
        database,
        "t",
        "CREATE TABLE `t` (id BIGINT PRIMARY KEY, k INT NOT NULL, c VARCHAR(600), KEY kk (k))",
        List.of("id", "k", "c"),
        Rows.of(5000, i -> Arrays.asList(i, i * 7 % 5000, Rows.text(i, 250))));
  }

  private void inTarget() {
    harness().toml().set("checkpoint", "driver", "mysql").remove("checkpoint", "dsn");
  }

  private List<String> schemas() {
    return harness().query("SHOW DATABASES").stream().filter(n -> n.contains(SCHEMA)).toList();
  }

  @Test
  void anImportWithItsCheckpointInTheTargetSucceedsAndLeavesNothing() {
    SampleTable table = table("cp_target");
    harness().dump().sql(table, 3);
    inTarget();
    harness().run().succeeded();
    harness().holds(table);
    assertThat(schemas()).isEmpty();
  }

  @Test
  void theSchemaOfTheCheckpointIsTheOneThatIsNamed() {
    SampleTable table = table("cp_named");
    harness().dump().sql(table);
    inTarget();
    harness().toml().set("checkpoint", "schema", "my`checkpoints");
    harness().toml().set("checkpoint", "keep-after-success", "origin");
    harness().run().succeeded();
    assertThat(harness().query("SELECT status FROM `my``checkpoints`.table_v10")).hasSize(1);
    assertThat(schemas()).isEmpty();
    harness().query("DROP DATABASE `my``checkpoints`");
  }

  @Test
  void anImportThatFailedGoesOnFromTheCheckpointInTheTarget() {
    SampleTable table = table("cp_resumed");
    harness().dump().sql(table, 3);
    inTarget();
    PlaygroundUnderTest playground = (PlaygroundUnderTest) harness().cluster();
    playground.playground().inject("Coprocessor -> other-error=out of luck");
    harness().run().failedWith(1, "out of luck");
    playground.playground().clearFaults();
    assertThat(harness().query("SELECT status FROM " + SCHEMA + ".table_v10"))
        .containsExactly("150");
    assertThat(harness().query("SELECT engine_id, status FROM " + SCHEMA + ".engine_v5"))
        .containsExactlyInAnyOrder("-1|120", "0|120");
    assertThat(
            harness().query("SELECT count(*), sum(end_offset - pos) FROM " + SCHEMA + ".chunk_v5"))
        .containsExactly("3|0");
    harness().run().succeeded();
    harness().holds(table);
    assertThat(schemas()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"remove, ''", "false, ''", "rename, .bak", "true, .bak", "origin, checkpoint.pb"})
  void aFileIsKeptAsConfigured(String keep, String left) throws IOException {
    SampleTable table = table("cp_keep_" + keep);
    harness().dump().sql(table);
    boolean isText = !keep.equals("true") && !keep.equals("false");
    harness().toml().set("checkpoint", "keep-after-success", isText ? keep : Boolean.valueOf(keep));
    harness().run().succeeded();
    try (Stream<Path> files = Files.list(harness().directory())) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.startsWith("checkpoint"))
              .filter(name -> !name.endsWith(".levin.json"))
              .toList();
      if (left.isEmpty()) {
        assertThat(names).isEmpty();
      } else {
        assertThat(names).singleElement().asString().endsWith(left);
      }
    }
    if (keep.equals("origin")) {
      harness().run().succeeded();
      harness().holds(table);
    }
  }

  @ParameterizedTest
  @CsvSource({"remove", "rename", "origin"})
  void tablesInTheTargetAreKeptAsConfigured(String keep) {
    SampleTable table = table("cp_keepdb_" + keep);
    harness().dump().sql(table);
    inTarget();
    harness().toml().set("checkpoint", "keep-after-success", keep);
    harness().run().succeeded();
    switch (keep) {
      case "remove" -> assertThat(schemas()).isEmpty();
      case "rename" -> {
        String backup = schemas().get(0);
        assertThat(backup).startsWith(SCHEMA + ".").endsWith(".bak");
        assertThat(harness().query("SHOW TABLES FROM `" + backup + "`"))
            .containsExactlyInAnyOrder("task_v2", "table_v10", "engine_v5", "chunk_v5");
        assertThat(harness().query("SELECT status FROM `" + backup + "`.table_v10"))
            .singleElement()
            .asString()
            .isIn("200", "210");
        harness().query("DROP DATABASE `" + backup + "`");
      }
      default -> {
        assertThat(harness().query("SELECT count(*) FROM " + SCHEMA + ".chunk_v5"))
            .containsExactly("1");
        harness().run().succeeded();
        harness().query("DROP DATABASE " + SCHEMA);
      }
    }
  }

  @Test
  void withoutCheckpointsNothingIsWritten() throws IOException {
    SampleTable table = table("cp_none");
    harness().dump().sql(table);
    harness().toml().set("checkpoint", "enable", false);
    harness().run().succeeded();
    harness().holds(table);
    assertThat(harness().directory().resolve("checkpoint.pb")).doesNotExist();
    assertThat(schemas()).isEmpty();
  }
}
