package io.levin.pd;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Bytes;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MemcomparableKeyProperties {
  @Example
  void encodesTheKnownKeys() {
    assertThat(encode("")).isEqualTo("0000000000000000f7");
    assertThat(encode("3132333435363738")).isEqualTo("3132333435363738ff0000000000000000f7");
    assertThat(encode("7480000000000000645f728000000000000001"))
        .isEqualTo("7480000000000000ff645f728000000000ff0000010000000000fa");
  }

  private static String encode(String hex) {
    return Bytes.hex(MemcomparableKey.encode(Bytes.fromHex(hex)));
  }

  @Property
  void decodesWhatItEncodes(@ForAll("keys") byte[] key) {
    byte[] encoded = MemcomparableKey.encode(key);
    assertThat(MemcomparableKey.decode(encoded)).isEqualTo(key);
    assertThat(MemcomparableKey.rawAtOrAbove(encoded)).isEqualTo(key);
  }

  @Property
  void keepsTheOrder(@ForAll("keys") byte[] a, @ForAll("keys") byte[] b) {
    assertThat(
            Integer.signum(Bytes.compare(MemcomparableKey.encode(a), MemcomparableKey.encode(b))))
        .isEqualTo(Integer.signum(Bytes.compare(a, b)));
  }

  @Property(tries = 5000)
  void dividesRawKeysAsAnyBoundaryDividesEncodedOnes(
      @ForAll("boundaries") byte[] boundary, @ForAll("keys") byte[] key) {
    boolean atOrAbove = Bytes.compare(MemcomparableKey.encode(key), boundary) >= 0;
    byte[] raw = MemcomparableKey.rawAtOrAbove(boundary);
    assertThat(Bytes.compare(key, raw) >= 0).isEqualTo(atOrAbove);
    assertThat(Bytes.compare(MemcomparableKey.encode(raw), boundary)).isNotNegative();
  }

  /** Few different bytes, so that neighbours and prefixes are common. */
  @Provide
  Arbitrary<byte[]> keys() {
    return Arbitraries.of((byte) 0, (byte) 1, (byte) 0x7F, (byte) 0xF8, (byte) 0xFF)
        .array(byte[].class)
        .ofMaxSize(20);
  }

  @Provide
  Arbitrary<byte[]> boundaries() {
    Arbitrary<byte[]> cut =
        keys()
            .map(MemcomparableKey::encode)
            .flatMap(
                encoded ->
                    Arbitraries.integers()
                        .between(0, encoded.length)
                        .map(length -> java.util.Arrays.copyOf(encoded, length)));
    Arbitrary<byte[]> wild =
        Arbitraries.of(
                (byte) 0, (byte) 1, (byte) 0xF6, (byte) 0xF7, (byte) 0xF9, (byte) 0xFE, (byte) 0xFF)
            .array(byte[].class)
            .ofMaxSize(22);
    Arbitrary<byte[]> longer =
        keys().map(MemcomparableKey::encode).map(e -> java.util.Arrays.copyOf(e, e.length + 8));
    return Arbitraries.oneOf(cut, wild, longer);
  }
}
