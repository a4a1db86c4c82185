package io.levin.source.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes: a parser ends with rows, or with an error that has an offset; and where it
 * ends with rows, the same rows come from chunks that begin and end anywhere.
 *
 * <p>{@code mvn -Pfuzz -pl source -am test -Dtest=ParserFuzzTest -Dlevin.minutes=30
 * -Dlevin.start=1} runs for half an hour from the given seed on.
 */
class ParserFuzzTest {
  private static final int SHORT_RUN = 600;

  @Test
  void aFewTextsGiveRowsOrAnErrorWithAnOffset() {
    for (long seed = 0; seed < SHORT_RUN; seed++) {
      tryOne(seed);
    }
  }

  @Test
  @Tag("fuzz")
  void manyTextsGiveRowsOrAnErrorWithAnOffset() {
    long seed = Long.getLong("levin.start", System.nanoTime());
    long end = System.nanoTime() + Duration.ofMinutes(Long.getLong("levin.minutes", 1)).toNanos();
    while (System.nanoTime() < end) {
      tryOne(seed++);
    }
  }

  private static void tryOne(long seed) {
    Random random = new Random(seed);
    try {
      byte[] sql = damaged(sqlText(random), random);
      sqlIsRead(sql, random);
      byte[] csv = damaged(csvText(random), random);
      csvIsRead(csv, CsvProperties.dialect(random), random);
      csvIsRead(csv, CsvOptions.defaults(), random);
      DataCharset set = random.nextBoolean() ? DataCharset.GBK : DataCharset.GB18030;
      csvIsRead(csv, CsvProperties.dialect(random).withCharacterSet(set, "?"), random);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  private static void sqlIsRead(byte[] text, Random random) {
    isRead(text, random, Parsed::sql);
  }

  private static void csvIsRead(byte[] text, CsvOptions options, Random random) {
    isRead(text, random, (bytes, target) -> Parsed.csv(bytes, options, target));
  }

  private static void isRead(
      byte[] text, Random random, BiFunction<byte[], ParseTarget, Parsed> parser) {
    ParseTarget target = ParseTarget.wholeFile();
    Parsed whole = parser.apply(text, target);
    if (whole.error() != null) {
      assertThat(whole.error()).matches("(?s).* at offset \\d+: .*");
      return;
    }
    List<Parsed.Line> lines = new ArrayList<>();
    long position = 0;
    long id = 0;
    List<String> columns = null;
    while (true) {
      // A chunk ends anywhere, and the next one starts where its last row ended. When all rows are
      // there, the rest is read as one: it may be long, and there should be no row in it.
      boolean all = lines.size() == whole.lines().size();
      long end = all ? text.length + 1 : position + 1 + random.nextInt(text.length + 1);
      int block = 1 + random.nextInt(random.nextBoolean() ? 30 : 20_000);
      Parsed chunk =
          parser.apply(text, target.from(position, id, columns).until(end).withBlockBytes(block));
      assertThat(chunk.error()).isNull();
      if (chunk.lines().isEmpty()) {
        // The chunk ended in the header, or in what stands before the first row.
        if (end > text.length) {
          break;
        }
        continue;
      }
      lines.addAll(chunk.lines());
      Parsed.Line last = lines.get(lines.size() - 1);
      position = chunk.lastPosition();
      id = last.id();
      columns = last.columns();
    }
    assertThat(lines).isEqualTo(whole.lines());
  }

  /** The text with some bytes changed, left out, put twice, or cut off. */
  private static byte[] damaged(byte[] text, Random random) {
    if (random.nextInt(3) == 0 || text.length == 0) {
      return text;
    }
    byte[] damaged = text.clone();
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(damaged.length);
      switch (random.nextInt(3)) {
        case 0 -> damaged[at] = (byte) random.nextInt();
        case 1 -> damaged[at] = (byte) "'\"\\`(),;\n\r/*-".charAt(random.nextInt(13));
        default -> {
          int from = random.nextInt(damaged.length);
          int length = Math.min(random.nextInt(20), damaged.length - Math.max(at, from));
          System.arraycopy(damaged, from, damaged, at, length);
        }
      }
    }
    return random.nextInt(4) > 0
        ? damaged
        : java.util.Arrays.copyOf(damaged, random.nextInt(damaged.length));
  }

  private static byte[] sqlText(Random random) {
    StringBuilder out = new StringBuilder(random.nextInt(5) == 0 ? "\uFEFF" : "");
    for (int statements = random.nextInt(4); statements >= 0; statements--) {
      out.append(random.nextBoolean() ? "/*!40101 SET NAMES binary*/;\n" : "-- a comment's\n");
      out.append(random.nextBoolean() ? "INSERT INTO `t` (`a`,`b`) VALUES" : "insert t values ");
      for (int rows = random.nextInt(random.nextInt(10) == 0 ? 400 : 8); rows >= 0; rows--) {
        out.append('(').append(random.nextInt()).append(",'").append(word(random, "''"));
        out.append("',NULL,-1.5, x'0aFF' ,0x1,TRUE,\"").append(word(random, "\\\"")).append("\")");
        out.append(rows == 0 ? ";\n" : ",\n");
      }
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] csvText(Random random) {
    if (random.nextInt(6) == 0) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      return noise;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String lineEnd = random.nextBoolean() ? "\n" : "\r\n";
    for (int rows = random.nextInt(random.nextInt(10) == 0 ? 2000 : 20); rows >= 0; rows--) {
      StringBuilder row = new StringBuilder();
      for (int fields = 3; fields >= 0; fields--) {
        String word = word(random, "\"\"");
        boolean quoted = random.nextBoolean() || word.contains("\"");
        row.append(quoted ? '"' + word + '"' : word).append(fields == 0 ? lineEnd : ",");
      }
      out.writeBytes(row.toString().getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private static String word(Random random, String quote) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      out.append(random.nextInt(30) == 0 ? quote : "a");
      out.append(random.nextInt(60) == 0 ? "\\n" : "");
    }
    return out.toString();
  }
}
