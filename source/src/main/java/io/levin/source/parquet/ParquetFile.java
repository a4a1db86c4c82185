package io.levin.source.parquet;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.source.parquet.ColumnTypes.UnsupportedType;
import io.levin.storage.Storage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/**
 * A Parquet file, as its footer describes it: flat columns, and row groups. Immutable.
 *
 * <p>Layout: {@code PAR1}, pages, the footer (Thrift's compact form), its length in 4 bytes,
 * little-endian, {@code PAR1}.
 */
public final class ParquetFile {
  private static final int TAIL_BYTES = 8;
  private static final long USUAL_PAGE = 1 << 20;
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ENCRYPTED = "PARE".getBytes(StandardCharsets.US_ASCII);

  private final String path;
  private final List<ParquetColumn> columns;
  private final List<RowGroup> rowGroups;
  private final long rows;
  private final String createdBy;

  private ParquetFile(
      String path,
      List<ParquetColumn> columns,
      List<RowGroup> rowGroups,
      long rows,
      String createdBy) {
    this.path = path;
    this.columns = List.copyOf(columns);
    this.rowGroups = List.copyOf(rowGroups);
    this.rows = rows;
    this.createdBy = createdBy;
  }

  /**
   * Reads the footer of a file.
   *
   * @param size of the file in bytes
   * @throws ImportException if the file is no Parquet file, or has columns that cannot be imported
   * @throws IOException if it cannot be read
   */
  public static ParquetFile read(Storage storage, String path, long size) throws IOException {
    FileMetaData footer = footer(storage, path, size);
    List<ParquetColumn> columns = columns(path, footer.getSchema());
    try {
      List<RowGroup> groups = rowGroups(footer, columns.size());
      long rows = groups.stream().mapToLong(RowGroup::rows).sum();
      return new ParquetFile(path, columns, groups, rows, footer.getCreated_by());
    } catch (RuntimeException e) {
      throw broken(path, "its footer is broken: " + e.getMessage(), e);
    }
  }

  /** How many rows it has. */
  public long rows() {
    return rows;
  }

  /**
   * About how many bytes reading takes in memory: of each column of the largest row group a page as
   * stored and as unpacked, its dictionary, and a buffer. Writers make pages and dictionaries of up
   * to 1 MiB; nothing tells beforehand whether one of them made larger ones.
   */
  public long memory() {
    long most = 0;
    for (RowGroup group : rowGroups) {
      long memory = 0;
      for (ColumnChunk chunk : group.chunks()) {
        memory += ColumnPages.BUFFER_BYTES + 3 * Math.min(chunk.uncompressed(), USUAL_PAGE);
      }
      most = Math.max(most, memory);
    }
    return most;
  }

  String path() {
    return path;
  }

  List<ParquetColumn> columns() {
    return columns;
  }

  List<RowGroup> rowGroups() {
    return rowGroups;
  }

  /** The library that wrote it, or null; readers work around known flaws. */
  String createdBy() {
    return createdBy;
  }

  private static FileMetaData footer(Storage storage, String path, long size) throws IOException {
    if (size < MAGIC.length + TAIL_BYTES) {
      throw broken(path, "it has only " + size + " bytes", null);
    }
    byte[] tail = bytes(storage, path, size - TAIL_BYTES, TAIL_BYTES);
    if (endsWith(tail, ENCRYPTED)) {
      throw new ImportException(
          ErrorCode.RESTORE_TABLE,
          "Parquet file " + path + " is encrypted",
          "write it without encryption");
    }
    if (!endsWith(tail, MAGIC)) {
      throw broken(path, "it does not end with PAR1", null);
    }
    long length =
        tail[0] & 0xff | (tail[1] & 0xff) << 8 | (tail[2] & 0xff) << 16 | (tail[3] & 0xffL) << 24;
    if (length > Math.min(size - MAGIC.length - TAIL_BYTES, Integer.MAX_VALUE - TAIL_BYTES)) {
      throw broken(path, "its footer of " + length + " bytes is larger than the file", null);
    }
    byte[] footer = bytes(storage, path, size - TAIL_BYTES - length, (int) length);
    try {
      return Util.readFileMetaData(new ByteArrayInputStream(footer));
    } catch (IOException | RuntimeException e) {
      throw broken(path, "its footer is broken: " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(Storage storage, String path, long from, int count)
      throws IOException {
    try (InputStream in = storage.open(path, from, count)) {
      byte[] bytes = in.readNBytes(count);
      if (bytes.length < count) {
        throw new EOFException("file " + path + " became shorter");
      }
      return bytes;
    }
  }

  private static boolean endsWith(byte[] tail, byte[] magic) {
    return java.util.Arrays.equals(tail, 4, TAIL_BYTES, magic, 0, magic.length);
  }

  /** The children of the root, which must all be leaves. */
  private static List<ParquetColumn> columns(String path, List<SchemaElement> schema) {
    List<ParquetColumn> columns = new ArrayList<>();
    try {
      for (SchemaElement element : schema.subList(Math.min(1, schema.size()), schema.size())) {
        columns.add(ColumnTypes.of(element));
      }
    } catch (UnsupportedType e) {
      throw new ImportException(
          ErrorCode.RESTORE_TABLE,
          "Parquet file " + path + " cannot be imported: " + e.getMessage(),
          "write the column as text, or leave it out of the file",
          e);
    }
    return columns;
  }

  private static List<RowGroup> rowGroups(FileMetaData footer, int columns) throws IOException {
    List<RowGroup> groups = new ArrayList<>();
    long firstRow = 0;
    for (org.apache.parquet.format.RowGroup group : footer.getRow_groups()) {
      List<ColumnChunk> chunks = new ArrayList<>();
      for (org.apache.parquet.format.ColumnChunk column : group.getColumns()) {
        if (column.isSetFile_path()) {
          throw new IllegalStateException(
              "a column lies in another file, " + column.getFile_path());
        }
        chunks.add(chunk(column.getMeta_data(), group.getNum_rows()));
      }
      if (chunks.size() != columns) {
        throw new IllegalStateException(
            "a row group has " + chunks.size() + " columns in place of " + columns);
      }
      if (group.getNum_rows() > 0) {
        groups.add(new RowGroup(firstRow, group.getNum_rows(), chunks));
        firstRow += group.getNum_rows();
      }
    }
    return groups;
  }

  private static ColumnChunk chunk(ColumnMetaData meta, long rows) {
    if (meta == null) {
      throw new IllegalStateException("a column is encrypted");
    }
    if (meta.getNum_values() != rows) {
      throw new IllegalStateException(
          "a column has " + meta.getNum_values() + " values for " + rows + " rows");
    }
    // Some writers give 0 where there is no dictionary.
    boolean dictionary =
        meta.isSetDictionary_page_offset()
            && meta.getDictionary_page_offset() > 0
            && meta.getDictionary_page_offset() < meta.getData_page_offset();
    long offset = dictionary ? meta.getDictionary_page_offset() : meta.getData_page_offset();
    return new ColumnChunk(
        offset,
        meta.getTotal_compressed_size(),
        meta.getTotal_uncompressed_size(),
        meta.getNum_values(),
        meta.getCodec());
  }

  private static ImportException broken(String path, String why, Exception cause) {
    return new ImportException(
        ErrorCode.RESTORE_TABLE,
        "file " + path + " is no readable Parquet file: " + why,
        "copy or export it again",
        cause);
  }
}
