package io.levin.source.parse;

import io.levin.base.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * What the raw text of a CSV field, already without its quotes, stands for: character set, escapes,
 * NULL.
 */
final class CsvValues {
  /** The field holds the escape byte. */
  static final int ESCAPED = 1;

  /** The field holds a doubled quote. */
  static final int DOUBLED = 2;

  private final BlockParser parser;
  private final CsvDialect dialect;
  private final int escape;
  private final CharacterDecoder decoder;
  private final boolean escapedNull;
  private final byte[][] nulls;
  private final long nullLengths;
  private final byte[] escapeN;

  /** A field without its doubled quotes. */
  private byte[] single = new byte[64];

  private int singleLength;

  /** While the header is read, nothing is NULL and an escape with N stays as it is. */
  private boolean header;

  /**
   * @param parser whose fields these are: for messages
   */
  CsvValues(BlockParser parser, CsvOptions options, CsvDialect dialect) {
    this.parser = parser;
    this.dialect = dialect;
    this.escape = options.escape();
    this.decoder = CharacterDecoder.of(options);
    this.escapeN = new byte[] {(byte) escape, 'N'};
    List<byte[]> compared = new ArrayList<>();
    boolean escaped = false;
    for (String text : options.notNull() ? List.<String>of() : options.nullTexts()) {
      byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      if (escape >= 0 && java.util.Arrays.equals(bytes, escapeN)) {
        // Found by its raw form; the text that an escaped escape and N resolve to is not NULL.
        escaped = true;
      } else {
        compared.add(bytes);
      }
    }
    this.escapedNull = escaped;
    this.nulls = compared.toArray(new byte[0][]);
    long lengths = 0;
    for (byte[] text : nulls) {
      lengths |= text.length < 63 ? 1L << text.length : 1L << 63;
    }
    this.nullLengths = lengths;
  }

  /** Whether a field without escape byte is always its own bytes. */
  boolean isPlain() {
    return nullLengths == 0 && decoder == null;
  }

  /** The raw length of the last field with doubled quotes, each pair counted once. */
  int singleLength() {
    return singleLength;
  }

  /** Switches to or from the rules for names in the header. */
  void readHeader(boolean on) {
    header = on;
  }

  /** Adds a field that holds no escape byte. */
  void addPlain(Row row, byte[] b, int from, int to) {
    if (decoder != null && Swar.hasHighBit(b, from, to)) {
      addScratch(row, b, from, to, false);
    } else if (isNull(b, from, to)) {
      row.addNull();
    } else {
      row.addSlice(Row.TEXT, b, from, to - from);
    }
  }

  /** Adds a field that may hold the escape byte. */
  void addEscaped(Row row, byte[] b, int from, int to) {
    addScratch(row, b, from, to, true);
  }

  /**
   * Adds a field.
   *
   * @param odd {@link #ESCAPED} and {@link #DOUBLED} as they apply
   */
  void addField(Row row, byte[] b, int start, int end, int odd) {
    if ((odd & DOUBLED) != 0) {
      addDoubled(row, b, start, end, odd);
    } else if (odd != 0) {
      addEscaped(row, b, start, end);
    } else {
      addPlain(row, b, start, end);
    }
  }

  /** Copies the field with single delimiters, minding that an escaped one is no half of a pair. */
  private void addDoubled(Row row, byte[] b, int start, int end, int odd) {
    byte[] delimiter = dialect.delimiter;
    if (single.length < end - start) {
      single = new byte[Math.max(end - start, 2 * single.length)];
    }
    int o = 0;
    int i = start;
    while (i < end) {
      if (escape >= 0 && b[i] == (byte) escape && b[i] != delimiter[0]) {
        single[o++] = b[i++];
        single[o++] = b[i++];
      } else if (dialect.delimiterAt(b, i, end, true) > 0) {
        System.arraycopy(delimiter, 0, single, o, delimiter.length);
        o += delimiter.length;
        i += 2 * delimiter.length;
      } else {
        single[o++] = b[i++];
      }
    }
    singleLength = o;
    if (isPlain() && (odd & ESCAPED) == 0) {
      byte[] out = row.scratch(o);
      System.arraycopy(single, 0, out, row.scratchPosition(), o);
      row.addScratch(Row.TEXT, o);
    } else {
      // The copy is reused by the next field, so the value must lie in the row's own space.
      addEscaped(row, single, 0, o);
    }
  }

  private void addScratch(Row row, byte[] array, int start, int end, boolean hasEscape) {
    byte[] b = array;
    int from = start;
    int to = end;
    if (decoder != null && Swar.hasHighBit(b, from, to)) {
      to = decoder.decode(b, from, to);
      if (to < 0) {
        throw CsvErrors.textTooLarge(parser, parser.position());
      }
      from = 0;
      b = decoder.text();
    }
    boolean escapes = hasEscape && escape >= 0;
    boolean isEscapeN = escapes && to - from == 2 && b[from] == (byte) escape && b[from + 1] == 'N';
    if (isEscapeN && escapedNull && !header) {
      row.addNull();
      return;
    }
    byte[] out = row.scratch(to - from);
    int at = row.scratchPosition();
    int length;
    if (escapes && !(isEscapeN && header)) {
      length = resolve(b, from, to, out, at) - at;
    } else {
      length = to - from;
      System.arraycopy(b, from, out, at, length);
    }
    if (isNull(out, at, at + length)) {
      row.addNull();
    } else {
      row.addScratch(Row.TEXT, length);
    }
  }

  private int resolve(byte[] b, int from, int to, byte[] out, int start) {
    int o = start;
    for (int i = from; i < to; i++) {
      if (b[i] == (byte) escape && i + 1 < to) {
        i++;
        out[o++] = SqlLiterals.unescaped(b[i]);
      } else {
        out[o++] = b[i];
      }
    }
    return o;
  }

  private boolean isNull(byte[] b, int from, int to) {
    int length = to - from;
    if ((nullLengths >>> Math.min(length, 63) & 1) == 0 || header) {
      return false;
    }
    for (byte[] text : nulls) {
      if (java.util.Arrays.equals(b, from, to, text, 0, text.length)) {
        return true;
      }
    }
    return false;
  }
}
