package io.levin.source.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** The SQL parser against the grammar as it is written down, and against what was written. */
class SqlProperties {
  private static final String[] PARTS = {
    "(",
    ")",
    "(",
    ")",
    ",",
    ";",
    "'",
    "\"",
    "`",
    "\\",
    "'a'",
    "'it''s'",
    "'\\''",
    "\"q\"",
    "`n`",
    " ",
    "\n",
    "\r",
    "1",
    "-1",
    "12345678",
    "123456789012",
    "18446744073709551616",
    "-",
    "--",
    "-- c\n",
    "/*",
    "*/",
    "/* c */",
    "/",
    "*",
    "NULL",
    "null",
    "nullx",
    "TRUE",
    "false",
    "values",
    "VALUES",
    "insert into t",
    "set",
    "unlock tables",
    "convert(",
    "CONVERT",
    "using utf8mb4)",
    "using",
    "x'0a'",
    "x'",
    "X'1'",
    "b'101'",
    "b'",
    "0x1f",
    "0x",
    "0b11",
    "0x1G",
    "1.5",
    "-0.5",
    "1e5",
    "a",
    "é",
    "\0",
    "#",
    "x",
    "b",
    "on",
    "'long text of more than eight bytes'",
    "'\\n'",
    "\"a\"\"b\"",
    "'',''",
    "1,2,3"
  };

  private static byte[] text(Random random, int pieces) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < pieces; i++) {
      if (random.nextInt(60) == 0) {
        out.write(random.nextInt(256));
      } else {
        out.writeBytes(PARTS[random.nextInt(PARTS.length)].getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  private static void agrees(long seed, int pieces) {
    Random random = new Random(seed);
    byte[] text = text(random, pieces);
    Parsed expected = ReferenceSql.parse(text);
    int block = 1 + random.nextInt(random.nextBoolean() ? 16 : 500);
    Parsed parsed = Parsed.sql(text, ParseTarget.wholeFile().withBlockBytes(block));
    String error = parsed.error() == null ? "" : parsed.error();
    boolean refused =
        error.contains("before a literal would be taken") || error.contains("ON DUPLICATE KEY");
    if (refused) {
      assertThat(expected.lines()).startsWith(parsed.lines().toArray(new Parsed.Line[0]));
      return;
    }
    assertThat(parsed.lines())
        .as("block of %d bytes, text %s", block, new String(text, StandardCharsets.ISO_8859_1))
        .isEqualTo(expected.lines());
    boolean trailer = expected.error() != null && parsed.error() == null;
    if (trailer) {
      // Statements behind the last row that dump programs write are the end of the file.
      assertThat(new String(text, StandardCharsets.ISO_8859_1)).containsPattern("(?i)(set|unlock)");
    } else if (expected.error() == null) {
      assertThat(parsed.error()).isNull();
    } else if (expected.error().contains("unexpected") && isAscii(text)) {
      assertThat(parsed.error()).contains(expected.error());
    }
  }

  private static boolean isAscii(byte[] text) {
    for (byte b : text) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  @Property(tries = 5000)
  void anyTextGivesTheRowsOfTheGrammar(@ForAll long seed, @ForAll @IntRange(max = 30) int pieces) {
    agrees(seed, pieces);
  }

  @Tag("fuzz")
  @Property(tries = 200_000)
  void muchTextGivesTheRowsOfTheGrammar(
      @ForAll long seed, @ForAll @IntRange(max = 120) int pieces) {
    agrees(seed, pieces);
  }

  @Property(tries = 500)
  void whatIsWrittenIsRead(@ForAll long seed) {
    Random random = new Random(seed);
    List<List<String>> rows = new ArrayList<>();
    StringBuilder out = new StringBuilder("INSERT INTO `t` VALUES\n");
    for (int r = 1 + random.nextInt(40); r > 0; r--) {
      List<String> row = new ArrayList<>();
      out.append(rows.isEmpty() ? "(" : ",\n(");
      for (int c = random.nextInt(6); c >= 0; c--) {
        literal(random, row, out);
        out.append(c == 0 ? ")" : ",");
      }
      rows.add(row);
    }
    out.append(";\n");
    byte[] text = out.toString().getBytes(StandardCharsets.ISO_8859_1);
    ParseTarget target = ParseTarget.wholeFile().withBlockBytes(1 + random.nextInt(200));
    Parsed parsed = Parsed.sql(text, target);
    assertThat(parsed.error()).isNull();
    assertThat(parsed.values()).isEqualTo(rows);

    int cut = random.nextInt(text.length);
    Parsed first = Parsed.sql(text, target.until(cut));
    List<Parsed.Line> lines = new ArrayList<>(first.lines());
    if (!lines.isEmpty()) {
      Parsed.Line last = lines.get(lines.size() - 1);
      lines.addAll(Parsed.sql(text, target.from(last.end(), last.id(), null)).lines());
      assertThat(lines).extracting(Parsed.Line::values).isEqualTo(rows);
      assertThat(lines)
          .extracting(Parsed.Line::id)
          .isEqualTo(parsed.lines().stream().map(Parsed.Line::id).toList());
    }
  }

  private static void literal(Random random, List<String> row, StringBuilder out) {
    switch (random.nextInt(5)) {
      case 0 -> {
        row.add("N");
        out.append("NULL");
      }
      case 1 -> {
        long number = random.nextLong() >>> random.nextInt(64);
        row.add((number < 0 ? "i" : "u") + number);
        out.append(number);
      }
      case 2 -> {
        String number = random.nextInt(100_000) + "." + random.nextInt(1000);
        row.add("t:" + number);
        out.append(number);
      }
      case 3 -> {
        String hex = String.format("%08x", random.nextInt());
        row.add("x'" + hex + "'");
        out.append("x'").append(hex).append("'");
      }
      default -> {
        StringBuilder value = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
          value.append("abc defgh'\"\\\n\0;)(,-/*é".charAt(random.nextInt(22)));
        }
        row.add("t:" + value);
        String escaped = value.toString().replace("\\", "\\\\").replace("\n", "\\n");
        escaped = escaped.replace("\0", "\\0");
        escaped = random.nextBoolean() ? escaped.replace("'", "''") : escaped.replace("'", "\\'");
        out.append('\'').append(escaped).append('\'');
      }
    }
  }
}
