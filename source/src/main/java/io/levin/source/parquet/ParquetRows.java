package io.levin.source.parquet;

import io.levin.base.ImportException;
import io.levin.base.Row;
import io.levin.source.parse.FilePlace;
import io.levin.source.parse.ParseTarget;
import io.levin.source.parse.RowParser;
import io.levin.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/**
 * Reads the rows of a Parquet file. Positions are numbers of rows; reading starts with the row
 * group that holds the position, so no more than one of them is read in vain.
 *
 * <p>In memory are a page and a dictionary for each column. A value of variable length costs the
 * objects by which the library hands it over.
 */
public final class ParquetRows implements RowParser {
  /** Old writers did not count the header of a dictionary's page. */
  private static final int SPARE_BYTES = 1024;

  private final Storage storage;
  private final ParquetFile file;
  private final long size;
  private final FilePlace place;
  private final ParseTarget target;
  private final List<String> names;
  private final ColumnValue[] values;
  private final ColumnPages[] pages;
  private final ColumnReader[] readers;
  private final int[] defined;

  private int group = -1;
  private long groupEnd;
  private long position;
  private long rowId;

  /**
   * @param size what {@link #storedPosition} comes to at the end of the file
   * @param target from which row on, up to which row, and how rows are numbered
   */
  public ParquetRows(
      Storage storage, ParquetFile file, long size, FilePlace place, ParseTarget target) {
    this.storage = storage;
    this.file = file;
    this.size = size;
    this.place = place;
    this.target = target;
    this.position = target.start();
    this.rowId = target.lastRowId();
    this.names = file.columns().stream().map(ParquetColumn::name).toList();
    this.values = file.columns().stream().map(ParquetColumn::value).toArray(ColumnValue[]::new);
    this.pages = new ColumnPages[values.length];
    this.readers = new ColumnReader[values.length];
    this.defined =
        file.columns().stream()
            .mapToInt(column -> column.descriptor().getMaxDefinitionLevel())
            .toArray();
  }

  @Override
  public boolean next(Row row) {
    if (position >= Math.min(target.end(), file.rows())) {
      return false;
    }
    try {
      if (position >= groupEnd) {
        openGroup();
      }
      read(row);
    } catch (UncheckedIOException e) {
      throw place.readError(e.getCause(), position);
    } catch (IOException e) {
      throw place.readError(e, position);
    } catch (ImportException e) {
      throw e;
    } catch (RuntimeException e) {
      throw broken(e);
    }
    return true;
  }

  @Override
  public List<String> columns() {
    return names;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long storedPosition() {
    return file.rows() == 0 ? size : (long) ((double) size * position / file.rows());
  }

  @Override
  public long rowId() {
    return rowId;
  }

  @Override
  public void setRowId(long lastRowId) {
    rowId = lastRowId;
  }

  @Override
  public void close() {
    for (ColumnPages column : pages) {
      if (column == null) {
        continue;
      }
      try {
        column.close();
      } catch (IOException e) {
        // Nothing that was read is in doubt, and there is nothing to do about it.
        continue;
      }
    }
  }

  private void read(Row row) {
    row.clear();
    target.addConstants(row);
    int length = 0;
    int first = row.size();
    for (int i = 0; i < values.length; i++) {
      ColumnReader reader = readers[i];
      if (reader.getCurrentDefinitionLevel() < defined[i]) {
        row.addNull();
      } else {
        values[i].add(reader, row);
        length += row.kind(first + i) == Row.TEXT ? row.length(first + i) : Long.BYTES;
      }
      reader.consume();
    }
    if (rowId >= target.rowIdLimit()) {
      throw place.rowError(
          "more rows than the row ids that were set aside for this chunk",
          "the file was replaced by a larger one; start the import of the table anew",
          position);
    }
    rowId++;
    row.setPosition(rowId, position, position + 1, length);
    position++;
  }

  private void openGroup() throws IOException {
    close();
    List<RowGroup> groups = file.rowGroups();
    do {
      group++;
      groupEnd = groups.get(group).firstRow() + groups.get(group).rows();
    } while (groupEnd <= position);
    RowGroup rows = groups.get(group);
    for (int i = 0; i < values.length; i++) {
      ColumnChunk chunk = rows.chunks().get(i);
      pages[i] =
          new ColumnPages(
              storage.open(file.path(), chunk.offset(), chunk.bytes() + SPARE_BYTES), chunk);
      readers[i] = reader(file.columns().get(i), pages[i], rows.rows());
    }
    for (long row = rows.firstRow(); row < position; row++) {
      for (int i = 0; i < values.length; i++) {
        if (readers[i].getCurrentDefinitionLevel() == defined[i]) {
          readers[i].skip();
        }
        readers[i].consume();
      }
    }
  }

  private ColumnReader reader(ParquetColumn column, PageReader source, long rowCount) {
    PageReadStore store =
        new PageReadStore() {
          @Override
          public PageReader getPageReader(org.apache.parquet.column.ColumnDescriptor descriptor) {
            return source;
          }

          @Override
          public long getRowCount() {
            return rowCount;
          }
        };
    return new ColumnReadStoreImpl(store, new NoConverter(), column.message(), file.createdBy())
        .getColumnReader(column.descriptor());
  }

  private ImportException broken(RuntimeException e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return place.readError(new IOException("broken Parquet data: " + message, e), position);
  }

  /** Values are asked for, never pushed; the library wants a converter all the same. */
  private static final class NoConverter extends GroupConverter {
    private final Converter none = new PrimitiveConverter() {};

    @Override
    public Converter getConverter(int field) {
      return none;
    }

    @Override
    public void start() {
      throw new IllegalStateException("no record is assembled");
    }

    @Override
    public void end() {
      throw new IllegalStateException("no record is assembled");
    }
  }
}
