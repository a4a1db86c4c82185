package io.levin.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Row;
import io.levin.source.parquet.SampleParquet;
import io.levin.source.parse.CsvOptions;
import io.levin.source.parse.DataCharset;
import io.levin.source.parse.RowParser;
import io.levin.storage.LocalLocation;
import io.levin.storage.Storage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablePlannerTest {
  private static final CsvOptions LINES =
      CsvOptions.defaults().withTokens(",", "\"", "\n").withHeader(false, true);

  @TempDir Path folder;
  private Storage storage;

  @BeforeEach
  void open() {
    storage = Storage.open(new LocalLocation(folder));
  }

  private DumpTable table(String... namesAndTexts) throws IOException {
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      Files.writeString(folder.resolve(namesAndTexts[i]), namesAndTexts[i + 1]);
    }
    return Dump.scan(storage, ScanOptions.defaults()).databases().get(0).tables().get(0);
  }

  private TablePlan plan(DumpTable table, int columns, CsvOptions csv, PlanOptions options) {
    return new TablePlanner(storage, ReadOptions.defaults().withCsv(csv), options)
        .plan(table, columns, false);
  }

  private List<Row> rows(Chunk chunk, CsvOptions csv) {
    List<Row> rows = new ArrayList<>();
    DataFiles files = new DataFiles(storage, ReadOptions.defaults().withCsv(csv));
    try (RowParser parser = files.open(chunk, true)) {
      Row row = new Row();
      while (parser.next(row)) {
        rows.add(row);
        row = new Row();
      }
    }
    return rows;
  }

  @Test
  void rangesOfRowIdsLieEndToEnd() throws IOException {
    DumpTable table = table("d.t.1.sql", "(1,2,3),(4,5,6),(7,8,9)", "d.t.2.csv", "1,2,3\n4,5,6\n");
    TablePlan plan = plan(table, 3, LINES, PlanOptions.defaults());
    assertThat(plan.chunks()).hasSize(2);
    Chunk first = plan.chunks().get(0);
    Chunk second = plan.chunks().get(1);
    assertThat(first.previousRowIdMax()).isZero();
    assertThat(first.rowIdMax()).isEqualTo(23 / 5 + 1);
    assertThat(second.previousRowIdMax()).isEqualTo(first.rowIdMax());
    assertThat(second.rowIds()).isEqualTo(12 / 3 + 1);
    assertThat(plan.rowIds()).isEqualTo(second.rowIdMax());
    assertThat(rows(second, LINES)).hasSize(2).extracting(Row::rowId).containsExactly(6L, 7L);
  }

  @Test
  void filesWithFewerFieldsThanColumnsGetEnoughRowIds() throws IOException {
    String narrow = String.join("", Collections.nCopies(500, "1\n"));
    DumpTable table = table("d.t.1.csv", narrow, "d.t.2.csv", narrow);
    TablePlan plan = plan(table, 50, LINES, PlanOptions.defaults());
    assertThat(rows(plan.chunks().get(0), LINES)).hasSize(500);
    assertThat(rows(plan.chunks().get(1), LINES)).hasSize(500);
    assertThat(rows(plan.chunks().get(0), LINES).get(499).rowId())
        .isLessThan(rows(plan.chunks().get(1), LINES).get(0).rowId());

    String empty = "insert into t () values " + String.join(",", Collections.nCopies(500, "()"));
    Files.delete(folder.resolve("d.t.1.csv"));
    Files.delete(folder.resolve("d.t.2.csv"));
    TablePlan wide = plan(table("d.t.1.sql", empty), 50, LINES, PlanOptions.defaults());
    assertThat(rows(wide.chunks().get(0), LINES)).hasSize(500);
  }

  @Test
  void largeFilesInStrictFormatAreCutAtRowEnds() throws IOException {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder("id,v\r\n");
    for (int i = 0; i < 3000; i++) {
      text.append(i).append(',').append("x".repeat(random.nextInt(9))).append("\r\n");
    }
    CsvOptions csv = CsvOptions.defaults().withTokens(",", "\"", "\r\n");
    DumpTable table = table("d.t.csv", text.toString());
    TablePlan plan = plan(table, 2, csv, PlanOptions.defaults().withStrictFormat(1024));
    assertThat(plan.chunks()).hasSizeGreaterThan(10);
    long id = 0;
    long lastRowId = 0;
    long end = 6;
    for (Chunk chunk : plan.chunks()) {
      assertThat(chunk.start()).isEqualTo(end);
      assertThat(chunk.columns()).containsExactly("id", "v");
      end = chunk.end();
      for (Row row : rows(chunk, csv)) {
        assertThat(row.text(0)).isEqualTo(Long.toString(id++));
        assertThat(row.rowId()).isGreaterThan(lastRowId);
        lastRowId = row.rowId();
      }
      assertThat(lastRowId).isLessThanOrEqualTo(chunk.rowIdMax());
    }
    assertThat(end).isEqualTo(text.length());
    assertThat(id).isEqualTo(3000);
  }

  @Test
  void anEmptyFileIsAFileOfItsTableWithoutRows() throws IOException {
    TablePlan plan =
        plan(
            table("d.t.1.csv", "", "d.t.2.sql", "", "d.t.3.csv", "1,2\n"),
            2,
            LINES,
            PlanOptions.defaults().withStrictFormat(1024));
    assertThat(plan.chunks())
        .extracting(chunk -> rows(chunk, LINES).size())
        .containsExactly(0, 0, 1);
    assertThat(plan.warnings()).isEmpty();
  }

  /**
   * The last byte of a character may be the one with which the terminator begins, and what follows
   * it the rest: that is none, wherever in a character a piece would end.
   */
  @ParameterizedTest
  @CsvSource({"GBK, |, ''", "GBK, |;, ;", "GB18030, \\, ''", "GB18030, 6;, ;"})
  void filesOfManyByteCharactersAreCutBetweenCharacters(
      DataCharset set, String terminator, String behind) throws IOException {
    // Its pairs are those of GBK.
    Charset charset = Charset.forName("GB18030");
    String odd = "😀".repeat(set == DataCharset.GB18030 ? 1 : 0);
    for (int lead = 0x81; lead < 0xff && terminator.charAt(0) >= '@'; lead++) {
      byte[] bytes = {(byte) lead, (byte) terminator.charAt(0)};
      String character = new String(bytes, Charset.forName("GBK"));
      boolean isPrivate = Character.getType(character.charAt(0)) == Character.PRIVATE_USE;
      boolean isPair = !isPrivate && Arrays.equals(character.getBytes(charset), bytes);
      odd += isPair ? character + behind : "";
    }
    Random random = new Random(7);
    List<String> values = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      int from = odd.offsetByCodePoints(0, random.nextInt(odd.codePointCount(0, odd.length())));
      String value = "中" + odd.substring(from, odd.offsetByCodePoints(from, 1)) + behind + "文";
      values.add(value);
      text.append(i).append(',').append(value).append(terminator);
    }
    CsvOptions csv =
        LINES.withTokens(",", "", terminator).withEscape(-1).withCharacterSet(set, "?");
    Files.write(folder.resolve("d.t.csv"), text.toString().getBytes(charset));
    for (int piece = 90; piece < 120; piece++) {
      TablePlan plan = plan(table(), 2, csv, PlanOptions.defaults().withStrictFormat(piece));
      assertThat(plan.chunks()).hasSizeGreaterThan(10);
      List<String> read = new ArrayList<>();
      for (Chunk chunk : plan.chunks()) {
        rows(chunk, csv).forEach(row -> read.add(row.text(1)));
      }
      assertThat(read).isEqualTo(values);
    }
  }

  /** Where no byte tells for long where a character begins; the last one ends as a row does. */
  @ParameterizedTest
  @CsvSource({"GBK, 11000", "GBK, 11001", "GB18030, 11000", "GB18030, 11001"})
  void filesOfLongTextsOfManyByteCharactersAreCutBetweenCharacters(DataCharset set, int piece)
      throws IOException {
    Charset charset = Charset.forName("GBK");
    String value = "中".repeat(7000) + new String(new byte[] {(byte) 0xb0, '|'}, charset) + "文";
    assertThat(value.getBytes(charset)).hasSize(14_004);
    Files.write(folder.resolve("d.t.csv"), ("1," + value + "|").repeat(3).getBytes(charset));
    CsvOptions csv = LINES.withTokens(",", "", "|").withEscape(-1).withCharacterSet(set, "?");
    TablePlan plan = plan(table(), 2, csv, PlanOptions.defaults().withStrictFormat(piece));
    assertThat(plan.chunks()).extracting(Chunk::end).containsExactly(14_007L, 28_014L, 42_021L);
    for (Chunk chunk : plan.chunks()) {
      assertThat(rows(chunk, csv)).extracting(row -> row.text(1)).containsExactly(value);
    }
  }

  @Test
  void aFileOfMoreThanAGigabyteThatIsNotCutIsPointedOut() throws IOException {
    long size = (1L << 30) + 1;
    try (RandomAccessFile sparse = new RandomAccessFile(folder.resolve("d.t.sql").toFile(), "rw")) {
      sparse.writeBytes("(1,2,3,4);\n");
      sparse.setLength(size);
    }
    assertThat(plan(table(), 4, LINES, PlanOptions.defaults()).warnings())
        .containsExactly(
            "file 'd.t.sql' of "
                + size
                + " bytes is too big to be processed efficiently; we suggest splitting it at 256"
                + " MB each");
  }

  @Test
  void onlyFilesATenthLargerThanAPieceAreCut() throws IOException {
    String line = "x\n";
    DumpTable small = table("d.t.csv", line.repeat(563));
    assertThat(plan(small, 1, LINES, PlanOptions.defaults().withStrictFormat(1024)).chunks())
        .hasSize(1);
    DumpTable large = table("d.t.csv", line.repeat(563) + "y");
    assertThat(plan(large, 1, LINES, PlanOptions.defaults().withStrictFormat(1024)).chunks())
        .hasSize(2);
    TablePlan endless =
        plan(
            table("d.t.csv", "x".repeat(2000)),
            1,
            LINES,
            PlanOptions.defaults().withStrictFormat(1024));
    assertThat(endless.chunks()).hasSize(1);
    assertThat(endless.warnings()).containsExactly("file contains no terminator at end: d.t.csv");
  }

  @Test
  void piecesOfTheShortestRowsHaveEnoughRowIds() throws IOException {
    DumpTable table = table("d.t.csv", "1\n".repeat(5000));
    for (Chunk chunk :
        plan(table, 2, LINES, PlanOptions.defaults().withStrictFormat(1023)).chunks()) {
      assertThat((long) rows(chunk, LINES).size()).isLessThanOrEqualTo(chunk.rowIds());
    }
  }

  @Test
  void compressedFilesAreOneChunkWithAnOpenEnd() throws IOException {
    byte[] text = "1,2\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    java.io.ByteArrayOutputStream stored = new java.io.ByteArrayOutputStream();
    try (java.util.zip.GZIPOutputStream out = new java.util.zip.GZIPOutputStream(stored)) {
      out.write(text);
    }
    Files.write(folder.resolve("d.t.csv.gz"), stored.toByteArray());
    TablePlan plan = plan(table(), 2, LINES, PlanOptions.defaults().withStrictFormat(64));
    assertThat(plan.chunks()).singleElement().extracting(Chunk::end).isEqualTo(10L << 40);
    List<Row> rows = rows(plan.chunks().get(0), LINES);
    assertThat(rows).hasSize(10_000);
    assertThat(rows.get(9_999).rowId()).isLessThanOrEqualTo(plan.rowIds());
  }

  @Test
  void enginesOfATableThatFitsOneBatchAreOne() {
    assertThat(EngineBatches.assign(List.of(5L, 5L, 5L), PlanOptions.defaults(), false))
        .containsExactly(0, 0, 0);
    PlanOptions equal = new PlanOptions(false, 1, 10, 0, 6);
    assertThat(EngineBatches.assign(List.of(5L, 5L, 5L, 5L, 5L), equal, false))
        .containsExactly(0, 0, 1, 1, 2);
  }

  @Test
  void enginesGrowWhenTheImportRatioIsNotZero() {
    PlanOptions options = new PlanOptions(false, 1, 100, 0.75, 6);
    List<Long> sizes = Collections.nCopies(1000, 1L);
    int[] engines = EngineBatches.assign(sizes, options, false);
    int[] counts = new int[engines[999] + 1];
    for (int engine : engines) {
      counts[engine]++;
    }
    assertThat(counts.length).isGreaterThan(2);
    for (int i = 1; i < Math.min(counts.length - 1, 6); i++) {
      assertThat(counts[i]).isGreaterThanOrEqualTo(counts[i - 1]);
    }
  }

  @Test
  void anErrorNamesTheLineInTheFileEvenInALaterPiece() throws IOException {
    DumpTable table = table("d.t.csv", "aaaa,b\n".repeat(300) + "\"x\"y,z\n");
    List<Chunk> chunks =
        plan(table, 2, LINES, PlanOptions.defaults().withStrictFormat(700)).chunks();
    Chunk last = chunks.get(chunks.size() - 1);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> rows(last, LINES))
        .hasMessageContaining("in file d.t.csv:" + last.start() + " at offset 2104: syntax error")
        .hasMessageContaining("(line 301)")
        .hasMessageContaining("mydumper.strict-format must be false");
  }

  @Test
  void aParquetFileIsOneChunkOfItsRows() throws IOException {
    SampleParquet sample = new SampleParquet("required int32 id; required binary v (STRING);");
    for (int i = 1; i <= 2; i++) {
      sample.write(
          folder.resolve("d.t." + i + ".parquet"),
          i * 100,
          (row, group) -> group.append("id", row).append("v", "0123456789"));
    }
    DumpTable table = table();
    assertThat(table.dataFiles())
        .extracting(DumpFile::realSize)
        .as("rows by the length of a row")
        .containsExactly(100 * 18L, 200 * 18L);

    TablePlan plan = plan(table, 2, LINES, PlanOptions.defaults());

    assertThat(plan.chunks())
        .extracting(chunk -> chunk.start() + "-" + chunk.end() + " ids to " + chunk.rowIdMax())
        .containsExactly("0-100 ids to 100", "0-200 ids to 300");
    assertThat(rows(plan.chunks().get(1), LINES)).hasSize(200);
  }
}
