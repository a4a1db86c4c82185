package io.levin.source;

import io.levin.source.parse.CsvOptions;
import io.levin.source.parse.DataCharset;
import io.levin.storage.Storage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Finds the end of a row in a CSV file whose fields hold no line ends. */
final class RowBorder {
  private static final int BLOCK_BYTES = 64 << 10;

  /** How far back a place is looked for at first where a character begins for sure. */
  private static final int BACK_BYTES = 4 << 10;

  /** And at last: no row is longer. */
  private static final long FARTHEST_BACK_BYTES = 256 << 20;

  private static final int LONGEST_CHARACTER = 4;

  private RowBorder() {}

  /**
   * Searches the next terminator.
   *
   * @return the offset behind it, or -1 if there is none
   */
  static long behind(Storage storage, String path, long from, CsvOptions csv) throws IOException {
    byte[] terminator = csv.terminatorBytes();
    if (csv.terminatorMayBeWithinCharacter()) {
      return amongCharacters(storage, path, from, csv.characterSet(), terminator);
    }
    try (InputStream in = new BufferedInputStream(storage.open(path, from), BLOCK_BYTES)) {
      return terminator.length == 0 ? lineEnd(in, from) : text(in, from, terminator);
    }
  }

  private static long lineEnd(InputStream in, long from) throws IOException {
    long offset = from;
    int c = in.read();
    while (c >= 0) {
      offset++;
      if (c == '\n' || c == '\r') {
        return offset;
      }
      c = in.read();
    }
    return -1;
  }

  private static long text(InputStream in, long from, byte[] terminator) throws IOException {
    // Knuth, Morris and Pratt: a terminator such as "\r\r\n" overlaps with itself.
    int[] fallback = new int[terminator.length];
    for (int i = 1, k = 0; i < terminator.length; i++) {
      while (k > 0 && terminator[i] != terminator[k]) {
        k = fallback[k - 1];
      }
      k += terminator[i] == terminator[k] ? 1 : 0;
      fallback[i] = k;
    }
    long offset = from;
    int matched = 0;
    int c = in.read();
    while (c >= 0) {
      offset++;
      while (matched > 0 && (byte) c != terminator[matched]) {
        matched = fallback[matched - 1];
      }
      matched += (byte) c == terminator[matched] ? 1 : 0;
      if (matched == terminator.length) {
        return offset;
      }
      c = in.read();
    }
    return -1;
  }

  /** As {@link #text}, character by character, from one that begins at the offset or before it. */
  private static long amongCharacters(
      Storage storage, String path, long from, DataCharset set, byte[] terminator)
      throws IOException {
    long offset = characterBegin(storage, path, from, set);
    try (InputStream text = new BufferedInputStream(storage.open(path, offset), BLOCK_BYTES)) {
      byte[] ahead = new byte[Math.max(LONGEST_CHARACTER, terminator.length)];
      int filled = 0;
      for (; ; ) {
        filled += text.readNBytes(ahead, filled, ahead.length - filled);
        if (filled == 0) {
          return -1;
        }
        boolean ends =
            offset >= from
                && filled >= terminator.length
                && Arrays.equals(ahead, 0, terminator.length, terminator, 0, terminator.length);
        int step = ends ? terminator.length : set.characterLength(ahead, 0, filled);
        System.arraycopy(ahead, step, ahead, 0, filled - step);
        filled -= step;
        offset += step;
        if (ends) {
          return offset;
        }
      }
    }
  }

  /**
   * The last place, at the offset or before it, where a character begins for sure; a long text of
   * Chinese characters alone may have none, so it is looked for farther and farther back.
   */
  private static long characterBegin(Storage storage, String path, long from, DataCharset set)
      throws IOException {
    long end = from;
    for (long back = BACK_BYTES; end > 0 && back <= FARTHEST_BACK_BYTES; back *= 2) {
      long start = Math.max(0, from - back);
      long begin = -1;
      try (InputStream in =
          new BufferedInputStream(storage.open(path, start, end - start), BLOCK_BYTES)) {
        for (long offset = start; offset < end; offset++) {
          int c = in.read();
          if (c < 0) {
            break;
          }
          begin = set.endsCharacter((byte) c) ? offset + 1 : begin;
        }
      }
      if (begin >= 0) {
        return begin;
      }
      end = start;
    }
    return end;
  }
}
