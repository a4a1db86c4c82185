package io.levin.it;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Tables of random shape with random rows that no database refuses; the same seed gives the same
 * tables.
 */
final class RandomTables {
  /** The database of all tables. */
  static final String DATABASE = "random";

  private static final int COLUMNS = 9;
  private static final int ROWS = 60;
  private static final List<String> KEYS =
      List.of("none", "clustered", "nonclustered", "unsigned", "text", "composite", "auto");

  private final Random random;
  private final boolean old;

  /**
   * @param old leaves out what clusters of version 5 do not know
   */
  RandomTables(long seed, boolean old) {
    this.random = new Random(seed);
    this.old = old;
  }

  /** Writes some tables, each as SQL or CSV. */
  void write(Dump dump, int tables) {
    for (int i = 0; i < tables; i++) {
      SampleTable table = table("t" + i);
      if (random.nextBoolean()) {
        dump.sql(table, 1);
      } else {
        dump.csv(table);
      }
    }
  }

  private SampleTable table(String name) {
    List<RandomColumn> columns = new ArrayList<>();
    int count = 1 + random.nextInt(COLUMNS);
    for (int i = 0; i < count; i++) {
      columns.add(RandomColumn.draw("c" + i, random, old));
    }
    List<String> definitions = new ArrayList<>();
    List<String> names = new ArrayList<>();
    String key = KEYS.get(random.nextInt(KEYS.size()));
    boolean keyed = !key.equals("none");
    if (keyed) {
      names.add("id");
      definitions.add("`id` " + keyType(key));
      if (key.equals("composite")) {
        names.add("sub");
        definitions.add("`sub` VARCHAR(20) NOT NULL");
      }
    }
    columns.forEach(column -> definitions.add(column.definition()));
    columns.forEach(column -> names.add(column.name()));
    generated(definitions, key);
    if (keyed) {
      definitions.add(primaryKey(key));
    }
    indices(columns, definitions);
    String create =
        "CREATE TABLE `%s` (%s) %s%s"
            .formatted(name, String.join(", ", definitions), tableCollation(), partitions(key));
    return new SampleTable(DATABASE, name, create, names, rows(columns, key));
  }

  private static String keyType(String key) {
    return switch (key) {
      case "unsigned" -> "BIGINT UNSIGNED NOT NULL";
      case "text" -> "VARCHAR(24) NOT NULL";
      case "auto" -> "BIGINT NOT NULL AUTO_INCREMENT";
      default -> "BIGINT NOT NULL";
    };
  }

  private static String primaryKey(String key) {
    return switch (key) {
      case "composite" -> "PRIMARY KEY (`id`, `sub`) CLUSTERED";
      case "nonclustered" -> "PRIMARY KEY (`id`) NONCLUSTERED";
      default -> "PRIMARY KEY (`id`) CLUSTERED";
    };
  }

  private void generated(List<String> definitions, String key) {
    boolean number = !key.equals("none") && !key.equals("text") && !key.equals("unsigned");
    if (number && random.nextInt(4) == 0) {
      String kind = random.nextBoolean() ? "STORED" : "VIRTUAL";
      definitions.add("`g` BIGINT AS (`id` % 1000 * 2 + 1) " + kind);
      definitions.add("KEY `kg` (`g`)");
    }
  }

  private void indices(List<RandomColumn> columns, List<String> definitions) {
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Set<String> parts = new LinkedHashSet<>();
      Set<String> used = new LinkedHashSet<>();
      int width = 1 + random.nextInt(3);
      for (int j = 0; j < width; j++) {
        RandomColumn column = columns.get(random.nextInt(columns.size()));
        if (column.isIndexable() && used.add(column.name())) {
          parts.add(column.indexPart(random));
        }
      }
      if (!parts.isEmpty()) {
        definitions.add("KEY `k" + i + "` (" + String.join(", ", parts) + ")");
      }
    }
  }

  private String tableCollation() {
    List<String> collations =
        List.of("utf8mb4_bin", "utf8mb4_general_ci", "utf8mb4_unicode_ci", "utf8mb4_bin");
    return "DEFAULT CHARSET=utf8mb4 COLLATE=" + collations.get(random.nextInt(collations.size()));
  }

  private String partitions(String key) {
    boolean number = key.equals("clustered") || key.equals("nonclustered") || key.equals("auto");
    if (!number || random.nextInt(3) > 0) {
      return "";
    }
    return switch (random.nextInt(old ? 2 : 3)) {
      case 0 -> " PARTITION BY HASH (`id`) PARTITIONS 4";
      case 1 ->
          " PARTITION BY RANGE (`id`) (PARTITION p0 VALUES LESS THAN (0), PARTITION p1 VALUES LESS"
              + " THAN (1000000), PARTITION p2 VALUES LESS THAN MAXVALUE)";
      default -> " PARTITION BY KEY (`id`) PARTITIONS 3";
    };
  }

  private List<List<Object>> rows(List<RandomColumn> columns, String key) {
    int count = random.nextInt(ROWS);
    List<List<Object>> rows = new ArrayList<>();
    Set<Object> ids = new LinkedHashSet<>();
    while (ids.size() < count) {
      ids.add(id(key));
    }
    for (Object id : ids) {
      List<Object> row = new ArrayList<>();
      if (!key.equals("none")) {
        row.add(id);
      }
      if (key.equals("composite")) {
        row.add("s" + random.nextInt(3));
      }
      columns.forEach(column -> row.add(column.value(random)));
      rows.add(row);
    }
    return rows;
  }

  private Object id(String key) {
    long number = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(2_000_000);
    return switch (key) {
      case "unsigned", "auto" -> number & Long.MAX_VALUE >> 1;
      case "text" -> "key " + Long.toString(number, 36);
      default -> number;
    };
  }
}
