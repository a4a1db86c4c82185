package io.levin.source.parse;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The dialect of CSV files: {@code [mydumper.csv]}, with the two escape keys resolved to one.
 *
 * @param separator between fields; not empty
 * @param delimiter the quote; empty for none
 * @param terminator the end of a row; empty: every CR and every LF ends one
 * @param header whether the first row that is not blank holds the names
 * @param headerSchemaMatch false: the header is skipped and columns go by position
 * @param notNull no field is NULL
 * @param nullTexts texts that mean NULL
 * @param escape the escape byte, or -1
 * @param trimLastSeparator drop one empty field at the end of a row
 * @param characterSet of the data
 * @param invalidReplacement what becomes of bytes that are no characters
 */
public record CsvOptions(
    String separator,
    String delimiter,
    String terminator,
    boolean header,
    boolean headerSchemaMatch,
    boolean notNull,
    List<String> nullTexts,
    int escape,
    boolean trimLastSeparator,
    DataCharset characterSet,
    String invalidReplacement) {

  /**
   * Copies the list; no NULL text where NULL is possible means the empty one.
   *
   * @throws io.levin.base.ImportException if a token cannot be written in the character set
   */
  public CsvOptions {
    List.of(separator, delimiter, terminator).forEach(characterSet::encode);
    nullTexts = nullTexts.isEmpty() && !notNull ? List.of("") : List.copyOf(nullTexts);
  }

  /** The defaults of the configuration. */
  public static CsvOptions defaults() {
    return new CsvOptions(
        ",",
        "\"",
        "",
        true,
        true,
        false,
        List.of("\\N"),
        '\\',
        false,
        DataCharset.BINARY,
        "\uFFFD");
  }

  /** With another separator, quote and terminator. */
  public CsvOptions withTokens(String newSeparator, String newDelimiter, String newTerminator) {
    return new CsvOptions(
        newSeparator,
        newDelimiter,
        newTerminator,
        header,
        headerSchemaMatch,
        notNull,
        nullTexts,
        escape,
        trimLastSeparator,
        characterSet,
        invalidReplacement);
  }

  /** With another meaning of the first row. */
  public CsvOptions withHeader(boolean newHeader, boolean newMatch) {
    return new CsvOptions(
        separator,
        delimiter,
        terminator,
        newHeader,
        newMatch,
        notNull,
        nullTexts,
        escape,
        trimLastSeparator,
        characterSet,
        invalidReplacement);
  }

  /** With other rules for NULL. */
  public CsvOptions withNulls(boolean newNotNull, List<String> newNullTexts) {
    return new CsvOptions(
        separator,
        delimiter,
        terminator,
        header,
        headerSchemaMatch,
        newNotNull,
        newNullTexts,
        escape,
        trimLastSeparator,
        characterSet,
        invalidReplacement);
  }

  /** With another escape byte, or -1. */
  public CsvOptions withEscape(int newEscape) {
    return new CsvOptions(
        separator,
        delimiter,
        terminator,
        header,
        headerSchemaMatch,
        notNull,
        nullTexts,
        newEscape,
        trimLastSeparator,
        characterSet,
        invalidReplacement);
  }

  /** With or without the removal of one empty last field. */
  public CsvOptions withTrimLastSeparator(boolean newTrim) {
    return new CsvOptions(
        separator,
        delimiter,
        terminator,
        header,
        headerSchemaMatch,
        notNull,
        nullTexts,
        escape,
        newTrim,
        characterSet,
        invalidReplacement);
  }

  /** With another character set. */
  public CsvOptions withCharacterSet(DataCharset newSet, String newReplacement) {
    return new CsvOptions(
        separator,
        delimiter,
        terminator,
        header,
        headerSchemaMatch,
        notNull,
        nullTexts,
        escape,
        trimLastSeparator,
        newSet,
        newReplacement);
  }

  byte[] separatorBytes() {
    return characterSet.encode(separator);
  }

  byte[] delimiterBytes() {
    return characterSet.encode(delimiter);
  }

  /** The terminator as it stands in files; empty if every line end is one. */
  public byte[] terminatorBytes() {
    return characterSet.encode(terminator);
  }

  /**
   * Whether the bytes of a terminator may also stand within a character, so that only who reads
   * characters knows one from the other.
   */
  public boolean terminatorMayBeWithinCharacter() {
    byte[] bytes = terminatorBytes();
    return characterSet.hasAsciiTrailBytes() && bytes.length > 0 && (bytes[0] & 0xff) >= '0';
  }

  byte[] replacementBytes() {
    return invalidReplacement.getBytes(StandardCharsets.UTF_8);
  }
}
