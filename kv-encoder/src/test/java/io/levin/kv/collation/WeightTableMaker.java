package io.levin.kv.collation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Makes the weight tables of the main tree from dumps of sort keys by code point, {@code
 * collation_NAME.tsv}: lines of a first code point in hexadecimal, a tab, and the keys of 64 code
 * points, or one key and a star for all of them. Blanks have no key there where a collation pads.
 *
 * <p>To be run by hand with the folder of the dumps and {@code kv-encoder/src/main/resources}; what
 * it made is in the repository and checked by {@link CollationTableTest}.
 */
final class WeightTableMaker {
  private final Path dumps;
  private final Path resources;

  private WeightTableMaker(Path dumps, Path resources) {
    this.dumps = dumps;
    this.resources = resources;
  }

  public static void main(String[] args) throws IOException {
    WeightTableMaker maker = new WeightTableMaker(Path.of(args[0]), Path.of(args[1]));
    maker.units("utf8mb4_general_ci", "io/levin/kv/collation/general_ci.weights", true);
    maker.units("gbk_chinese_ci", "io/levin/kv/collation/gbk_chinese_ci.weights", false);
    maker.units("gbk_bin", "io/levin/kv/charset/gbk.units", false);
    maker.weights("utf8mb4_unicode_ci", "io/levin/kv/collation/unicode_ci.weights", false);
    maker.weights("utf8mb4_0900_ai_ci", "io/levin/kv/collation/0900_ai_ci.weights", true);
  }

  /** One weight a code point of the basic plane. */
  private void units(String collation, String resource, boolean differences) throws IOException {
    List<byte[]> keys = read(collation);
    keys.set(' ', new byte[] {' '});
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int codePoint = 0; codePoint < 0x10000; codePoint++) {
      byte[] key = keys.get(codePoint);
      // Surrogates are no characters: they have no key, and the table says the plain thing.
      int unit = key == null ? differences ? codePoint : '?' : 0;
      for (int i = 0; key != null && i < key.length; i++) {
        unit = unit << 8 | key[i] & 0xFF;
      }
      int stored = differences ? unit - codePoint : unit;
      out.write(stored >> 8);
      out.write(stored);
    }
    write(resource, out.toByteArray());
  }

  /** Several weights a code point; those that a rule gives are left out. */
  private void weights(String collation, String resource, boolean uca900) throws IOException {
    List<byte[]> keys = read(collation);
    if (!uca900) {
      keys.set(' ', new byte[] {2, 9});
    }
    int size = uca900 ? 0x2CEA1 : 0x10000;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int codePoint = 0; codePoint < size; codePoint++) {
      byte[] key = codePoint < keys.size() ? keys.get(codePoint) : null;
      if (key == null || byRule(codePoint, key, uca900)) {
        boolean surrogate = uca900 && codePoint >= 0xD800 && codePoint < 0xE000;
        out.write(surrogate ? 0 : UcaCollation.BY_RULE);
      } else {
        out.write(key.length / 2);
        out.write(key);
      }
    }
    write(resource, out.toByteArray());
  }

  private static boolean byRule(int codePoint, byte[] key, boolean uca900) {
    int first = UcaCollation.base(codePoint, uca900) + (codePoint >> 15);
    int second = codePoint & 0x7FFF | 0x8000;
    byte[] pair = {(byte) (first >> 8), (byte) first, (byte) (second >> 8), (byte) second};
    boolean tangut = uca900 && codePoint >= 0x17000 && codePoint <= 0x18AFF;
    boolean computed = Arrays.equals(key, pair) || tangut;
    boolean hangul = uca900 && codePoint >= 0xAC00 && codePoint <= 0xD7A3;
    return computed || hangul || uca900 && codePoint == 0xFFFD;
  }

  private List<byte[]> read(String collation) throws IOException {
    List<byte[]> keys = new ArrayList<>();
    boolean uniform = false;
    for (String line : Files.readAllLines(dumps.resolve("collation_" + collation + ".tsv"))) {
      int tab = line.indexOf('\t');
      int first = Integer.parseInt(line.substring(0, tab), 16);
      if (first > 0x2CEC0) {
        break;
      }
      // A line was left out because it is like the one before it, or because a rule gives it.
      byte[] before = first > 0xFFFF && uniform ? keys.get(keys.size() - 1) : null;
      while (keys.size() < first) {
        keys.add(before);
      }
      String[] texts = line.substring(tab + 1).split(",", -1);
      boolean same = texts[0].endsWith("*");
      uniform = same;
      for (int i = 0; i < 64; i++) {
        String text = same ? texts[0].substring(0, texts[0].length() - 1) : texts[i];
        keys.add(text.equals("PANIC") ? null : HexFormat.of().parseHex(text));
      }
    }
    return keys;
  }

  private void write(String resource, byte[] table) throws IOException {
    Path file = resources.resolve(resource);
    try (OutputStream out =
        new DeflaterOutputStream(
            Files.newOutputStream(file), new Deflater(Deflater.BEST_COMPRESSION))) {
      out.write(table);
    }
  }
}
