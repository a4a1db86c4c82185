package io.levin.base;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system of its own, as small as a test of full disks wants it. */
public final class SmallDisk implements AutoCloseable {
  private final Path path;

  private SmallDisk(Path path) {
    this.path = path;
  }

  /**
   * Mounts one; skips the test where that is not allowed.
   *
   * @param at a folder that is made
   * @param size as {@code mount} takes it, such as {@code 8m}
   */
  public static SmallDisk mount(Path at, String size) throws IOException {
    Files.createDirectories(at);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", at.toString()),
        "SKIPPED: no right to mount a small file system");
    return new SmallDisk(at);
  }

  /** Its folder. */
  public Path path() {
    return path;
  }

  /** Makes it larger or smaller; what is on it stays. */
  public void resize(String size) throws IOException {
    if (!run("mount", "-o", "remount,size=" + size, path.toString())) {
      throw new IOException("cannot make " + path + " a file system of " + size);
    }
  }

  private static boolean run(String... command) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      // There is no such command here: the same as having no right to it.
      return false;
    }
    try {
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    run("umount", "-l", path.toString());
  }
}
