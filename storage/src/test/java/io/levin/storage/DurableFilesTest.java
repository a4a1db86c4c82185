package io.levin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
  private static final Path FILE = Path.of("/state/checkpoint.pb");
  private static final byte[] OLD = "old content".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NEW = "a newer, longer content".getBytes(StandardCharsets.UTF_8);

  @Test
  void aReplacedFileSurvivesAPowerCut() throws Exception {
    for (int seed = 0; seed < 50; seed++) {
      LossyDisk disk = new LossyDisk();
      new DurableFiles(disk).replace(FILE, NEW);
      disk.restart(new Random(seed));
      assertThat(disk.read(FILE)).isEqualTo(NEW);
    }
  }

  @Test
  void aPowerCutAtAnyStepLeavesTheOldOrTheNewContent() throws Exception {
    for (int step = 0; step < 4; step++) {
      for (int seed = 0; seed < 50; seed++) {
        LossyDisk disk = new LossyDisk();
        DurableFiles files = new DurableFiles(disk);
        files.replace(FILE, OLD);
        disk.cutPowerAtStep(disk.steps() + step);
        assertThatThrownBy(() -> files.replace(FILE, NEW)).isInstanceOf(LossyDisk.PowerCut.class);
        disk.restart(new Random(seed));
        assertThat(disk.read(FILE)).as("step %d seed %d", step, seed).isIn(OLD, NEW);
      }
    }
  }

  @Test
  void theDiskDoesForgetWhatWasNotSynced() throws Exception {
    boolean lost = false;
    for (int seed = 0; seed < 50; seed++) {
      LossyDisk disk = new LossyDisk();
      disk.write(FILE, NEW);
      disk.syncDirectory(FILE.getParent());
      disk.restart(new Random(seed));
      lost |= disk.read(FILE).length < NEW.length;
    }
    assertThat(lost).isTrue();
  }

  @Test
  void aNewFileIsForItsOwnerAloneAndAReplacedOneKeepsItsMode(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("checkpoint.pb");
    DurableFiles files = DurableFiles.onDisk();
    files.replace(file, OLD);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    files.replace(file, NEW);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    assertThat(files.read(file)).isEqualTo(NEW);
  }

  @Test
  void aDeletedFileStaysDeleted() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      LossyDisk disk = new LossyDisk();
      DurableFiles files = new DurableFiles(disk);
      files.replace(FILE, OLD);
      files.delete(FILE);
      disk.restart(new Random(seed));
      assertThat(files.exists(FILE)).isFalse();
    }
  }
}
