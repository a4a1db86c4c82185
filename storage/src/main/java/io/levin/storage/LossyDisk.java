package io.levin.storage;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that forgets, at a power cut, what was not synced: contents without {@link
 * #sync}, names without {@link #syncDirectory}, each on its own and by chance, as file systems do.
 *
 * <p>For tests. It can also fail at a chosen step ({@link #cutPowerAtStep}), so that every point
 * between two steps is tried. Not thread-safe.
 */
public final class LossyDisk implements Disk {
  private Map<Path, Content> names = new TreeMap<>();
  private Map<Path, Content> durableNames = new TreeMap<>();
  private int steps;
  private int cutAt = Integer.MAX_VALUE;

  /** Lets the given change (counted from 0 over the life of the disk) fail instead of happen. */
  public void cutPowerAtStep(int step) {
    cutAt = step;
  }

  /** How many changes were asked for so far. */
  public int steps() {
    return steps;
  }

  /**
   * Cuts the power and starts again: of everything that was not synced, a part that the random
   * source chooses is lost or half written.
   */
  public void restart(RandomGenerator random) {
    cutAt = Integer.MAX_VALUE;
    Map<Path, Content> after = new TreeMap<>();
    TreeSet<Path> all = new TreeSet<>(names.keySet());
    all.addAll(durableNames.keySet());
    for (Path path : all) {
      Content volatileContent = names.get(path);
      Content durableContent = durableNames.get(path);
      Content kept =
          volatileContent == durableContent || random.nextBoolean()
              ? durableContent
              : volatileContent;
      if (kept != null) {
        after.put(path, kept.survivor(random));
      }
    }
    names = after;
    durableNames = new TreeMap<>(after);
  }

  @Override
  public byte[] read(Path file) throws IOException {
    Content content = names.get(key(file));
    if (content == null) {
      throw new NoSuchFileException(file.toString());
    }
    return content.bytes.clone();
  }

  @Override
  public boolean exists(Path file) {
    return names.containsKey(key(file));
  }

  @Override
  public void write(Path file, byte[] content) {
    step();
    Content there = names.get(key(file));
    if (there == null) {
      names.put(key(file), new Content(content.clone(), new byte[0]));
    } else {
      there.bytes = content.clone();
    }
  }

  @Override
  public void sync(Path file) throws IOException {
    step();
    Content content = names.get(key(file));
    if (content == null) {
      throw new NoSuchFileException(file.toString());
    }
    content.synced = content.bytes;
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    step();
    Content content = names.remove(key(from));
    if (content == null) {
      throw new NoSuchFileException(from.toString());
    }
    names.put(key(to), content);
  }

  @Override
  public void delete(Path file) {
    step();
    names.remove(key(file));
  }

  @Override
  public void syncDirectory(Path folder) {
    step();
    Path parent = key(folder);
    durableNames.keySet().removeIf(path -> parent.equals(path.getParent()));
    names.forEach(
        (path, content) -> {
          if (parent.equals(path.getParent())) {
            durableNames.put(path, content);
          }
        });
  }

  @Override
  public void createDirectories(Path folder) {
    // Folders are not modeled: their loss would lose the files in them, which is covered.
  }

  private void step() {
    if (steps++ >= cutAt) {
      throw new PowerCut();
    }
  }

  private static Path key(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /** Thrown instead of a step that does not happen any more. */
  public static final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PowerCut() {
      super("the power was cut");
    }
  }

  private static final class Content {
    private byte[] bytes;
    private byte[] synced;

    Content(byte[] bytes, byte[] synced) {
      this.bytes = bytes;
      this.synced = synced;
    }

    Content survivor(RandomGenerator random) {
      byte[] kept = synced;
      if (bytes != synced) {
        switch (random.nextInt(3)) {
          case 0 -> kept = bytes;
          case 1 -> kept = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
          default -> kept = synced;
        }
      }
      return new Content(kept, kept);
    }
  }
}
