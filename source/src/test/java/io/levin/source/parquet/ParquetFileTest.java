package io.levin.source.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.ImportException;
import io.levin.base.Row;
import io.levin.source.parse.FilePlace;
import io.levin.source.parse.ParseTarget;
import io.levin.storage.Storage;
import io.levin.storage.StorageLocation;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          boolean v                                  | -1 | 1 UNSIGNED
          int32 v                                    | -5 | -5 SIGNED
          int64 v                                    | -5 | -5 SIGNED
          int32 v (INTEGER(8,true))                  | -5 | -5 SIGNED
          int32 v (INTEGER(16,false))                | 65535 | 65535 UNSIGNED
          int32 v (INTEGER(32,false))                | -1 | 4294967295 UNSIGNED
          int64 v (INTEGER(64,false))                | -1 | 18446744073709551615 UNSIGNED
          int64 v (INTEGER(64,true))                 | -1 | -1 SIGNED
          float v                                    | 3 | 1.5 DOUBLE
          double v                                   | 3 | 1.5 DOUBLE
          int32 v (DECIMAL(9,0))                     | -12 | -12 SIGNED
          int32 v (DECIMAL(9,2))                     | -5 | -0.05 TEXT
          int32 v (DECIMAL(9,2))                     | 12345 | 123.45 TEXT
          int64 v (DECIMAL(18,18))                   | -9223372036854775808 | -9.223372036854775808 TEXT
          int64 v (DECIMAL(18,4))                    | 0 | 0.0000 TEXT
          int32 v (DATE)                             | 0 | 1970-01-01 TEXT
          int32 v (DATE)                             | -1 | 1969-12-31 TEXT
          int32 v (DATE)                             | 19782 | 2024-02-29 TEXT
          int32 v (DATE)                             | -719528 | 0000-01-01 TEXT
          int32 v (DATE)                             | 2932896 | 9999-12-31 TEXT
          int64 v (TIMESTAMP(MILLIS,true))           | 1500 | 1970-01-01 00:00:01.5Z TEXT
          int64 v (TIMESTAMP(MILLIS,false))          | 1500 | 1970-01-01 00:00:01.5 TEXT
          int64 v (TIMESTAMP(MICROS,false))          | -1 | 1969-12-31 23:59:59.999999 TEXT
          int64 v (TIMESTAMP(NANOS,false))           | -500000001 | 1969-12-31 23:59:59.499999 TEXT
          int64 v (TIMESTAMP_MILLIS)                 | 0 | 1970-01-01 00:00:00Z TEXT
          int32 v (TIME(MILLIS,false))               | 45296007 | 12:34:56.007 TEXT
          int64 v (TIME(MICROS,true))                | 45296000000 | 12:34:56Z TEXT
          """)
  void aNumberBecomesWhatItsTypeSays(String type, long stored, String expected) throws IOException {
    Path file = folder.resolve("a.parquet");
    new SampleParquet("optional " + type + "; optional int32 after;")
        .write(
            file,
            2,
            (i, group) -> {
              if (i == 0) {
                return;
              }
              switch (type.substring(0, type.indexOf(' '))) {
                case "boolean" -> group.add("v", true);
                case "int32" -> group.add("v", (int) stored);
                case "int64" -> group.add("v", stored);
                case "float" -> group.add("v", stored / 2f);
                default -> group.add("v", stored / 2d);
              }
            });

    Row row = new Row();
    try (ParquetRows rows = open(file, ParseTarget.wholeFile())) {
      assertThat(rows.next(row)).isTrue();
      assertThat(row.kind(0)).isEqualTo(Row.NULL);
      assertThat(rows.next(row)).isTrue();
      assertThat(row.text(0) + " " + kind(row.kind(0))).isEqualTo(expected);
      assertThat(row.kind(1)).isEqualTo(Row.NULL);
      assertThat(rows.next(row)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          binary v                                   | 78ff79 | 78ff79
          binary v (STRING)                          | 78 | 78
          binary v (ENUM)                            | 78 | 78
          binary v (JSON)                            | 7b7d | 7b7d
          binary v (BSON)                            | 00 | 00
          fixed_len_byte_array(3) v                  | 010203 | 010203
          """)
  void bytesStayBytes(String type, String stored, String expected) throws IOException {
    assertThat(new BigInteger(1, onlyValue(type, stored)).toString(16))
        .isEqualTo(new BigInteger(expected, 16).toString(16));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          binary v (DECIMAL(38,2))                   | ff | -0.01
          binary v (DECIMAL(38,2))                   | 007f | 1.27
          binary v (DECIMAL(38,0))                   | 0100 | 256
          binary v (DECIMAL(38,3))                   | 0de0b6b3a764000000 | 256000000000000000.000
          fixed_len_byte_array(16) v (DECIMAL(38,2)) | ffffffffffffffffffffffffffffff00 | -2.56
          """)
  void decimalsOfBytesHaveTheirScale(String type, String stored, String expected)
      throws IOException {
    assertThat(new String(onlyValue(type, stored), StandardCharsets.US_ASCII)).isEqualTo(expected);
  }

  @Test
  void anInt96IsATimeInUtcAlsoBefore1970() throws IOException {
    Path file = folder.resolve("a.parquet");
    int[] days = {2_440_588, 2_440_587, 2_460_370};
    long[] nanos = {0, 86_399_999_999_999L, 45_296_500_000_000L};
    new SampleParquet("required int96 v;")
        .write(
            file,
            3,
            (i, group) ->
                group.add(
                    "v",
                    Binary.fromConstantByteArray(
                        ByteBuffer.allocate(12)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(nanos[i])
                            .putInt(days[i])
                            .array())));

    assertThat(rows(file))
        .containsExactly(
            "(1970-01-01 00:00:00Z)", "(1969-12-31 23:59:59.999999Z)", "(2024-02-29 12:34:56.5Z)");
  }

  @Test
  void datesDoNotDependOnTheZoneOfTheProcess() throws IOException {
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    try {
      Path file = folder.resolve("a.parquet");
      new SampleParquet("required int32 v (DATE);").write(file, group -> group.add("v", 1));
      assertThat(rows(file)).containsExactly("(1970-01-02)");
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4", "LZ4_RAW"})
  void everyCodecIsReadInBothVersionsOfPages(CompressionCodecName codec) throws IOException {
    for (WriterVersion version : WriterVersion.values()) {
      Path file = folder.resolve(codec + "-" + version + ".parquet");
      int count = 3000;
      new SampleParquet(
              "required int32 id; optional binary word (STRING); required binary text (STRING);"
                  + " required double d; required boolean b;")
          .with(
              builder ->
                  builder
                      .withCompressionCodec(codec)
                      .withWriterVersion(version)
                      .withPageSize(2048)
                      .withRowGroupRowCountLimit(1000)
                      .withPageWriteChecksumEnabled(true))
          .write(
              file,
              count,
              (i, group) -> {
                group.add("id", i);
                if (i % 3 != 0) {
                  group.add("word", "word" + i % 7);
                }
                group.add("text", "text of row " + i);
                group.add("d", i / 4.0);
                group.add("b", i % 2 == 0);
              });

      List<String> rows = rows(file);
      assertThat(rows).hasSize(count);
      for (int i = 0; i < count; i++) {
        assertThat(rows.get(i))
            .isEqualTo(
                "(%d, %s, text of row %d, %s, %d)"
                    .formatted(i, i % 3 == 0 ? "NULL" : "word" + i % 7, i, i / 4.0, (i + 1) % 2));
      }
    }
  }

  @Test
  void brotliIsDecoded() throws IOException {
    // A stream of one uncompressed meta-block, RFC 7932 section 9.2, and the empty last one.
    byte[] stream = {0x0b, 0x02, (byte) 0x80, 'h', 'e', 'l', 'l', 'o', 0x03};
    assertThat(
            PageCodec.decompress(org.apache.parquet.format.CompressionCodec.BROTLI, stream, 0, 5))
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo("hello");
  }

  @Test
  void readingGoesOnAtAnyRow() throws IOException {
    Path file = folder.resolve("a.parquet");
    int count = 500;
    new SampleParquet("required int32 id; optional binary word (STRING);")
        .with(builder -> builder.withRowGroupRowCountLimit(64).withPageRowCountLimit(10))
        .write(
            file,
            count,
            (i, group) -> {
              group.add("id", i);
              if (i % 2 == 0) {
                group.add("word", "w" + i);
              }
            });
    List<String> all = rows(file);

    for (int start = 0; start <= count; start += 31) {
      List<String> rest = new ArrayList<>();
      Row row = new Row();
      try (ParquetRows rows = open(file, ParseTarget.wholeFile().from(start, start, null))) {
        assertThat(rows.position()).isEqualTo(start);
        while (rows.next(row)) {
          rest.add(row.toString());
          assertThat(row.rowId()).isEqualTo(start + rest.size());
          assertThat(rows.position()).isEqualTo(start + rest.size());
        }
      }
      assertThat(rest).isEqualTo(all.subList(start, count));
    }
  }

  @Test
  void namesAreInLowerCase() throws IOException {
    Path file = folder.resolve("a.parquet");
    new SampleParquet("required int32 Id; required int32 NAME;").write(file, 0, (i, group) -> {});
    try (ParquetRows rows = open(file, ParseTarget.wholeFile())) {
      assertThat(rows.columns()).containsExactly("id", "name");
      assertThat(rows.next(new Row())).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          optional group tags (LIST) { repeated group list { required int32 element; } } | tags | LIST
          optional group m (MAP) { repeated group kv { required int32 key; } } | m | MAP
          required group place { required int32 x; } | place | group
          repeated int32 many; | many | repeated field
          required fixed_len_byte_array(12) gap (INTERVAL); | gap | INTERVAL
          required fixed_len_byte_array(16) uid (UUID); | uid | UUID
          """)
  void anUnmappedTypeIsRefusedWithFileAndColumn(String field, String column, String type)
      throws IOException {
    Path file = folder.resolve("db.t.parquet");
    new SampleParquet("required int32 id; " + field).write(file, 0, (i, group) -> {});
    assertThatThrownBy(() -> ParquetFile.read(storage(), "db.t.parquet", Files.size(file)))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("db.t.parquet")
        .hasMessageContaining("unsupported type: '" + type)
        .hasMessageContaining("column " + column);
  }

  @Test
  void whatIsNoParquetFileIsRefused() throws IOException {
    for (String text : List.of("", "PAR1", "id,name\n1,a\n2,b\n3,c\n", "PAR1....****PAR1")) {
      Files.writeString(folder.resolve("db.t.parquet"), text);
      assertThatThrownBy(() -> ParquetFile.read(storage(), "db.t.parquet", text.length()))
          .as(text)
          .isInstanceOf(ImportException.class)
          .hasMessageContaining("file db.t.parquet is no readable Parquet file");
    }
  }

  /** Whatever is wrong with a file: rows, or an error that names it. */
  @Test
  void aDamagedFileGivesRowsOrAnError() throws IOException {
    Path file = folder.resolve("a.parquet");
    new SampleParquet("required int32 id; optional binary word (STRING);")
        .with(
            builder ->
                builder.withCompressionCodec(CompressionCodecName.SNAPPY).withPageRowCountLimit(20))
        .write(file, 100, (i, group) -> group.append("id", i).append("word", "w" + i % 9));
    byte[] whole = Files.readAllBytes(file);
    int footer = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(whole.length - 8);
    int pages = whole.length - 12 - footer;
    Random random = new Random(7);
    int failed = 0;
    for (int round = 0; round < 300; round++) {
      byte[] damaged = whole.clone();
      // The footer is left alone: Thrift checks little of what it reads.
      for (int i = 0; i < 3; i++) {
        damaged[4 + random.nextInt(pages)] = (byte) random.nextInt();
      }
      Path copy = folder.resolve("damaged.parquet");
      Files.write(copy, damaged);
      try {
        rows(copy);
      } catch (ImportException e) {
        failed++;
        assertThat(e).hasMessageContaining("damaged.parquet:0 at offset ");
      }
    }
    assertThat(failed).isGreaterThan(30);
  }

  private byte[] onlyValue(String type, String stored) throws IOException {
    Path file = folder.resolve("a.parquet");
    byte[] bytes = java.util.HexFormat.of().parseHex(stored);
    new SampleParquet("required " + type + ";")
        .write(file, group -> group.add("v", Binary.fromConstantByteArray(bytes)));
    Row row = new Row();
    try (ParquetRows rows = open(file, ParseTarget.wholeFile())) {
      assertThat(rows.next(row)).isTrue();
      assertThat(row.kind(0)).isEqualTo(Row.TEXT);
      return java.util.Arrays.copyOfRange(
          row.array(0), row.offset(0), row.offset(0) + row.length(0));
    }
  }

  private List<String> rows(Path file) throws IOException {
    List<String> all = new ArrayList<>();
    Row row = new Row();
    try (ParquetRows rows = open(file, ParseTarget.wholeFile())) {
      while (rows.next(row)) {
        all.add(row.toString());
      }
    }
    return all;
  }

  private ParquetRows open(Path file, ParseTarget target) throws IOException {
    String name = file.getFileName().toString();
    long size = Files.size(file);
    ParquetFile parquet = ParquetFile.read(storage(), name, size);
    return new ParquetRows(storage(), parquet, size, FilePlace.of(name), target);
  }

  private Storage storage() {
    return Storage.open(StorageLocation.parse(folder.toString()));
  }

  private static String kind(byte kind) {
    return switch (kind) {
      case Row.TEXT -> "TEXT";
      case Row.SIGNED -> "SIGNED";
      case Row.UNSIGNED -> "UNSIGNED";
      case Row.DOUBLE -> "DOUBLE";
      default -> "?";
    };
  }
}
