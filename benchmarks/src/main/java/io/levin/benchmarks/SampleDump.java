package io.levin.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Dumps as Dumpling would write them, made once and kept. */
final class SampleDump {
  private static final long FILE_BYTES = 64L << 20;
  private static final int SMALL_TABLE_ROWS = 10;
  private static final String DONE = "metadata";

  private final Path directory;

  SampleDump(Path directory) {
    this.directory = directory;
  }

  /** Bytes of a dump's data files. */
  static long dataBytes(Path dump) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(dump)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (!name.contains("-schema") && !name.equals(DONE)) {
          sum += Files.size(file);
        }
      }
    }
    return sum;
  }

  /** One table, in files of 64 MiB. */
  Path ofTable(SampleTable table, long bytes) throws IOException {
    Path dump = directory.resolve(table.table() + "-" + (bytes >> 20));
    if (Files.exists(dump.resolve(DONE))) {
      return dump;
    }
    begin(dump);
    Files.writeString(dump.resolve("bench." + table.table() + "-schema.sql"), table.create() + ";");
    long id = 1;
    long left = bytes;
    for (int number = 0; left > 0; number++) {
      String name =
          String.format(
              Locale.ROOT,
              "bench.%s.%09d.%s",
              table.table(),
              number,
              table.isCsv() ? "csv" : "sql");
      Path file = dump.resolve(name);
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
        id = table.write(out, id, Math.min(left, FILE_BYTES));
      }
      left -= Files.size(file);
    }
    return end(dump);
  }

  /** Several tables with the same rows; their files are links to those of one. */
  Path ofCopies(SampleTable table, long bytes, int copies) throws IOException {
    Path one = ofTable(table, bytes);
    if (copies == 1) {
      return one;
    }
    Path dump = directory.resolve(one.getFileName() + "-times-" + copies);
    if (Files.exists(dump.resolve(DONE))) {
      return dump;
    }
    begin(dump);
    for (int copy = 0; copy < copies; copy++) {
      String name = table.table() + "_" + copy;
      Files.writeString(
          dump.resolve("bench." + name + "-schema.sql"),
          table.create().replace("`" + table.table() + "`", "`" + name + "`") + ";");
      try (Stream<Path> files = Files.list(one)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          String[] parts = file.getFileName().toString().split("\\.", 3);
          if (parts.length == 3 && parts[1].equals(table.table())) {
            Files.createLink(dump.resolve("bench." + name + "." + parts[2]), file);
          }
        }
      }
    }
    return end(dump);
  }

  /** Many tables of ten rows, each with an index. */
  Path ofSmallTables(int count) throws IOException {
    Path dump = directory.resolve("small-" + count);
    if (Files.exists(dump.resolve(DONE))) {
      return dump;
    }
    begin(dump);
    for (int i = 0; i < count; i++) {
      String name = String.format(Locale.ROOT, "t%05d", i);
      Files.writeString(
          dump.resolve("bench." + name + "-schema.sql"),
          "CREATE TABLE `"
              + name
              + "` (`id` BIGINT NOT NULL PRIMARY KEY, `name` VARCHAR(64) NOT NULL,"
              + " `amount` DECIMAL(12,2), `at` DATETIME, KEY `by_name` (`name`));\n");
      StringBuilder rows = new StringBuilder("INSERT INTO `" + name + "` VALUES\n");
      for (int row = 1; row <= SMALL_TABLE_ROWS; row++) {
        rows.append('(').append(row).append(",'name ").append(i * row).append("',").append(row);
        rows.append(".25,'2024-05-06 07:08:09')").append(row == SMALL_TABLE_ROWS ? ";\n" : ",\n");
      }
      Files.writeString(dump.resolve("bench." + name + ".000000000.sql"), rows);
    }
    return end(dump);
  }

  private static void begin(Path dump) throws IOException {
    if (Files.exists(dump)) {
      Directories.delete(dump);
    }
    Files.createDirectories(dump);
    Files.writeString(dump.resolve("bench-schema-create.sql"), "CREATE DATABASE `bench`;\n");
  }

  private static Path end(Path dump) throws IOException {
    Files.write(dump.resolve(DONE), List.of("Finished dump"));
    return dump;
  }
}
