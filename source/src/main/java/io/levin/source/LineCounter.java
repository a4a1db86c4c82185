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
      return line;
    } catch (IOException | ImportException e) {
      // The error that is being reported matters; that its line is unknown does not.
      return 0;
    }
  }
}
