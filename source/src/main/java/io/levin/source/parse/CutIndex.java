package io.levin.source.parse;

/**
 * Lists where a CSV text is cut: the separators and line ends that are not in quotes.
 *
 * <p>This is the short way for text that is as it should be. Whether a byte is in quotes is the
 * parity of the quotes before it, for 64 bytes at once. The parity is only right if a quote opens
 * nowhere but at the start of a field and closes nowhere but at its end, and if no quote is
 * escaped; both is verified for each step, and {@link #TANGLED} is the answer where it does not
 * hold. Then {@link TokenIndex} reads the row.
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
  private final int step;
  private final byte[] cuts;
  private final byte[] quotes;

  /** Places in the block, in order, up to {@link #count}; room for the last, careless store. */
  final int[] places;

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

  private boolean quotesListed;

  /** Up to where the block is listed. */
  private int listed;

  /** All ones if the text is in quotes there, else 0. */
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
    rowEnds = new int[step + 1];
    cut0 = dialect.separator[0];
    boolean anyLineEnd = dialect.terminator.length == 0;
    cut1 = anyLineEnd ? (byte) '\n' : dialect.terminator[0];
    cut2 = anyLineEnd ? (byte) '\r' : cut1;
    hasQuote = dialect.delimiter.length > 0;
    hasEscape = dialect.escape >= 0;
    quote = hasQuote ? dialect.delimiter[0] : (byte) dialect.escape;
    escape = hasEscape ? (byte) dialect.escape : quote;
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
    int padded = (length + ByteCompare.GROUP - 1) / ByteCompare.GROUP * ByteCompare.GROUP;
    boolean quoted = inside != 0 || closed != 0;
    if (hasQuote || hasEscape) {
      System.arraycopy(b, start, quotes, 0, padded);
      ByteCompare.three(quotes, padded, quote, escape, escape);
      quoted |= ByteCompare.any(quotes, padded);
    }
    quotesListed = quoted;
    if (quoted && hasEscape && holdsEscape(b, start, padded)) {
      return TANGLED;
    }
    System.arraycopy(b, start, cuts, 0, padded);
    ByteCompare.three(cuts, padded, cut0, cut1, cut2);
    listed = start + length;
    next = 0;
    boolean right = quoted ? listQuoted(start, length) : listPlain(start, length, padded);
    listRows(b);
    return right ? LISTED : TANGLED;
  }

  /**
   * Gives the slices between cuts to a row.
   *
   * @param from the entry of the cut behind the first field
   * @param fields how many there are
   * @param start where the first field starts
   */
  void slices(int from, int fields, int start, int[] offsets, int[] lengths, int field) {
    final int[] cutPlaces = places;
    offsets[field] = start;
    lengths[field] = cutPlaces[from] - start;
    for (int i = 1; i < fields; i++) {
      int s = cutPlaces[from + i - 1] + 1;
      offsets[field + i] = s;
      lengths[field + i] = cutPlaces[from + i] - s;
    }
  }

  /**
   * The same for fields that may be in quotes, which are left out.
   *
   * @return how many were in quotes
   */
  int quotedSlices(
      byte[] b, int from, int fields, int start, int[] offsets, int[] lengths, int field) {
    final int[] cutPlaces = places;
    final int wanted = quote;
    int quotedFields = 0;
    int s = start;
    for (int i = 0; i < fields; i++) {
      int p = cutPlaces[from + i];
      // 1 if the first byte is a quote, without a branch: which fields are quoted may vary.
      int isQuoted = 1 - (((b[s] ^ wanted) & 0xff) + 0xff >>> 8);
      offsets[field + i] = s + isQuoted;
      lengths[field + i] = p - s - 2 * isQuoted;
      quotedFields += isQuoted;
      s = p + 1;
    }
    return quotedFields;
  }

  /** Whether any quote stood in the steps that are listed now. */
  boolean mayBeQuoted() {
    return quotesListed;
  }

  private void listRows(byte[] b) {
    final int[] cutPlaces = places;
    final int[] ends = rowEnds;
    final int separator = cut0;
    int rows = 0;
    for (int i = 0; i < count; i++) {
      ends[rows] = i;
      // 1 for anything but the separator, without a branch.
      rows += ((b[cutPlaces[i]] ^ separator) & 0xff) + 0xff >>> 8;
    }
    rowCount = rows;
    nextRow = 0;
  }

  private boolean holdsEscape(byte[] b, int start, int padded) {
    if (!hasQuote) {
      return true;
    }
    System.arraycopy(b, start, cuts, 0, padded);
    ByteCompare.one(cuts, padded, escape);
    return ByteCompare.any(cuts, padded);
  }

  /** Without a quote in the step, and outside of quotes before it, every cut counts. */
  private boolean listPlain(int start, int length, int padded) {
    int found = 0;
    for (int g = 0; g < padded; g += ByteCompare.GROUP) {
      found = ByteCompare.list(ByteCompare.bits(cuts, g), start + g, places, found);
    }
    while (found > 0 && places[found - 1] >= start + length) {
      found--;
    }
    mayOpen = found > 0 && places[found - 1] == start + length - 1 ? 1 : 0;
    doubled = false;
    count = found;
    return true;
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
