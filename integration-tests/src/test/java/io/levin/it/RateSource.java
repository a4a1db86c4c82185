package io.levin.it;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Files of one large table, for measurements in which the rate of writing is the limit. */
final class RateSource {
  /** Bytes of a row, as it is in the file. */
  static final int ROW = 200;

  /** The table where there is one, without rows. */
  static final SampleTable TABLE = table("t");

  private RateSource() {}

  /** A table of this name, without rows. */
  static SampleTable table(String name) {
    return new SampleTable(
        "rate",
        name,
        "CREATE TABLE `%s` (id BIGINT PRIMARY KEY, v VARCHAR(200))".formatted(name),
        List.of("id", "v"),
        List.of());
  }

  /**
   * Writes a file of CSV with a header.
   *
   * @param number of the file: its keys lie between those of the files beside it
   */
  static Path write(Path file, int number, long rows) throws IOException {
    Random random = new Random(number);
    char[] text = new char[ROW - 12];
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("id,v\n");
      for (long i = 0; i < rows; i++) {
        for (int c = 0; c < text.length; c += 4) {
          int bits = random.nextInt();
          for (int k = c; k < Math.min(text.length, c + 4); k++) {
            text[k] = (char) ('a' + (bits >>> (k - c) * 8 & 15));
          }
        }
        out.write(Long.toString(1_000_000_000L + number * rows + i));
        out.write(',');
        out.write(text);
        out.write('\n');
      }
    }
    return file;
  }
}
