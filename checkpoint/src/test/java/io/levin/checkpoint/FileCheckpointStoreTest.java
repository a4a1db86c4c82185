package io.levin.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UnknownFieldSet;
import io.levin.base.KvChecksum;
import io.levin.proto.checkpoints.CheckpointsModel;
import io.levin.storage.DurableFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCheckpointStoreTest {
  private static final String TABLE = "`db`.`t`";
  private static final TaskRecord TASK =
      new TaskRecord(7, "file:///dump", "local", "127.0.0.1", 4000, "pd:2379", "/sorted", "v1");

  @TempDir Path folder;

  @Test
  void what_was_recorded_is_there_after_a_restart() {
    try (CheckpointStore store = open()) {
      store.initialize(
          TASK,
          Map.of(TABLE, 106L),
          Map.of(
              TABLE,
              List.of(
                  new EngineRecord(EngineRecord.INDEX, Status.LOADED, List.of()),
                  new EngineRecord(0, Status.LOADED, List.of(chunk(0, KvChecksum.EMPTY))))));
      store.progress(TABLE, 0, List.of(chunk(500, new KvChecksum(-5, 10, 300))));
      store.autoIds(TABLE, 0, 12, 10);
      store.autoIds(TABLE, 0, 11, 13);
      store.status(TABLE, 0, Status.CLOSED);
    }
    try (CheckpointStore store = open()) {
      assertThat(store.task()).contains(TASK);
      TableRecord table = store.table(TABLE).orElseThrow();
      assertThat(table.tableId()).isEqualTo(106);
      assertThat(table.autoIncrement()).isEqualTo(12);
      assertThat(table.rowId()).isEqualTo(13);
      assertThat(table.engines()).extracting(EngineRecord::number).containsExactly(-1, 0);
      assertThat(table.engines().get(1).status()).isEqualTo(Status.CLOSED);
      assertThat(table.engines().get(1).chunks())
          .containsExactly(chunk(500, new KvChecksum(-5, 10, 300)));
    }
  }

  @Test
  void a_checkpoint_that_cannot_be_removed_stays_as_it_was() throws Exception {
    try (CheckpointStore store = open()) {
      store.initialize(TASK, Map.of(TABLE, 106L), Map.of());
      store.status(TABLE, CheckpointStore.WHOLE_TABLE, Status.CHECKSUMMED);
    }
    Path notes = folder.resolve("cp.pb" + FileCheckpointStore.NOTES_SUFFIX);
    Files.createDirectories(notes.resolve("nobody may delete this"));
    try (CheckpointStore store = open()) {
      assertThatThrownBy(store::removeAll).hasMessageContaining("clean checkpoint error");
    }
    try (CheckpointStore store = open()) {
      assertThat(store.task()).contains(TASK);
      assertThat(store.table(TABLE).orElseThrow().status()).isEqualTo(Status.CHECKSUMMED);
    }
  }

  @Test
  void a_table_that_has_a_record_keeps_it_when_an_import_starts_again() {
    try (CheckpointStore store = open()) {
      store.initialize(TASK, Map.of(TABLE, 106L), Map.of());
      store.status(TABLE, CheckpointStore.WHOLE_TABLE, Status.CHECKSUMMED);
      store.initialize(TASK, Map.of(TABLE, 999L, "`db`.`u`", 107L), Map.of());
      assertThat(store.table(TABLE).orElseThrow().status()).isEqualTo(Status.CHECKSUMMED);
      assertThat(store.table(TABLE).orElseThrow().tableId()).isEqualTo(106);
      assertThat(store.tables()).containsExactly(TABLE, "`db`.`u`");
    }
  }

  @Test
  void a_failed_engine_makes_its_table_failed() {
    try (CheckpointStore store = open()) {
      store.initialize(TASK, Map.of(TABLE, 106L), Map.of());
      store.status(TABLE, 0, Status.failed(Status.IMPORTED));
      assertThat(store.table(TABLE).orElseThrow().status()).isEqualTo(12);
      assertThat(Status.isFailed(12)).isTrue();
    }
  }

  @Test
  void a_file_that_was_cut_off_anywhere_is_refused_and_left_alone() throws Exception {
    try (CheckpointStore store = open()) {
      store.initialize(
          TASK,
          Map.of(TABLE, 106L, "`db`.`u`", 107L),
          Map.of(
              TABLE,
              List.of(new EngineRecord(0, Status.LOADED, List.of(chunk(0, KvChecksum.EMPTY))))));
    }
    Path file = folder.resolve("cp.pb");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 1; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      Files.write(file, part);
      assertThatThrownBy(this::open)
          .as("the first %d of %d bytes", length, whole.length)
          .hasMessageStartingWith("[Lightning:Checkpoint:ErrReadCheckpoint]read checkpoint error")
          .hasMessageContaining("put a good copy in its place");
      assertThat(Files.readAllBytes(file)).isEqualTo(part);
    }
    Files.write(file, new byte[0]);
    open().close();
  }

  @Test
  void a_file_that_is_not_understood_is_refused_and_left_alone() throws Exception {
    Files.writeString(folder.resolve("cp.pb"), "this is no checkpoint");
    assertThatThrownBy(this::open)
        .hasMessageStartingWith("[Lightning:Checkpoint:ErrReadCheckpoint]read checkpoint error")
        .hasMessageContaining("cp.pb");
    assertThat(folder.resolve("cp.pb")).hasContent("this is no checkpoint");
  }

  @Test
  void an_empty_file_is_an_empty_model() throws Exception {
    Files.createFile(folder.resolve("cp.pb"));
    try (CheckpointStore store = open()) {
      assertThat(store.task()).isEmpty();
      assertThat(store.tables()).isEmpty();
    }
  }

  @Test
  void fields_of_a_newer_writer_survive_a_rewrite() throws Exception {
    CheckpointsModel newer =
        CheckpointsModel.newBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(5).build())
                    .build())
            .build();
    Files.write(folder.resolve("cp.pb"), newer.toByteArray());
    try (CheckpointStore store = open()) {
      store.initialize(TASK, Map.of(), Map.of());
    }
    CheckpointsModel after =
        CheckpointsModel.parseFrom(Files.readAllBytes(folder.resolve("cp.pb")));
    assertThat(after.getUnknownFields().hasField(99)).isTrue();
  }

  @Test
  void after_success_the_file_is_removed_or_moved_away() {
    try (CheckpointStore store = open()) {
      store.initialize(TASK, Map.of(TABLE, 1L), Map.of());
      store.moveAway(7);
    }
    assertThat(folder.resolve("cp.pb")).doesNotExist();
    assertThat(folder.resolve("cp.pb.7.bak")).exists();
    try (CheckpointStore store = open()) {
      store.initialize(TASK, Map.of(TABLE, 1L), Map.of());
      store.removeAll();
    }
    assertThat(folder.resolve("cp.pb")).doesNotExist();
  }

  private CheckpointStore open() {
    return FileCheckpointStore.open(folder.resolve("cp.pb"), DurableFiles.onDisk());
  }

  private static ChunkRecord chunk(long position, KvChecksum sum) {
    return new ChunkRecord(
        "db.t.sql",
        0,
        1000,
        position,
        position,
        10,
        40,
        sum,
        List.of(0, 1, -1),
        1700000000,
        3,
        0,
        "",
        1000);
  }
}
