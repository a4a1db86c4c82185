package io.levin.source.parse;

import io.levin.base.ImportException;

/** What can be wrong with the text of a CSV file. */
final class CsvErrors {
  private CsvErrors() {}

  static ImportException consecutive(BlockParser parser, long offset) {
    return parser.syntaxError(
        "syntax error: cannot have consecutive fields without separator",
        "a quote may only stand at the start and the end of a field and must be doubled or"
            + " escaped within; if the file does not quote, set mydumper.csv.delimiter = ''",
        offset);
  }

  static ImportException unterminated(BlockParser parser, long offset) {
    return parser.syntaxError(
        "syntax error: unterminated quoted field",
        "the quote that opens here is never closed; look for a quote in the data that is neither"
            + " doubled nor escaped, or for a file that is cut short",
        offset);
  }

  static ImportException textTooLarge(BlockParser parser, long offset) {
    return parser.syntaxError(
        "the text of a field is larger than a row may be, since many of its bytes are no characters"
            + " and a long text takes the place of each",
        "check mydumper.data-character-set, or shorten mydumper.data-invalid-char-replace",
        offset);
  }

  static ImportException danglingEscape(BlockParser parser, long offset) {
    return parser.syntaxError(
        "syntax error: no character after backslash",
        "the file ends behind an escape character; if backslashes are data, set"
            + " mydumper.csv.backslash-escape = false",
        offset);
  }
}
