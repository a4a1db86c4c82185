package io.levin.kv;

import io.levin.base.Row;
import io.levin.kv.value.SqlMode;
import io.levin.schema.TableInfo;
import io.levin.schema.ddl.DdlException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A random table, how its session is set up, and rows for it: usual ones, and of any bytes. */
final class FuzzTable {
  private static final List<String> TYPES =
      List.of(
          "TINYINT",
          "SMALLINT UNSIGNED",
          "MEDIUMINT",
          "INT ZEROFILL",
          "BIGINT",
          "BIGINT UNSIGNED",
          "FLOAT",
          "FLOAT(7,3)",
          "DOUBLE UNSIGNED",
          "DECIMAL(10,3)",
          "DECIMAL(65,30)",
          "BIT(1)",
          "BIT(64)",
          "YEAR",
          "DATE",
          "DATETIME(3)",
          "TIMESTAMP(2) NULL",
          "TIME(6)",
          "CHAR(10)",
          "CHAR(10) COLLATE utf8mb4_general_ci",
          "VARCHAR(20) COLLATE utf8mb4_unicode_ci",
          "VARCHAR(20) COLLATE utf8mb4_0900_ai_ci",
          "VARCHAR(20) COLLATE utf8mb4_0900_bin",
          "VARCHAR(9) CHARACTER SET utf8",
          "VARCHAR(9) CHARACTER SET ascii",
          "VARCHAR(9) CHARACTER SET latin1",
          "VARCHAR(9) CHARACTER SET gbk COLLATE gbk_bin",
          "VARCHAR(9) CHARACTER SET gbk",
          "TINYTEXT",
          "TEXT CHARACTER SET gbk",
          "BINARY(4)",
          "VARBINARY(20)",
          "BLOB",
          "ENUM('x','Y','é','1')",
          "SET('p','Q','é','1') COLLATE utf8mb4_general_ci",
          "JSON",
          "VECTOR(3)");
  private static final List<String> MODES =
      List.of(
          "",
          "STRICT_TRANS_TABLES",
          "STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE",
          "ALLOW_INVALID_DATES",
          "TRADITIONAL");
  private static final List<String> ZONES =
      List.of("UTC", "+05:30", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe");
  private static final List<String> PIECES =
      List.of(
          "0",
          "1",
          "9",
          "12",
          "2024",
          "-",
          "+",
          ".",
          "e",
          ":",
          " ",
          "T",
          "Z",
          "/",
          "{",
          "}",
          "[",
          "]",
          "\"",
          ",",
          "'",
          "\\",
          "\\u",
          "\n",
          "\0",
          "true",
          "null",
          "x",
          "é",
          "ß",
          "中",
          "😀",
          "\u0301",
          "\ufffd",
          "가",
          "e99999",
          "999999999",
          "00000000",
          "0x1F",
          "1_0");

  private final Random random;
  private final String create;
  private final String[] types;
  private final TableInfo table;
  private final EncodeOptions options;

  /** The table of a seed. */
  FuzzTable(Random random) {
    this.random = random;
    types = new String[1 + random.nextInt(7)];
    for (int i = 0; i < types.length; i++) {
      // The first can always be in a key.
      types[i] = one(i == 0 ? TYPES.subList(0, TYPES.indexOf("TINYTEXT")) : TYPES);
    }
    String text = create();
    TableInfo made;
    try {
      made = Tables.of(text);
    } catch (DdlException refused) {
      // A key that is too long, or the like: the same table without keys.
      text = "CREATE TABLE t (" + columns() + ")";
      made = Tables.of(text);
    }
    create = text;
    table = made;
    options =
        new EncodeOptions(
            SqlMode.parse(one(MODES)),
            ZoneId.of(one(ZONES)),
            random.nextInt(8) > 0,
            1 + random.nextInt(2),
            1_700_000_000L,
            random.nextLong(),
            EncodeOptions::shardOf,
            Map.of());
  }

  TableInfo table() {
    return table;
  }

  EncodeOptions options() {
    return options;
  }

  /** A row that a dump could have. */
  Row usualRow() {
    Row row = new Row();
    for (String type : types) {
      add(row, Row.TEXT, usual(type).getBytes(StandardCharsets.UTF_8));
    }
    row.setPosition(1, 0, 0, 0);
    return row;
  }

  /** A row with anything in it: random bytes, what looks like values, numbers, NULL; or cut off. */
  Row anyRow() {
    Row row = new Row();
    int fields = random.nextInt(10) == 0 ? random.nextInt(types.length + 2) : types.length;
    for (int i = 0; i < fields; i++) {
      switch (random.nextInt(10)) {
        case 0, 1 -> add(row, Row.TEXT, bytes(24));
        case 2, 3 -> add(row, Row.TEXT, pieces());
        case 4 -> add(row, Row.BINARY, bytes(12));
        case 5 -> row.addNumber(Row.SIGNED, random.nextLong() >> random.nextInt(64));
        case 6 -> row.addNumber(Row.UNSIGNED, random.nextLong() >>> random.nextInt(64));
        case 7 -> row.addNull();
        case 8 -> add(row, Row.TEXT, damaged(usual(types[i % types.length])));
        default -> add(row, Row.TEXT, bytes(random.nextInt(50) == 0 ? 70_000 : 300));
      }
    }
    row.setPosition(2, 0, 0, 0);
    return row;
  }

  /** For messages: what it takes to make the table again. */
  @Override
  public String toString() {
    return create + " " + options;
  }

  private String create() {
    StringBuilder text = new StringBuilder("CREATE TABLE t (").append(columns());
    for (int keys = random.nextInt(4); keys > 0; keys--) {
      text.append(random.nextBoolean() ? ", KEY (" : ", UNIQUE KEY (").append(parts()).append(')');
    }
    boolean primary = random.nextBoolean();
    if (primary) {
      text.append(", PRIMARY KEY (").append(parts()).append(')');
      text.append(random.nextInt(3) > 0 ? " CLUSTERED" : " NONCLUSTERED");
    }
    text.append(')');
    if (random.nextInt(4) == 0) {
      text.append(" PARTITION BY KEY (c0) PARTITIONS 3");
    }
    return text.toString();
  }

  private String columns() {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      boolean notNull = !types[i].endsWith("NULL") && random.nextInt(4) == 0;
      columns.add("c" + i + " " + types[i] + (notNull ? " NOT NULL" : ""));
    }
    return String.join(", ", columns);
  }

