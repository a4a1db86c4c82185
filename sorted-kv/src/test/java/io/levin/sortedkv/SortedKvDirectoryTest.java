package io.levin.sortedkv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.MemoryBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

class SortedKvDirectoryTest {
  @TempDir Path temp;

  @Test
  void itIsMadeForItsOwnerAloneAndItsParentIsNot() throws IOException {
    Path directory = temp.resolve("sorted");
    SortedKv.makeDirectory(directory);
    SortedKv.makeDirectory(directory);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    Path mistyped = temp.resolve("no-such-disk").resolve("sorted");
    assertThatThrownBy(() -> SortedKv.makeDirectory(mistyped))
        .hasMessageContaining(
            "invalid sorted-kv-dir '" + mistyped + "' for local backend: its parent is not there")
        .hasMessageContaining("change tikv-importer.sorted-kv-dir");
  }

  @Test
  void aShareOfTheDiskThatIsUsedUpIsAFullDisk() {
    RocksDBException refused = new RocksDBException("While appending to file: Disk quota exceeded");
    assertThat(SortedKvDirectory.cannotOpen(temp, refused)).isInstanceOf(DiskFullException.class);
  }

  @Test
  void aLockThatMayNotBeOpenedIsNotTakenForOneThatIsHeld() {
    RocksDBException refused =
        new RocksDBException("While open a file for lock: /s/levin.db/LOCK: Permission denied");
    assertThat(SortedKvDirectory.cannotOpen(temp, refused))
        .hasMessageContaining("Permission denied")
        .message()
        .doesNotContain("another process");
  }

  @Test
  void aDamagedStoreIsNamedWithTheFolderToDelete() throws IOException {
    Path directory = temp.resolve("damaged");
    open(directory).close();
    Path database = directory.resolve(SortedKvDirectory.DATABASE);
    Files.writeString(database.resolve("CURRENT"), "no such file\n");
    assertThatThrownBy(() -> open(directory))
        .hasMessageContaining("sorted data in '" + directory + "': it cannot be opened")
        .hasMessageContaining("delete '" + database + "' and start again");
  }

  private static SortedKv open(Path directory) {
    return SortedKv.open(directory, SortedKvOptions.defaults(), new MemoryBudget("test", 64 << 20));
  }
}
