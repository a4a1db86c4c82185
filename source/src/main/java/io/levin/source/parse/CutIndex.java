package io.levin.source.parse;

/**
 * Lists where a CSV text is cut: the separators and line ends that are not in quotes, and the
 * fields between them.
 *
 * <p>This is the short way for text that is as it should be, a step of some thousand bytes at a
 * time. Three ways, each for what the one before cannot read:
 *
 * <ol>
 *   <li>A step without quotes and escapes: every separator and line end is a cut.
 *   <li>A step in which quotes stand only around whole fields: if each field between two cuts
 *       either begins and ends with a quote or has none, and there are no more quotes (and escapes)
 *       in the step than these, then no cut is in quotes. So it is enough to count them.
 *   <li>Whether a byte is in quotes is the parity of the quotes before it, for 64 bytes at once.
 *       The parity is only right if a quote opens nowhere but at the start of a field and closes
 *       nowhere but at its end, and if no quote is escaped; both is verified, and {@link #TANGLED}
 *       is the answer where it does not hold. Then {@link TokenIndex} reads the row.
 * </ol>
 */
final class CutIndex {
  /** The answer when there is no more data. */
  static final int NO_DATA = 0;

  /** The answer when places were listed. */
  static final int LISTED = 1;

  /** The answer when the text cannot be cut by parity. */
  static final int TANGLED = 2;

  private static final int STEP = 8192;

  private final byte cut0;
  private final byte cut1;
  private final byte cut2;
  private final boolean hasQuote;
  private final boolean hasEscape;
  private final byte quote;
  private final byte escape;
  private final boolean[] isQuoteOrEscape = new boolean[256];
  private final int step;
  private final byte[] cuts;
  private final byte[] quotes;

  /** Places in the block, in order, up to {@link #count}; room for the last, careless store. */
  final int[] places;

  /** Where the field before each place starts, and its length, without quotes. */
  final int[] offsets;

  final int[] lengths;

  /** How many places are listed. */
  int count;

  /** The first entry that the last row did not use. */
  int next;

  /** Entries of {@link #places} that end a row, in order, up to {@link #rowCount}. */
  final int[] rowEnds;

  /** How many row ends are listed. */
  int rowCount;

  /** The first row end that the last row did not use. */
  int nextRow;

  /** Whether a quote was doubled in this step. */
  boolean doubled;

  /** Whether the step before held quotes or escapes, so that this one probably will. */
  private boolean expectQuotes;

  /** Up to where the block is listed. */
  private int listed;

  /** Where the field starts that the listed part of the block ends in. */
  private int fieldStart;

  /** How many quotes and escapes that field has so far. */
  private int fieldQuotes;

  /** All ones if the text is in quotes where the listed part ends, else 0. */
  private long inside;

  /** Whether the byte before was a cut or a closing quote, and whether it was a closing quote. */
  private long mayOpen;

  private long closed;

  /**
   * @param dialect one that {@link #suits}
   * @param blockBytes the size of the blocks to come: there is no use for more than that
   */
  CutIndex(CsvDialect dialect, int blockBytes) {
    step = ByteCompare.step(STEP, blockBytes);
    cuts = new byte[step];
    quotes = new byte[step];
    places = new int[step + 8];
    offsets = new int[step + 8];
    lengths = new int[step + 8];
    rowEnds = new int[step + 1];
    cut0 = dialect.separator[0];
    boolean anyLineEnd = dialect.terminator.length == 0;
    cut1 = anyLineEnd ? (byte) '\n' : dialect.terminator[0];
    cut2 = anyLineEnd ? (byte) '\r' : cut1;
    hasQuote = dialect.delimiter.length > 0;
    hasEscape = dialect.escape >= 0;
    byte none = cut1;
    quote = hasQuote ? dialect.delimiter[0] : hasEscape ? (byte) dialect.escape : none;
    escape = hasEscape ? (byte) dialect.escape : quote;
    isQuoteOrEscape[quote & 0xff] = hasQuote || hasEscape;
    isQuoteOrEscape[escape & 0xff] = hasQuote || hasEscape;
  }

  /** Whether every token of the dialect is one byte that is no other token. */
  static boolean suits(CsvDialect dialect) {
    boolean single =
        dialect.separator.length == 1
            && dialect.terminator.length <= 1
            && dialect.delimiter.length <= 1;
    if (!single) {
      return false;
    }
    for (int i = 0; i < 256; i++) {
      if (dialect.outside[i] == CsvDialect.SEVERAL || dialect.inside[i] == CsvDialect.SEVERAL) {
        return false;
      }
    }
    return true;
  }

