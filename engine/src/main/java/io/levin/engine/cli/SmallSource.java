package io.levin.engine.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a dump is so small that its import ends before code that the JVM's second compiler has
 * made of it could pay for itself: then nearly all of the work is done some thousand times at most,
 * for tables and connections, and what the first compiler makes at once is better. A guess that
 * only costs time when it is wrong.
 */
final class SmallSource {
  /** So few bytes of rows are encoded before the second compiler has begun. */
  private static final long BYTES = 16L << 20;

  /** What a file costs beside its bytes, in bytes of rows. */
  private static final long BYTES_OF_FILE = 16L << 10;

  /** More is not small, in however many files it is. */
  private static final long MOST_BYTES = 64L << 20;

  /** How much larger compressed rows may become. */
  private static final int EXPANSION = 8;

  private static final Set<String> COMPRESSED =
      Set.of("gz", "gzip", "zst", "zstd", "snappy", "parquet");

  private static final Pattern SETTING =
      Pattern.compile("(?m)^\\s*(?:mydumper\\.)?data-source-dir\\s*=\\s*[\"'](.*?)[\"']");

  private SmallSource() {}

  /** The URL or path that a configuration names. */
  static Optional<String> setting(String toml) {
    Matcher setting = SETTING.matcher(toml);
    return setting.find() ? Optional.of(setting.group(1)) : Optional.empty();
  }

  /** The folder that a URL or path names, if it is one of this machine. */
  static Optional<Path> local(String url) {
    String path = url.startsWith("file://") ? url.substring("file://".length()) : url;
    return path.isEmpty() || path.contains("://") ? Optional.empty() : Optional.of(Path.of(path));
  }

  /** Looks at all files of a folder, until they are too much. */
  static boolean isIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    long rows = 0;
    long room = BYTES;
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      for (Iterator<Path> each = files.iterator(); each.hasNext(); ) {
        Path file = each.next();
        if (Files.isRegularFile(file)) {
          rows += rows(file);
          room += BYTES_OF_FILE;
          if (rows > MOST_BYTES) {
            return false;
          }
        }
      }
      return rows <= room;
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static long rows(Path file) throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    boolean compressed = COMPRESSED.contains(name.substring(name.lastIndexOf('.') + 1));
    return Files.size(file) * (compressed ? EXPANSION : 1);
  }
}
