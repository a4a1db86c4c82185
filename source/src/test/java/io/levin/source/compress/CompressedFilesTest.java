package io.levin.source.compress;

import static io.levin.source.compress.Encoders.compressed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.storage.LocalLocation;
import io.levin.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompressedFilesTest {
  @TempDir Path folder;

  private static byte[] text(int rows) {
    StringBuilder out = new StringBuilder();
    Random random = new Random(rows);
    for (int i = 0; i < rows; i++) {
      out.append(i).append(',').append(random.nextLong()).append("\n");
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] read(byte[] stored, Compression compression, long offset) throws IOException {
    Files.write(folder.resolve("f"), stored);
    Storage storage = Storage.open(new LocalLocation(folder));
    try (InputStream in = CompressedFiles.open(storage, "f", compression, offset)) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD", "SNAPPY", "LZ4"})
  void textIsReadFromAnyOffset(Compression compression) throws IOException {
    byte[] text = text(40_000);
    byte[] stored = compressed(compression, text);
    assertThat(read(stored, compression, 0)).isEqualTo(text);
    assertThat(read(stored, compression, 123_456))
        .isEqualTo(Arrays.copyOfRange(text, 123_456, text.length));
    assertThat(read(stored, compression, text.length)).isEmpty();
    assertThatThrownBy(() -> read(stored, compression, text.length + 1L))
        .hasMessageContaining("has only " + text.length + " bytes of text");
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD", "SNAPPY", "LZ4"})
  void partsOneBehindTheOtherAreReadToTheEnd(Compression compression) throws IOException {
    byte[] one = text(100);
    byte[] two = text(5000);
    byte[] stored = concat(compressed(compression, one), compressed(compression, two));
    assertThat(read(stored, compression, 0)).isEqualTo(concat(one, two));
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD", "SNAPPY", "LZ4"})
  void aFileThatIsCutShortIsAnError(Compression compression) throws IOException {
    byte[] stored = compressed(compression, text(20_000));
    for (int keep : new int[] {5, 9, stored.length / 2, stored.length - 1}) {
      assertThatThrownBy(() -> read(Arrays.copyOf(stored, keep), compression, 0))
          .as("%s cut to %d of %d", compression, keep, stored.length)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("unexpected end of compressed file f at offset ");
    }
    assertThatThrownBy(() -> read(new byte[0], compression, 0))
        .hasMessageContaining("unexpected end of compressed file f");
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD", "SNAPPY", "LZ4"})
  void aFileThatIsNotCompressedIsAnError(Compression compression) {
    assertThatThrownBy(() -> read(text(100), compression, 0))
        .hasMessageContaining("broken compressed file f");
  }

  @Test
  void zerosBehindAGzipFileAreIgnoredButNothingElse() throws IOException {
    byte[] stored = compressed(Compression.GZIP, text(10));
    assertThat(read(concat(stored, new byte[512]), Compression.GZIP, 0)).isEqualTo(text(10));
    assertThatThrownBy(() -> read(concat(stored, new byte[] {7}), Compression.GZIP, 0))
        .hasMessageContaining("gzip: invalid header");
    stored[stored.length - 5] ^= 1;
    assertThatThrownBy(() -> read(stored, Compression.GZIP, 0))
        .hasMessageContaining("gzip: invalid checksum");
  }

  @Test
  void namesWithoutDecoderAreRefused() {
    assertThatThrownBy(() -> read(new byte[9], Compression.XZ, 0))
        .hasMessageContaining("compression xz doesn't have related storage compressType");
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD", "SNAPPY", "LZ4"})
  void theSizeOfTheTextIsEstimated(Compression compression) throws IOException {
    Storage storage = Storage.open(new LocalLocation(folder));
    for (byte[] text : new byte[][] {text(60_000), new byte[40 << 20], text(3)}) {
      byte[] stored = compressed(compression, text);
      Files.write(folder.resolve("f"), stored);
      long estimate = SizeEstimate.of(storage, "f", compression, stored.length);
      assertThat(estimate).isBetween(text.length / 2L, text.length * 2L);
    }
  }

  @Test
  void textIsDecodedInAThreadOfItsOwn() throws IOException {
    Files.write(folder.resolve("f"), compressed(Compression.GZIP, text(400_000)));
    Storage storage = Storage.open(new LocalLocation(folder));
    try (InputStream in = CompressedFiles.open(storage, "f", Compression.GZIP, 0)) {
      assertThat(in.read()).isEqualTo('0');
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .contains("levin-decode f");
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("levin-decode f");
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
