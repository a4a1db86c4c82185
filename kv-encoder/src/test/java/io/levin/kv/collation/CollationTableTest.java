package io.levin.kv.collation;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.kv.charset.Gbk;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** The sums were taken over TiDB's own tables. */
class CollationTableTest {
  @Test
  void generalCiHasTiDbsWeights() throws Exception {
    assertThat(sumOfUnits(GeneralCollation.INSTANCE::weight))
        .isEqualTo("0a239a9be083538f9460c7c656b068e1999187701cb0c3c828c121c6f5630a49");
  }

  @Test
  void gbkHasTiDbsUnits() throws Exception {
    assertThat(sumOfUnits(Gbk::encode))
        .isEqualTo("47be2ad2a60e3d5653b0849fd1b450d8186cb448cd2343d0912a9b954058af53");
  }

  @Test
  void gbkChineseCiHasTiDbsWeights() throws Exception {
    assertThat(sumOfUnits(GbkChineseCollation.INSTANCE::weight))
        .isEqualTo("936a6495ad2f211980bfb80cd1a52efb0cfbf04f68bfdd75f898d0aeba5336df");
  }

  @Test
  void unicodeCiHasTiDbsWeights() throws Exception {
    assertThat(sumOfWeights(UcaCollation.uca400(), 0x10000))
        .isEqualTo("cdafb621aa3b9b77ed9ddbe3fc2130be826d9b6ff5fd501e4c7748df1bc25df4");
  }

  @Test
  void utf8mb40900AiCiHasTiDbsWeights() throws Exception {
    assertThat(sumOfWeights(UcaCollation.uca900(), 0x2CEA1))
        .isEqualTo("2dc510667b29630662c80cedf985ac6db55eae4e60239d5497a7522311c900a6");
  }

  private static String sumOfUnits(IntUnaryOperator weight) throws NoSuchAlgorithmException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int codePoint = 0; codePoint < 0x10000; codePoint++) {
      put(out, weight.applyAsInt(codePoint));
    }
    return sum(out);
  }

  private static String sumOfWeights(UcaCollation collation, int size)
      throws NoSuchAlgorithmException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    char[] weights = new char[8];
    for (int codePoint = 0; codePoint < size; codePoint++) {
      int count = collation.weights(codePoint, weights);
      out.write(count);
      for (int i = 0; i < count; i++) {
        put(out, weights[i]);
      }
    }
    return sum(out);
  }

  private static void put(ByteArrayOutputStream out, int unit) {
    out.write(unit >> 8);
    out.write(unit);
  }

  private static String sum(ByteArrayOutputStream bytes) throws NoSuchAlgorithmException {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(sha.digest(bytes.toByteArray()));
  }
}
