package io.levin.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.levin.proto.checkpoints.CheckpointsModel;
import io.levin.storage.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that TiDB Lightning 8.5 wrote while it imported a table from SQL and one from CSV. */
class OriginalCheckpointTest {
  private static final String BIG = "`shop`.`big`";
  private static final String AUTO = "`shop`.`auto`";

  @TempDir Path folder;

  private Path file(String name) throws IOException {
    Path file = folder.resolve("cp.pb");
    try (InputStream in = getClass().getResourceAsStream("/lightning/" + name)) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  @Test
  void a_finished_import_is_read() throws Exception {
    try (CheckpointStore store =
        FileCheckpointStore.open(file("finished.pb"), DurableFiles.onDisk())) {
      TaskRecord task = store.task().orElseThrow();
      assertThat(task.sourceDir()).isEqualTo("file:///srv/dump");
      assertThat(task.backend()).isEqualTo("local");
      assertThat(task.sortedKvDir()).isEqualTo("/srv/sorted");
      assertThat(store.tables()).containsExactly(AUTO, BIG);
      TableRecord auto = store.table(AUTO).orElseThrow();
      assertThat(auto.status()).isEqualTo(Status.ANALYZED);
      assertThat(auto.autoIncrement()).isEqualTo(500);
      assertThat(auto.rowId()).isEqualTo(500);
      assertThat(auto.autoRandom()).isZero();
      assertThat(auto.engines())
          .extracting(EngineRecord::number, EngineRecord::status)
          .containsExactly(tuple(-1, Status.IMPORTED), tuple(0, Status.IMPORTED));
      ChunkRecord chunk = auto.engines().get(1).chunks().get(0);
      assertThat(chunk.path()).isEqualTo("shop.auto.csv");
      assertThat(chunk.columns()).isEqualTo(List.of(-1, 0, -1));
      assertThat(chunk.position()).isEqualTo(chunk.endOffset()).isEqualTo(4892);
      assertThat(chunk.sum().pairs()).isEqualTo(500);
      assertThat(Long.toUnsignedString(chunk.sum().crc())).isEqualTo("14110011431235357823");
    }
  }

  @Test
  void an_import_under_way_is_read() throws Exception {
    try (CheckpointStore store =
        FileCheckpointStore.open(file("under-way.pb"), DurableFiles.onDisk())) {
      assertThat(store.table(BIG).orElseThrow().status()).isEqualTo(Status.LOADED);
      assertThat(store.table(BIG).orElseThrow().engines())
          .extracting(EngineRecord::number, EngineRecord::status)
          .containsExactly(tuple(-1, Status.LOADED), tuple(0, Status.CLOSED));
    }
  }

  @Test
  void an_import_that_has_not_planned_yet_is_read() throws Exception {
    try (CheckpointStore store =
        FileCheckpointStore.open(file("unplanned.pb"), DurableFiles.onDisk())) {
      assertThat(store.table(BIG).orElseThrow().status()).isEqualTo(Status.LOADED);
      assertThat(store.table(BIG).orElseThrow().engines()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"finished.pb", "under-way.pb", "unplanned.pb"})
  void nothing_but_what_is_changed_changes(String name) throws Exception {
    Path file = file(name);
    CheckpointsModel before = CheckpointsModel.parseFrom(Files.readAllBytes(file));
    try (CheckpointStore store = FileCheckpointStore.open(file, DurableFiles.onDisk())) {
      store.status(BIG, CheckpointStore.WHOLE_TABLE, 18);
    }
    CheckpointsModel.Builder expected = before.toBuilder();
    expected.putCheckpoints(
        BIG, before.getCheckpointsOrThrow(BIG).toBuilder().setStatus(18).build());
    assertThat(CheckpointsModel.parseFrom(Files.readAllBytes(file))).isEqualTo(expected.build());
  }
}
