package io.levin.source;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.source.compress.Compression;
import io.levin.source.route.FileType;
import io.levin.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the files of a table into chunks, sets row ids aside for each, and gathers them in engines.
 * Thread-safe.
 *
 * <p>Row ids are set aside before a row is read, so their number is an estimate that must not be
 * too small: the text of the chunk divided by the length of the shortest possible row, which has
 * one byte for each field. The number of fields is that of the first row of a file where it is
 * smaller than that of the table's columns.
 */
public final class TablePlanner {
  private static final long BIG_FILE = 1L << 30;

  /** Of a table with more files only so many are opened to count fields. */
  private static final int FILES_LOOKED_AT = 100;

  private final Storage storage;
  private final ReadOptions read;
  private final DataFiles files;
  private final PlanOptions options;

  /**
   * @param storage where the files are
   * @param read how files are read
   * @param options how they are cut
   */
  public TablePlanner(Storage storage, ReadOptions read, PlanOptions options) {
    this.storage = storage;
    this.read = read;
    this.files = new DataFiles(storage, read);
    this.options = options;
  }

  /**
   * Plans a table.
   *
   * @param columns how many columns the target table has, hidden ones included
   * @param ordered whether a sample says that rows come in the order of their keys
   * @throws ImportException if a file that is to be cut cannot be read
   */
  public TablePlan plan(DumpTable table, int columns, boolean ordered) {
    List<Chunk> chunks = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    int fewest = columns;
    int lookedAt = 0;
    long rowId = 0;
    for (DumpFile file : table.dataFiles()) {
      int fields = fewest;
      if (lookedAt < FILES_LOOKED_AT) {
        lookedAt++;
        fields = fieldCount(file, columns);
        fewest = Math.min(fewest, fields);
      }
      List<Chunk> pieces = cut(file, fields, rowId, warnings);
      for (Chunk piece : pieces) {
        chunks.add(piece);
        sizes.add(sizeOf(piece));
        rowId = piece.rowIdMax();
      }
    }
    int[] engines = EngineBatches.assign(sizes, options, ordered);
    for (int i = 0; i < engines.length; i++) {
      chunks.set(i, chunks.get(i).withEngine(engines[i]));
    }
    return new TablePlan(chunks, warnings);
  }

  private static long sizeOf(Chunk piece) {
    DumpFile file = piece.file();
    if (file.type() == FileType.PARQUET) {
      return file.size();
    }
    return piece.end() == Chunk.UNKNOWN_END ? file.realSize() : piece.end() - piece.start();
  }

  private List<Chunk> cut(DumpFile file, int fields, long rowId, List<String> warnings) {
    if (file.type() == FileType.PARQUET) {
      long rows = files.parquet(file).rows();
      return List.of(new Chunk(file, 0, rows, rowId, rowId + rows, null, 0));
    }
    long divisor = file.type() == FileType.SQL ? fields + 2 : Math.max(1, fields);
    if (file.compression() != Compression.NONE) {
      // The real size is itself an estimate, so there is room for five times of it.
      long ids = 5 * file.realSize() / divisor + 1;
      return List.of(new Chunk(file, 0, Chunk.UNKNOWN_END, rowId, rowId + ids, null, 0));
    }
    boolean splits =
        file.type() == FileType.CSV
            && options.strictFormat()
            && file.size() > options.maxRegionBytes() + options.maxRegionBytes() / 10;
    if (splits) {
      return split(file, divisor, rowId, warnings);
    }
    if (file.size() > BIG_FILE) {
      warnings.add(
          "file '"
              + file.path()
              + "' of "
              + file.size()
              + " bytes is too big to be processed efficiently; we suggest splitting it at 256 MB"
              + " each");
    }
    long ids = file.size() / divisor + 1;
    return List.of(new Chunk(file, 0, file.size(), rowId, rowId + ids, null, 0));
  }

  private List<Chunk> split(DumpFile file, long divisor, long firstId, List<String> warnings) {
    List<Chunk> pieces = new ArrayList<>();
    long piece = options.maxRegionBytes();
    long size = file.size();
    CsvHead head = CsvHead.read(files, file, read.csv());
    long start = head.end();
    long end = Math.min(start + piece, size);
    long rowId = firstId;
    for (; ; ) {
      if (end < size) {
        long border = border(file, end);
        if (border < 0) {
          warnings.add("file contains no terminator at end: " + file.path());
        }
        end = border < 0 ? size : border;
      }
      long ids = (end - start) / divisor + 1;
      pieces.add(new Chunk(file, start, end, rowId, rowId + ids, head.columns(), 0));
      rowId += ids;
      if (end >= size) {
        return pieces;
      }
      start = end;
      end = Math.min(start + piece, size);
    }
  }

  private long border(DumpFile file, long from) {
    try {
      return RowBorder.behind(storage, file.path(), from, read.csv());
    } catch (IOException e) {
      throw new ImportException(
          ErrorCode.RESTORE_TABLE,
          "file " + file.path() + " cannot be cut at offset " + from + ": " + e.getMessage(),
          "check that it is still there and readable",
          e);
    }
  }

  private int fieldCount(DumpFile file, int columns) {
    if (file.type() == FileType.PARQUET || file.size() == 0) {
      return columns;
    }
    Preview preview;
    try {
      preview = files.preview(file, 1);
    } catch (ImportException e) {
      // The import of the file will say the same, with its table.
      return columns;
    }
    int fields = columns;
    if (preview.columns() != null) {
      fields = Math.min(fields, preview.columns().size());
    }
    for (List<String> row : preview.rows()) {
      fields = Math.min(fields, row.size());
    }
    return fields;
  }
}
