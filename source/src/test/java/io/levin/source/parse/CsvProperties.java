package io.levin.source.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** The fast CSV parser against the one that walks, and both against what was written. */
class CsvProperties {
  private static final Charset LATIN = StandardCharsets.ISO_8859_1;
  private static final String[] SEPARATORS = {",", "\t", "|", "|+|", "+#+", ";", "\u0001", "ab"};
  private static final String[] DELIMITERS = {"\"", "", "'", "\"\"", "|", "$"};
  private static final String[] TERMINATORS = {"", "\n", "\r\n", "|+|\n", "#+#\n", ",", "\"", "ab"};
  private static final int[] ESCAPES = {'\\', -1, '!', 0xff};

  static CsvOptions dialect(Random random) {
    String separator = pick(random, SEPARATORS);
    String delimiter = pick(random, DELIMITERS);
    while (!delimiter.isEmpty()
        && (separator.startsWith(delimiter) || delimiter.startsWith(separator))) {
      delimiter = pick(random, DELIMITERS);
    }
    List<String> nulls = new ArrayList<>();
    for (String text : new String[] {"", "\\N", "NULL", "!N", "a"}) {
      if (random.nextInt(3) == 0) {
        nulls.add(text);
      }
    }
    int escape = ESCAPES[random.nextInt(ESCAPES.length)];
    return CsvOptions.defaults()
        .withHeader(random.nextInt(4) == 0, random.nextBoolean())
        .withTokens(separator, delimiter, pick(random, TERMINATORS))
        .withEscape(escape == 0xff ? '\\' : escape)
        .withNulls(random.nextInt(5) == 0, nulls)
        .withTrimLastSeparator(random.nextInt(4) == 0)
        .withCharacterSet(
            random.nextInt(5) == 0 ? DataCharset.LATIN1 : DataCharset.BINARY, "\uFFFD");
  }

  private static String pick(Random random, String[] texts) {
    return texts[random.nextInt(texts.length)];
  }

