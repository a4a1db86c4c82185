package io.levin.sortedkv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A power cut leaves any part of what was not synced. The manifest is synced last, so what may be
 * missing is the end of its log, while files of runs may be there already.
 */
class TornManifestTest {
  @TempDir Path temp;

  @Test
  void whereverTheLogIsCutOffWholeAppendsAreLeft() throws IOException {
    Path original = temp.resolve("kv");
    Path copy = temp.resolve("copy");
    int appends = 7;
    try (SortedKv kv = Appending.open(original)) {
      for (int number = 0; number < appends; number++) {
        kv.append(Appending.append("chunk", number), Appending.NEVER);
      }
      int found = appends;
      long length = Files.size(log(original));
      // Always open: a store that was closed in order could have moved the log into files.
      for (long cut = 0; cut < length; cut += Math.max(1, length / 23)) {
        copy(original, copy);
        try (RandomAccessFile log = new RandomAccessFile(log(copy).toFile(), "rw")) {
          log.setLength(length - cut);
        }
        try (SortedKv torn = Appending.open(copy)) {
          Appending.check(torn);
          int done = Appending.done(torn).getOrDefault("chunk", 0);
          assertThat(done).isLessThanOrEqualTo(found);
          assertThat(cut > 0 || done == appends).isTrue();
          found = done;
          torn.append(Appending.append("chunk", done), Appending.NEVER);
          Appending.check(torn);
        }
        SortedKvProperties.delete(copy);
      }
      assertThat(found).as("the log held the appends").isLessThan(appends);
    }
  }

  private static Path log(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(SortedKvDirectory.DATABASE))) {
      List<Path> logs = files.filter(file -> file.toString().endsWith(".log")).toList();
      return logs.stream().max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
