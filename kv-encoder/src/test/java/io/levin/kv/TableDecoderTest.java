package io.levin.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.KvBuffer;
import io.levin.schema.TableInfo;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TableDecoderTest {
  private static final ZoneId UTC = ZoneId.of("UTC");

  @Test
  void values_come_back_as_a_select_shows_them() throws RowException {
    TableInfo table =
        Tables.of(
            "CREATE TABLE t (id BIGINT UNSIGNED PRIMARY KEY, a DECIMAL(10,3), b DATETIME(2),"
                + " c TIME(1), d YEAR, e ENUM('x','y'), f SET('p','q'), g DOUBLE, h FLOAT,"
                + " i VARCHAR(9), j JSON, k DOUBLE, l VECTOR)");
    KvBuffer pairs = new KvBuffer(64, 1);
    Tables.encoder(table)
        .encode(
            Tables.row(
                1,
                "18446744073709551615",
                "-1.5",
                "2024-01-02",
                "-1:2:3.45",
                "0000",
                "y",
                "q,p",
                "1e20",
                "0.1",
                "é ",
                "{\"b\":1,\"a\":[null,\"x\"]}",
                "-0.5",
                "[1,-2.5]"),
            pairs,
            pairs);
    assertThat(TableDecoder.create(table, UTC, true).decodeText(pairs.key(0), pairs.value(0)))
        .containsExactly(
            "18446744073709551615",
            "-1.500",
            "2024-01-02 00:00:00.00",
            "-01:02:03.5",
            "0000",
            "y",
            "p,q",
            "1e20",
            "0.1",
            "é ",
            "{\"a\": [null, \"x\"], \"b\": 1}",
            "-0.5",
            "[1,-2.5]");
  }

  @Test
  void a_row_without_any_stored_value_comes_back_in_either_format() throws RowException {
    TableInfo table = Tables.of("CREATE TABLE t (a INT, b VARCHAR(5))");
    for (int format = 1; format <= 2; format++) {
      EncodeOptions defaults = EncodeOptions.defaults();
      EncodeOptions options =
          new EncodeOptions(
              defaults.sqlMode(), UTC, true, format, 0, 0, EncodeOptions::shardOf, Map.of());
      KvBuffer pairs = new KvBuffer(64, 1);
      Tables.encoder(table, options).encode(Tables.row(1, null, null), pairs, pairs);
      assertThat(TableDecoder.create(table, UTC, true).decodeText(pairs.key(0), pairs.value(0)))
          .containsExactly(null, null);
    }
  }

  @Test
  void a_timestamp_is_shown_in_the_reader_s_zone() throws RowException {
    TableInfo table = Tables.of("CREATE TABLE t (a TIMESTAMP)");
    KvBuffer pairs = new KvBuffer(64, 1);
    Tables.encoder(table).encode(Tables.row(1, "2024-01-01 20:00:00"), pairs, pairs);
    TableDecoder shanghai = TableDecoder.create(table, ZoneId.of("Asia/Shanghai"), true);
    assertThat(shanghai.decodeText(pairs.key(0), pairs.value(0)))
        .containsExactly("2024-01-02 04:00:00");
  }

  @Test
  void keys_say_what_they_belong_to() throws RowException {
    TableInfo table = Tables.of("CREATE TABLE t (a INT PRIMARY KEY, b INT, KEY k (b))");
    KvBuffer data = new KvBuffer(64, 1);
    KvBuffer index = new KvBuffer(64, 1);
    Tables.encoder(table).encode(Tables.row(1, "-7", "2"), data, index);
    assertThat(TableDecoder.isRecordKey(data.key(0))).isTrue();
    assertThat(TableDecoder.isRecordKey(index.key(0))).isFalse();
    assertThat(TableDecoder.physicalId(index.key(0))).isEqualTo(100);
    assertThat(TableDecoder.indexId(index.key(0))).isEqualTo(1);
    assertThat(TableDecoder.intHandle(data.key(0))).isEqualTo(-7);
  }

  @Test
  void damaged_pairs_are_refused_or_read_but_never_crash() throws RowException {
    TableInfo table =
        Tables.of(
            "CREATE TABLE t (k VARCHAR(9), n DECIMAL(8,2), a INT, b JSON, c DATETIME, d TEXT,"
                + " e VECTOR, PRIMARY KEY (k, n) CLUSTERED)");
    for (int format = 1; format <= 2; format++) {
      EncodeOptions options =
          new EncodeOptions(
              EncodeOptions.defaults().sqlMode(),
              UTC,
              false,
              format,
              0,
              0,
              EncodeOptions::shardOf,
              java.util.Map.of());
      KvBuffer pairs = new KvBuffer(64, 1);
      Tables.encoder(table, options)
          .encode(
              Tables.row(
                  1, "key", "1.5", "77", "{\"a\":[1,{\"b\":\"c\"}]}", "2024-01-01", "text", "[1]"),
              pairs,
              pairs);
      TableDecoder decoder = TableDecoder.create(table, UTC, false);
      damage(decoder, pairs.key(0), pairs.value(0));
    }
  }

  private static void damage(TableDecoder decoder, byte[] key, byte[] value) {
    Random random = new Random(1);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] brokenKey = i % 4 == 0 ? broken(random, key, 11) : key;
      byte[] brokenValue = i % 4 == 0 ? value : broken(random, value, 0);
      try {
        decoder.decode(brokenKey, brokenValue);
        read++;
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageNotContaining("null");
      }
    }
    assertThat(read).isPositive();
  }

  private static byte[] broken(Random random, byte[] bytes, int from) {
    byte[] copy = bytes.clone();
    if (random.nextInt(4) == 0) {
      return Arrays.copyOf(copy, from + random.nextInt(copy.length - from + 1));
    }
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      copy[from + random.nextInt(copy.length - from)] = (byte) random.nextInt(256);
    }
    return copy;
  }
}
