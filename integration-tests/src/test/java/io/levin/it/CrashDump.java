package io.levin.it;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tables whose imports are killed: every kind whose resume differs, and not larger than that
 * needs.
 */
final class CrashDump {
  /** The database of all tables. */
  static final String DATABASE = "crash";

  /** What {@code mydumper.max-region-size} is to be. */
  static final int CSV_CHUNK_BYTES = 200 << 10;

  private CrashDump() {}

  /** Tables without conflicts. */
  static List<SampleTable> kinds() {
    List<SampleTable> tables = new ArrayList<>();
    tables.add(
        table(
            "ints",
            "(id BIGINT PRIMARY KEY, k INT NOT NULL, c VARCHAR(2000), KEY kk (k))",
            List.of("id", "k", "c"),
            Rows.of(1500, i -> Arrays.asList(i, i * 7 % 1500, Rows.text(i, 1200 + i % 200)))));
    tables.add(
        table(
            "pieces",
            "(id BIGINT PRIMARY KEY, u INT NOT NULL, c VARCHAR(2000), UNIQUE KEY uu (u))",
            List.of("id", "u", "c"),
            Rows.of(700, i -> Arrays.asList(1001 - i, i * 3, Rows.text(i, 1300)))));
    tables.add(
        table(
            "common",
            "(a VARCHAR(40), b INT, c VARCHAR(2000), PRIMARY KEY (a, b) /*T![clustered_index]"
                + " CLUSTERED */, KEY kc (c(20)))",
            List.of("a", "b", "c"),
            Rows.of(300, i -> Arrays.asList(Rows.text(i, 20), i, Rows.text(-i, 1200)))));
    tables.add(
        table(
            "parts",
            "(id BIGINT PRIMARY KEY, k INT, c VARCHAR(2000), KEY kk (k)) PARTITION BY HASH (id)"
                + " PARTITIONS 3",
            List.of("id", "k", "c"),
            Rows.of(400, i -> Arrays.asList(i, i % 10, Rows.text(i, 1200)))));
    tables.add(
        table(
            "counted",
            "(id BIGINT PRIMARY KEY AUTO_INCREMENT, c VARCHAR(2000))",
            List.of("c"),
            Rows.of(300, i -> List.of(Rows.text(i, 1200)))));
    tables.add(
        table(
            "hidden",
            "(k INT, c VARCHAR(2000), KEY kk (k))",
            List.of("k", "c"),
            Rows.of(1000, i -> Arrays.asList(i, Rows.text(i, 1200)))));
    tables.add(
        table(
            "scattered",
            "(id BIGINT PRIMARY KEY AUTO_RANDOM, c VARCHAR(2000))",
            List.of("c"),
            Rows.of(1000, i -> List.of(Rows.text(i, 1200)))));
    for (int t = 1; t <= 3; t++) {
      tables.add(
          table(
              "small" + t,
              "(id INT PRIMARY KEY, v VARCHAR(20), KEY kv (v))",
              List.of("id", "v"),
              Rows.of(20 * t, i -> List.of(i, "v" + i % 7))));
    }
    return tables;
  }

  /** One table whose chunks fill their buffers several times, and a small one. */
  static List<SampleTable> few() {
    return kinds().stream()
        .filter(table -> table.name().equals("ints") || table.name().equals("small1"))
        .toList();
  }

  /** Tables whose rows have keys in common. */
  static List<SampleTable> conflicts() {
    return List.of(
        table(
            "doubles",
            "(id BIGINT PRIMARY KEY, u INT NOT NULL, c VARCHAR(2000), UNIQUE KEY uu (u))",
            List.of("id", "u", "c"),
            Rows.of(1500, i -> Arrays.asList(i % 1450, i % 1475, Rows.text(i, 1200)))),
        table(
            "few",
            "(id INT PRIMARY KEY, u INT NOT NULL, UNIQUE KEY uu (u))",
            List.of("id", "u"),
            Rows.of(30, i -> List.of(i % 25, i % 28))));
  }

  /** Writes the dump; tables other than the smallest are spread over several files each. */
  static void write(List<SampleTable> tables, Dump dump) {
    for (SampleTable table : tables) {
      write(table, dump, chunks(table));
    }
  }

  /**
   * Writes the dump.
   *
   * @param files over so many files tables whose row ids the importer makes are spread
   */
  static void write(List<SampleTable> tables, Dump dump, int files) {
    for (SampleTable table : tables) {
      boolean numbered = !table.columns().contains("id");
      write(table, dump, numbered ? files : chunks(table));
    }
  }

  private static void write(SampleTable table, Dump dump, int files) {
    if (isCsv(table)) {
      dump.csv(table);
    } else {
      dump.sql(table, files);
    }
  }

  private static boolean isCsv(SampleTable table) {
    return table.name().equals("pieces");
  }

  /** Whether a table is done in memory. */
  static boolean isSmall(SampleTable table) {
    return table.rows().size() < 100;
  }

  /** More than four, or more than 1 MiB: else it would not be sorted, but done in memory. */
  static int chunks(SampleTable table) {
    if (isCsv(table)) {
      return table.csv(0, table.rows().size(), false).length() / CSV_CHUNK_BYTES + 1;
    }
    return isSmall(table) ? 1 : table.rows().size() < 1000 ? 5 : 2;
  }

  private static SampleTable table(
      String name, String definition, List<String> columns, List<List<Object>> rows) {
    return new SampleTable(
        DATABASE, name, "CREATE TABLE `" + name + "` " + definition, columns, rows);
  }
}
