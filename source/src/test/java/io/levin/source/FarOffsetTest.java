package io.levin.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.levin.base.Row;
import io.levin.source.compress.Compression;
import io.levin.source.parse.CsvOptions;
import io.levin.source.parse.RowParser;
import io.levin.source.route.ConstantColumns;
import io.levin.source.route.FileType;
import io.levin.storage.Storage;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Faults behind 3 GiB of good rows, where offsets and lines are beyond 32 bits and 2^25: the text
 * is made as it is read. {@code mvn -Pfuzz -pl source -am test -Dtest=FarOffsetTest} runs it.
 */
@Tag("fuzz")
class FarOffsetTest {
  private static final int ROW_BYTES = 64;
  private static final long GOOD_BYTES = 3L << 30;
  private static final long GOOD_ROWS = GOOD_BYTES / ROW_BYTES;

  @Test
  void anUnterminatedQuoteOfACsvFileIsNamedWithOffsetAndLine() {
    fails(FileType.CSV, "7,\"" + "x".repeat(ROW_BYTES - 5) + "\"\n", "8,\"never closed\n9,c\n")
        .contains("f:0 at offset " + (GOOD_BYTES + 2) + ": syntax error: unterminated quoted field")
        .contains("(line " + (GOOD_ROWS + 1) + ")")
        .contains("the quote that opens here is never closed");
  }

  @Test
  void anUnterminatedQuoteOfASqlFileIsNamedWithOffsetAndLine() {
    String end = "(8,'never closed\n";
    fails(FileType.SQL, "(7,'" + "x".repeat(ROW_BYTES - 8) + "'),\n", end)
        .contains("f:0 at offset " + (GOOD_BYTES + end.length()) + ": syntax error: unexpected EOF")
        .contains("(line " + (GOOD_ROWS + 2) + ")")
        .contains("not closed");
  }

  private static AbstractStringAssert<?> fails(FileType type, String good, String end) {
    assertThat(good).hasSize(ROW_BYTES);
    long size = GOOD_BYTES + end.length();
    DumpFile file = new DumpFile("f", type, Compression.NONE, "", size, size, ConstantColumns.NONE);
    DataFiles files =
        new DataFiles(
            new MadeUp(good, end),
            ReadOptions.defaults().withCsv(CsvOptions.defaults().withHeader(false, true)));
    Chunk chunk = new Chunk(file, 0, size, 0, Long.MAX_VALUE, null, 0);
    Row row = new Row();
    try (RowParser parser = files.open(chunk, false)) {
      for (long i = 0; i < GOOD_ROWS; i++) {
        parser.next(row);
      }
      assertThat(row.endOffset()).isBetween(GOOD_BYTES - 2, GOOD_BYTES);
      assertThat(row.rowId()).isEqualTo(GOOD_ROWS);
      return assertThat(catchThrowable(() -> parser.next(row)).getMessage());
    }
  }

  /** One file of many equal rows and an end. */
  private record MadeUp(byte[] rows, byte[] end) implements Storage {
    private static final int AT_A_TIME = 4096;

    MadeUp(String row, String end) {
      this(
          row.repeat(AT_A_TIME).getBytes(StandardCharsets.UTF_8),
          end.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String describe() {
      return "made up";
    }

    @Override
    public void walk(Visitor visitor) {}

    @Override
    public boolean exists(String path) {
      return true;
    }

    @Override
    public long size(String path) {
      return GOOD_BYTES + end.length;
    }

    @Override
    public Optional<String> version(String path) {
      return Optional.empty();
    }

    @Override
    public InputStream open(String path, long offset) {
      return open(path, offset, Long.MAX_VALUE - offset);
    }

    @Override
    public InputStream open(String path, long offset, long length) {
      return new InputStream() {
        private long position = offset;

        @Override
        public int read() {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] target, int at, int count) {
          byte[] from = position < GOOD_BYTES ? rows : end;
          int start =
              (int) (position < GOOD_BYTES ? position % rows.length : position - GOOD_BYTES);
          int got = Math.min(count, from.length - start);
          if (got == 0) {
            return count == 0 ? 0 : -1;
          }
          System.arraycopy(from, start, target, at, got);
          position += got;
          return got;
        }
      };
    }

    @Override
    public void replace(String path, byte[] content) {
      throw new AssertionError("nothing is written");
    }

    @Override
    public void delete(String path) {
      throw new AssertionError("nothing is removed");
    }

    @Override
    public void close() {}
  }
}
