package io.levin.engine.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A file that is renamed to {@code NAME-2006-01-02T15-04-05.000.EXT} when it has grown large; old
 * ones are deleted by age and number. Thread-safe; a line is never cut in two.
 */
final class RotatingFile extends OutputStream {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS");

  private final Path path;
  private final long maxBytes;
  private final int maxDays;
  private final int maxBackups;
  private OutputStream out;
  private long size;
  private boolean shared;

  /**
   * @param maxBytes rotate at this size; 0 = never
   * @param maxDays days to keep rotated files; 0 = for ever
   * @param maxBackups rotated files to keep; 0 = all
   */
  RotatingFile(Path path, long maxBytes, int maxDays, int maxBackups) throws IOException {
    this.path = path;
    this.maxBytes = maxBytes;
    this.maxDays = maxDays;
    this.maxBackups = maxBackups;
    open();
  }

  @Override
  public synchronized void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (maxBytes > 0 && size > 0 && size + length > maxBytes) {
      rotate();
    }
    out.write(bytes, offset, length);
    size += length;
  }

  @Override
  public synchronized void flush() throws IOException {
    out.flush();
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }

  /** Whether another process writes into the file too, as far as locks tell. */
  synchronized boolean isShared() {
    return shared;
  }

  private void open() throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    shared = !lock(channel);
    out = Channels.newOutputStream(channel);
    size = Files.size(path);
  }

  /** A lock that only others of this kind look at; it ends with the process. */
  private static boolean lock(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException | IOException e) {
      // This process itself, or a file system without locks: of others nothing is known.
      return true;
    }
  }

  private void rotate() throws IOException {
    out.close();
    String stamp = STAMP.format(LocalDateTime.now());
    Files.move(path, path.resolveSibling(stem() + "-" + stamp + extension()));
    open();
    deleteOld();
  }

  private void deleteOld() throws IOException {
    List<Path> old = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(path.getParent(), stem() + "-*" + extension())) {
      files.forEach(old::add);
    }
    old.sort(Comparator.comparing(Path::toString).reversed());
    Instant oldest = Instant.now().minus(Duration.ofDays(maxDays));
    for (int i = 0; i < old.size(); i++) {
      boolean tooMany = maxBackups > 0 && i >= maxBackups;
      boolean tooOld =
          maxDays > 0 && Files.getLastModifiedTime(old.get(i)).toInstant().isBefore(oldest);
      if (tooMany || tooOld) {
        Files.deleteIfExists(old.get(i));
      }
    }
  }

  private String stem() {
    String name = path.getFileName().toString();
    return name.substring(0, name.length() - extension().length());
  }

  private String extension() {
    String name = path.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? "" : name.substring(dot);
  }
}
