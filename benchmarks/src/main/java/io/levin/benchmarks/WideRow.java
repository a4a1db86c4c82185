package io.levin.benchmarks;

import java.util.Random;

/** Columns of all common types, and values for them. */
final class WideRow {
  static final String COLUMNS =
      """
      `id` BIGINT NOT NULL,
      `i8` TINYINT, `i16` SMALLINT, `i24` MEDIUMINT, `i32` INT, `i64` BIGINT,
      `u32` INT UNSIGNED, `u64` BIGINT UNSIGNED, `flag` BOOL,
      `f` FLOAT, `d` DOUBLE, `money` DECIMAL(12,2), `exact` DECIMAL(30,10),
      `code` CHAR(8), `name` VARCHAR(40), `city` VARCHAR(40) COLLATE utf8mb4_general_ci,
      `note` VARCHAR(200), `body` TEXT, `fixed` BINARY(16), `raw` VARBINARY(32), `blob` BLOB,
      `born` DATE, `seen` DATETIME, `precise` DATETIME(6), `stamp` TIMESTAMP NULL,
      `span` TIME, `year` YEAR, `bits` BIT(16), `kind` ENUM('red','green','blue'),
      `tags` SET('a','b','c','d'),
      """;

  static final String KEYS =
      "PRIMARY KEY (`id`) /*T![clustered_index] CLUSTERED */,"
          + " UNIQUE KEY `by_code` (`code`,`i64`), KEY `by_seen` (`seen`,`name`),"
          + " KEY `by_city` (`city`)";

  private WideRow() {}

  static void append(long id, Random random, StringBuilder out) {
    out.append(id).append(',').append(random.nextInt(256) - 128);
    out.append(',').append(random.nextInt(65_536) - 32_768);
    out.append(',').append(random.nextInt(1 << 24) - (1 << 23));
    out.append(',').append(random.nextInt()).append(',').append(random.nextLong());
    out.append(',').append(random.nextInt(Integer.MAX_VALUE)).append(",'");
    out.append(Long.toUnsignedString(random.nextLong())).append("',").append(random.nextInt(2));
    out.append(',').append(random.nextInt(1000)).append(".5,");
    out.append(random.nextInt(100_000)).append('.').append(1000 + random.nextInt(9000));
    out.append(',').append(random.nextInt(1 << 30)).append('.').append(10 + random.nextInt(90));
    out.append(',').append(Math.abs(random.nextLong() >> 1)).append(".0123456789,'");
    SampleTable.letters(random, 8, out);
    for (int length : new int[] {18, 12, 80, 60, 16, 24, 40}) {
      out.append("','");
      SampleTable.letters(random, length - random.nextInt(length == 16 ? 1 : 6), out);
    }
    out.append("','");
    SampleTable.date(random, out);
    for (String time : new String[] {" 12:34:56", " 01:02:03.456789", " 23:00:01"}) {
      out.append("','");
      SampleTable.date(random, out);
      out.append(time);
    }
    out.append("','-").append(10 + random.nextInt(700)).append(":59:59',");
    out.append(1970 + random.nextInt(100)).append(',').append(random.nextInt(65_536));
    out.append(",'green',").append(random.nextInt(3) == 0 ? "NULL" : "'a,c'");
  }
}
