package io.levin.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;

/**
 * A column of random type with values for it.
 *
 * @param name its name
 * @param type its type as SQL has it
 * @param nullable whether values may be null
 * @param prefixed whether an index takes only a prefix of it
 * @param isIndexable whether an index may have it
 * @param values draws a value that is not null
 */
record RandomColumn(
    String name,
    String type,
    boolean nullable,
    boolean prefixed,
    boolean isIndexable,
    Function<Random, Object> values) {

  private static final String LETTERS =
      "abcXYZ 0189_-'\"\\,;%\t\u00e4\u00c4\u00df\u00e9\u4e2d\u6587\u3042\u2122";
  private static final List<String> EMOJI = List.of("\ud83d\ude00", "\ud83c\udf7a");
  private static final List<String> COLLATIONS =
      List.of(
          "", " COLLATE utf8mb4_bin", " COLLATE utf8mb4_general_ci", " COLLATE utf8mb4_unicode_ci");

  /** Draws a type. */
  static RandomColumn draw(String name, Random random, boolean old) {
    boolean nullable = random.nextInt(3) > 0;
    return switch (random.nextInt(18)) {
      case 0 -> number(name, "TINYINT", 7, nullable, random);
      case 1 -> number(name, "SMALLINT", 15, nullable, random);
      case 2 -> number(name, "MEDIUMINT", 23, nullable, random);
      case 3 -> number(name, "INT", 31, nullable, random);
      case 4 -> number(name, "BIGINT", 63, nullable, random);
      case 5 -> decimal(name, nullable, random);
      case 6 -> plain(name, "DOUBLE", nullable, r -> Double.toString(r.nextGaussian() * 1e5));
      case 7 -> plain(name, "FLOAT", nullable, r -> Float.toString((float) r.nextGaussian()));
      case 8 -> text(name, "VARCHAR(" + 40 + ")", 40, nullable, random, old);
      case 9 -> text(name, "CHAR(" + 12 + ")", 12, nullable, random, old);
      case 10 -> text(name, "TEXT", 200, nullable, random, old);
      case 11 -> binary(name, nullable, random);
      case 12 -> plain(name, "DATE", nullable, RandomColumn::date);
      case 13 -> moment(name, "DATETIME", nullable, random);
      case 14 -> moment(name, "TIMESTAMP", nullable, random);
      case 15 -> time(name, nullable, random);
      case 16 -> choice(name, nullable, random);
      default -> json(name, nullable);
    };
  }

  /** The column's part of CREATE TABLE. */
  String definition() {
    return "`" + name + "` " + type + (nullable ? " NULL" : " NOT NULL");
  }

  /** The column's part of an index. */
  String indexPart(Random random) {
    return "`" + name + "`" + (prefixed ? "(" + (1 + random.nextInt(9)) + ")" : "");
  }

  /** A value, or null. */
  Object value(Random random) {
    return nullable && random.nextInt(6) == 0 ? null : values.apply(random);
  }

  private static RandomColumn plain(
      String name, String type, boolean nullable, Function<Random, Object> values) {
    return new RandomColumn(name, type, nullable, false, true, values);
  }

  private static RandomColumn number(
      String name, String type, int bits, boolean nullable, Random random) {
    boolean unsigned = random.nextBoolean();
    return plain(
        name,
        type + (unsigned ? " UNSIGNED" : ""),
        nullable,
        r -> {
          long value = r.nextLong() >> (63 - bits) >> r.nextInt(bits);
          return unsigned ? Math.abs(value) & Long.MAX_VALUE : value;
        });
  }

  private static RandomColumn decimal(String name, boolean nullable, Random random) {
    int precision = 1 + random.nextInt(30);
    int scale = random.nextInt(Math.min(precision, 12) + 1);
    return plain(
        name,
        "DECIMAL(" + precision + "," + scale + ")",
        nullable,
        r -> {
          StringBuilder out = new StringBuilder(r.nextBoolean() ? "-" : "");
          digits(out, r.nextInt(precision - scale + 1), r);
          if (scale > 0) {
            out.append('.');
            digits(out, 1 + r.nextInt(scale), r);
          }
          return out.toString();
        });
  }

  private static void digits(StringBuilder out, int count, Random random) {
    if (count == 0) {
      out.append('0');
    }
    for (int i = 0; i < count; i++) {
      out.append((char) ('0' + random.nextInt(10)));
    }
  }

  private static RandomColumn text(
      String name, String type, int length, boolean nullable, Random random, boolean old) {
    List<String> collations = new ArrayList<>(COLLATIONS);
    if (!old) {
      collations.add(" COLLATE utf8mb4_0900_ai_ci");
    }
    String collation = collations.get(random.nextInt(collations.size()));
    return new RandomColumn(
        name, type + collation, nullable, length > 12, true, r -> letters(r.nextInt(length), r));
  }

  private static RandomColumn binary(String name, boolean nullable, Random random) {
    String type = random.nextBoolean() ? "VARBINARY(90)" : "BLOB";
    return new RandomColumn(name, type, nullable, true, true, r -> letters(r.nextInt(20), r));
  }

  private static String letters(int count, Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < count; i++) {
      if (random.nextInt(20) == 0) {
        out.append(EMOJI.get(random.nextInt(EMOJI.size())));
      } else {
        out.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
    }
    return out.toString();
  }

  private static RandomColumn moment(String name, String type, boolean nullable, Random random) {
    int fraction = random.nextInt(7);
    return plain(
        name,
        type + "(" + fraction + ")",
        nullable,
        r -> date(r) + " " + hours(r.nextInt(24), r) + (r.nextBoolean() ? fraction(r) : ""));
  }

  private static RandomColumn time(String name, boolean nullable, Random random) {
    return plain(
        name,
        "TIME(" + random.nextInt(7) + ")",
        nullable,
        r -> (r.nextBoolean() ? "-" : "") + hours(r.nextInt(838), r) + fraction(r));
  }

  private static String date(Random random) {
    return String.format(
        Locale.ROOT,
        "%04d-%02d-%02d",
        1971 + random.nextInt(66),
        1 + random.nextInt(12),
        1 + random.nextInt(28));
  }

  private static String hours(int hour, Random random) {
    return String.format(
        Locale.ROOT, "%02d:%02d:%02d", hour, random.nextInt(60), random.nextInt(60));
  }

  private static String fraction(Random random) {
    StringBuilder out = new StringBuilder(".");
    digits(out, 1 + random.nextInt(6), random);
    return out.toString();
  }

  private static RandomColumn choice(String name, boolean nullable, Random random) {
    List<String> members = List.of("red", "Green", "blue", "\u9ec4");
    if (random.nextBoolean()) {
      return plain(
          name,
          "ENUM('red','Green','blue','\u9ec4')",
          nullable,
          r -> members.get(r.nextInt(members.size())));
    }
    return plain(
        name,
        "SET('red','Green','blue','\u9ec4')",
        nullable,
        r -> members.get(r.nextInt(2)) + "," + members.get(2 + r.nextInt(2)));
  }

  private static RandomColumn json(String name, boolean nullable) {
    return new RandomColumn(
        name,
        "JSON",
        nullable,
        false,
        false,
        r ->
            "{\"n\": %d, \"x\": [1, %s, null, true], \"s\": \"%s\"}"
                .formatted(r.nextInt(), Double.toString(r.nextDouble()), "v" + r.nextInt(99)));
  }
}
