package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.FileCheckpointStore;
import io.levin.playground.fault.Fault;
import io.levin.storage.DurableFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A source that is not the same any more when an import that was stopped goes on. */
final class ChangedSourceTest extends PlaygroundPerClass {
  private static final int FAILED = 1;
  private static final String INVALID = "[Lightning:Checkpoint:ErrInvalidCheckpoint]";

  private SampleTable table;

  @AfterEach
  void forgetUnfinishedImports() {
    harness().query("DROP DATABASE IF EXISTS lightning_metadata");
    harness().query("DROP DATABASE IF EXISTS changed");
  }

  /**
   * An import of three files, and an empty one between them, that is stopped while its first region
   * is ingested.
   */
  @BeforeEach
  void stopHalfway() throws Exception {
    table =
        new SampleTable(
            "changed",
            "t",
            "CREATE TABLE `t` (id BIGINT PRIMARY KEY, c VARCHAR(600))",
            List.of("id", "c"),
            Rows.of(6000, i -> Arrays.asList(i, Rows.text(i, 250))));
    harness().smallRegions().dump().sql(table, 3);
    Files.createFile(file(0).resolveSibling("changed.t.0000000005.sql"));
    stopWhileSending();
  }

  private void stopWhileSending() throws Exception {
    PlaygroundUnderTest playground = (PlaygroundUnderTest) harness().cluster();
    Fault held = playground.playground().faults().inject("MultiIngest nth=5 -> stall");
    Cancellation cancellation = new Cancellation();
    CompletableFuture<ImportRun> run =
        CompletableFuture.supplyAsync(() -> harness().run(cancellation));
    Waiting.until("an ingest hangs", () -> held.hits() > 0 || run.isDone());
    cancellation.cancel(new CancellationException("stopped by the test"));
    run.join().failedWith(FAILED, "canceled");
    held.remove();
  }

  private Path file(int number) {
    return harness().dump().folder().resolve("changed.t.%09d.sql".formatted(number));
  }

  private void goesOnOnceItIsPutBack() {
    harness().run().succeeded();
    harness().holds(table);
  }

  private void refused(String what) {
    harness()
        .run()
        .failedWith(
            FAILED,
            INVALID
                + "invalid checkpoint: the source of table `changed`.`t` is not that with which"
                + " its import began: "
                + what,
            "put the file back as it was; or run ./tidb-lightning-ctl"
                + " --checkpoint-remove='`changed`.`t`' --config=..., empty the table");
  }

  @Test
  void aFileOfAnotherSizeIsNamed() throws Exception {
    byte[] before = Files.readAllBytes(file(0));
    FileTime time = Files.getLastModifiedTime(file(0));
    Files.write(file(0), Arrays.copyOf(before, before.length - 300));
    refused(
        "file changed.t.000000000.sql has "
            + (before.length - 300)
            + " bytes now and had "
            + before.length
            + " then");
    Files.write(file(0), before);
    Files.setLastModifiedTime(file(0), time);
    goesOnOnceItIsPutBack();
  }

  @Test
  void aFileThatVanishedAndOneThatCameAreNamed() throws Exception {
    Path away = harness().directory().resolve("away");
    Files.move(file(1), away);
    refused("file changed.t.000000001.sql is not there any more");
    Files.move(away, file(1));
    Files.copy(file(1), file(9));
    refused("file changed.t.000000009.sql is new");
    Files.delete(file(9));
    goesOnOnceItIsPutBack();
  }

  @Test
  void aFileThatWasReplacedByOneOfTheSameSizeIsNamed() throws Exception {
    FileTime time = Files.getLastModifiedTime(file(2));
    byte[] content = Files.readAllBytes(file(2));
    Files.setLastModifiedTime(file(2), FileTime.fromMillis(time.toMillis() + 5000));
    harness()
        .run()
        .failedWith(
            FAILED,
            INVALID
                + "invalid checkpoint: file changed.t.000000002.sql of table `changed`.`t` was"
                + " changed after rows of it were read, although its size is the same",
            "set lightning.check-requirements = false");
    assertThat(Files.readAllBytes(file(2))).isEqualTo(content);
    harness().toml().set("lightning", "check-requirements", false);
    ImportRun run = harness().run().succeeded();
    assertThat(run.log())
        .contains("file was changed since the import began")
        .contains("path=changed.t.000000002.sql");
    harness().holds(table);
  }

  /** Earlier versions noted a version of every file, of empty ones too. */
  @Test
  void aNoteThatCountsAnEmptyFileIsComparedFileByFile() throws Exception {
    String noted = note(null);
    note(noted.replaceFirst(" ", " empty "));
    FileTime time = Files.getLastModifiedTime(file(2));
    Files.setLastModifiedTime(file(2), FileTime.fromMillis(time.toMillis() + 5000));
    harness().run().failedWith(FAILED, INVALID, "file changed.t.000000002.sql of table");
    Files.setLastModifiedTime(file(2), time);
    stopWhileSending();
    assertThat(note("of another number of files")).isEqualTo(noted);
    goesOnOnceItIsPutBack();
  }

  /** Returns which versions of the files are noted, and notes others unless there are none. */
  private String note(String versions) throws Exception {
    String name = "changed " + table.quoted();
    Path file = harness().directory().resolve("checkpoint.pb");
    try (CheckpointStore store = FileCheckpointStore.open(file, DurableFiles.onDisk())) {
      String before = store.notes().get(name);
      if (versions != null) {
        store.note(name, versions);
        store.save();
      }
      return before;
    }
  }

  @Test
  void aTableThatIsHalfDoneIsNotForgottenWithoutAWord() throws Exception {
    SampleTable other =
        new SampleTable(
            "changed",
            "other",
            "CREATE TABLE `other` (id BIGINT PRIMARY KEY)",
            List.of("id"),
            Rows.of(3, i -> List.of(i)));
    harness().dump().sql(other);
    harness().toml().set("mydumper", "filter", new StringBuilder("['changed.other']"));
    harness()
        .run()
        .failedWith(
            FAILED,
            INVALID
                + "invalid checkpoint: table `changed`.`t` is not in the source any more, or"
                + " filtered out, and its import has begun",
            "put its files and the filter back");
    harness().toml().remove("mydumper", "filter");
    goesOnOnceItIsPutBack();
    harness().holds(other);
  }
}