  private String parts() {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      boolean whole = !types[i].contains("TEXT") && !types[i].contains("BLOB");
      boolean text = !whole || types[i].contains("CHAR");
      if (types[i].equals("JSON") || types[i].startsWith("VECTOR")) {
        continue;
      }
      if (parts.isEmpty() || random.nextInt(3) == 0) {
        parts.add("c" + i + (text && (!whole || random.nextBoolean()) ? "(3)" : ""));
      }
    }
    return String.join(", ", parts);
  }

  private static String usual(String type) {
    String name = type.split("[ (]")[0];
    return switch (name) {
      case "DATE" -> "2024-02-29";
      case "DATETIME", "TIMESTAMP" -> "2024-02-29 12:34:56.78";
      case "TIME" -> "-12:34:56.789";
      case "YEAR" -> "2024";
      case "BIT" -> "\u0001";
      case "ENUM" -> "Y";
      case "SET" -> "p,Q";
      case "JSON" -> "{\"a\": [1, 2.5, null], \"b\": \"é\"}";
      case "VECTOR" -> "[1,-2.5,3e2]";
      case "FLOAT", "DOUBLE", "DECIMAL" -> "12.375";
      case "TEXT", "TINYTEXT", "CHAR", "VARCHAR" -> "ab ";
      default -> "12";
    };
  }

  private byte[] damaged(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(3); i >= 0; i--) {
      byte other = random.nextBoolean() ? (byte) random.nextInt() : (byte) one(PIECES).charAt(0);
      bytes[random.nextInt(bytes.length)] = other;
    }
    return bytes;
  }

  private byte[] pieces() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(one(PIECES));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] bytes(int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void add(Row row, byte kind, byte[] bytes) {
    row.addSlice(kind, bytes, 0, bytes.length);
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}
