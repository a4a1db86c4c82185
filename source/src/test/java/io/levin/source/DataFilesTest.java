package io.levin.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.ImportException;
import io.levin.base.Row;
import io.levin.source.compress.Compression;
import io.levin.source.parse.RowParser;
import io.levin.source.route.ConstantColumns;
import io.levin.source.route.FileType;
import io.levin.storage.ForwardingStorage;
import io.levin.storage.LocalLocation;
import io.levin.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFilesTest {
  @TempDir Path folder;
  private DataFiles files;

  @BeforeEach
  void open() {
    files = new DataFiles(Storage.open(new LocalLocation(folder)), ReadOptions.defaults());
  }

  private DumpFile file(FileType type, Compression compression, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (compression == Compression.GZIP) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (OutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(bytes);
      }
      bytes = out.toByteArray();
    }
    Files.write(folder.resolve("f"), bytes);
    return new DumpFile(
        "f",
        type,
        compression,
        "",
        bytes.length,
        text.length(),
        new ConstantColumns(List.of("c"), List.of("v")));
  }

  @Test
  void aPreviewShowsNamesAndValues() throws IOException {
    DumpFile csv = file(FileType.CSV, Compression.NONE, "A,b\n1,\\N\n2,x\n3,y\n");
    Preview preview = files.preview(csv, 2);
    assertThat(preview.columns()).containsExactly("a", "b");
    assertThat(preview.rows()).hasSize(2);
    assertThat(preview.rows().get(0)).containsExactly("1", null);
    assertThat(preview.rowBytes()).isEqualTo(4);
    DumpFile sql =
        file(FileType.SQL, Compression.GZIP, "INSERT INTO t (x,y) VALUES (1,'a'),(2,'b');");
    assertThat(files.preview(sql, 1).columns()).containsExactly("x", "y");
    assertThat(files.preview(file(FileType.CSV, Compression.NONE, ""), 5).rows()).isEmpty();
  }

  /** As TiDB compares them; a final sigma and a dotted I are other letters for Java. */
  @Test
  void namesAreInLowerCaseLetterByLetter() throws IOException {
    DumpFile csv = file(FileType.CSV, Compression.NONE, "ΚΩΔΙΚΟΣ,İsim\n1,2\n");
    assertThat(files.preview(csv, 1).columns()).containsExactly("κωδικοσ", "isim");
    DumpFile sql =
        file(FileType.SQL, Compression.NONE, "INSERT INTO t (ΚΩΔΙΚΟΣ,`İsim`) VALUES (1,2);");
    assertThat(files.preview(sql, 1).columns()).containsExactly("κωδικοσ", "isim");
    assertThat(new ConstantColumns(List.of("ΤΟΠΟΣ"), List.of("v")).fieldNames(null, List.of("ΟΣ")))
        .containsExactly("τοποσ", "οσ");
    IgnoredColumns ignored =
        IgnoredColumns.of(
            List.of(new IgnoredColumns.Entry("d", "t", List.of(), List.of("ΚΩΔΙΚΟΣ"))), false);
    assertThat(ignored.of("d", "t")).containsExactly("κωδικοσ");
  }

  @Test
  void aFileThatCannotBeReadIsClosedAgain() throws IOException {
    int[] open = {0};
    Storage failing =
        new ForwardingStorage(Storage.open(new LocalLocation(folder))) {
          @Override
          protected InputStream wrap(InputStream opened) {
            open[0]++;
            return new FilterInputStream(opened) {
              @Override
              public int read(byte[] to, int offset, int length) throws IOException {
                throw new IOException("the disk fails");
              }

              @Override
              public void close() throws IOException {
                open[0]--;
                super.close();
              }
            };
          }
        };
    DataFiles unreadable = new DataFiles(failing, ReadOptions.defaults());
    for (FileType type : List.of(FileType.CSV, FileType.SQL)) {
      for (Compression compression : List.of(Compression.NONE, Compression.ZSTD)) {
        DumpFile file = file(type, compression, "a,b\n1,2\n");
        assertThatThrownBy(() -> unreadable.preview(file, 1)).isInstanceOf(ImportException.class);
        assertThat(open).as("%s %s", type, compression).containsExactly(0);
      }
    }
  }

  @Test
  void aSampleEndsByBytesOrRows() throws IOException {
    DumpFile csv = file(FileType.CSV, Compression.NONE, "a\n" + "12345\n".repeat(100));
    try (SampledRows byRows = files.sample(csv, 1000, 7);
        SampledRows byBytes = files.sample(csv, 12, 1000)) {
      Row row = new Row();
      while (byRows.next(row)) {
        assertThat(row.text(0)).isEqualTo("v");
        assertThat(row.text(1)).isEqualTo("12345");
      }
      assertThat(byRows.rows()).isEqualTo(7);
      while (byBytes.next(row)) {
        assertThat(row.size()).isEqualTo(2);
      }
      assertThat(byBytes.rows()).isEqualTo(3);
      assertThat(byBytes.bytes()).isEqualTo(15);
    }
  }

  @Test
  void aCompressedChunkGoesOnWhereItStopped() throws IOException {
    StringBuilder text = new StringBuilder("insert into t values ");
    for (int i = 0; i < 50_000; i++) {
      text.append(i == 0 ? "" : ",").append('(').append(i).append(",'row ").append(i).append("')");
    }
    DumpFile sql = file(FileType.SQL, Compression.GZIP, text.toString());
    Chunk chunk = new Chunk(sql, 0, Chunk.UNKNOWN_END, 100, 1_000_000, null, 0);
    List<Long> numbers = new ArrayList<>();
    Row row = new Row();
    long position;
    long rowId;
    try (RowParser parser = files.open(chunk, true)) {
      for (int i = 0; i < 30_000; i++) {
        assertThat(parser.next(row)).isTrue();
        numbers.add(row.number(1));
      }
      position = parser.position();
      rowId = parser.rowId();
      assertThat(parser.storedPosition()).isBetween(1L, sql.size());
    }
    assertThat(rowId).isEqualTo(30_100);
    try (RowParser parser = files.open(chunk, position, rowId, null, true)) {
      while (parser.next(row)) {
        numbers.add(row.number(1));
        assertThat(row.rowId()).isEqualTo(100 + numbers.size());
      }
    }
    assertThat(numbers).hasSize(50_000);
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).isEqualTo(i);
    }
  }

  @Test
  void aFileThatVanishedIsNamed() throws IOException {
    DumpFile csv = file(FileType.CSV, Compression.NONE, "a\n1\n");
    Files.delete(folder.resolve("f"));
    assertThatThrownBy(() -> files.preview(csv, 1)).hasMessageContaining("file f cannot be opened");
  }

  @Test
  void aFileCutShortEndsWithAnErrorThatNamesTheOffset() throws IOException {
    DumpFile sql = file(FileType.SQL, Compression.GZIP, "insert into t values (1)");
    byte[] stored = Files.readAllBytes(folder.resolve("f"));
    Files.write(folder.resolve("f"), java.util.Arrays.copyOf(stored, stored.length - 3));
    assertThatThrownBy(() -> files.preview(sql, 10))
        .hasMessageContaining("[Lightning:Restore:ErrEncodeKV]encode kv error in file f:0")
        .hasMessageContaining("unexpected end of compressed file f at offset 24 of its text");
  }

  /** Where the parser stands behind the last row of a chunk. */
  private long readToItsEnd(Chunk chunk) throws IOException {
    try (RowParser parser = files.open(chunk, true)) {
      Row row = new Row();
      while (parser.next(row)) {
        assertThat(row.text(0)).isEqualTo("v");
      }
      return parser.position();
    }
  }

  @Test
  void aFileThatGrewWhileItWasReadIsNamed() throws IOException {
    DumpFile csv = file(FileType.CSV, Compression.NONE, "a,b\n1,2\n3,4");
    Chunk whole = new Chunk(csv, 0, csv.size(), 0, 9, null, 0);
    Chunk first = new Chunk(csv, 0, 8, 0, 9, null, 0);
    files.requireWhole(whole, csv.size());
    Path file = folder.resolve("f");
    // The row that was the last goes on, and another one follows.
    Files.writeString(file, "5\n6,7\n", java.nio.file.StandardOpenOption.APPEND);
    files.requireWhole(first, 8);
    long position = readToItsEnd(whole);
    assertThatThrownBy(() -> files.requireWhole(whole, position))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("file f has 17 bytes now, but had 11 bytes when the import began")
        .hasMessageContaining("start again once the program that writes it has ended");
    Files.writeString(file, "a,b\n1,2\n");
    assertThatThrownBy(() -> files.requireWhole(whole, 8))
        .hasMessageContaining("file f ends at offset 8, but had 11 bytes when the import began")
        .hasMessageContaining("put it back as it was");
  }

  @Test
  void aFileMayBeRemovedOnceItWasReadToItsEnd() throws IOException {
    DumpFile csv = file(FileType.CSV, Compression.NONE, "a,b\n1,2\n3,4\n");
    Chunk whole = new Chunk(csv, 0, csv.size(), 0, 9, null, 0);
    long position = readToItsEnd(whole);
    Files.delete(folder.resolve("f"));
    files.requireWhole(whole, position);
    assertThatThrownBy(() -> files.requireWhole(whole, 8))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("file f cannot be opened: it is not there any more");
  }

  @Test
  void ignoredColumnsAreThoseOfTheFirstMatch() {
    IgnoredColumns ignored =
        IgnoredColumns.of(
            List.of(
                new IgnoredColumns.Entry("DB", "T", List.of(), List.of("A")),
                new IgnoredColumns.Entry("", "", List.of("db.*"), List.of("b", "C"))),
            false);
    assertThat(ignored.of("db", "t")).isEqualTo(Set.of("a"));
    assertThat(ignored.of("db", "u")).isEqualTo(Set.of("b", "c"));
    assertThat(ignored.of("x", "u")).isEmpty();
    assertThatThrownBy(
            () ->
                IgnoredColumns.of(
                    List.of(new IgnoredColumns.Entry("", "", List.of("a-b"), List.of())), false))
        .hasMessageContaining("invalid table filter [a-b] in ignore columns");
  }

  @Test
  void aFileOfAnyTypeThatVanishedIsNamed() throws IOException {
    for (FileType type : List.of(FileType.CSV, FileType.SQL, FileType.PARQUET)) {
      DumpFile gone = file(type, Compression.NONE, "1,2\n".repeat(9));
      Files.delete(folder.resolve("f"));
      Chunk chunk = new Chunk(gone, 0, 4, 0, 3, null, 0);
      assertThatThrownBy(() -> files.open(chunk, true))
          .isInstanceOf(ImportException.class)
          .hasMessageContaining("file f cannot be opened: it is not there any more")
          .hasMessageContaining("check that it is still there and readable");
    }
  }
}
