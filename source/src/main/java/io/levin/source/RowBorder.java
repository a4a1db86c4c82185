package io.levin.source;

import io.levin.source.parse.CsvOptions;
import io.levin.storage.Storage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Finds the end of a row in a CSV file whose fields hold no line ends. */
final class RowBorder {
  private static final int BLOCK_BYTES = 64 << 10;

  private RowBorder() {}

  /**
   * Searches the next terminator.
   *
   * @return the offset behind it, or -1 if there is none
   */
  static long behind(Storage storage, String path, long from, CsvOptions csv) throws IOException {
    byte[] terminator = csv.terminatorBytes();
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
}
