package io.levin.it;

import blue.strategic.parquet.ParquetWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;

final class ParquetImportTest extends PlaygroundPerClass {
  private static final int FAILED = 1;
  private static final List<String> COLUMNS =
      List.of("id", "title", "price", "big", "made", "born", "ratio", "ok");
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message orders {
            required int64 ID;
            optional binary title (STRING);
            optional int64 price (DECIMAL(12,2));
            required int64 big (INTEGER(64,false));
            required int64 made (TIMESTAMP(MICROS,false));
            required int32 born (DATE);
            optional double ratio;
            required boolean ok;
          }
          """);

  private static SampleTable orders(int rows) {
    return new SampleTable(
        "columnar",
        "orders",
        "CREATE TABLE `orders` (ok TINYINT, id BIGINT PRIMARY KEY, title VARCHAR(60), price"
            + " DECIMAL(12,2), big BIGINT UNSIGNED, made DATETIME(6), born DATE, ratio DOUBLE,"
            + " note VARCHAR(9) DEFAULT 'none', KEY kt (title))",
        COLUMNS,
        Rows.of(
            rows,
            i ->
                Arrays.asList(
                    i,
                    i % 10 == 0 ? null : "title of " + i,
                    i % 7 == 0 ? null : (i % 2 == 0 ? "" : "-") + i + ".25",
                    "18446744073709551615",
                    "1969-12-31 23:59:5" + i % 10 + ".500000",
                    "2024-02-29",
                    i % 3 == 0 ? null : i + 0.5,
                    i % 2)));
  }

  /** Writes rows of {@link #orders} as parquet-java does: snappy, dictionaries. */
  private void write(SampleTable table, int from, int to, String file) throws IOException {
    Path path = harness().dump().folder().resolve(file);
    try (ParquetWriter<Integer> writer =
        ParquetWriter.writeFile(
            SCHEMA,
            path.toFile(),
            (index, values) -> {
              List<Object> row = table.rows().get(index);
              long id = ((Number) row.get(0)).longValue();
              values.write("ID", id);
              if (row.get(1) != null) {
                values.write("title", row.get(1));
              }
              if (row.get(2) != null) {
                values.write("price", Long.parseLong(row.get(2).toString().replace(".", "")));
              }
              values.write("big", -1L);
              values.write("made", (id % 10 - 9) * 1_000_000L - 500_000L);
              values.write("born", 19_782);
              if (row.get(6) != null) {
                values.write("ratio", row.get(6));
              }
              values.write("ok", id % 2 == 1);
            })) {
      for (int i = from; i < to; i++) {
        writer.write(i);
      }
    }
  }

  @Test
  void rowsOfParquetFilesAreImported() throws IOException {
    SampleTable table = orders(2500);
    harness().dump().schema(table);
    write(table, 0, 1000, "columnar.orders.000.parquet");
    write(table, 1000, 1000, "columnar.orders.001.parquet");
    write(table, 1000, 2500, "columnar.orders.002.parquet");
    harness().smallRegions();
    harness().run().succeeded();
    harness().holds(table);
  }

  @Test
  void aNestedColumnIsNamedWithItsFile() throws IOException {
    SampleTable table = orders(1).in("nested");
    harness().dump().schema(table);
    MessageType nested =
        MessageTypeParser.parseMessageType(
            "message m { required int64 id; optional group tags (LIST) { repeated group list {"
                + " required binary element (STRING); } } }");
    Path path = harness().dump().folder().resolve("nested.orders.1.parquet");
    try (ParquetWriter<Integer> writer =
        ParquetWriter.writeFile(nested, path.toFile(), (i, values) -> values.write("id", 1L))) {
      writer.write(1);
    }
    harness()
        .run()
        .failedWith(
            FAILED,
            "nested.orders.1.parquet",
            "unsupported type: 'LIST' of column tags",
            "leave it out of the file");
  }
}