  private static byte[] text(Random random, CsvOptions options, int pieces) {
    String[] parts = {
      options.separator(),
      options.delimiter(),
      options.terminator(),
      "\n",
      "\r",
      "\\",
      "a",
      "b",
      "\\N",
      " ",
      "\t",
      "x",
      "\"",
      ",",
      "|",
      "é",
      "\u00a0",
      "NULL",
      "!",
      "\u0001",
      "long text here",
      options.separator(),
      options.delimiter(),
      "\n",
      "abcdefgh",
      "+",
      "#"
    };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < pieces; i++) {
      if (random.nextInt(40) == 0) {
        out.write(random.nextInt(256));
      } else {
        out.writeBytes(pick(random, parts).getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  private static void bothAgree(long seed, int pieces) {
    Random random = new Random(seed);
    CsvOptions options = dialect(random);
    byte[] text = text(random, options, pieces);
    Parsed walked = Parsed.walked(text, options, ParseTarget.wholeFile());
    int block = 1 + random.nextInt(random.nextBoolean() ? 16 : 5000);
    ParseTarget target = ParseTarget.wholeFile().withBlockBytes(block);
    assertThat(Parsed.csv(text, options, target))
        .as("%s, block of %d bytes, text %s", options, block, new String(text))
        .isEqualTo(walked);
    assertThat(Parsed.walked(text, options, target)).isEqualTo(walked);
  }

  @Property(tries = 4000)
  void bothParsersGiveTheSameForAnyTextAndBlock(
      @ForAll long seed, @ForAll @IntRange(max = 40) int pieces) {
    bothAgree(seed, pieces);
  }

  @Property(tries = 100)
  void bothParsersGiveTheSameForLongTexts(@ForAll long seed) {
    bothAgree(seed, 4000);
  }

  @Tag("fuzz")
  @Property(tries = 200_000)
  void bothParsersGiveTheSameForMuchText(
      @ForAll long seed, @ForAll @IntRange(max = 200) int pieces) {
    bothAgree(seed, pieces);
  }

  @Property(tries = 300)
  void bothParsersGiveTheSameForTextThatIsAlmostRight(@ForAll long seed) {
    Random random = new Random(seed);
    CsvOptions options =
        CsvOptions.defaults()
            .withHeader(false, true)
            .withTokens(",", "\"", random.nextBoolean() ? "" : "\n")
            .withEscape(random.nextBoolean() ? -1 : '\\')
            .withNulls(false, List.of(random.nextBoolean() ? "\\N" : ""))
            .withTrimLastSeparator(random.nextInt(4) == 0);
    StringBuilder out = new StringBuilder();
    int length = random.nextInt(20_000);
    boolean quoting = random.nextBoolean();
    while (out.length() < length) {
      boolean quoted = quoting && random.nextInt(3) > 0;
      out.append(quoted ? "\"" : "");
      for (int i = random.nextInt(random.nextInt(10) == 0 ? 300 : 12); i > 0; i--) {
        boolean odd = quoted && random.nextInt(12) == 0;
        out.append(odd ? "\"\"" : quoted && random.nextInt(9) == 0 ? ",\n" : "v");
      }
      out.append(quoted ? "\"" : "");
      out.append(random.nextInt(6) == 0 ? "\n" : ",");
      if (random.nextInt(3000) == 0) {
        out.append(pick(random, new String[] {"\"", "\\", "\"a\"b", "\t", "\r\n", " \n"}));
      }
    }
    byte[] text = out.toString().getBytes(StandardCharsets.UTF_8);
    Parsed walked = Parsed.walked(text, options, ParseTarget.wholeFile());
    int block = 1 + random.nextInt(random.nextBoolean() ? 100 : 30_000);
    assertThat(Parsed.csv(text, options, ParseTarget.wholeFile().withBlockBytes(block)))
        .isEqualTo(walked);
  }

  @Property(tries = 500)
  void chunksGiveTheRowsOfTheWhole(@ForAll long seed) {
    Random random = new Random(seed);
    CsvOptions options = dialect(random).withHeader(random.nextBoolean(), true);
    byte[] text = text(random, options, 60);
    Parsed whole = Parsed.csv(text, options, ParseTarget.wholeFile());
    if (whole.error() != null) {
      return;
    }
    int cut = random.nextInt(text.length + 1);
    Parsed first = Parsed.csv(text, options, ParseTarget.wholeFile().until(cut));
    List<Parsed.Line> lines = new ArrayList<>(first.lines());
    if (!lines.isEmpty()) {
      Parsed.Line last = lines.get(lines.size() - 1);
      lines.addAll(
          Parsed.csv(
                  text,
                  options,
                  ParseTarget.wholeFile()
                      .from(first.lastPosition(), last.id(), last.columns())
                      .withBlockBytes(1 + random.nextInt(50)))
              .lines());
      assertThat(lines).isEqualTo(whole.lines());
    }
  }

  /**
   * In GBK and GB 18030 the later bytes of a character may be those of a separator, an escape, a
   * quote or a row's end.
   */
  @Property(tries = 500)
  void charactersOfSeveralBytesAreNeverCut(@ForAll long seed) {
    Random random = new Random(seed);
    DataCharset set = random.nextBoolean() ? DataCharset.GBK : DataCharset.GB18030;
    // Its pairs are those of GBK.
    Charset charset = Charset.forName("GB18030");
    String separator = pick(random, new String[] {"|", ",", "^", "@|", "中"});
    String quote = pick(random, new String[] {"\"", "`", "{"});
    String terminator = pick(random, new String[] {"\n", "~", "}\n", ""});
    int escape = new int[] {'\\', -1, 'A'}[random.nextInt(3)];
    String lastBytes = "\\|^@`{~}A";
    List<List<String>> rows = new ArrayList<>();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int r = 1 + random.nextInt(20); r > 0; r--) {
      List<String> row = new ArrayList<>();
      for (int c = 0; c < 3; c++) {
        StringBuilder value = new StringBuilder();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
          char last = lastBytes.charAt(random.nextInt(lastBytes.length()));
          value.append(
              switch (random.nextInt(4)) {
                case 0 -> set == DataCharset.GB18030 ? "😀" : "€";
                case 1 -> String.valueOf(last);
                default -> endingWith(last, charset, random);
              });
        }
        row.add("t:" + new String(value.toString().getBytes(StandardCharsets.UTF_8), LATIN));
        String written = value.toString();
        if (escape >= 0) {
          written = written.replace("" + (char) escape, "" + (char) escape + (char) escape);
        }
        out.writeBytes((c == 0 ? "" : separator).getBytes(charset));
        out.writeBytes((quote + written.replace(quote, quote + quote) + quote).getBytes(charset));
      }
      out.writeBytes((terminator.isEmpty() ? "\r\n" : terminator).getBytes(charset));
      rows.add(row);
    }
    CsvOptions options =
        CsvOptions.defaults()
            .withHeader(false, true)
            .withTokens(separator, quote, terminator)
            .withEscape(escape)
            .withNulls(true, List.of())
            .withCharacterSet(set, "?");
    byte[] text = out.toByteArray();
    List<List<String>> read = new ArrayList<>();
    long position = 0;
    while (position < text.length) {
      ParseTarget target =
          ParseTarget.wholeFile()
              .from(position, read.size(), null)
              .until(position + 1 + random.nextInt(text.length))
              .withBlockBytes(1 + random.nextInt(random.nextBoolean() ? 8 : 300));
      Parsed chunk = Parsed.csv(text, options, target);
      assertThat(chunk.error()).isNull();
      if (chunk.lines().isEmpty()) {
        break;
      }
      read.addAll(chunk.values());
      position = chunk.lastPosition();
    }
    assertThat(read).isEqualTo(rows);
  }

  /** A character of two bytes of which this is the second. */
  private static String endingWith(char last, Charset charset, Random random) {
    for (; ; ) {
      byte[] bytes = {(byte) (0x81 + random.nextInt(0x7e)), (byte) last};
      String character = new String(bytes, Charset.forName("GBK"));
      boolean isPrivate = Character.getType(character.charAt(0)) == Character.PRIVATE_USE;
      if (!isPrivate && Arrays.equals(character.getBytes(charset), bytes)) {
        return character;
      }
    }
  }

  @Property(tries = 500)
  void whatIsWrittenIsRead(@ForAll long seed) {
    Random random = new Random(seed);
    int columns = 2 + random.nextInt(5);
    List<List<String>> rows = new ArrayList<>();
    StringBuilder out = new StringBuilder();
    for (int r = random.nextInt(30); r > 0; r--) {
      List<String> row = new ArrayList<>();
      for (int c = 0; c < columns; c++) {
        String value = random.nextInt(8) == 0 ? null : value(random);
        row.add(value == null ? "N" : "t:" + value);
        out.append(c == 0 ? "" : ",").append(written(value, random));
      }
      out.append(random.nextBoolean() ? "\n" : "\r\n");
      rows.add(row);
    }
    CsvOptions options = CsvOptions.defaults().withHeader(false, true);
    Parsed parsed =
        Parsed.csv(
            out.toString().getBytes(StandardCharsets.ISO_8859_1),
            options,
            ParseTarget.wholeFile().withBlockBytes(1 + random.nextInt(100)));
    assertThat(parsed.error()).isNull();
    assertThat(parsed.values()).isEqualTo(rows);
  }

  private static String value(Random random) {
    StringBuilder value = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      value.append("ab,\"\\\n\r\tZ0n é|".charAt(random.nextInt(14)));
    }
    return value.toString();
  }

  private static String written(String value, Random random) {
    if (value == null) {
      return random.nextBoolean() ? "\\N" : "\"\\N\"";
    }
    String escaped = value.replace("\\", "\\\\");
    boolean quote = value.matches("(?s).*[,\"\n\r].*") || random.nextBoolean();
    if (!quote) {
      return escaped;
    }
    String quoted =
        random.nextBoolean() ? escaped.replace("\"", "\"\"") : escaped.replace("\"", "\\\"");
    return "\"" + quoted + "\"";
  }
}
