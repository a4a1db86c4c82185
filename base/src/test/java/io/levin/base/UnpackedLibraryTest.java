package io.levin.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnpackedLibraryTest {
  private final List<Path> folders = new ArrayList<>();

  @Test
  void whatWasUnpackedIsGoneAfterwards() {
    UnpackedLibrary.load("Test", this::unpack);

    assertThat(folders).singleElement().satisfies(folder -> assertThat(folder).doesNotExist());
  }

  @Test
  void aFullDiskIsNamedAndNothingStaysBehind() {
    assertThatThrownBy(
            () ->
                UnpackedLibrary.load(
                    "Test",
                    folder -> {
                      unpack(folder);
                      throw new IllegalStateException(
                          "Unable to load", new IOException("No space left on device"));
                    }))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("the native library of Test cannot be loaded from ")
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("-Djava.io.tmpdir=DIR");
    assertThat(folders).singleElement().satisfies(folder -> assertThat(folder).doesNotExist());
  }

  private void unpack(Path folder) throws IOException {
    folders.add(folder);
    Files.write(folder.resolve("libtest.so"), new byte[] {1});
  }
}
