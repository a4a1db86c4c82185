package io.levin.engine.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folders that TiDB Lightning keeps the sorted data of an engine in: named by a version 5 UUID
 * of table and engine.
 */
final class LightningFolders {
  private static final UUID NAMESPACE = UUID.fromString("d68d6abe-c59e-45d6-ade8-e2b0ceb7bedf");

  private static final Pattern UUID_NAME = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-");

  /** A data engine holds 100 GiB: no table has as many. */
  private static final int MOST_ENGINES = 1000;

  private LightningFolders() {}

  /** The name of an engine's folder. */
  static UUID name(String table, int engine) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      ByteBuffer space = ByteBuffer.allocate(16);
      space.putLong(NAMESPACE.getMostSignificantBits());
      space.putLong(NAMESPACE.getLeastSignificantBits());
      sha1.update(space.array());
      ByteBuffer hash =
          ByteBuffer.wrap(sha1.digest((table + ":" + engine).getBytes(StandardCharsets.UTF_8)));
      long high = hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x5000L;
      long low = hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
      return new UUID(high, low);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /** Deletes what the engines of tables have left in the sorted-kv directory. */
  static void delete(Path sortedKvDir, Collection<String> tables) throws IOException {
    Set<String> found = folders(sortedKvDir);
    if (found.isEmpty()) {
      return;
    }
    for (String table : tables) {
      for (int engine = -1; engine < MOST_ENGINES; engine++) {
        String name = name(table, engine).toString();
        for (String folder : List.of(name, name + ".sst")) {
          if (found.contains(folder)) {
            deleteTree(sortedKvDir.resolve(folder));
          }
        }
      }
    }
  }

  private static Set<String> folders(Path sortedKvDir) throws IOException {
    try (Stream<Path> entries = Files.list(sortedKvDir)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> UUID_NAME.matcher(name).lookingAt())
          .collect(Collectors.toSet());
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
