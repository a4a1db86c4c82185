package io.levin.source.parse;

import io.levin.base.Row;
import java.io.InputStream;

/**
 * Reads the rows of a CSV file, fast.
 *
 * <p>Regular text is cut at its separators and line ends ({@link CsvCutRows}); where a quote or an
 * escape makes that impossible, rows are read token by token for a while ({@link CsvTokenRows}).
 * Dialects with too many different tokens for that, and character sets whose later bytes look like
 * ASCII, go to {@link WalkingCsvParser}, which is also what this class is tested against.
 *
 * <p>A row that goes on behind the block is read again from its start once more of it is there.
 */
public final class CsvParser extends BlockParser {
  /** The largest row that TiDB takes, {@code txn-entry-size-limit}. */
  static final int MAX_ROW_BYTES = 120 << 20;

  /** How much text behind a tangled place is read token by token before cutting is tried again. */
  private static final int TANGLED_BYTES = 64 << 10;

  // What reading a row came to.
  static final int ROW = 1;
  static final int END = 0;
  static final int NEED_MORE = -1;
  static final int TANGLED = -2;

  private final CsvValues values;
  private final CsvTokenRows tokens;

  /** Null if the dialect cannot be read that way. */
  private final CsvCutRows cuts;

  /** Whether rows are read by their cuts, and from which offset on it is tried again if not. */
  private boolean cutting;

  private long cutAgainAt;

  private CsvParser(
      FilePlace place, InputStream in, CsvOptions options, CsvDialect dialect, ParseTarget target) {
    super(place, in, target, MAX_ROW_BYTES);
    this.values = new CsvValues(this, options, dialect);
    this.tokens = new CsvTokenRows(this, dialect, values);
    this.cuts = CutIndex.suits(dialect) ? new CsvCutRows(this, dialect, values) : null;
    this.cutting = cuts != null;
  }

  /**
   * Opens the parser that suits the dialect. At offset 0 the header is read at once, if there is
   * one.
   *
   * @param in delivers the file from {@code target.start()} on; closed with the parser
   */
  public static RowParser open(
      FilePlace place, InputStream in, CsvOptions options, ParseTarget target) {
    CsvDialect dialect = new CsvDialect(options);
    boolean fast = !options.characterSet().hasAsciiTrailBytes() && TokenIndex.suits(dialect);
    return fast
        ? openFast(place, in, options, dialect, target)
        : WalkingCsvParser.open(place, in, options, target);
  }

  private static CsvParser openFast(
      FilePlace place, InputStream in, CsvOptions options, CsvDialect dialect, ParseTarget target) {
    CsvParser parser = new CsvParser(place, in, options, dialect, target);
    parser.skipByteOrderMark();
    parser.restart(parser.pos);
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
    for (; ; ) {
      if (cutting && cuts.takeWhole(row)) {
        return true;
      }
      int outcome = cutting ? cuts.read(row) : tokens.read(row);
      if (outcome == ROW) {
        if (!cutting && cuts != null && position() >= cutAgainAt) {
          cutting = true;
          cuts.restart(pos);
        }
        return true;
      }
      if (outcome == END) {
        return false;
      }
      if (outcome == NEED_MORE) {
        refill(pos);
        pos = 0;
      } else {
        cutAgainAt = position() + TANGLED_BYTES;
        cutting = false;
      }
      restart(pos);
    }
  }

  private void restart(int from) {
    if (cutting) {
      cuts.restart(from);
    } else {
      tokens.restart(from);
    }
  }
}
