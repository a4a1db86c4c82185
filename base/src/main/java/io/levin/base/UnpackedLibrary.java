package io.levin.base;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads native libraries that come in a jar so that nothing stays in the folder for temporary
 * files.
 *
 * <p>A library is unpacked into a file before it is loaded. The libraries delete that file when the
 * process ends, which a killed process does not do: after some hundred kills their copies of 17 MB
 * fill the disk. Here the file goes as soon as it is loaded; the process keeps what it has mapped.
 */
public final class UnpackedLibrary {
  /** Unpacks a library into a folder and loads it from there. */
  @FunctionalInterface
  public interface Loader {
    /** Loads the library; does nothing when it is loaded already. */
    void load(Path folder) throws IOException;
  }

  private UnpackedLibrary() {}

  /**
   * Loads a library by way of a folder of its own below {@code java.io.tmpdir}, which is deleted
   * then. Where an open file cannot be deleted, it stays until the process ends.
   *
   * @param name what messages call the library
   * @throws ImportException {@link ErrorCode#SYSTEM_REQUIREMENT_NOT_MET} when it cannot be unpacked
   *     or loaded
   */
  public static void load(String name, Loader loader) {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      Path folder = Files.createTempDirectory(parent, "levin-native");
      try {
        loader.load(folder);
      } finally {
        delete(folder);
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new ImportException(
          ErrorCode.SYSTEM_REQUIREMENT_NOT_MET,
          "the native library of " + name + " cannot be loaded from " + parent + ": " + reason(e),
          "free space in that folder, or name one where files may be run: JAVA_OPTS=-Djava.io.tmpdir=DIR",
          e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (FileSystemException e) {
      folder.toFile().deleteOnExit();
    }
  }

  /** The libraries wrap what the system said. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof FileSystemException refused && refused.getReason() != null
        ? refused.getReason()
        : cause.getMessage();
  }
}
