package io.levin.source.parse;

import io.levin.base.ImportException;
import io.levin.schema.Identifiers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what stands before a row of a SQL file: {@code INSERT INTO t (a, b) VALUES}, comments, and
 * the statements that dump programs write around their INSERTs. It knows three states: before a
 * row, after a word (a table name, as far as it can tell), and in a column list.
 */
final class SqlPreamble {
  private enum State {
    VALUES,
    TABLE_NAME,
    COLUMNS
  }

  private final SqlParser parser;
  private final boolean backslash;

  private State state;
  private int tokenBytes;
  private final List<String> names = new ArrayList<>();

  /** Words since ON of a possible ON DUPLICATE KEY. */
  private int onDuplicateKey;

  /** Whether the next word starts a statement. */
  private boolean statementStart;

  /** Whether all statements since the last row are UNLOCK TABLES or SET. */
  private boolean trailerOnly;

  /** What is wrong with a SET, should a row follow it. */
  private ImportException delayed;

  SqlPreamble(SqlParser parser, boolean backslash) {
    this.parser = parser;
    this.backslash = backslash;
  }

  /** Bytes of the tokens that {@link #seekRow} went over. */
  int tokenBytes() {
    return tokenBytes;
  }

  /**
   * Moves the parser to the parenthesis that opens the next row.
   *
   * @return false at the end of the file
   */
  boolean seekRow() {
    state = State.VALUES;
    tokenBytes = 0;
    onDuplicateKey = 0;
    statementStart = true;
    trailerOnly = true;
    delayed = null;
    for (; ; ) {
      ByteBlock block = parser.block;
      if (parser.pos >= block.limit) {
        if (block.eof) {
          return endOfFile();
        }
        more();
        continue;
      }
      int from = parser.pos;
      long token = SqlTokens.scan(block.bytes, from, block.limit, block.eof, backslash);
      int kind = SqlTokens.kind(token);
      int to = SqlTokens.end(token);
      switch (kind) {
        case SqlTokens.NEED_MORE -> {
          more();
          continue;
        }
        case SqlTokens.SKIPPED -> statementStart |= block.bytes[from] == ';';
        case SqlTokens.UNTERMINATED -> throw first(parser.unterminated(block.limit));
        case SqlTokens.ILLEGAL -> throw first(parser.illegal(from));
        default -> {
          if (kind == SqlTokens.ROW_BEGIN && state == State.VALUES) {
            return true;
          }
          tokenBytes += to - from;
          take(kind, from, to);
        }
      }
      parser.pos = to;
    }
  }

  private void more() {
    parser.refill(parser.pos);
    parser.pos = 0;
  }

  private boolean endOfFile() {
    boolean ended = state == State.VALUES || state == State.TABLE_NAME && trailerOnly;
    if (ended) {
      return false;
    }
    throw first(parser.prematureEnd(parser.position()));
  }

  private void take(int kind, int from, int to) {
    boolean name =
        kind == SqlTokens.UNQUOTED
            || kind == SqlTokens.DOUBLE_QUOTED
            || kind == SqlTokens.BACK_QUOTED;
    switch (state) {
      case VALUES -> {
        if (name) {
          parser.columns = null;
          state = State.TABLE_NAME;
          word(from, to);
        } else if (kind != SqlTokens.VALUES) {
          throw parser.unexpected(kind, from, to, "start of row");
        }
      }
      case TABLE_NAME -> afterWord(kind, name, from, to);
      case COLUMNS -> {
        if (name) {
          names.add(name(from, to));
        } else if (kind == SqlTokens.ROW_END) {
          // The same instance for the same names: readers compare references.
          parser.columns = lastColumns(names);
          state = State.VALUES;
        } else {
          throw parser.unexpected(kind, from, to, "column list");
        }
      }
    }
  }

  private void afterWord(int kind, boolean name, int from, int to) {
    if (name) {
      word(from, to);
    } else if (kind == SqlTokens.ROW_BEGIN || kind == SqlTokens.VALUES) {
      if (delayed != null) {
        throw delayed;
      }
      names.clear();
      state = kind == SqlTokens.VALUES ? State.VALUES : State.COLUMNS;
    } else {
      ImportException error = parser.unexpected(kind, from, to, "table name");
      if (!trailerOnly || kind == SqlTokens.ROW_END) {
        throw first(error);
      }
      delayed = first(error);
    }
  }

  /** The error that came first, should one be waiting. */
  private ImportException first(ImportException error) {
    return delayed == null ? error : delayed;
  }

  private void word(int from, int to) {
    byte[] b = parser.block.bytes;
    if (statementStart) {
      statementStart = false;
      trailerOnly &=
          SqlTokens.matches(b, from, to, "unlock") || SqlTokens.matches(b, from, to, "set");
    }
    boolean next =
        switch (onDuplicateKey) {
          case 0 -> SqlTokens.matches(b, from, to, "on");
          case 1 -> SqlTokens.matches(b, from, to, "duplicate");
          default -> SqlTokens.matches(b, from, to, "key");
        };
    onDuplicateKey = next ? onDuplicateKey + 1 : 0;
    if (onDuplicateKey == 3) {
      throw parser.syntaxError(
          "syntax error: ON DUPLICATE KEY has no meaning here",
          "remove the clause; what happens to equal keys is set by conflict.strategy",
          parser.block.offset(to));
    }
  }

  private List<String> previous;

  private List<String> lastColumns(List<String> read) {
    if (previous == null || !previous.equals(read)) {
      previous = List.copyOf(read);
    }
    return previous.isEmpty() ? null : previous;
  }

  private String name(int from, int to) {
    byte[] b = parser.block.bytes;
    byte quote = b[from];
    String name;
    if (quote == '`' || quote == '"') {
      byte[] out = new byte[to - from + 8];
      int end = SqlLiterals.unescape(b, from + 1, to - 1, quote, backslash && quote == '"', out, 0);
      name = new String(out, 0, end, StandardCharsets.UTF_8);
    } else {
      name = SqlTokens.text(b, from, to);
    }
    return Identifiers.lower(name);
  }
}
