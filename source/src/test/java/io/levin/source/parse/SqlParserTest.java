package io.levin.source.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Redaction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlParserTest {
  private static final int[] BLOCKS = {1, 2, 3, 5, 7, 40, 1 << 16};

  private static Parsed parse(String text) {
    Parsed first = Parsed.sql(text, BLOCKS[0]);
    for (int block : BLOCKS) {
      assertThat(Parsed.sql(text, block)).as("block of %d bytes", block).isEqualTo(first);
    }
    return first;
  }

  private static List<String> row(String text) {
    Parsed parsed = parse(text);
    assertThat(parsed.error()).isNull();
    assertThat(parsed.lines()).hasSize(1);
    return parsed.values().get(0);
  }

  private static String error(String text) {
    Parsed parsed = parse(text);
    assertThat(parsed.error()).as(text).isNotNull();
    return parsed.error();
  }

  @Test
  void theVectorOfSeveralInsertsGivesItsRowsPositionsAndLengths() {
    Parsed parsed =
        parse(
            "/* whatever pragmas */;INSERT INTO `namespaced`.`table` (columns, more, columns)"
                + " VALUES (1,-2, 3),\n(4,5., 6);INSERT `namespaced`.`table` (x,y,z) VALUES"
                + " (7,8,9);insert another_table values (10,11e1,12, '(13)', '(', 14, ')');");
    assertThat(parsed.error()).isNull();
    assertThat(parsed.values())
        .containsExactly(
            List.of("u1", "i-2", "u3"),
            List.of("u4", "t:5.", "u6"),
            List.of("u7", "u8", "u9"),
            List.of("u10", "t:11e1", "u12", "t:(13)", "t:(", "u14", "t:)"));
    assertThat(parsed.ends()).containsExactly(97L, 108L, 159L, 222L);
    assertThat(parsed.lines()).extracting(Parsed.Line::length).containsExactly(62, 6, 42, 49);
    assertThat(parsed.lines()).extracting(Parsed.Line::id).containsExactly(1L, 2L, 3L, 4L);
    assertThat(parsed.lines())
        .extracting(Parsed.Line::columns)
        .containsExactly(
            List.of("columns", "more", "columns"),
            List.of("columns", "more", "columns"),
            List.of("x", "y", "z"),
            null);
  }

  @Test
  void literalsOfAllKindsAreRead() {
    assertThat(
            parse("(7, -8, Null, '9'), (b'10', 0b11, 0x12, x'13'), (\"14\", True, False, 0)")
                .values())
        .containsExactly(
            List.of("u7", "i-8", "N", "t:9"),
            List.of("x'02'", "x'03'", "x'12'", "x'13'"),
            List.of("t:14", "i1", "i0", "u0"));
    assertThat(row("('\\0\\b\\n\\r\\t\\Z\\'\\a')")).containsExactly("t:\0\b\n\r\t\032'a");
    assertThat(row("(0x123)")).containsExactly("x'0123'");
    assertThat(row("(x'', b'', X'aB', B'100000001', 0b0)"))
        .containsExactly("x''", "x''", "x'ab'", "x'0101'", "x'00'");
    assertThat(row("('\\%\\_\\\\', 'it''s', \"a\"\"b'\", '')"))
        .containsExactly("t:%_\\", "t:it's", "t:a\"b'", "t:");
  }

  @Test
  void integersAreNumbersAsLongAsTheyFit() {
    assertThat(
            row(
                "(18446744073709551615,18446744073709551616,-9223372036854775808,"
                    + "-9223372036854775809,007,-0,1e400,.5,12345678,123456789,1234567890123456,"
                    + "12345678901234567,00000000000000000000000000000000001,-12345678,99999999)"))
        .containsExactly(
            "u18446744073709551615",
            "t:18446744073709551616",
            "i-9223372036854775808",
            "t:-9223372036854775809",
            "u7",
            "i0",
            "t:1e400",
            "t:.5",
            "u12345678",
            "u123456789",
            "u1234567890123456",
            "u12345678901234567",
            "u1",
            "i-12345678",
            "u99999999");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nullable",
        "12abc",
        "0xZZ",
        "5.",
        "1e5",
        "+1",
        "-.5",
        "@x",
        "a.b",
        "0X1F",
        "0B1",
        "=",
        "<",
        "0x1G",
        "5--3",
        "0x",
        "0b",
        "0b12",
        "-",
        "1.5",
        "-1.5",
        "DEFAULT",
        "trueish",
        "CURRENT_TIMESTAMP",
        "n",
        "_x"
      })
  void theLongestTokenWins(String word) {
    assertThat(row("(" + word + ")")).containsExactly("t:" + word);
  }

  @Test
  void malformedPrefixedLiteralsAreAWordAndAText() {
    assertThat(row("(x'0G')")).containsExactly("t:x", "t:0G");
    assertThat(row("(b'12')")).containsExactly("t:b", "t:12");
    assertThat(error("(x'123')")).contains("invalid hexadecimal format, must even numbers, but 3");
  }

  @Test
  void twoDashesAreAlwaysAComment() {
    assertThat(row("(1, --2, 3)\n4)")).containsExactly("u1", "u4");
    assertThat(row("(- 1, 1 + 2)")).containsExactly("t:-", "u1", "u1", "t:+", "u2");
    assertThat(row("('a' 'b' /* c */ 'd')")).containsExactly("t:a", "t:b", "t:d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT LOW_PRIORITY IGNORE INTO t VALUES (1)",
        "REPLACE INTO t VALUES (1)",
        "insert t values(1)",
        "LOCK TABLES `t` WRITE; INSERT INTO t VALUES (1)",
        "/*!40000 ALTER TABLE t DISABLE KEYS */; INSERT INTO t VALUES (1);",
        "SET x=1; INSERT INTO t VALUES (1);",
        "(1)",
        "\ufeffINSERT INTO t VALUES (1)",
        "# comment\nINSERT INTO t VALUES (1)",
        "-- comment's\nINSERT INTO t VALUES (1)",
        "INSERT INTO t VALUES (1);UNLOCK TABLES;",
        "INSERT INTO t VALUES (1);SET x = 1;",
        "INSERT INTO t VALUES (1); SET NAMES 'utf8'; UNLOCK TABLES"
      })
  void wordsAroundRowsDoNotMatter(String text) {
    assertThat(row(text)).containsExactly("u1");
  }

  @Test
  void rowsWithoutValuesAreRows() {
    assertThat(parse("INSERT INTO t () VALUES (), ()").values())
        .containsExactly(List.of(), List.of());
  }

  @Test
  void convertIsReadThrough() {
    assertThat(row("(CONVERT(\"{}\" USING UTF8MB4), 2)")).containsExactly("t:{}", "u2");
  }

  @Test
  void namesAreUnquotedAndLowerCased() {
    assertThat(parse("insert t (A, `B``c`, \"D\"\"e\") values (1)").lines().get(0).columns())
        .containsExactly("a", "b`c", "d\"e");
  }

  @Test
  void theSameListIsReturnedAsLongAsTheNamesAreTheSame() {
    io.levin.base.Row row = new io.levin.base.Row();
    byte[] text =
        "insert t (a) values (1);insert t (a) values (2);insert t (b) values (3)"
            .getBytes(StandardCharsets.UTF_8);
    try (RowParser parser =
        SqlParser.open(
            FilePlace.of("f"),
            new java.io.ByteArrayInputStream(text),
            true,
            ParseTarget.wholeFile())) {
      parser.next(row);
      List<String> first = parser.columns();
      parser.next(row);
      assertThat(parser.columns()).isSameAs(first);
      parser.next(row);
      assertThat(parser.columns()).containsExactly("b");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "('xxx)|syntax error: unexpected EOF",
        "('\\')|syntax error: unexpected EOF",
        "(/* xxx)|syntax error: unexpected EOF",
        "(|syntax error: premature EOF at offset 1",
        "(1,|syntax error: premature EOF at offset 3",
        "(values)|unexpected Values (values) at offset 7, expecting data literal",
        "insert into e (f|syntax error: premature EOF at offset 16",
        "insert into e (3) values (4)|unexpected Integer (3) at offset 16, expecting column list",
        "3|unexpected Integer (3) at offset 1, expecting start of row",
        "''|unexpected SingleQuoted ('') at offset 2, expecting start of row",
        "(`values`)|unexpected BackQuoted (`values`) at offset 9, expecting data literal",
        "VALUE (1)|unexpected Integer (1) at offset 8, expecting column list",
        "SET NAMES 'utf8'; insert t values (1)|SingleQuoted ('utf8') at offset 16, expecting table",
        "(NOW())|unexpected RowBegin (() at offset 5, expecting data literal",
        "(1+(2))|unexpected RowBegin (() at offset 4, expecting data literal",
        "(CAST(1 AS x))|unexpected RowBegin (() at offset 6, expecting data literal",
        "INSERT INTO t SET a=1;|syntax error: premature EOF at offset 22",
        "insert t values (1 / 2)|: syntax error",
        "insert t values (1) on duplicate key update a=1|ON DUPLICATE KEY has no meaning here",
        "(_binary 'x')|_binary before a literal would be taken for a value of its own",
        "(N'x')|N before a literal would be taken for a value of its own",
        "insert t values (1); insert into u|syntax error: premature EOF at offset 34"
      })
  void errorsNameTheTokenAndWhatWasExpected(String text, String message) {
    assertThat(error(text)).contains(message);
  }

  @Test
  void anErrorNamesFileOffsetLineAndText() {
    String text = "insert t values (1,\n'it''s'),\n(2,\nNOW());";
    try (RowParser parser =
        SqlParser.open(
            new FilePlace(
                "d/t.sql",
                0,
                offset -> text.substring(0, (int) offset).lines().count(),
                Redaction.OFF),
            new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
            true,
            ParseTarget.wholeFile())) {
      io.levin.base.Row row = new io.levin.base.Row();
      parser.next(row);
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> parser.next(row))
          .hasMessageStartingWith(
              "[Lightning:Restore:ErrEncodeKV]encode kv error in file d/t.sql:0 at offset 38:"
                  + " syntax error: unexpected RowBegin (() at offset 38, expecting data literal"
                  + " (line 4), near \"insert t values (1,\\n'it''s'),\\n(2,\\nNOW());\"");
    }
  }

  @Test
  void backslashesAreDataWithoutBackslashEscapes() {
    byte[] text = "('a\\','\\\\')".getBytes(StandardCharsets.UTF_8);
    Parsed parsed =
        Parsed.of(
            text,
            ParseTarget.wholeFile().withBlockBytes(3),
            (in, target) -> SqlParser.open(FilePlace.of("f"), in, false, target));
    assertThat(parsed.values()).containsExactly(List.of("t:a\\", "t:\\\\"));
  }

  @Test
  void readingGoesOnAtAnyReportedPosition() {
    byte[] text =
        "insert t (a,b) values (1,'x'),(2,'y;)'),\n(3,NULL);insert t (b) values ('z');"
            .getBytes(StandardCharsets.UTF_8);
    Parsed whole = Parsed.sql(text, ParseTarget.wholeFile());
    for (int i = 0; i < whole.lines().size(); i++) {
      Parsed.Line line = whole.lines().get(i);
      Parsed rest =
          Parsed.sql(text, ParseTarget.wholeFile().from(line.end(), line.id(), line.columns()));
      List<Parsed.Line> expected = whole.lines().subList(i + 1, whole.lines().size());
      assertThat(rest.values()).isEqualTo(expected.stream().map(Parsed.Line::values).toList());
      assertThat(rest.ends()).isEqualTo(expected.stream().map(Parsed.Line::end).toList());
      assertThat(rest.lines())
          .extracting(Parsed.Line::columns)
          .isEqualTo(expected.stream().map(Parsed.Line::columns).toList());
      assertThat(rest.lines())
          .extracting(Parsed.Line::id)
          .isEqualTo(expected.stream().map(Parsed.Line::id).toList());
    }
  }

  @Test
  void rowsBehindTheEndBelongToOthers() {
    byte[] text = "(1),(2),(3)".getBytes(StandardCharsets.UTF_8);
    assertThat(Parsed.sql(text, ParseTarget.wholeFile().until(4)).values())
        .containsExactly(List.of("u1"), List.of("u2"));
  }

  @Test
  void moreRowsThanRowIdsAreAnErrorWhereIdsMatter() {
    ParseTarget guarded = new ParseTarget(0, Long.MAX_VALUE, 10, 12, null, List.of(), 1 << 10);
    Parsed parsed = Parsed.sql("(),(),()".getBytes(StandardCharsets.UTF_8), guarded);
    assertThat(parsed.lines()).extracting(Parsed.Line::id).containsExactly(11L, 12L);
    assertThat(parsed.error()).contains("more rows than the 2 row ids");
  }

  @Test
  void constantValuesComeBeforeTheFields() {
    ParseTarget target =
        new ParseTarget(0, Long.MAX_VALUE, 0, Long.MAX_VALUE, null, List.of(new byte[] {'k'}), 4);
    assertThat(Parsed.sql("(1),(2)".getBytes(StandardCharsets.UTF_8), target).values())
        .containsExactly(List.of("t:k", "u1"), List.of("t:k", "u2"));
  }
}
