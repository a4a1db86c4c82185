package io.levin.source.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.Redaction;
import io.levin.base.Row;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvParserTest {
  private static final int[] BLOCKS = {1, 2, 3, 5, 7, 64, 1 << 16};
  private static final CsvOptions PLAIN = CsvOptions.defaults().withHeader(false, true);

  private static Parsed parse(byte[] text, CsvOptions options) {
    Parsed first = Parsed.walked(text, options, ParseTarget.wholeFile());
    for (int block : BLOCKS) {
      ParseTarget target = ParseTarget.wholeFile().withBlockBytes(block);
      assertThat(Parsed.csv(text, options, target)).as("fast, block %d", block).isEqualTo(first);
      assertThat(Parsed.walked(text, options, target)).as("block %d", block).isEqualTo(first);
    }
    return first;
  }

  private static Parsed parse(String text, CsvOptions options) {
    return parse(text.getBytes(StandardCharsets.UTF_8), options);
  }

  private static List<String> row(String text, CsvOptions options) {
    Parsed parsed = parse(text, options);
    assertThat(parsed.error()).isNull();
    assertThat(parsed.lines()).hasSize(1);
    return parsed.values().get(0);
  }

  @Test
  void nullRulesFollowTheTable() {
    assertThat(row("\\N,\"\\N\",\\\\N,N,,\"\"", PLAIN))
        .containsExactly("N", "N", "t:\\N", "t:N", "t:", "t:");
    assertThat(row(",\"\",\\N", PLAIN.withNulls(false, List.of(""))))
        .containsExactly("N", "N", "t:N");
    assertThat(row(",NULL,\"NULL\",\\N,null", PLAIN.withNulls(false, List.of("", "NULL", "\\N"))))
        .containsExactly("N", "N", "N", "N", "t:null");
    assertThat(row("\\N,", PLAIN.withNulls(true, List.of("\\N")))).containsExactly("t:N", "t:");
    assertThat(row("\\N,a\\tb", PLAIN.withEscape(-1))).containsExactly("N", "t:a\\tb");
    assertThat(row("\\N,a!tb,\"!N\",!!N", PLAIN.withEscape('!')))
        .containsExactly("N", "t:a\tb", "t:N", "t:!N");
    assertThat(row("\\N,\"!N\",!!N", PLAIN.withEscape('!').withNulls(false, List.of("!N"))))
        .containsExactly("t:\\N", "N", "t:!N");
  }

  @Test
  void theVectorsOfTheFormatGiveTheirRowsAndPositions() {
    CsvOptions bare = PLAIN.withTokens(",", "", "").withEscape(-1).withNulls(false, List.of(""));
    Parsed parsed = parse("a,b\nc,\n", bare);
    assertThat(parsed.values()).containsExactly(List.of("t:a", "t:b"), List.of("t:c", "N"));
    assertThat(parsed.ends()).containsExactly(4L, 7L);

    parsed = parse("\"\\\"\",\"\\\\\",\"\\?\"\n\"\\\n\",\\N,\\\\N", PLAIN);
    assertThat(parsed.values())
        .containsExactly(List.of("t:\"", "t:\\", "t:?"), List.of("t:\n", "N", "t:\\N"));
    assertThat(parsed.ends()).containsExactly(15L, 26L);

    parsed = parse("0\t\t\\t\n", PLAIN.withTokens("\t", "", ""));
    assertThat(parsed.values()).containsExactly(List.of("t:0", "t:", "t:\t"));
    assertThat(parsed.ends()).containsExactly(6L);

    parsed =
        parse(
            " \r\n\r\n0,,abc\r\n \r\n123,1999-12-31,test\r\n", PLAIN.withNulls(false, List.of("")));
    assertThat(parsed.values())
        .containsExactly(List.of("t:0", "N", "t:abc"), List.of("t:123", "t:1999-12-31", "t:test"));
    assertThat(parsed.ends().get(0)).isEqualTo(12L);
    assertThat(parsed.lines()).extracting(Parsed.Line::length).containsExactly(4, 17);

    parsed = parse("a+#+\"\"b+#+c\"\"#+#\nd+##+#\n", PLAIN.withTokens("+#+", "\"\"", "#+#\n"));
    assertThat(parsed.values()).containsExactly(List.of("t:a", "t:b+#+c"), List.of("t:d+#"));

    assertThat(row("\"3\",\"\\\n\",\"[\\\",,,\\\"]\",\"\\\\,\\\\,\"\n", PLAIN))
        .containsExactly("t:3", "t:\n", "t:[\",,,\"]", "t:\\,\\,");

    assertThat(parse("1,,\"\"\n2,,\n3,\"\"\"\",\n4,\"\",\"\"\n", PLAIN).values())
        .containsExactly(
            List.of("t:1", "t:", "t:"),
            List.of("t:2", "t:", "t:"),
            List.of("t:3", "t:\"", "t:"),
            List.of("t:4", "t:", "t:"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"a\"b|cannot have consecutive fields without separator",
        "\"a\"\"b|unterminated quoted field",
        "a\"b\"|cannot have consecutive fields without separator",
        "\"a\" \"b\"|cannot have consecutive fields without separator",
        "~ \"a\"~|cannot have consecutive fields without separator",
        "\"a\" ,b|cannot have consecutive fields without separator",
        "\"a\"\\n|cannot have consecutive fields without separator",
        "a\\|no character after backslash",
        "\"a\\|no character after backslash",
        "\"a|unterminated quoted field"
      })
  void errorsSayWhatIsWrong(String text, String message) {
    assertThat(parse(text, PLAIN).error()).contains("syntax error: " + message);
    assertThat(parse("1,2\n" + text + "\n3,4\n", PLAIN).lines()).hasSizeBetween(1, 3);
  }

  @Test
  void blankLinesAreNoRows() {
    assertThat(parse("\n \na\n\t\n\u00a0\u2003\n\nb\n \n", PLAIN).values())
        .containsExactly(List.of("t:a"), List.of("t:b"));
    assertThat(parse("a\n  ", PLAIN).values()).containsExactly(List.of("t:a"), List.of("t:  "));
    assertThat(parse("\"\"\n,\n", PLAIN).values())
        .containsExactly(List.of("t:"), List.of("t:", "t:"));
    assertThat(parse("", PLAIN).values()).isEmpty();
    assertThat(parse(" \n", PLAIN).values()).isEmpty();
  }

  @Test
  void terminatorsAreTakenLiterally() {
    assertThat(parse("a\r\nb\n", PLAIN.withTokens(",", "\"", "\n")).values())
        .containsExactly(List.of("t:a\r"), List.of("t:b"));
    assertThat(parse("a\nb\r\nc\rd\r\n", PLAIN.withTokens(",", "\"", "\r\n")).values())
        .containsExactly(List.of("t:a\nb"), List.of("t:c\rd"));
    assertThat(parse("a\rb\nc", PLAIN).values())
        .containsExactly(List.of("t:a"), List.of("t:b"), List.of("t:c"));
    assertThat(parse("a,b,", PLAIN.withTokens(",", "", ",")).values())
        .containsExactly(List.of("t:a"), List.of("t:b"));
    assertThat(parse("\"a\nb\",c\n", PLAIN).values()).containsExactly(List.of("t:a\nb", "t:c"));
  }

  @Test
  void theHeaderGivesNames() {
    Parsed parsed = parse("\n\"Id\", a ,\\N,X\\ty\n1,2,3,4\n", CsvOptions.defaults());
    assertThat(parsed.values()).containsExactly(List.of("t:1", "t:2", "t:3", "t:4"));
    assertThat(parsed.lines().get(0).columns()).containsExactly("id", " a ", "\\n", "x\ty");
    assertThat(parsed.lines().get(0).id()).isEqualTo(1);
    assertThat(parse("\ufeffid\n7\n", CsvOptions.defaults()).lines().get(0).columns())
        .containsExactly("id");
    parsed = parse("a,b,c\n1,2\n", CsvOptions.defaults().withHeader(true, false));
    assertThat(parsed.lines().get(0).columns()).isNull();
    assertThat(parsed.values()).containsExactly(List.of("t:1", "t:2"));
    assertThat(parse("a,b", CsvOptions.defaults()).lines()).isEmpty();
    assertThat(parse("", CsvOptions.defaults()).lines()).isEmpty();
  }

  @Test
  void oneEmptyLastFieldIsTrimmed() {
    CsvOptions trim = CsvOptions.defaults().withTrimLastSeparator(true);
    Parsed parsed = parse("x,y,\na,b\na,b,\na,b,,\na,b,\"\"\n", trim);
    assertThat(parsed.lines().get(0).columns()).containsExactly("x", "y", "");
    assertThat(parsed.values())
        .containsExactly(
            List.of("t:a", "t:b"),
            List.of("t:a", "t:b"),
            List.of("t:a", "t:b", "t:"),
            List.of("t:a", "t:b"));
  }

  @Test
  void windows1252IsDecoded() {
    CsvOptions latin = PLAIN.withCharacterSet(DataCharset.LATIN1, "\uFFFD");
    Parsed parsed = parse(new byte[] {'a', (byte) 0xe9, ',', (byte) 0x80, '\n'}, latin);
    assertThat(parsed.values().get(0)).containsExactly("t:a" + raw("é"), "t:" + raw("€"));
    parsed =
        parse(
            new byte[] {(byte) 0x81, ',', 'x', (byte) 0x81, '\n'},
            PLAIN.withCharacterSet(DataCharset.LATIN1, ""));
    assertThat(parsed.values().get(0)).containsExactly("t:", "t:x");
    parsed = parse(new byte[] {'a', (byte) 0xa7, 'b', '\n'}, latin.withTokens("§", "\"", ""));
    assertThat(parsed.values().get(0)).containsExactly("t:a", "t:b");
  }

  @Test
  void charactersOfGbkAreNeverCutOrTakenForTokens() throws Exception {
    CsvOptions gbk = PLAIN.withTokens("|", "\"", "").withCharacterSet(DataCharset.GBK, "?");
    byte[] text = "誠|\"許\"|\u4e2d文\\|\n".getBytes(Charset.forName("GBK"));
    assertThat(parse(text, gbk).values().get(0))
        .containsExactly("t:" + raw("誠"), "t:" + raw("許"), "t:" + raw("中文|"));
    byte[] euros = {(byte) 0xa2, (byte) 0xe3, '|', (byte) 0x80, '\n'};
    assertThat(parse(euros, gbk).values().get(0)).containsExactly("t:" + raw("€"), "t:" + raw("€"));
    byte[] bad = {(byte) 0x81, (byte) 0xff, '|', (byte) 0x81, '\n'};
    assertThat(parse(bad, gbk).values().get(0)).containsExactly("t:??", "t:?");
    byte[] four = "😀|a\n".getBytes(Charset.forName("GB18030"));
    assertThat(parse(four, gbk.withCharacterSet(DataCharset.GB18030, "?")).values().get(0))
        .containsExactly("t:" + raw("😀"), "t:a");
  }

  /** Whatever edition of GB 18030 the JDK has. */
  @Test
  void pairsWithoutACharacterInTheTableOfGbkAreReplaced() {
    int[] none = {0xa2ab, 0xaaa1, 0xf8a1, 0xa6d9, 0xa6ec, 0xa6f3, 0xa8bc, 0xfe59, 0xfe7e, 0xfea0};
    for (DataCharset set : List.of(DataCharset.GBK, DataCharset.GB18030)) {
      CsvOptions csv = PLAIN.withTokens("|", "\"", "").withCharacterSet(set, "?");
      for (int pair : none) {
        byte[] text = {(byte) (pair >> 8), (byte) pair, 'x', '\n'};
        assertThat(parse(text, csv).values().get(0)).containsExactly("t:?x");
      }
      byte[] others = {
        (byte) 0xa3, (byte) 0xa0, '|', (byte) 0xa8, (byte) 0xbf, (byte) 0xa6, (byte) 0xf4, '\n'
      };
      assertThat(parse(others, csv).values().get(0))
          .containsExactly("t:" + raw("\u3000"), "t:" + raw("\u01f9\ufe33"));
    }
  }

  @Test
  void namesInTheHeaderAreDecodedToo() {
    CsvOptions gbk = CsvOptions.defaults().withCharacterSet(DataCharset.GBK, "?");
    byte[] text = "誠,\"Ａ\"\n1,2\n".getBytes(Charset.forName("GBK"));
    assertThat(parse(text, gbk).lines().get(0).columns()).containsExactly("誠", "ａ");
    byte[] latin = "É,b\n1,2\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(parse(latin, gbk.withCharacterSet(DataCharset.LATIN1, "?")).lines().get(0).columns())
        .containsExactly("é", "b");
  }

  /** The bytes of U+00A0 in UTF-8, C2 A0, are a letter in GBK and two in latin1. */
  @Test
  void whatIsWhiteSpaceInUtf8IsTextInOtherCharacterSets() {
    byte[] text = {(byte) 0xc2, (byte) 0xa0, '\n', ' ', '\t', '\n', 'x', '\n'};
    assertThat(parse(text, PLAIN).values()).containsExactly(List.of("t:x"));
    assertThat(parse(text, PLAIN.withCharacterSet(DataCharset.GBK, "?")).values())
        .containsExactly(List.of("t:" + raw("聽")), List.of("t:x"));
    assertThat(parse(text, PLAIN.withCharacterSet(DataCharset.LATIN1, "?")).values())
        .containsExactly(List.of("t:" + raw("Â\u00a0")), List.of("t:x"));
  }

  @Test
  void tokensThatTheCharacterSetCannotWriteAreRefused() {
    CsvOptions chinese = PLAIN.withTokens("，", "\"", "");
    assertThat(row("1，2", chinese)).containsExactly("t:1", "t:2");
    assertThatThrownBy(() -> chinese.withCharacterSet(DataCharset.LATIN1, "?"))
        .hasMessageContaining("[Lightning:Config:ErrInvalidConfig]")
        .hasMessageContaining("'，' cannot be written in the character set of the data, latin1")
        .hasMessageContaining("the separator, delimiter and terminator of mydumper.csv");
  }

  @Test
  void ofFourBytesThatAreNoCharacterOnlyTheFirstIsReplaced() {
    CsvOptions gb = PLAIN.withCharacterSet(DataCharset.GB18030, "?");
    byte[] beyond = {(byte) 0xfe, '0', (byte) 0x81, '0', ',', (byte) 0x85, '0', (byte) 0x81, '0'};
    assertThat(parse(beyond, gb).values().get(0)).containsExactly("t:?0?0", "t:?0?0");
    byte[] last = {(byte) 0xe3, '2', (byte) 0x9a, '5', (byte) 0x84, '1', (byte) 0xa4, '7'};
    assertThat(parse(last, gb).values().get(0)).containsExactly("t:" + raw("\udbff\udfff") + "?");
  }

  @Test
  void aLongTextMayStandForABadByte() {
    String replacement = "x".repeat(1 << 20);
    CsvOptions options = PLAIN.withCharacterSet(DataCharset.GBK, replacement);
    String text = "a".repeat(3000);
    byte[] one = (text + "\u00ff" + text).getBytes(StandardCharsets.ISO_8859_1);
    ParseTarget whole = ParseTarget.wholeFile();
    assertThat(Parsed.csv(one, options, whole).values().get(0))
        .containsExactly("t:" + text + replacement + text);
    byte[] many = ("1\n2," + "\u00ff".repeat(130)).getBytes(StandardCharsets.ISO_8859_1);
    for (DataCharset set : List.of(DataCharset.GBK, DataCharset.LATIN1)) {
      byte[] bytes = many.clone();
      for (int i = 4; i < bytes.length && set == DataCharset.LATIN1; i++) {
        bytes[i] = (byte) 0x81;
      }
      assertThat(Parsed.csv(bytes, options.withCharacterSet(set, replacement), whole).error())
          .matches("(?s).*at offset \\d+: the text of a field is larger than a row may be.*");
    }
  }

  @Test
  void rowsOfAllPiecesAreTheRowsOfTheWhole() {
    byte[] text =
        "id,v\n1,\"a,\n\"\"b\"\"\"\n2,\\N\r\n3,x\n\n4,\"\"\n".getBytes(StandardCharsets.UTF_8);
    CsvOptions options = CsvOptions.defaults();
    Parsed whole = Parsed.csv(text, options, ParseTarget.wholeFile());
    assertThat(whole.lines()).hasSize(4);
    for (int i = 0; i < whole.lines().size(); i++) {
      Parsed.Line line = whole.lines().get(i);
      ParseTarget rest = ParseTarget.wholeFile().from(line.end(), line.id(), line.columns());
      assertThat(Parsed.csv(text, options, rest).lines())
          .isEqualTo(whole.lines().subList(i + 1, whole.lines().size()));
      assertThat(Parsed.csv(text, options, ParseTarget.wholeFile().until(line.end())).values())
          .startsWith(line.values() == null ? List.of() : whole.lines().get(0).values());
    }
  }

  @Test
  void offsetsStayRightFarIntoAFile() {
    long far = 3L << 30;
    byte[] text = "1,\"a\"\n2,\"b".getBytes(StandardCharsets.UTF_8);
    FilePlace place = new FilePlace("d.t.csv", 0, offset -> 40_000_000, Redaction.OFF);
    ParseTarget target = ParseTarget.wholeFile().from(far, 5, null);
    Row row = new Row();
    try (RowParser parser = CsvParser.open(place, new ByteArrayInputStream(text), PLAIN, target)) {
      assertThat(parser.next(row)).isTrue();
      assertThat(row.endOffset()).isEqualTo(far + 6);
      assertThatThrownBy(() -> parser.next(row))
          .hasMessageContaining("file d.t.csv:0 at offset " + (far + 8))
          .hasMessageContaining("unterminated quoted field (line 40000000)");
    }
  }

  /** A quote that is never closed in a large file ends at the largest row that TiDB takes. */
  @Test
  void aRowWithoutEndIsAnErrorAtItsStart() {
    aRowWithoutEndIsAnErrorAtItsStart(PLAIN);
  }

  @Test
  @Tag("fuzz")
  void aRowWithoutEndIsAnErrorAtItsStartWhereCharactersAreWalked() {
    aRowWithoutEndIsAnErrorAtItsStart(PLAIN.withCharacterSet(DataCharset.GBK, "?"));
  }

  private static void aRowWithoutEndIsAnErrorAtItsStart(CsvOptions options) {
    FilePlace place = new FilePlace("d.t.csv", 0, offset -> 2, Redaction.OFF);
    byte[] start = "1,a\n2,\"".getBytes(StandardCharsets.UTF_8);
    InputStream endless =
        new SequenceInputStream(
            new ByteArrayInputStream(start),
            new InputStream() {
              @Override
              public int read() {
                return 'x';
              }

              @Override
              public int read(byte[] target, int offset, int length) {
                java.util.Arrays.fill(target, offset, offset + length, (byte) 'x');
                return length;
              }
            });
    Row row = new Row();
    try (RowParser parser = CsvParser.open(place, endless, options, ParseTarget.wholeFile())) {
      assertThat(parser.next(row)).isTrue();
      assertThatThrownBy(() -> parser.next(row))
          .hasMessageContaining("file d.t.csv:0 at offset 4: size of row cannot exceed")
          .hasMessageContaining("(line 2)")
          .hasMessageContaining("a missing closing quote looks like that, too");
    }
  }

  private static String raw(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