  /** Forgets everything: the next places are those from the start of a row on. */
  void restart(int index) {
    count = 0;
    next = 0;
    rowCount = 0;
    nextRow = 0;
    listed = index;
    fieldStart = index;
    fieldQuotes = 0;
    inside = 0;
    mayOpen = 1;
    closed = 0;
    doubled = false;
  }

  /** Whether the text listed so far ends in quotes. */
  boolean endsInside() {
    return inside != 0;
  }

  /** Lists the places of the next step: {@link #LISTED}, {@link #NO_DATA} or {@link #TANGLED}. */
  int more(byte[] b, int limit) {
    int start = listed;
    if (start >= limit) {
      return NO_DATA;
    }
    int length = Math.min(step, limit - start);
    listed = start + length;
    next = 0;
    nextRow = 0;
    doubled = false;
    boolean open = inside != 0 || closed != 0 || fieldQuotes != 0;
    if (!open && !expectQuotes && listPlain(b, start, length)) {
      return LISTED;
    }
    expectQuotes = true;
    if (!hasQuote) {
      return TANGLED;
    }
    return listAround(b, start, length) || listByParity(b, start, length) ? LISTED : TANGLED;
  }

  /** Lists a step in which every cut counts; false if it holds a quote or an escape. */
  private boolean listPlain(byte[] b, int start, int length) {
    int padded = padded(length);
    System.arraycopy(b, start, cuts, 0, padded);
    if (!hasQuote && !hasEscape) {
      ByteCompare.three(cuts, padded, cut0, cut1, cut2);
    } else if (quote == escape && cut1 == cut2) {
      ByteCompare.three(cuts, padded, cut0, cut1, quote);
    } else {
      ByteCompare.five(cuts, padded, cut0, cut1, cut2, quote, escape);
    }
    int found = listCuts(start, length, padded);
    int rows =
        fields(b, places, found, fieldStart, offsets, lengths, rowEnds, cut0, isQuoteOrEscape);
    if (rows < 0) {
      return false;
    }
    int s = found == 0 ? fieldStart : places[found - 1] + 1;
    count = found;
    rowCount = rows;
    fieldStart = s;
    mayOpen = s == start + length ? 1 : 0;
    return true;
  }

  /**
   * Makes fields and rows of places without quotes. This loop and its siblings get all that they
   * use as parameters: within a larger method they were slower by half.
   *
   * @return how many rows end, or -1 if a place is none of a cut
   */
  private static int fields(
      byte[] b,
      int[] cutPlaces,
      int found,
      int firstStart,
      int[] starts,
      int[] sizes,
      int[] ends,
      byte separator,
      boolean[] noCut) {
    int rows = 0;
    int s = firstStart;
    for (int i = 0; i < found; i++) {
      int p = cutPlaces[i];
      starts[i] = s;
      sizes[i] = p - s;
      s = p + 1;
      if (b[p] != separator) {
        if (noCut[b[p] & 0xff]) {
          return -1;
        }
        ends[rows++] = i;
      }
    }
    return rows;
  }

  /** Lists a step in which quotes stand around whole fields only; false if it is not so. */
  private boolean listAround(byte[] b, int start, int length) {
    int padded = padded(length);
    System.arraycopy(b, start, quotes, 0, padded);
    if (quote == escape) {
      ByteCompare.one(quotes, padded, quote);
    } else {
      ByteCompare.three(quotes, padded, quote, escape, escape);
    }
    System.arraycopy(b, start, cuts, 0, padded);
    ByteCompare.three(cuts, padded, cut0, cut1, cut2);
    int found = listCuts(start, length, padded);
    int before = fieldStart;
    int quoted = listFields(b, found);
    int tail = found == 0 ? 0 : fieldStart - start;
    int rest = ByteCompare.count(quotes, tail, length);
    int ended = fieldQuotes + ByteCompare.count(quotes, 0, tail);
    if (found == 0) {
      rest += fieldQuotes;
      ended = 0;
    }
    boolean right = ended == 2 * quoted && endsClearly(b, rest);
    if (!right) {
      fieldStart = before;
      return false;
    }
    fieldQuotes = rest;
    expectQuotes = quoted > 0 || rest > 0;
    return true;
  }

  /**
   * Works out the state at the end of the listed part from the field there.
   *
   * @param quotesThere how many quotes and escapes it has
   * @return false if that is not enough to know
   */
  private boolean endsClearly(byte[] b, int quotesThere) {
    int size = listed - fieldStart;
    boolean opened = size > 0 && b[fieldStart] == quote;
    boolean ended = quotesThere == 2 && size > 1 && b[listed - 1] == quote;
    if (quotesThere != 0 && !(opened && (quotesThere == 1 || ended))) {
      return false;
    }
    inside = quotesThere == 1 ? -1 : 0;
    closed = quotesThere == 2 ? 1 : 0;
    mayOpen = size == 0 ? 1 : closed;
    return true;
  }

