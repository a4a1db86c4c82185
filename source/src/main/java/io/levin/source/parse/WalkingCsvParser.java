package io.levin.source.parse;

import io.levin.base.Row;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads the rows of a CSV file character by character: any dialect, any character set.
 *
 * <p>It is written as the grammar reads, not for speed, and is what {@link CsvParser} is compared
 * with. In GBK and GB 18030 it walks characters, so that a later byte of one is never taken for a
 * separator, a quote or an escape.
 */
final class WalkingCsvParser extends BlockParser {
  private static final int NEW_LINE = CsvDialect.TERMINATOR;
  private static final int SEPARATOR = CsvDialect.SEPARATOR;
  private static final int QUOTE = CsvDialect.QUOTE;
  private static final int ESCAPE = CsvDialect.ESCAPE;
  private static final int ANY = CsvDialect.ORDINARY;
  private static final int LONGEST_CHARACTER = 4;

  private final CsvDialect dialect;
  private final CsvValues values;
  private final DataCharset characters;

  /** The fields of the row one behind the other, without quotes, escapes as they are. */
  private byte[] record = new byte[256];

  private int recordLength;
  private int[] fieldEnds = new int[16];
  private int fields;

  /** Offset in the file of the row that is read now. */
  private long rowStart;

  private WalkingCsvParser(
      FilePlace place, InputStream in, CsvOptions options, ParseTarget target) {
    super(place, in, target, CsvParser.MAX_ROW_BYTES);
    this.dialect = new CsvDialect(options);
    this.values = new CsvValues(this, options, dialect);
    this.characters = options.characterSet();
  }

  static WalkingCsvParser open(
      FilePlace place, InputStream in, CsvOptions options, ParseTarget target) {
    WalkingCsvParser parser = new WalkingCsvParser(place, in, options, target);
    parser.skipByteOrderMark();
    if (target.start() == 0 && options.header()) {
      parser.columns = CsvHeader.read(parser, parser.values, options);
    }
    return parser;
  }

  @Override
  public boolean next(Row row) {
    if (position() >= target.end()) {
      return false;
    }
    recordLength = 0;
    fields = 0;
    boolean empty = true;
    boolean blank = true;
    int previous = NEW_LINE;
    rowStart = position();
    for (; ; ) {
      if (readRun()) {
        empty = false;
        if (previous == QUOTE) {
          throw CsvErrors.consecutive(this, position());
        }
        previous = ANY;
      }
      boolean atEnd = !ensure(1);
      if (atEnd && empty) {
        return false;
      }
      int token = atEnd ? NEW_LINE : nextToken(false);
      int type = CsvDialect.type(token);
      int length = CsvDialect.length(token);
      if (type == SEPARATOR) {
        pos += length;
        blank = false;
        closeField();
      } else if (type == QUOTE) {
        long quoteAt = position();
        pos += length;
        if (previous != SEPARATOR && previous != NEW_LINE) {
          throw CsvErrors.consecutive(this, position());
        }
        readQuoted(quoteAt);
        blank = false;
      } else if (type == NEW_LINE) {
        pos += length;
        previous = NEW_LINE;
        if (empty) {
          rowStart = position();
          continue;
        }
        if (!atEnd && blank && dialect.isBlank(record, 0, recordLength)) {
          recordLength = 0;
          empty = true;
          rowStart = position();
          continue;
        }
        closeField();
        break;
      } else {
        readEscape();
        if (previous == QUOTE) {
          throw CsvErrors.consecutive(this, position());
        }
      }
      previous = type;
      empty = false;
    }
    fill(row);
    deliver(row, rowStart, position(), recordLength);
    return true;
  }

  private void fill(Row row) {
    begin(row);
    int kept = fields;
    int from = 0;
    boolean lastEmpty = fields < 2 ? recordLength == 0 : fieldEnds[fields - 2] == recordLength;
    if (dialect.trimLastSeparator && lastEmpty && !readingHeader) {
      kept--;
    }
    for (int i = 0; i < kept; i++) {
      values.addEscaped(row, record, from, fieldEnds[i]);
      from = fieldEnds[i];
    }
  }

  /** Appends bytes up to the next one that begins a token; returns whether there were any. */
  private boolean readRun() {
    int before = recordLength;
    while (ensure(1) && nextToken(false) == CsvDialect.ORDINARY) {
      appendCharacter();
    }
    return recordLength > before;
  }

  private void readQuoted(long quoteAt) {
    for (; ; ) {
      if (!ensure(1)) {
        throw CsvErrors.unterminated(this, quoteAt);
      }
      int token = nextToken(true);
      if (token == CsvDialect.ORDINARY) {
        appendCharacter();
      } else if (CsvDialect.type(token) == ESCAPE) {
        readEscape();
      } else {
        pos += CsvDialect.length(token);
        if (!ensure(1) || !delimiterAhead()) {
          return;
        }
        append(dialect.delimiter.length);
      }
    }
  }

  private boolean delimiterAhead() {
    ensure(dialect.delimiter.length);
    return dialect.delimiterAt(block.bytes, pos, block.limit, true) > 0;
  }

  private void readEscape() {
    append(1);
    if (!ensure(1)) {
      throw CsvErrors.danglingEscape(this, position());
    }
    appendCharacter();
  }

  /** The token at the current byte, with all of its bytes in the block. */
  private int nextToken(boolean quoted) {
    int longest =
        Math.max(
            dialect.delimiter.length,
            Math.max(dialect.separator.length, dialect.terminator.length));
    ensure(longest);
    return dialect.match(block.bytes, pos, block.limit, true, quoted);
  }

  private void appendCharacter() {
    if (characters.hasAsciiTrailBytes()) {
      ensure(LONGEST_CHARACTER);
      append(characters.characterLength(block.bytes, pos, block.limit));
    } else {
      append(1);
    }
  }

  private void append(int bytes) {
    if (recordLength > CsvParser.MAX_ROW_BYTES) {
      throw rowTooLarge(CsvParser.MAX_ROW_BYTES, rowStart);
    }
    if (record.length - recordLength < bytes) {
      record = Arrays.copyOf(record, Math.max(recordLength + bytes, 2 * record.length));
    }
    System.arraycopy(block.bytes, pos, record, recordLength, bytes);
    recordLength += bytes;
    pos += bytes;
  }

  private void closeField() {
    if (fields == fieldEnds.length) {
      fieldEnds = Arrays.copyOf(fieldEnds, 2 * fields);
    }
    fieldEnds[fields++] = recordLength;
  }

  /** Sees to it that so many bytes are in the block, or all that the file has. */
  private boolean ensure(int bytes) {
    while (block.limit - pos < bytes && !block.eof) {
      refill(pos);
      pos = 0;
    }
    return block.limit - pos >= bytes;
  }
}
