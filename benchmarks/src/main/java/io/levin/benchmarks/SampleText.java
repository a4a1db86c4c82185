package io.levin.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Consumer;

/** The same texts in every run: each of {@link #MEBIBYTES} MiB or a row more. */
final class SampleText {
  /** Size of each text. */
  static final int MEBIBYTES = 16;

  private SampleText() {}

  /** Sixteen fields a row, 4 to 16 letters and digits each. */
  static byte[] unquotedCsv() {
    Random random = new Random(1);
    return fill(
        out -> {
          for (int i = 0; i < 16; i++) {
            out.append(i == 0 ? "" : ",");
            letters(random, 4 + random.nextInt(13), out);
          }
          out.append('\n');
        });
  }

  /** The same fields in quotes. */
  static byte[] quotedCsv() {
    Random random = new Random(2);
    return fill(
        out -> {
          for (int i = 0; i < 16; i++) {
            out.append(i == 0 ? "\"" : ",\"");
            letters(random, 4 + random.nextInt(13), out);
            out.append('"');
          }
          out.append('\n');
        });
  }

  /** Rows of TPC-H's lineitem, with commas. */
  static byte[] lineitemCsv() {
    return SampleTable.LINEITEM.text(MEBIBYTES << 20);
  }

  /** Rows of sysbench's sbtest tables, 200 an INSERT. */
  static byte[] sysbenchSql() {
    return SampleTable.SYSBENCH.text(MEBIBYTES << 20);
  }

  /** Rows with numbers, decimals, dates, NULL, and text of which some has escapes. */
  static byte[] mixedSql() {
    Random random = new Random(5);
    int[] rows = {0};
    return fill(
        out -> {
          out.append(
              rows[0] % 200 == 0
                  ? (rows[0] == 0 ? "" : ";\n") + "INSERT INTO `mixed` VALUES\n"
                  : ",\n");
          rows[0]++;
          out.append('(').append(rows[0]).append(',').append(random.nextLong()).append(',');
          out.append(random.nextInt(100_000)).append('.').append(10 + random.nextInt(90));
          out.append(",NULL,'2024-0").append(1 + random.nextInt(9)).append("-1");
          out.append(random.nextInt(10)).append(" 12:34:56',-").append(random.nextInt(1000));
          out.append(",'");
          letters(random, 5 + random.nextInt(20), out);
          out.append(random.nextInt(4) == 0 ? "\\n\\'" : "");
          letters(random, 5, out);
          out.append("',").append(random.nextInt(2)).append(",NULL,'active')");
        });
  }

  private static byte[] fill(Consumer<StringBuilder> row) {
    StringBuilder out = new StringBuilder((MEBIBYTES << 20) + 4096);
    while (out.length() < MEBIBYTES << 20) {
      row.accept(out);
    }
    return out.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void letters(Random random, int count, StringBuilder out) {
    SampleTable.letters(random, count, out);
  }
}
