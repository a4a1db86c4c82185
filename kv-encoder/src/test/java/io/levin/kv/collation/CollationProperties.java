package io.levin.kv.collation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CollationProperties {
  @Property
  void comparisonIsTheOrderOfTheSortKeys(
      @ForAll("collations") String name, @ForAll("texts") byte[] a, @ForAll("texts") byte[] b) {
    Collation collation = Collation.forName(name, true);
    int expected = Integer.signum(Arrays.compareUnsigned(key(collation, a), key(collation, b)));
    assertThat(Integer.signum(collation.compare(a, 0, a.length, b, 0, b.length)))
        .isEqualTo(expected);
    assertThat(collation.equal(a, 0, a.length, b, 0, b.length)).isEqualTo(expected == 0);
  }

  @Property
  void comparisonIsTransitiveAndSymmetric(
      @ForAll("collations") String name,
      @ForAll("texts") byte[] a,
      @ForAll("texts") byte[] b,
      @ForAll("texts") byte[] c) {
    Collation order = Collation.forName(name, true);
    int ab = order.compare(a, 0, a.length, b, 0, b.length);
    int bc = order.compare(b, 0, b.length, c, 0, c.length);
    int ac = order.compare(a, 0, a.length, c, 0, c.length);
    assertThat(Integer.signum(order.compare(b, 0, b.length, a, 0, a.length)))
        .isEqualTo(-Integer.signum(ab));
    if (ab <= 0 && bc <= 0) {
      assertThat(ac).isLessThanOrEqualTo(0);
    }
  }

  @Property
  void aKeyNeverExceedsWhatWasPromised(
      @ForAll("collations") String name, @ForAll("texts") byte[] text) {
    // key() has exactly so much room.
    assertThat(key(Collation.forName(name, true), text)).isNotNull();
  }

  @Property
  void blanksAtTheEndCountOnlyWithoutPadding(
      @ForAll("collations") String name, @ForAll("wellFormed") String text) {
    Collation collation = Collation.forName(name, true);
    byte[] plain = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(plain, plain.length + 2);
    Arrays.fill(padded, plain.length, padded.length, (byte) ' ');
    assertThat(collation.equal(plain, 0, plain.length, padded, 0, padded.length))
        .isEqualTo(collation.padSpace());
  }

  @Provide
  Arbitrary<String> collations() {
    return Arbitraries.of(
        "utf8mb4_bin",
        "utf8mb4_0900_bin",
        "binary",
        "utf8mb4_general_ci",
        "utf8mb4_unicode_ci",
        "utf8mb4_0900_ai_ci",
        "gbk_bin",
        "gbk_chinese_ci");
  }

  @Provide
  Arbitrary<String> wellFormed() {
    return Arbitraries.strings()
        .withChars("aAbB zZßẞäÄéЖж中国啊가각ﷺ½ﬁ\u0301\u200d\t\u0000")
        .ofMaxLength(6);
  }

  @Provide
  Arbitrary<byte[]> texts() {
    return Arbitraries.oneOf(
        wellFormed().map(s -> s.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        Arbitraries.strings()
            .ofMaxLength(4)
            .map(s -> s.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        Arbitraries.bytes().array(byte[].class).ofMaxSize(6));
  }

  private static byte[] key(Collation collation, byte[] text) {
    byte[] to = new byte[collation.maxKeyLength(text.length)];
    int end = collation.sortKey(text, 0, text.length, to, 0);
    return end < 0 ? new byte[0] : Arrays.copyOf(to, end);
  }
}
