package io.levin.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that one process at a time holds, with a line in it that says which one. The operating
 * system lets go of it when the process ends, however it ends; the line alone proves nothing.
 */
public final class ProcessLock implements AutoCloseable {
  private static final int MAX_LINE = 4096;

  /**
   * What this process holds. A second look at a locked file must not even open it: closing any
   * descriptor of a file gives up the locks that the whole process has on it (POSIX).
   */
  private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

  private final Path file;
  private final FileChannel channel;
  private final FileLock lock;

  private ProcessLock(Path file, FileChannel channel, FileLock lock) {
    this.file = file;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock, without waiting.
   *
   * @param owner the line that others are shown
   * @throws HeldException when another process, or another part of this one, holds it
   * @throws IOException when the file cannot be made or written
   */
  public static ProcessLock take(Path file, String owner) throws IOException {
    Path path = file.toAbsolutePath().normalize();
    String holder = HELD.putIfAbsent(path, owner);
    if (holder != null) {
      throw new HeldException(holder);
    }
    boolean taken = false;
    try {
      ProcessLock lock = takeFromOthers(path, owner);
      taken = true;
      return lock;
    } finally {
      if (!taken) {
        HELD.remove(path);
      }
    }
  }

  private static ProcessLock takeFromOthers(Path file, String owner) throws IOException {
    while (true) {
      Object before = fileKey(file);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      boolean taken = false;
      try {
        FileLock lock = channel.tryLock();
        if (lock == null) {
          throw new HeldException(line(channel));
        }
        // The holder before us may have removed the file between our open and our lock.
        if (before != null && before.equals(fileKey(file))) {
          channel.truncate(0);
          channel.write(ByteBuffer.wrap((owner + "\n").getBytes(StandardCharsets.UTF_8)), 0);
          taken = true;
          return new ProcessLock(file, channel, lock);
        }
      } finally {
        if (!taken) {
          channel.close();
        }
      }
    }
  }

  private static Object fileKey(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static String line(FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(MAX_LINE);
    channel.read(content, 0);
    String text = new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
    return text.strip();
  }

  /** Lets go, and removes the file. */
  @Override
  public void close() throws IOException {
    try (channel) {
      Files.deleteIfExists(file);
      lock.release();
    } finally {
      HELD.remove(file);
    }
  }

  /** Somebody holds it. */
  public static final class HeldException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String owner;

    HeldException(String owner) {
      super("held by " + owner);
      this.owner = owner;
    }

    /** The line that the holder wrote; may be empty in the moment after it took the lock. */
    public String owner() {
      return owner;
    }
  }
}
