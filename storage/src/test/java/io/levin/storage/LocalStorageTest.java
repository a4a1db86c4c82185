package io.levin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest {
  @TempDir Path folder;

  @Test
  void walksInByteOrderWithFoldersAtTheirOwnPlace() throws Exception {
    write("b.sql", 3);
    write("a/z.sql", 1);
    write("a-b.sql", 2);
    write("a/b/c.sql", 4);
    write("é.sql", 5);
    assertThat(walk(folder))
        .containsExactly("a/b/c.sql:4", "a/z.sql:1", "a-b.sql:2", "b.sql:3", "é.sql:5");
  }

  @Test
  void linksToFilesCountButLinksToFoldersAndDanglingOnesDoNot() throws Exception {
    write("real/t.sql", 7);
    Files.createSymbolicLink(folder.resolve("file.sql"), folder.resolve("real/t.sql"));
    Files.createSymbolicLink(folder.resolve("folder.sql"), folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("gone.sql"), folder.resolve("nothing"));
    Files.createSymbolicLink(folder.resolve("loop.sql"), folder.resolve("loop.sql"));
    assertThat(walk(folder)).containsExactly("file.sql:7", "real/t.sql:7");
  }

  @Test
  void aRootThatIsALinkIsFollowed() throws Exception {
    write("real/t.sql", 7);
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
    assertThat(walk(link)).containsExactly("t.sql:7");
  }

  @Test
  void namesThatAreNoUtf8CanBeListedAndOpened() throws Exception {
    Path odd = Path.of(URI.create(folder.toUri() + "db.%FFt%C3%A9%25.sql"));
    Files.write(odd, new byte[] {1, 2, 3});
    List<String> found = walk(folder);
    assertThat(found).containsExactly("db.\uDCFFté%.sql:3");
    Storage storage = Storage.open(new LocalLocation(folder));
    assertThat(storage.read("db.\uDCFFté%.sql")).containsExactly(1, 2, 3);
  }

  @Test
  void aFileThatIsChangedHasAnotherVersion() throws Exception {
    write("f", 3);
    Files.setLastModifiedTime(folder.resolve("f"), FileTime.fromMillis(1_700_000_000_000L));
    Storage storage = Storage.open(new LocalLocation(folder));
    assertThat(storage.version("f")).isPresent().isEqualTo(storage.version("f"));
    Optional<String> before = storage.version("f");
    Files.setLastModifiedTime(folder.resolve("f"), FileTime.fromMillis(1_700_000_000_001L));
    assertThat(storage.version("f")).isPresent().isNotEqualTo(before);
    assertThat(storage.version("nothing")).isEmpty();
  }

  @Test
  void opensAtAnOffset() throws Exception {
    Files.writeString(folder.resolve("f"), "0123456789");
    Storage storage = Storage.open(StorageLocation.parse(folder.toUri().toString()));
    try (InputStream in = storage.open("f", 4)) {
      assertThat(in.available()).isEqualTo(6);
      assertThat(in.skip(2)).isEqualTo(2);
      assertThat(in.read()).isEqualTo('6');
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("789");
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(storage.size("f")).isEqualTo(10);
    assertThat(storage.exists("g")).isFalse();
    assertThatThrownBy(() -> storage.open("g", 0)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void replacesAndDeletes() throws Exception {
    Storage storage = new LimitedStorage(Storage.open(new LocalLocation(folder)), 1);
    storage.replace("x/y", new byte[] {1});
    storage.replace("x/y", new byte[] {2, 3});
    assertThat(storage.read("x/y")).containsExactly(2, 3);
    storage.delete("x/y");
    storage.delete("x/y");
    assertThat(storage.exists("x/y")).isFalse();
    assertThat(walk(folder)).isEmpty();
  }

  private void write(String name, int size) throws IOException {
    Path file = FileNames.resolve(folder, name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[size]);
  }

  private static List<String> walk(Path root) throws IOException {
    List<String> found = new ArrayList<>();
    Storage.open(new LocalLocation(root)).walk((path, size) -> found.add(path + ":" + size));
    return found;
  }
}
