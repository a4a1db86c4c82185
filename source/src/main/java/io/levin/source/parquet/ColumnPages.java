package io.levin.source.parquet;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/**
 * The pages of one column in one row group, read from the file one by one. Failures are {@link
 * UncheckedIOException}s, since the interface has no other.
 */
final class ColumnPages implements PageReader, AutoCloseable {
  static final int BUFFER_BYTES = 16 << 10;

  /** Writers make pages of about 1 MiB; far beyond that, a size is not to be believed. */
  private static final int LARGEST_PAGE = 512 << 20;

  private final InputStream in;
  private final ColumnChunk chunk;
  private long valuesRead;

  /** A data page that was found where a dictionary might have been. */
  private PageHeader ahead;

  ColumnPages(InputStream in, ColumnChunk chunk) {
    this.in = new BufferedInputStream(in, BUFFER_BYTES);
    this.chunk = chunk;
  }

  @Override
  public long getTotalValueCount() {
    return chunk.values();
  }

  @Override
  public DictionaryPage readDictionaryPage() {
    try {
      PageHeader header = header();
      if (header.getType() != PageType.DICTIONARY_PAGE) {
        ahead = header;
        return null;
      }
      DictionaryPageHeader dictionary = header.getDictionary_page_header();
      byte[] page = body(header);
      return new DictionaryPage(
          BytesInput.from(
              PageCodec.decompress(chunk.codec(), page, 0, header.getUncompressed_page_size())),
          dictionary.getNum_values(),
          encoding(dictionary.getEncoding()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public DataPage readPage() {
    try {
      if (valuesRead >= chunk.values()) {
        throw new EOFException("a column has more rows than values");
      }
      for (; ; ) {
        PageHeader header = header();
        switch (header.getType()) {
          case DATA_PAGE:
            return first(header);
          case DATA_PAGE_V2:
            return second(header);
          case DICTIONARY_PAGE:
            throw new IOException("a column has a dictionary behind its values");
          default:
            in.skipNBytes(header.getCompressed_page_size());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private PageHeader header() throws IOException {
    if (ahead != null) {
      PageHeader header = ahead;
      ahead = null;
      return header;
    }
    PageHeader header = Util.readPageHeader(in);
    int stored = header.getCompressed_page_size();
    int size = header.getUncompressed_page_size();
    if (stored < 0 || stored > LARGEST_PAGE || size < 0 || size > LARGEST_PAGE) {
      throw new IOException("a page of " + stored + " bytes, " + size + " uncompressed");
    }
    return header;
  }

  /** The stored bytes of a page. */
  private byte[] body(PageHeader header) throws IOException {
    byte[] page = in.readNBytes(header.getCompressed_page_size());
    if (page.length < header.getCompressed_page_size()) {
      throw new EOFException("the file ends within a page");
    }
    if (header.isSetCrc()) {
      CRC32 crc = new CRC32();
      crc.update(page);
      if ((int) crc.getValue() != header.getCrc()) {
        throw new IOException("a page's checksum does not match");
      }
    }
    return page;
  }

  private DataPage first(PageHeader header) throws IOException {
    DataPageHeader data = header.getData_page_header();
    byte[] page = body(header);
    int size = header.getUncompressed_page_size();
    valuesRead += data.getNum_values();
    return new DataPageV1(
        BytesInput.from(PageCodec.decompress(chunk.codec(), page, 0, size)),
        data.getNum_values(),
        size,
        null,
        encoding(data.getRepetition_level_encoding()),
        encoding(data.getDefinition_level_encoding()),
        encoding(data.getEncoding()));
  }

  private DataPage second(PageHeader header) throws IOException {
    DataPageHeaderV2 data = header.getData_page_header_v2();
    byte[] page = body(header);
    int repetition = data.getRepetition_levels_byte_length();
    int definition = data.getDefinition_levels_byte_length();
    if (repetition < 0 || definition < 0 || (long) repetition + definition > page.length) {
      throw new IOException("a page has levels larger than itself");
    }
    int levels = repetition + definition;
    boolean compressed = !data.isSetIs_compressed() || data.isIs_compressed();
    BytesInput values =
        compressed
            ? BytesInput.from(
                PageCodec.decompress(
                    chunk.codec(), page, levels, header.getUncompressed_page_size() - levels))
            : BytesInput.from(page, levels, page.length - levels);
    valuesRead += data.getNum_values();
    return DataPageV2.uncompressed(
        data.getNum_rows(),
        data.getNum_nulls(),
        data.getNum_values(),
        BytesInput.from(page, 0, repetition),
        BytesInput.from(page, repetition, definition),
        encoding(data.getEncoding()),
        values,
        null);
  }

  private static Encoding encoding(org.apache.parquet.format.Encoding encoding) {
    return Encoding.valueOf(encoding.name());
  }
}