  /** Lists a step by the parity of quotes. */
  private boolean listByParity(byte[] b, int start, int length) {
    int padded = padded(length);
    if (hasEscape) {
      System.arraycopy(b, start, quotes, 0, padded);
      ByteCompare.one(quotes, padded, escape);
      if (ByteCompare.any(quotes, padded)) {
        return false;
      }
    }
    System.arraycopy(b, start, quotes, 0, padded);
    ByteCompare.one(quotes, padded, quote);
    System.arraycopy(b, start, cuts, 0, padded);
    ByteCompare.three(cuts, padded, cut0, cut1, cut2);
    boolean right = listQuoted(start, length);
    if (right) {
      listFields(b, count);
      int tail = count == 0 ? 0 : fieldStart - start;
      fieldQuotes = (count == 0 ? fieldQuotes : 0) + ByteCompare.count(quotes, tail, length);
    }
    return right;
  }

  /** Lists the places that are marked in {@link #cuts}. */
  private int listCuts(int start, int length, int padded) {
    int found = ByteCompare.listAll(cuts, padded, start, places);
    while (found > 0 && places[found - 1] >= start + length) {
      found--;
    }
    return found;
  }

  /**
   * Makes fields and rows of the listed places.
   *
   * @return how many fields begin and end with a quote
   */
  private int listFields(byte[] b, int found) {
    int start = fieldStart;
    long made = quotedFields(b, places, found, start, offsets, lengths, rowEnds, cut0, quote);
    count = found;
    rowCount = (int) (made >>> 32);
    fieldStart = found == 0 ? start : places[found - 1] + 1;
    return (int) made;
  }

  /** As {@link #fields}; returns the rows in the upper half, the quoted fields in the lower. */
  private static long quotedFields(
      byte[] b,
      int[] cutPlaces,
      int found,
      int firstStart,
      int[] starts,
      int[] sizes,
      int[] ends,
      byte separator,
      int wanted) {
    int rows = 0;
    int quoted = 0;
    int s = firstStart;
    for (int i = 0; i < found; i++) {
      int p = cutPlaces[i];
      // Nothing if both are quotes; the field before an index of 0 is empty.
      int odd = (b[s] ^ wanted) | (b[Math.max(0, p - 1)] ^ wanted);
      int isQuoted = odd == 0 && p - s > 1 ? 1 : 0;
      starts[i] = s + isQuoted;
      sizes[i] = p - s - 2 * isQuoted;
      quoted += isQuoted;
      s = p + 1;
      if (b[p] != separator) {
        ends[rows++] = i;
      }
    }
    return (long) rows << 32 | quoted;
  }

  private static int padded(int length) {
    return (length + ByteCompare.GROUP - 1) / ByteCompare.GROUP * ByteCompare.GROUP;
  }

  private boolean listQuoted(int start, int length) {
    int found = 0;
    long wrong = 0;
    long pairs = 0;
    long in = inside;
    long open = mayOpen;
    long close = closed;
    for (int g = 0; g < length; g += ByteCompare.GROUP) {
      int rest = length - g;
      long valid = rest < ByteCompare.GROUP ? (1L << rest) - 1 : -1L;
      long quoteBits = ByteCompare.bits(quotes, g) & valid;
      long parity = quoteBits;
      parity ^= parity << 1;
      parity ^= parity << 2;
      parity ^= parity << 4;
      parity ^= parity << 8;
      parity ^= parity << 16;
      parity ^= parity << 32;
      parity ^= in;
      long opening = quoteBits & parity;
      long closing = quoteBits & ~parity;
      long cutBits = ByteCompare.bits(cuts, g) & ~parity & valid;
      long before = cutBits | closing;
      long behindClosing = closing << 1 | close;
      wrong |= opening & ~(before << 1 | open);
      wrong |= behindClosing & ~(cutBits | opening) & valid;
      pairs |= opening & behindClosing;
      found = ByteCompare.list(cutBits, start + g, places, found);
      int last = Math.min(rest, ByteCompare.GROUP) - 1;
      in = -(parity >>> last & 1);
      open = before >>> last & 1;
      close = closing >>> last & 1;
    }
    inside = in;
    mayOpen = open;
    closed = close;
    count = found;
    doubled = pairs != 0;
    return wrong == 0;
  }
}
