package io.levin.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.KvBuffer;
import io.levin.base.Row;
import io.levin.schema.TableInfo;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What a reader reads back is what was written, whatever the table. */
class RoundTripProperties {
  private static final List<String> TYPES =
      List.of(
          "TINYINT",
          "TINYINT UNSIGNED",
          "SMALLINT",
          "SMALLINT UNSIGNED",
          "MEDIUMINT",
          "MEDIUMINT UNSIGNED",
          "INT",
          "INT UNSIGNED ZEROFILL",
          "BIGINT",
          "BIGINT UNSIGNED",
          "FLOAT",
          "FLOAT(9,2)",
          "DOUBLE",
          "DOUBLE UNSIGNED",
          "DECIMAL(10,3)",
          "DECIMAL(9,9)",
          "DECIMAL(65,30)",
          "DATE",
          "DATETIME",
          "DATETIME(6)",
          "TIMESTAMP(3)",
          "TIME",
          "TIME(6)",
          "YEAR",
          "CHAR(10)",
          "VARCHAR(20)",
          "VARCHAR(20) COLLATE utf8mb4_general_ci",
          "TEXT",
          "BLOB",
          "VARBINARY(20)",
          "BINARY(12)",
          "LONGTEXT",
          "TINYBLOB",
          "BIT(20)",
          "BIT(64)",
          "ENUM('one','two','three')",
          "SET('one','two','three')",
          "TINYTEXT CHARACTER SET gbk",
          "CHAR(10) CHARACTER SET latin1",
          "VARCHAR(20) CHARACTER SET gbk COLLATE gbk_bin",
          "VARCHAR(20) CHARACTER SET gbk COLLATE gbk_chinese_ci",
          "VARCHAR(20) COLLATE utf8mb4_unicode_ci",
          "VARCHAR(20) CHARACTER SET ascii",
          "VARCHAR(20) CHARACTER SET utf8",
          "VARCHAR(20) CHARACTER SET utf8 COLLATE utf8_general_ci",
          "VARCHAR(20) COLLATE utf8mb4_0900_ai_ci",
          "VARCHAR(20) COLLATE utf8mb4_0900_bin",
          "VARCHAR(20) CHARACTER SET utf8 COLLATE utf8_unicode_ci",
          "VECTOR",
          "JSON");

  @Property(tries = 300)
  void the_texts_of_a_decoded_row_encode_to_the_same_pairs(@ForAll long seed) throws RowException {
    Random random = new Random(seed);
    // Some of the types in columns, with all kinds of handles, in either row format.
    int count = 1 + random.nextInt(8);
    StringBuilder create = new StringBuilder("CREATE TABLE t (k INT UNSIGNED NOT NULL, ");
    create.append("s VARCHAR(30) COLLATE utf8mb4_unicode_ci NOT NULL");
    String[] types = new String[count];
    for (int i = 0; i < count; i++) {
      types[i] = TYPES.get(random.nextInt(TYPES.size()));
      create.append(", c").append(i).append(' ').append(types[i]);
    }
    create.append(", v BIGINT AS (k + 1) VIRTUAL, w VARCHAR(90) AS (upper(s)) STORED, KEY (s, v)");
    boolean keyable = !types[0].matches(".*(TEXT|BLOB|JSON|VECTOR).*");
    List<String> handles =
        List.of(
            ")",
            ") PARTITION BY HASH (k) PARTITIONS 3",
            ", PRIMARY KEY (k) CLUSTERED)",
            ", PRIMARY KEY (s, k) CLUSTERED)",
            ", PRIMARY KEY (s(2), k) CLUSTERED) PARTITION BY KEY (k) PARTITIONS 3",
            ", PRIMARY KEY (" + (keyable ? "c0" : "s(3)") + ") CLUSTERED)");
    TableInfo table =
        Tables.of(create.append(handles.get(random.nextInt(handles.size()))).toString());
    boolean newCollation = random.nextInt(4) > 0;
    EncodeOptions options =
        new EncodeOptions(
            EncodeOptions.defaults().sqlMode(),
            ZoneId.of("Asia/Shanghai"),
            newCollation,
            1 + random.nextInt(2),
            0,
            0,
            EncodeOptions::shardOf,
            java.util.Map.of());
    TableEncoder encoder = Tables.encoder(table, options);
    TableDecoder decoder = TableDecoder.create(table, options.zone(), newCollation);
    for (int r = 1; r <= 5; r++) {
      String[] fields = new String[count + 2];
      fields[0] = Integer.toString(random.nextInt(1_000_000));
      fields[1] = RandomText.of(random, "VARCHAR(30)");
      for (int i = 0; i < count; i++) {
        fields[i + 2] = random.nextInt(6) == 0 ? null : RandomText.of(random, types[i]);
      }
      KvBuffer first = new KvBuffer(64, 2);
      encoder.encode(Tables.row(r, fields), first, first);
      List<byte[]> decoded = decoder.decode(first.key(0), first.value(0));
      KvBuffer second = new KvBuffer(64, 2);
      encoder.encode(row(r, decoded), second, second);
      assertThat(Tables.pairs(second)).as("%s %s", create, decoded).isEqualTo(Tables.pairs(first));
    }
  }

  private static Row row(long id, List<byte[]> fields) {
    Row row = new Row();
    for (byte[] field : fields) {
      if (field == null) {
        row.addNull();
      } else {
        row.addSlice(Row.TEXT, field, 0, field.length);
      }
    }
    row.setPosition(id, 0, 0, 0);
    return row;
  }

  /** Text that a column of a type can hold. */
  static final class RandomText {
    private RandomText() {}

    static String of(Random random, String type) {
      String name = type.split("[ (]")[0];
      return switch (name) {
        case "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT" ->
            Long.toString(random.nextLong() >> random.nextInt(64));
        case "FLOAT" -> Float.toString(random.nextFloat() * 1e10f - 5e9f);
        case "DOUBLE" -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(20)));
        case "DECIMAL" -> new java.math.BigDecimal(random.nextGaussian() * 1e5).toPlainString();
        case "DATE" -> date(random);
        case "DATETIME" -> date(random) + " " + clock(random, 24);
        case "TIMESTAMP" -> "20" + (10 + random.nextInt(20)) + "-06-15 " + clock(random, 24);
        case "TIME" -> (random.nextBoolean() ? "-" : "") + clock(random, 838);
        case "YEAR" -> Integer.toString(1901 + random.nextInt(255));
        case "ENUM" -> List.of("one", "two", "three").get(random.nextInt(3));
        case "SET" -> List.of("", "one", "two,three", "one,two,three").get(random.nextInt(4));
        case "VECTOR" -> List.of("[]", "[1,-2.5]", "[3e38,1e-40,0]").get(random.nextInt(3));
        case "JSON" ->
            List.of("{\"b\": [1, null, \"x\"], \"a\": {}}", "-5", "\"é\"", "[]", "true")
                .get(random.nextInt(5));
        default -> letters(random);
      };
    }

    private static String letters(Random random) {
      StringBuilder out = new StringBuilder();
      for (int i = random.nextInt(10); i > 0; i--) {
        out.append("aB é中α0".charAt(random.nextInt(7)));
      }
      return out.toString();
    }

    private static String date(Random random) {
      return String.format(
          "%04d-%02d-%02d",
          random.nextInt(9999) + 1, random.nextInt(12) + 1, random.nextInt(28) + 1);
    }

    private static String clock(Random random, int hours) {
      return String.format(
          "%02d:%02d:%02d.%06d",
          random.nextInt(hours), random.nextInt(60), random.nextInt(60), random.nextInt(1_000_000));
    }
  }
}
