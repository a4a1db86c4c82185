package io.levin.source;

import io.levin.base.ImportException;
import java.io.IOException;
import java.io.InputStream;

/** Finds the line of an offset by reading the file again, once something is wrong with it. */
final class LineCounter {
  /** Beyond this much text, counting would take longer than it is worth. */
  private static final long LONGEST = 16L << 30;

  private LineCounter() {}

  /** The line of an offset, from 1; 0 if it cannot be told. */
  static long lineAt(DataFiles files, DumpFile file, long offset) {
    return lineAt(files, file, offset, false);
  }

  /**
   * The line of the row behind an offset, from 1; 0 if it cannot be told. What ended the row before
   * may go on there, and empty lines may follow it.
   */
  static long lineOfRowBehind(DataFiles files, DumpFile file, long offset) {
    return lineAt(files, file, offset, true);
  }

  private static long lineAt(DataFiles files, DumpFile file, long offset, boolean pastLineEnds) {
    if (offset > LONGEST) {
      return 0;
    }
    try (InputStream in = files.bytes(file, 0)) {
      byte[] block = new byte[256 << 10];
      long line = 1;
      long left = offset;
      while (left > 0) {
        int got = in.read(block, 0, (int) Math.min(block.length, left));
        if (got < 0) {
          return 0;
        }
        for (int i = 0; i < got; i++) {
          line += block[i] == '\n' ? 1 : 0;
        }
        left -= got;
      }
      return pastLineEnds ? line + lineEnds(in) : line;
    } catch (IOException | ImportException e) {
      // The error that is being reported matters; that its line is unknown does not.
      return 0;
    }
  }

  private static long lineEnds(InputStream in) throws IOException {
    long lines = 0;
    for (int b = in.read(); b == '\n' || b == '\r'; b = in.read()) {
      lines += b == '\n' ? 1 : 0;
    }
    return lines;
  }
}
