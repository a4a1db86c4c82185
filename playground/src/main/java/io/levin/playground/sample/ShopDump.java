package io.levin.playground.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The dump of a shop: tables of every kind that an import has to master, with rows that follow from
 * a seed alone.
 */
public final class ShopDump {
  private final Path directory;
  private final double scale;
  private final long seed;

  /**
   * @param scale 1.0 gives about 65 MB
   * @param seed the same seed gives the same files
   */
  public ShopDump(Path directory, double scale, long seed) {
    this.directory = directory;
    this.scale = scale;
    this.seed = seed;
  }

  /**
   * Writes all files.
   *
   * @return bytes of all files
   */
  public long write() throws IOException {
    Files.createDirectories(directory);
    schema("shop", "CREATE DATABASE `shop` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;");
    customers();
    products();
    orders();
    orderItems();
    reviews();
    inventory();
    events();
    warehouses();
    payments();
    view();
    try (Stream<Path> files = Files.list(directory)) {
      long bytes = 0;
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }

  private void customers() throws IOException {
    table(
        "customers",
        """
        CREATE TABLE `customers` (
          `id` bigint NOT NULL AUTO_INCREMENT,
          `name` varchar(64) NOT NULL,
          `email` varchar(96) COLLATE utf8mb4_general_ci NOT NULL,
          `country` char(2) NOT NULL DEFAULT 'DE',
          `tier` enum('basic','plus','gold') NOT NULL DEFAULT 'basic',
          `born` date DEFAULT NULL,
          `prefs` json DEFAULT NULL,
          `created` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
          PRIMARY KEY (`id`) /*T![clustered_index] CLUSTERED */,
          UNIQUE KEY `email` (`email`),
          KEY `country_name` (`country`,`name`)
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;""");
    SplittableRandom random = random(1);
    try (DumpFile file = sql("customers", "000000000.sql")) {
      for (long id = 1; id <= rows(30_000); id++) {
        String first = ShopValues.pick(random, ShopValues.FIRST);
        String last = ShopValues.pick(random, ShopValues.LAST);
        file.row()
            .number(id)
            .text(first + " " + last)
            .text((last + "." + id + "@Example.com").replace("'", ""))
            .text(ShopValues.pick(random, ShopValues.COUNTRIES))
            .text(new String[] {"basic", "plus", "gold"}[random.nextInt(3)])
            .text(random.nextInt(10) == 0 ? null : ShopValues.day(random, 1940, 65).toString())
            .text(
                random.nextInt(4) == 0
                    ? null
                    : "{\"lang\": \""
                        + ShopValues.pick(random, ShopValues.COUNTRIES).toLowerCase(Locale.ROOT)
                        + "\", \"news\": "
                        + random.nextBoolean()
                        + ", \"sizes\": ["
                        + random.nextInt(50)
                        + ", "
                        + random.nextInt(50)
                        + "]}")
            .text(ShopValues.second(random))
            .end();
      }
    }
  }

  private void products() throws IOException {
    table(
        "products",
        """
        CREATE TABLE `products` (
          `sku` varchar(20) NOT NULL,
          `title` varchar(120) COLLATE utf8mb4_general_ci NOT NULL,
          `price` decimal(10,2) NOT NULL,
          `tax` decimal(4,2) NOT NULL DEFAULT '19.00',
          `gross` decimal(12,2) GENERATED ALWAYS AS (round(`price` * (1 + `tax` / 100), 2)) STORED,
          `labels` set('new','sale','eco','gift') NOT NULL DEFAULT '',
          `weight` double DEFAULT NULL,
          `flags` bit(8) NOT NULL DEFAULT b'0',
          PRIMARY KEY (`sku`) /*T![clustered_index] CLUSTERED */,
          KEY `title` (`title`(20)),
          KEY `gross` (`gross`)
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;""");
    SplittableRandom random = random(2);
    try (DumpFile file =
        DumpFile.csv(
            directory.resolve("shop.products.000000000.csv"),
            "sku",
            "title",
            "price",
            "tax",
            "labels",
            "weight")) {
      for (int i = 0; i < rows(20_000); i++) {
        file.row()
            .text(ShopValues.sku(i))
            .text(ShopValues.words(random, 3 + random.nextInt(4)))
            .raw(ShopValues.money(random, 1, 200_000))
            .raw(random.nextInt(3) == 0 ? "7.00" : "19.00")
            .text(new String[] {"", "new", "sale", "new,eco", "sale,gift"}[random.nextInt(5)])
            .raw(random.nextInt(5) == 0 ? "\\N" : Double.toString(random.nextInt(100_000) / 1000.0))
            .end();
      }
    }
  }

  private void orders() throws IOException {
    table(
        "orders",
        """
        CREATE TABLE `orders` (
          `id` bigint unsigned NOT NULL,
          `customer_id` bigint NOT NULL,
          `placed` datetime NOT NULL,
          `state` enum('new','paid','shipped','returned') NOT NULL,
          `total` decimal(12,2) NOT NULL,
          `note` varchar(200) DEFAULT NULL,
          PRIMARY KEY (`id`,`placed`) /*T![clustered_index] NONCLUSTERED */,
          KEY `customer` (`customer_id`,`placed`)
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
        PARTITION BY RANGE (YEAR(`placed`)) (
          PARTITION `p2022` VALUES LESS THAN (2023),
          PARTITION `p2023` VALUES LESS THAN (2024),
          PARTITION `p2024` VALUES LESS THAN (2025),
          PARTITION `rest` VALUES LESS THAN (MAXVALUE)
        );""");
    SplittableRandom random = random(3);
    int perFile = 40_000;
    int all = rows(120_000);
    for (int start = 0, n = 0; start < all; start += perFile, n++) {
      try (DumpFile file = sql("orders", String.format(Locale.ROOT, "%09d.sql", n))) {
        for (int id = start + 1; id <= Math.min(all, start + perFile); id++) {
          file.row()
              .number(id)
              .number(1 + random.nextInt(rows(30_000)))
              .text(ShopValues.second(random))
              .text(ShopValues.pick(random, ShopValues.STATES))
              .raw(ShopValues.money(random, 500, 90_000))
              .text(random.nextInt(3) > 0 ? null : ShopValues.words(random, 6))
              .end();
        }
      }
    }
  }

  private void orderItems() throws IOException {
    table(
        "order_items",
        """
        CREATE TABLE `order_items` (
          `order_id` bigint unsigned NOT NULL,
          `line` smallint NOT NULL,
          `sku` varchar(20) NOT NULL,
          `quantity` int NOT NULL,
          `price` decimal(10,2) NOT NULL,
          `discount` float DEFAULT NULL,
          PRIMARY KEY (`order_id`,`line`) /*T![clustered_index] CLUSTERED */,
          KEY `sku` (`sku`)
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;""");
    SplittableRandom random = random(4);
    try (DumpFile file =
        DumpFile.csv(
            directory.resolve("shop.order_items.000000000.csv"),
            "order_id",
            "line",
            "sku",
            "quantity",
            "price",
            "discount")) {
      for (int order = 1; order <= rows(120_000); order++) {
        int lines = 1 + random.nextInt(7);
        for (int line = 1; line <= lines; line++) {
          file.row()
              .number(order)
              .number(line)
              .text(ShopValues.sku(random.nextInt(rows(20_000))))
              .number(1 + random.nextInt(9))
              .raw(ShopValues.money(random, 100, 20_000))
              .raw(random.nextInt(4) > 0 ? "\\N" : "0." + (1 + random.nextInt(5)))
              .end();
        }
      }
    }
  }

  private void reviews() throws IOException {
    table(
        "reviews",
        """
        CREATE TABLE `reviews` (
          `sku` varchar(20) NOT NULL,
          `stars` tinyint unsigned NOT NULL,
          `body` text,
          `written` datetime(3) NOT NULL,
          KEY `sku_stars` (`sku`,`stars`)
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;""");
    SplittableRandom random = random(5);
    try (DumpFile file = sql("reviews", "000000000.sql.gz")) {
      for (int i = 0; i < rows(60_000); i++) {
        file.row()
            .text(ShopValues.sku(random.nextInt(rows(20_000))))
            .number(1 + random.nextInt(5))
            .text(
                random.nextInt(20) == 0
                    ? null
                    : ShopValues.words(random, 5 + random.nextInt(25)) + ".\nFine!")
            .text(
                ShopValues.second(random)
                    + String.format(Locale.ROOT, ".%03d", random.nextInt(1000)))
            .end();
      }
    }
  }

  private void inventory() throws IOException {
    table(
        "inventory",
        """
        CREATE TABLE `inventory` (
          `warehouse` int NOT NULL,
          `sku` varchar(20) NOT NULL,
          `stock` int unsigned NOT NULL,
          `counted` date NOT NULL,
          UNIQUE KEY `place` (`warehouse`,`sku`)
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
        PARTITION BY HASH (`warehouse`) PARTITIONS 4;""");
    SplittableRandom random = random(6);
    try (DumpFile file =
        DumpFile.csv(
            directory.resolve("shop.inventory.000000000.csv.zst"),
            "warehouse",
            "sku",
            "stock",
            "counted")) {
      for (int warehouse = 1; warehouse <= 8; warehouse++) {
        for (int i = warehouse % 2; i < rows(20_000); i += 2) {
          file.row()
              .number(warehouse)
              .text(ShopValues.sku(i))
              .number(random.nextInt(5000))
              .text(ShopValues.day(random, 2024, 1).toString())
              .end();
        }
      }
    }
  }

  private void events() throws IOException {
    table(
        "events",
        """
        CREATE TABLE `events` (
          `id` bigint NOT NULL /*T![auto_rand] AUTO_RANDOM(5) */,
          `at` datetime(6) NOT NULL,
          `kind` varchar(16) NOT NULL,
          `session` binary(8) NOT NULL,
          `payload` json NOT NULL,
          `kind_upper` varchar(16) GENERATED ALWAYS AS (upper(`kind`)) VIRTUAL,
          PRIMARY KEY (`id`) /*T![clustered_index] CLUSTERED */,
          KEY `kind_at` (`kind`,`at`),
          KEY `kind_upper` (`kind_upper`)
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;""");
    SplittableRandom random = random(7);
    String[] kinds = {"view", "cart", "buy", "search", "login"};
    for (int part = 0; part < 3; part++) {
      try (DumpFile file = sql("events", String.format(Locale.ROOT, "%09d.sql", part))) {
        for (int i = 0; i < rows(50_000); i++) {
          file.row()
              .number(1L + part * 50_000_000L + i)
              .text(
                  ShopValues.second(random)
                      + String.format(Locale.ROOT, ".%06d", random.nextInt(1_000_000)))
              .text(ShopValues.pick(random, kinds))
              .raw(String.format(Locale.ROOT, "x'%016x'", random.nextLong()))
              .text(
                  "{\"page\": \"/"
                      + ShopValues.pick(random, ShopValues.WORDS)
                      + "/"
                      + random.nextInt(1000)
                      + "\", \"ms\": "
                      + random.nextInt(3000)
                      + ", \"ok\": "
                      + (random.nextInt(50) > 0)
                      + "}")
              .raw("NULL")
              .end();
        }
      }
    }
  }

  private void warehouses() throws IOException {
    table(
        "warehouses",
        """
        CREATE TABLE `warehouses` (
          `id` int NOT NULL,
          `region` varchar(8) NOT NULL,
          `city` varchar(40) NOT NULL,
          `opened` year NOT NULL,
          `closes` time DEFAULT NULL,
          PRIMARY KEY (`id`,`region`) /*T![clustered_index] CLUSTERED */
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
        PARTITION BY LIST COLUMNS (`region`) (
          PARTITION `west` VALUES IN ('EU','US'),
          PARTITION `east` VALUES IN ('JP','IN')
        );""");
    String[] cities = {"Köln", "Nantes", "Austin", "大阪", "Pune", "Malmö", "Oakland", "東京"};
    String[] regions = {"EU", "EU", "US", "JP", "IN", "EU", "US", "JP"};
    try (DumpFile file = sql("warehouses", "000000000.sql")) {
      for (int i = 0; i < cities.length; i++) {
        file.row()
            .number(i + 1)
            .text(regions[i])
            .text(cities[i])
            .number(1998 + i * 3)
            .text(i % 3 == 0 ? null : (18 + i % 4) + ":30:00")
            .end();
      }
    }
  }

  /** One table in four databases, as an application that shards by hand would have it. */
  private void payments() throws IOException {
    SplittableRandom random = random(9);
    for (int shard = 1; shard <= 4; shard++) {
      String database = "shop_0" + shard;
      schema(database, "CREATE DATABASE `" + database + "`;");
      Files.writeString(
          directory.resolve(database + ".payments-schema.sql"),
          """
          CREATE TABLE `payments` (
            `id` bigint NOT NULL,
            `order_id` bigint unsigned NOT NULL,
            `amount` decimal(12,2) NOT NULL,
            `method` varchar(12) NOT NULL,
            `paid` datetime NOT NULL,
            PRIMARY KEY (`id`) /*T![clustered_index] CLUSTERED */,
            KEY `order_id` (`order_id`)
          ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
          """);
      try (DumpFile file =
          DumpFile.sql(directory.resolve(database + ".payments.000000000.sql"), "payments")) {
        for (int i = 0; i < rows(25_000); i++) {
          file.row()
              .number(shard * 10_000_000L + i)
              .number(1 + random.nextInt(rows(120_000)))
              .raw(ShopValues.money(random, 500, 90_000))
              .text(new String[] {"card", "transfer", "voucher"}[random.nextInt(3)])
              .text(ShopValues.second(random))
              .end();
        }
      }
    }
  }

  private void view() throws IOException {
    Files.writeString(
        directory.resolve("shop.paid_orders-schema.sql"),
        "CREATE TABLE `paid_orders` (`id` int,`total` int);\n");
    Files.writeString(
        directory.resolve("shop.paid_orders-schema-view.sql"),
        """
        DROP TABLE IF EXISTS `paid_orders`;
        DROP VIEW IF EXISTS `paid_orders`;
        CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW `paid_orders` \
        (`id`, `total`) AS SELECT `id`,`total` FROM `shop`.`orders` WHERE `state`='paid';
        """);
  }

  private void schema(String database, String statement) throws IOException {
    Files.writeString(directory.resolve(database + "-schema-create.sql"), statement + "\n");
  }

  private void table(String name, String statement) throws IOException {
    Files.writeString(
        directory.resolve("shop." + name + "-schema.sql"),
        "/*!40014 SET FOREIGN_KEY_CHECKS=0*/;\n/*!40101 SET NAMES binary*/;\n" + statement + "\n");
  }

  private DumpFile sql(String table, String ending) throws IOException {
    return DumpFile.sql(directory.resolve("shop." + table + "." + ending), table);
  }

  private SplittableRandom random(int table) {
    return new SplittableRandom(seed * 31 + table);
  }

  private int rows(int atScaleOne) {
    return Math.max(1, (int) (atScaleOne * scale));
  }
}
