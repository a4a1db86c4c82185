package io.levin.source.parse;

import io.levin.base.ImportException;
import io.levin.base.Row;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Everything that a parser said about a text, as plain values that tests compare. */
record Parsed(List<Line> lines, String error, long lastPosition) {

  /** One row: what its fields are, where it ends, how long it is, its id and the names in force. */
  record Line(
      List<String> values, long start, long end, int length, long id, List<String> columns) {}

  interface Opener {
    RowParser open(ByteArrayInputStream in, ParseTarget target);
  }

  static Parsed of(byte[] text, ParseTarget target, Opener opener) {
    List<Line> lines = new ArrayList<>();
    String error = null;
    long position = -1;
    Row row = new Row();
    ByteArrayInputStream in = new ByteArrayInputStream(text);
    in.skip(target.start());
    try (RowParser parser = opener.open(in, target)) {
      while (parser.next(row)) {
        List<String> columns = parser.columns();
        lines.add(
            new Line(
                values(row),
                row.startOffset(),
                row.endOffset(),
                row.rowLength(),
                row.rowId(),
                columns));
        position = parser.position();
      }
    } catch (ImportException e) {
      // The text around an error depends on how much of the file was in memory.
      error = e.problem().replaceAll("(?s), near \".*", "");
    }
    return new Parsed(lines, error, position);
  }

  static Parsed sql(byte[] text, ParseTarget target) {
    return of(text, target, (in, t) -> SqlParser.open(FilePlace.of("f.sql"), in, true, t));
  }

  static Parsed sql(String text, int blockBytes) {
    return sql(
        text.getBytes(StandardCharsets.UTF_8), ParseTarget.wholeFile().withBlockBytes(blockBytes));
  }

  static Parsed csv(byte[] text, CsvOptions options, ParseTarget target) {
    return of(text, target, (in, t) -> CsvParser.open(FilePlace.of("f.csv"), in, options, t));
  }

  static Parsed walked(byte[] text, CsvOptions options, ParseTarget target) {
    return of(
        text, target, (in, t) -> WalkingCsvParser.open(FilePlace.of("f.csv"), in, options, t));
  }

  /** The values of all rows: {@code N} for NULL, u5, i-5, x'0a', and text as it is. */
  List<List<String>> values() {
    return lines.stream().map(Line::values).toList();
  }

  List<Long> ends() {
    return lines.stream().map(Line::end).toList();
  }

  private static List<String> values(Row row) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(
          switch (row.kind(i)) {
            case Row.NULL -> "N";
            case Row.SIGNED -> "i" + row.number(i);
            case Row.UNSIGNED -> "u" + Long.toUnsignedString(row.number(i));
            case Row.BINARY ->
                "x'"
                    + HexFormat.of()
                        .formatHex(row.array(i), row.offset(i), row.offset(i) + row.length(i))
                    + "'";
            default ->
                "t:"
                    + new String(
                        row.array(i), row.offset(i), row.length(i), StandardCharsets.ISO_8859_1);
          });
    }
    return values;
  }
}
