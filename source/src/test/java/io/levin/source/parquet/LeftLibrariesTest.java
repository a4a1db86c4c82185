package io.levin.source.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.levin.source.compress.CompressedFiles;
import io.levin.source.compress.Compression;
import io.levin.source.compress.Encoders;
import io.levin.storage.LocalLocation;
import io.levin.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jpountz.lz4.LZ4Factory;
import org.apache.parquet.format.CompressionCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.Snappy;

/** What a process leaves that reads compressed files and pages, and ends without tidying up. */
final class LeftLibrariesTest {
  private static final int HALTED = 77;
  private static final byte[] TEXT = "1,one\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
  private static final List<Compression> FILES =
      List.of(Compression.GZIP, Compression.ZSTD, Compression.SNAPPY, Compression.LZ4);
  private static final List<CompressionCodec> PAGES =
      List.of(CompressionCodec.ZSTD, CompressionCodec.SNAPPY, CompressionCodec.LZ4_RAW);

  @TempDir Path folder;

  /** Reads what is in a folder, and dies. */
  static final class Reading {
    private Reading() {}

    /** Takes the folder, and whether its files are pages. */
    public static void main(String[] arguments) throws IOException {
      Path source = Path.of(arguments[0]);
      boolean pages = Boolean.parseBoolean(arguments[1]);
      for (Object kind : pages ? PAGES : FILES) {
        byte[] text = pages ? page(source, (CompressionCodec) kind) : file(source, kind);
        if (!Arrays.equals(text, TEXT)) {
          throw new IOException("wrong text of " + kind);
        }
      }
      // No hook runs, as after SIGKILL.
      Runtime.getRuntime().halt(HALTED);
    }

    private static byte[] page(Path source, CompressionCodec codec) throws IOException {
      byte[] stored = Files.readAllBytes(source.resolve(codec.name()));
      return PageCodec.decompress(codec, stored, 0, TEXT.length);
    }

    private static byte[] file(Path source, Object kind) throws IOException {
      Storage storage = Storage.open(new LocalLocation(source));
      Compression compression = (Compression) kind;
      try (InputStream in = CompressedFiles.open(storage, compression.name(), compression, 0)) {
        return in.readAllBytes();
      }
    }
  }

  @Test
  void nothingIsLeftOfTheDecodersOfFiles() throws Exception {
    for (Compression compression : FILES) {
      Files.write(folder.resolve(compression.name()), Encoders.compressed(compression, TEXT));
    }
    assertNothingIsLeft(false);
  }

  @Test
  void nothingIsLeftOfTheDecodersOfPages() throws Exception {
    Files.write(folder.resolve("ZSTD"), Zstd.compress(TEXT));
    Files.write(folder.resolve("SNAPPY"), Snappy.compress(TEXT));
    Files.write(
        folder.resolve("LZ4_RAW"), LZ4Factory.safeInstance().fastCompressor().compress(TEXT));
    assertNothingIsLeft(true);
  }

  private void assertNothingIsLeft(boolean pages) throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Reading.class.getName(),
                folder.toString(),
                Boolean.toString(pages))
            .inheritIO()
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(HALTED);
    assertThat(temporary).isEmptyDirectory();
  }
}
