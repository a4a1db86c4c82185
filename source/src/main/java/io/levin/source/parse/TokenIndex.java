package io.levin.source.parse;

/**
 * Lists the bytes of a text that may begin a CSV token, in order.
 *
 * <p>Listed are all bytes below 0x10 (line ends and TAB are among them, others are rare in text)
 * and up to four further bytes each by itself, so an entry is a candidate only.
 */
final class TokenIndex {
  private static final int STEP = 4096;
  private static final int PATTERNS = 4;
  private static final int CONTROL_BYTES = 0x10;

  private final byte[] patterns;
  private final int step;
  private final byte[] compared;

  /** Places in the block, in order, up to {@link #count}; room for the last, careless store. */
  final int[] places;

  /** How many places are listed. */
  int count;

  /** The first entry that the last row did not use. */
  int next;

  /** Up to where the block is listed. */
  private int listed;

  /**
   * @param dialect one that {@link #suits}
   * @param blockBytes the size of the blocks to come: there is no use for more than that
   */
  TokenIndex(CsvDialect dialect, int blockBytes) {
    step = ByteCompare.step(STEP, blockBytes);
    compared = new byte[step];
    places = new int[step + 8];
    byte[] tokens = tokenBytes(dialect);
    patterns = new byte[PATTERNS];
    for (int i = 0; i < PATTERNS; i++) {
      patterns[i] = tokens[Math.min(i, tokens.length - 1)];
    }
  }

  /** Whether all bytes that begin a token in this dialect can be listed. */
  static boolean suits(CsvDialect dialect) {
    return tokenBytes(dialect).length <= PATTERNS;
  }

  /** Forgets everything: the next places are those from an index on. */
  void restart(int index) {
    count = 0;
    next = 0;
    listed = index;
  }

  /**
   * Lists the places of the next step, if there is data behind the last one.
   *
   * @return false if the data ends
   */
  boolean more(byte[] b, int limit) {
    int start = listed;
    if (start >= limit) {
      return false;
    }
    int length = Math.min(step, limit - start);
    int padded = (length + ByteCompare.GROUP - 1) / ByteCompare.GROUP * ByteCompare.GROUP;
    System.arraycopy(b, start, compared, 0, padded);
    ByteCompare.fourAndControl(
        compared, padded, patterns[0], patterns[1], patterns[2], patterns[3]);
    int found = 0;
    for (int g = 0; g < padded; g += ByteCompare.GROUP) {
      found = ByteCompare.list(ByteCompare.bits(compared, g), start + g, places, found);
    }
    while (found > 0 && places[found - 1] >= start + length) {
      found--;
    }
    count = found;
    next = 0;
    listed = start + length;
    return true;
  }

  /** The bytes that begin a token and are not listed as control bytes; at least one. */
  private static byte[] tokenBytes(CsvDialect dialect) {
    byte[] found = new byte[256];
    int count = 0;
    for (int i = CONTROL_BYTES; i < 256; i++) {
      if (dialect.outside[i] != CsvDialect.ORDINARY || dialect.inside[i] != CsvDialect.ORDINARY) {
        found[count++] = (byte) i;
      }
    }
    return java.util.Arrays.copyOf(found, Math.max(1, count));
  }
}
