package io.levin.source;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Row;
import io.levin.source.compress.CompressedFiles;
import io.levin.source.parquet.ParquetFile;
import io.levin.source.parquet.ParquetRows;
import io.levin.source.parse.CsvParser;
import io.levin.source.parse.FilePlace;
import io.levin.source.parse.ParseTarget;
import io.levin.source.parse.RowParser;
import io.levin.source.parse.SqlParser;
import io.levin.source.route.FileType;
import io.levin.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens the data files of a dump for reading rows. Thread-safe; the parsers it opens are not.
 *
 * <p>Where a route fills columns, the parser puts their values before the fields of the file, and
 * its {@link RowParser#columns()} are those of the file only; {@link
 * io.levin.source.route.ConstantColumns#fieldNames} puts both together.
 */
public final class DataFiles {
  /** The block for reading only the beginning of a file. */
  static final int PREVIEW_BYTES = 16 << 10;

  private static final int SMALLEST_BLOCK = 256;

  private final Storage storage;
  private final ReadOptions options;

  /**
   * @param storage where the files are
   * @param options how they are read
   */
  public DataFiles(Storage storage, ReadOptions options) {
    this.storage = storage;
    this.options = options;
  }

  /** Opens a chunk at its start. */
  public RowParser open(Chunk chunk, boolean guardRowIds) {
    return open(chunk, chunk.start(), chunk.previousRowIdMax(), chunk.columns(), guardRowIds);
  }

  /**
   * Opens a chunk behind the last row that is known to be done.
   *
   * @param position that a parser of this chunk reported
   * @param lastRowId the id of the row before the position
   * @param columns the names that were in force there, or null
   * @param guardRowIds whether a row id beyond the chunk's range is an error: true where ids end up
   *     in the table
   * @throws ImportException if the file cannot be opened
   */
  public RowParser open(
      Chunk chunk, long position, long lastRowId, List<String> columns, boolean guardRowIds) {
    ParseTarget target =
        new ParseTarget(
            position,
            chunk.end(),
            lastRowId,
            guardRowIds ? chunk.rowIdMax() : Long.MAX_VALUE,
            columns,
            constants(chunk.file()),
            blockBytes(chunk, position));
    return open(chunk.file(), chunk.start(), target);
  }

  /**
   * About how many bytes reading a chunk takes in memory, whatever the rows are: the parser's block
   * and lists, what is read and unpacked ahead, a decoder's window, the pages of a Parquet file.
   *
   * @throws ImportException if the file cannot be opened
   */
  public long memory(Chunk chunk) {
    DumpFile file = chunk.file();
    if (file.type() == FileType.PARQUET) {
      return parquet(file).memory();
    }
    long ahead = Math.min(storage.aheadBytes(), file.size());
    try {
      return 2L * blockBytes(chunk, chunk.start())
          + ahead
          + CompressedFiles.memory(storage, file.path(), file.compression());
    } catch (IOException e) {
      throw cannotOpen(file, e);
    }
  }

  /**
   * Reads the first rows of a file.
   *
   * @throws ImportException if the file cannot be opened or its first rows are none
   */
  public Preview preview(DumpFile file, int rows) {
    // No more than the file, where that is known: a plan may look at a hundred thousand of them.
    long known = file.isPlain() ? file.size() + SMALLEST_BLOCK : PREVIEW_BYTES;
    ParseTarget target =
        ParseTarget.wholeFile().withBlockBytes((int) Math.min(PREVIEW_BYTES, known));
    Row row = new Row();
    List<List<String>> values = new ArrayList<>();
    long bytes = 0;
    try (RowParser parser = open(file, 0, target)) {
      List<String> columns = parser.columns();
      while (values.size() < rows && parser.next(row)) {
        List<String> texts = new ArrayList<>(row.size());
        for (int i = 0; i < row.size(); i++) {
          texts.add(row.kind(i) == Row.NULL ? null : row.text(i));
        }
        values.add(texts);
        bytes +=
            file.type() == FileType.PARQUET ? row.rowLength() : row.endOffset() - row.startOffset();
        columns = parser.columns();
      }
      return new Preview(columns, values, values.isEmpty() ? 0 : bytes / values.size());
    }
  }

  /** Opens the beginning of a file as a sample of its rows, numbered from 1. */
  public SampledRows sample(DumpFile file, long maxBytes, long maxRows) {
    ParseTarget target =
        new ParseTarget(
            0, Long.MAX_VALUE, 0, Long.MAX_VALUE, null, constants(file), options.blockBytes());
    return new SampledRows(open(file, 0, target), maxBytes, maxRows);
  }

  /**
   * The line in which a row of a CSV file begins, found by reading the file again: for messages.
   *
   * @param offset where the row starts, as its parser says
   * @return from 1; 0 for files of other kinds, and where it cannot be told
   */
  public long lineOfRow(DumpFile file, long offset) {
    return file.type() == FileType.CSV ? LineCounter.lineOfRowBehind(this, file, offset) : 0;
  }

  /**
   * Sees that a chunk's file has the size with which it was cut into chunks: what is left of a file
   * that was cut short at the end of a row looks whole, and nobody reads what was added to one; the
   * checksum is that of the rows that were read. A file that is removed after a row at its very end
   * was read, is whole.
   *
   * @param position where the chunk's parser stands behind the last row
   * @throws ImportException if the file became shorter or longer
   */
  public void requireWhole(Chunk chunk, long position) {
    DumpFile file = chunk.file();
    if (!file.isPlain() || file.type() == FileType.PARQUET) {
      return;
    }
    boolean stoppedBefore = position < chunk.end();
    boolean mayHaveGrown = storage.filesMayChange() && chunk.end() >= file.size();
    if (!stoppedBefore && !mayHaveGrown) {
      return;
    }
    // What is behind the last row need not be a row, so the parser's word is not enough.
    long size;
    try {
      size = storage.size(file.path());
    } catch (NoSuchFileException e) {
      if (position >= file.size()) {
        // It was read to its end through the handle that was open.
        return;
      }
      throw cannotOpen(file, e);
    } catch (IOException e) {
      throw cannotOpen(file, e);
    }
    if (size < file.size()) {
      throw changed(
          "file " + file.path() + " ends at offset " + size,
          file,
          "it was replaced or cut short meanwhile: put it back as it was, then start again");
    }
    if (size > file.size()) {
      throw changed(
          "file " + file.path() + " has " + size + " bytes now",
          file,
          "rows behind that offset would be missing: start again once the program that writes it"
              + " has ended, with an empty table and without its checkpoint");
    }
  }

  private static ImportException changed(String now, DumpFile file, String remedy) {
    return new ImportException(
        ErrorCode.RESTORE_TABLE,
        now + ", but had " + file.size() + " bytes when the import began",
        remedy);
  }

  /** Opens a file for any range of it; {@code chunkStart} is for messages only. */
  RowParser open(DumpFile file, long chunkStart, ParseTarget target) {
    FilePlace place =
        new FilePlace(
            file.path(),
            chunkStart,
            offset -> LineCounter.lineAt(this, file, offset),
            options.redaction());
    if (file.type() == FileType.PARQUET) {
      return new ParquetRows(storage, parquet(file), file.realSize(), rowPlace(file), target);
    }
    InputStream in = bytes(file, target.start());
    try {
      return file.type() == FileType.SQL
          ? SqlParser.open(place, in, options.backslashEscapes(), target)
          : CsvParser.open(place, in, options.csv(), target);
    } catch (RuntimeException e) {
      // A header was no header, or not to be read.
      try {
        in.close();
      } catch (IOException unclosed) {
        e.addSuppressed(unclosed);
      }
      throw e;
    }
  }

  /**
   * The footer of a Parquet file.
   *
   * @throws ImportException if it cannot be read, or the file cannot be imported
   */
  ParquetFile parquet(DumpFile file) {
    try {
      return ParquetFile.read(storage, file.path(), file.size());
    } catch (IOException e) {
      throw cannotOpen(file, e);
    }
  }

  /** Parquet has rows in place of offsets, and no lines. */
  private FilePlace rowPlace(DumpFile file) {
    return new FilePlace(file.path(), 0, offset -> 0, options.redaction());
  }

  /**
   * The uncompressed bytes of a file from an offset on.
   *
   * @throws ImportException if the file cannot be opened
   */
  InputStream bytes(DumpFile file, long offset) {
    try {
      return CompressedFiles.open(storage, file.path(), file.compression(), offset);
    } catch (IOException e) {
      throw cannotOpen(file, e);
    }
  }

  private static ImportException cannotOpen(DumpFile file, IOException e) {
    String problem = e instanceof NoSuchFileException ? "it is not there any more" : e.getMessage();
    return new ImportException(
        ErrorCode.RESTORE_TABLE,
        "file " + file.path() + " cannot be opened: " + problem,
        "check that it is still there and readable",
        e);
  }

  /** No more than the chunk: imports of thousands of small tables open as many files. */
  private int blockBytes(Chunk chunk, long position) {
    long left = Math.max(0, chunk.end() - position) + SMALLEST_BLOCK;
    return (int) Math.min(options.blockBytes(), left);
  }

  private static List<byte[]> constants(DumpFile file) {
    return file.constants().values().stream()
        .map(value -> value.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
