package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.levin.engine.cli.CtlMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each looks after the other's checkpoints: the original {@code tidb-lightning-ctl} after Levin's,
 * Levin's after those of the original {@code tidb-lightning}. Runs with {@code -Pdifferential}
 * where {@code LEVIN_TEST_TIDB_LIGHTNING_CTL} names the original's control program, of the 5.3 or
 * the 8.5 line, and {@code LEVIN_TEST_TIDB_LIGHTNING} its import of the same line.
 */
@Tag("differential")
final class CheckpointInterchangeTest {
  private static final String SCHEMA = "tidb_lightning_checkpoint";

  /** Large enough to have engines on the disk. */
  private static final SampleTable TABLE =
      new SampleTable(
          "interchange",
          "T.x",
          "CREATE TABLE `T.x` (id BIGINT AUTO_INCREMENT PRIMARY KEY, c VARCHAR(600), KEY cc (c))",
          List.of("id", "c"),
          Rows.of(5000, i -> Arrays.asList(i, Rows.text(i, 250))));

  @TempDir Path directory;

  private OriginalControl control;
  private PlaygroundUnderTest cluster;
  private ImportHarness harness;

  private enum Driver {
    FILE,
    MYSQL
  }

  @BeforeEach
  void theOriginalIsThere() {
    control = OriginalControl.fromEnvironment().orElse(null);
    assumeTrue(
        control != null,
        OriginalControl.VARIABLE + " is not set: no original tidb-lightning-ctl to ask");
    cluster = PlaygroundUnderTest.start(control.clusterVersion());
    harness = new ImportHarness(cluster, directory);
    harness.dump().sql(TABLE, 2);
  }

  @AfterEach
  void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private void use(Driver driver) {
    if (driver == Driver.MYSQL) {
      // That line's tables have another name than those that Levin writes.
      harness.toml().set("checkpoint", "driver", "mysql").remove("checkpoint", "dsn");
    }
  }

  private void useForLevin(Driver driver) {
    assumeFalse(
        driver == Driver.MYSQL && control.isOld(),
        "Levin writes the tables of the 8.5 line, which the 5.3 line does not know");
    use(driver);
  }

