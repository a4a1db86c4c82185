package io.levin.engine.log;

import io.levin.base.Ticker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A file that is renamed to {@code NAME-2006-01-02T15-04-05.000.EXT} when it has grown large; old
 * ones are deleted by age and number. Thread-safe; a line is never cut in two.
 *
 * <p>An import goes on without its log: lines that cannot be written, as on a full disk, are lost,
 * and how many is said in the file as soon as it takes lines again.
 */
final class RotatingFile extends OutputStream {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS");
  private static final long TRY_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Path path;
  private final long maxBytes;
  private final int maxDays;
  private final int maxBackups;
  private final Ticker ticker;

  /** Null behind a failure, until the file could be opened again. */
  private OutputStream out;

  private long size;
  private boolean shared;
  private long lost;
  private String reason;

  /**
   * Whether the file could not be moved when it should have been; then it is tried again at a time.
   */
  private boolean stuck;

  private long nextTry;

  /**
   * @param maxBytes rotate at this size; 0 = never
   * @param maxDays days to keep rotated files; 0 = for ever
   * @param maxBackups rotated files to keep; 0 = all
   * @throws IOException when the file cannot be opened at first
   */
  RotatingFile(Path path, long maxBytes, int maxDays, int maxBackups, Ticker ticker)
      throws IOException {
    this.path = path;
    this.ticker = ticker;
    this.maxBytes = maxBytes;
    this.maxDays = maxDays;
    this.maxBackups = maxBackups;
    open();
  }

  @Override
  public synchronized void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /** Writes a line, or loses it: whoever logs cannot do anything about it. */
  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    try {
      if (out == null) {
        open();
        // On a line of its own: the last one may have been cut.
        tell("\n", "lines of this log were lost", "[count=" + lost + "] ", reason);
        lost = 0;
      }
      boolean tooLarge = maxBytes > 0 && size > 0 && size + length > maxBytes;
      if (tooLarge && (!stuck || ticker.nanos() - nextTry >= 0)) {
        rotate();
      }
      put(bytes, offset, length);
    } catch (IOException e) {
      lost++;
      reason = String.valueOf(e.getMessage());
      giveUp();
    }
  }

  private void put(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    size += length;
  }

  /** In the form of the other lines. */
  private void tell(String before, String message, String fields, String why) throws IOException {
    StringBuilder line = new StringBuilder(before).append('[');
    new Stamps(ZoneId.systemDefault()).append(line, System.currentTimeMillis());
    line.append("] [WARN] [RotatingFile] [\"")
        .append(message)
        .append("\"] ")
        .append(fields)
        .append("[reason=\"")
        .append(why.replaceAll("[\"\\\\\\p{Cntrl}]", "'"))
        .append("\"]\n");
    byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
    put(bytes, 0, bytes.length);
  }

  private void giveUp() {
    OutputStream broken = out;
    out = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (IOException e) {
        // It is of no more use, however it ends.
        return;
      }
    }
  }

  @Override
  public synchronized void flush() throws IOException {
    if (out != null) {
      out.flush();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (out != null) {
      out.close();
    }
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

  /**
   * A file that somebody else has moved away is begun anew. One that cannot be moved grows, and is
   * tried again now and then: the first failure is told, until it could be moved.
   */
  private void rotate() throws IOException {
    out.close();
    String stamp = STAMP.format(LocalDateTime.now());
    try {
      Files.move(path, path.resolveSibling(stem() + "-" + stamp + extension()));
    } catch (NoSuchFileException e) {
      open();
      stuck = false;
      return;
    } catch (IOException e) {
      open();
      nextTry = ticker.nanos() + TRY_AGAIN_NANOS;
      if (!stuck) {
        stuck = true;
        tell("", "this log cannot be moved and goes on growing", "", e.toString());
      }
      return;
    }
    open();
    stuck = false;
    deleteOld();
  }

  /** What cannot be deleted now is tried again behind the next rotation. */
  private void deleteOld() {
    try {
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
    } catch (IOException | DirectoryIteratorException e) {
      // Another instance deletes here as well.
      return;
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
