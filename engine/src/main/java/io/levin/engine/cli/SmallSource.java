package io.levin.engine.cli;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  /** So many files and folders are looked at; the import lists them all again. */
  private static final int MOST_ENTRIES = 20_000;

  /** For so long, since a folder may be one of a slow network. */
  private static final long MOST_NANOS = 2_000_000_000L;

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

  /** Looks at the files of a folder, until they are too much or it takes too long. */
  static boolean isIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    Seen seen = new Seen();
    try {
      Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, seen);
      return seen.isSmall();
    } catch (IOException e) {
      return false;
    }
  }

  /** What the files seen so far amount to. */
  private static final class Seen extends SimpleFileVisitor<Path> {
    private final long end = System.nanoTime() + MOST_NANOS;
    private long rows;
    private long entries;

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      entries++;
      return next();
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      entries++;
      if (attributes.isRegularFile()) {
        rows += rows(file, attributes.size());
      }
      return next();
    }

    private FileVisitResult next() {
      return isTooMuch() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    private boolean isTooMuch() {
      return rows > MOST_BYTES || entries > MOST_ENTRIES || System.nanoTime() - end > 0;
    }

    boolean isSmall() {
      return !isTooMuch() && rows <= BYTES + entries * BYTES_OF_FILE;
    }
  }

  private static long rows(Path file, long size) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    boolean compressed = COMPRESSED.contains(name.substring(name.lastIndexOf('.') + 1));
    return size * (compressed ? EXPANSION : 1);
  }
}