  private String levinsCtl(String... arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> all = new ArrayList<>(List.of("-config", harness.configFile().toString()));
    all.addAll(List.of(arguments));
    int code =
        new CtlMain(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .run(all);
    String text = err.toString(StandardCharsets.UTF_8);
    assertThat(code).as(text).isZero();
    return text;
  }

  private Path file() {
    return directory.resolve("checkpoint.pb");
  }

  private List<String> schemas() {
    return harness.query("SHOW DATABASES").stream().filter(n -> n.contains(SCHEMA)).toList();
  }

  @Test
  void bothProgramsDumpTheTablesThatLevinWroteAlike() throws Exception {
    useForLevin(Driver.MYSQL);
    harness.toml().set("checkpoint", "keep-after-success", "origin");
    harness.run().succeeded();
    assertDumpsAreAlike();
    control.run(harness, "-checkpoint-remove=all").succeeded();
    assertThat(schemas()).isEmpty();
    assertThat(levinsCtl("--checkpoint-remove=all")).contains("no checkpoint at");
  }

  /** The original writes its engines into the file of the tables, over the lines of those. */
  private void assertDumpsAreAlike() throws Exception {
    Path theirs = directory.resolve("their-dump");
    Path ours = directory.resolve("our-dump");
    control.run(harness, "-checkpoint-dump=" + theirs).succeeded();
    levinsCtl("--checkpoint-dump=" + ours);
    assertThat(sortedLines(ours.resolve("chunks.csv")))
        .isEqualTo(sortedLines(theirs.resolve("chunks.csv")))
        .hasSize(3);
    assertThat(Files.readAllLines(theirs.resolve("tables.csv")))
        .containsAll(Files.readAllLines(ours.resolve("engines.csv")));
    assertThat(Files.readAllLines(ours.resolve("engines.csv"))).hasSize(3);
    assertThat(Files.readAllLines(ours.resolve("tables.csv"))).hasSize(2);
  }

  private static List<String> sortedLines(Path file) throws Exception {
    return Files.readAllLines(file).stream().sorted().toList();
  }

  @ParameterizedTest
  @EnumSource
  void anErrorThatLevinRecordedIsForgottenByTheOriginal(Driver driver) throws Exception {
    useForLevin(driver);
    levinFailsAtChecksum();
    harness.query("DELETE FROM " + TABLE.quoted() + " WHERE id = 1000000");
    control.run(harness, "-checkpoint-error-ignore=" + TABLE.quoted()).succeeded();
    harness.run().succeeded();
    harness.holds(TABLE);
  }

  @ParameterizedTest
  @EnumSource
  void aTableThatFailedInLevinIsDestroyedByTheOriginal(Driver driver) throws Exception {
    useForLevin(driver);
    levinFailsAtChecksum();
    control.run(harness, "-checkpoint-error-destroy=" + TABLE.quoted()).succeeded();
    assertThat(harness.query("SHOW TABLES FROM " + TABLE.database())).isEmpty();
    harness.run().succeeded();
    harness.holds(TABLE);
  }

  @Test
  void aFileOfLevinIsRemovedByTheOriginal() throws Exception {
    harness.toml().set("checkpoint", "keep-after-success", "origin");
    harness.run().succeeded();
    harness.toml().remove("checkpoint", "keep-after-success");
    assertThat(control.run(harness, "-checkpoint-dump=" + directory.resolve("d")).text())
        .contains("dumping file checkpoint into CSV not unsupported");
    control.run(harness, "-checkpoint-remove=" + TABLE.quoted()).succeeded();
    assertThat(levinsCtl("--checkpoint-remove=" + TABLE.quoted())).contains("no checkpoint for");
    control.run(harness, "-checkpoint-remove=all").succeeded();
    // It writes what is left, nothing, when it closes the file that it has removed.
    assertThat(file()).isEmptyFile();
    harness.query("DROP DATABASE " + TABLE.database());
    harness.run().succeeded();
    harness.holds(TABLE);
  }

  private void levinFailsAtChecksum() throws Exception {
    harness.toml().set("post-restore", "checksum-via-sql", true);
    failsAtChecksum(harness::run, "^ADMIN CHECKSUM")
        .failedWith(1, "checksum mismatched remote vs local");
    harness.toml().remove("post-restore", "checksum-via-sql");
  }

  /** A row appears behind the importer's back, before a statement; the checksum tells. */
  private ImportRun failsAtChecksum(Supplier<ImportRun> importer, String statement)
      throws Exception {
    cluster.playground().inject("SQL " + statement + " times=1 -> delay=60000");
    CompletableFuture<ImportRun> run = CompletableFuture.supplyAsync(importer);
    while (!run.isDone() && cluster.playground().tidb().faults().fired().isEmpty()) {
      Thread.sleep(20);
    }
    harness.query("INSERT INTO " + TABLE.quoted() + " VALUES (1000000, 'surplus')");
    cluster.playground().clearFaults();
    return run.join();
  }

  @ParameterizedTest
  @EnumSource
  void whatTheOriginalRecordedIsDumpedForgottenAndGoneOnWith(Driver driver) throws Exception {
    OriginalLightning original = original();
    use(driver);
    originalFailsAtChecksum(original);
    if (driver == Driver.MYSQL) {
      assertDumpsAreAlike();
    } else {
      Path folder = directory.resolve("our-dump");
      levinsCtl("--checkpoint-dump=" + folder);
      assertThat(Files.readAllLines(folder.resolve("tables.csv")).get(1)).contains(TABLE.quoted());
      assertThat(Files.readAllLines(folder.resolve("engines.csv"))).hasSize(3);
      assertThat(Files.readAllLines(folder.resolve("chunks.csv"))).hasSize(3);
    }
    assertThat(levinsCtl("--checkpoint-error-ignore=" + TABLE.quoted()))
        .contains("failed in step(checksum)");
    harness.query("DELETE FROM " + TABLE.quoted() + " WHERE id = 1000000");
    original.run(harness).succeeded();
    harness.holds(TABLE);
  }

  @ParameterizedTest
  @EnumSource
  void aTableThatFailedInTheOriginalIsDestroyedByLevin(Driver driver) throws Exception {
    OriginalLightning original = original();
    use(driver);
    originalFailsAtChecksum(original);
    levinsCtl("--checkpoint-error-destroy=all", "--force");
    assertThat(harness.query("SHOW TABLES FROM " + TABLE.database())).isEmpty();
    original.run(harness).succeeded();
    harness.holds(TABLE);
  }

  @ParameterizedTest
  @EnumSource
  void whatTheOriginalRecordedIsRemovedByLevin(Driver driver) throws Exception {
    OriginalLightning original = original();
    use(driver);
    originalFailsAtChecksum(original);
    levinsCtl("--checkpoint-remove=all");
    assertThat(file()).doesNotExist();
    assertThat(schemas()).isEmpty();
  }

  private OriginalLightning original() {
    OriginalLightning original = OriginalLightning.fromEnvironment().orElse(null);
    assumeTrue(
        original != null && original.clusterVersion().equals(control.clusterVersion()),
        OriginalLightning.VARIABLE + " does not name a tidb-lightning of the same line");
    return original;
  }

  private void originalFailsAtChecksum(OriginalLightning original) throws Exception {
    ImportRun run;
    if (original.isOld()) {
      // It takes its checksum from the stores, as of a time after this statement.
      run = failsAtChecksum(() -> original.run(harness), "^ALTER TABLE");
    } else {
      harness.toml().set("post-restore", "checksum-via-sql", true);
      run = failsAtChecksum(() -> original.run(harness), "^ADMIN CHECKSUM");
    }
    assertThat(run.exitCode()).as("%s", run).isNotZero();
    assertThat(run.out() + run.log()).contains("checksum mismatched");
  }
}
