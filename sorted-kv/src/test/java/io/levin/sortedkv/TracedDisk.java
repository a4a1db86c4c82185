package io.levin.sortedkv;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A directory as a trace of calls has made it, with what of it is durable. {@link #afterPowerCut}
 * writes a directory in which, of all that was not synced, some is lost: names each on its own, and
 * of a file everything from some byte on, or some stretch in its midst.
 */
final class TracedDisk {
  /** What a disk writes at once, in bytes. */
  private static final int BLOCK = 4096;

  private final Path root;
  private final Map<Path, Content> names = new TreeMap<>();
  private final Map<Path, Content> durableNames = new TreeMap<>();
  private final Map<Long, Open> descriptors = new HashMap<>();
  private final Map<Integer, Runnable> syncs = new HashMap<>();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  /** A file, whatever its names are. */
  private static final class Content {
    private byte[] bytes = new byte[0];
    private byte[] synced = new byte[0];

    void write(int at, byte[] data) {
      byte[] longer = Arrays.copyOf(bytes, Math.max(bytes.length, at + data.length));
      System.arraycopy(data, 0, longer, at, data.length);
      bytes = longer;
    }
  }

  /** An open file or directory. */
  private static final class Open {
    private final Path path;
    private final Content content;
    private long position;

    Open(Path path, Content content) {
      this.path = path;
      this.content = content;
    }
  }

  /** Takes notice of what happens below a directory. */
  TracedDisk(Path root) {
    this.root = root;
  }

  /** What the process has printed so far. */
  String output() {
    return output.toString(java.nio.charset.StandardCharsets.US_ASCII);
  }

  void apply(SyscallTrace.Call call) {
    switch (call.name()) {
      case "openat" -> open(call);
      case "close" -> descriptors.remove(call.number(0));
      case "write" -> write(call);
      case "pwrite64" -> {
        Open open = descriptors.get(call.number(0));
        if (open != null) {
          open.content.write((int) call.number(3), written(call));
        }
      }
      case "writev" -> {
        if (descriptors.containsKey(call.number(0))) {
          throw new AssertionError("not modeled: " + call.arguments());
        }
      }
      case "fsync", "fdatasync" -> sync(call);
      case "ftruncate" -> {
        Open open = descriptors.get(call.number(0));
        if (open != null) {
          open.content.bytes = Arrays.copyOf(open.content.bytes, (int) call.number(1));
        }
      }
      case "rename", "renameat", "renameat2" -> {
        Content moved = names.remove(call.path(0));
        if (moved != null) {
          names.put(call.path(1), moved);
        }
      }
      case "link", "linkat" -> {
        Content linked = names.get(call.path(0));
        if (linked != null) {
          names.put(call.path(1), linked);
        }
      }
      case "unlink", "unlinkat" -> names.remove(call.path(0));
      default -> {
        // Folders are not modeled: their loss would lose what is in them, which is tried anyway.
      }
    }
  }

  private void open(SyscallTrace.Call call) {
    Path path = call.path(0);
    if (!path.startsWith(root)) {
      descriptors.remove(call.result());
      return;
    }
    Content content = null;
    if (!call.arguments().contains("O_DIRECTORY")) {
      content = names.get(path);
      if (content == null && call.arguments().contains("O_CREAT")) {
        content = new Content();
        names.put(path, content);
      }
      if (content != null && call.arguments().contains("O_TRUNC")) {
        content.bytes = new byte[0];
      }
    }
    Open open = new Open(path, content);
    if (content != null && call.arguments().contains("O_APPEND")) {
      open.position = content.bytes.length;
    }
    descriptors.put(call.result(), open);
  }

  private void write(SyscallTrace.Call call) {
    if (call.number(0) == 1) {
      output.writeBytes(call.texts().get(0));
      return;
    }
    Open open = descriptors.get(call.number(0));
    if (open != null) {
      open.content.write((int) open.position, written(call));
      open.position += call.result();
    }
  }

  private static byte[] written(SyscallTrace.Call call) {
    return Arrays.copyOf(call.texts().get(0), (int) call.result());
  }

  /** What was there when the call began is durable when it ends. */
  private void sync(SyscallTrace.Call call) {
    if (!call.begins()) {
      Runnable done = syncs.remove(call.thread());
      if (done != null) {
        done.run();
      }
      return;
    }
    Open open = descriptors.get(call.number(0));
    if (open == null) {
      return;
    }
    if (open.content != null) {
      byte[] now = open.content.bytes;
      syncs.put(call.thread(), () -> open.content.synced = now);
      return;
    }
    Map<Path, Content> now = new TreeMap<>();
    names.forEach(
        (path, content) -> {
          if (open.path.equals(path.getParent())) {
            now.put(path, content);
          }
        });
    syncs.put(
        call.thread(),
        () -> {
          durableNames.keySet().removeIf(path -> open.path.equals(path.getParent()));
          durableNames.putAll(now);
        });
  }

  /** Writes what may be left after a power cut at this moment. */
  void afterPowerCut(Path directory, Random random) throws IOException {
    TreeSet<Path> all = new TreeSet<>(names.keySet());
    all.addAll(durableNames.keySet());
    for (Path path : new ArrayList<>(all)) {
      Content content = random.nextBoolean() ? names.get(path) : durableNames.get(path);
      if (content == null) {
        continue;
      }
      Path to = directory.resolve(root.relativize(path).toString());
      Files.createDirectories(to.getParent());
      Files.write(to, survivor(content, random));
    }
  }

  private static byte[] survivor(Content content, Random random) {
    byte[] now = content.bytes;
    byte[] synced = content.synced;
    if (now == synced || random.nextInt(3) == 0) {
      return synced;
    }
    int same =
        Arrays.mismatch(
            now,
            0,
            Math.min(now.length, synced.length),
            synced,
            0,
            Math.min(now.length, synced.length));
    int first = same < 0 ? Math.min(now.length, synced.length) : same;
    byte[] left = Arrays.copyOf(now, first + random.nextInt(Math.max(1, now.length - first + 1)));
    if (random.nextBoolean() && left.length > first) {
      // Blocks reach the disk in any order, each as a whole: one in the midst may not have.
      int block = (first + random.nextInt(left.length - first)) / BLOCK * BLOCK;
      Arrays.fill(left, Math.max(first, block), Math.min(left.length, block + BLOCK), (byte) 0);
    }
    return left;
  }
}
