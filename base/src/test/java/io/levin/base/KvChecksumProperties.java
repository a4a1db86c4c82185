package io.levin.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class KvChecksumProperties {
  @Example
  void theCrcIsTheOneOfXz() {
    byte[] check = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(Long.toHexString(Crc64.of(check, 0, 9))).isEqualTo("995dc9bbdf1939fa");
    KvChecksum.Accumulator sum = new KvChecksum.Accumulator();
    sum.add(check, 0, 9);
    assertThat(sum.sum()).isEqualTo(new KvChecksum(0x995dc9bbdf1939faL, 1, 9));
  }

  @Property(tries = 300)
  void foldedSumsAreTheXorOfPlainCrcs(
      @ForAll("lengths") List<Integer> lengths, @ForAll long seed, @ForAll boolean sumBetween) {
    Random random = new Random(seed);
    KvChecksum.Accumulator sum = new KvChecksum.Accumulator();
    long crc = 0;
    long bytes = 0;
    for (int length : lengths) {
      int offset = random.nextInt(9);
      byte[] message = new byte[offset + length];
      random.nextBytes(message);
      sum.add(message, offset, length);
      if (sumBetween && random.nextInt(5) == 0) {
        sum.sum();
      }
      crc ^= Crc64.of(message, offset, length);
      bytes += length;
    }
    KvChecksum expected = new KvChecksum(crc, lengths.size(), bytes);
    assertThat(sum.sum()).isEqualTo(expected);
    assertThat(sum.sum()).as("asked again").isEqualTo(expected);
    sum.reset();
    assertThat(sum.sum()).isEqualTo(KvChecksum.EMPTY);
  }

  @Example
  void theSameMessageTwiceCancelsInTheCrcAlone() {
    KvChecksum.Accumulator sum = new KvChecksum.Accumulator();
    byte[] message = new byte[77];
    sum.add(message, 0, 77);
    sum.add(message, 0, 77);
    assertThat(sum.sum()).isEqualTo(new KvChecksum(0, 2, 154));
  }

  @Provide
  Arbitrary<List<Integer>> lengths() {
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(20, Arbitraries.integers().between(0, 300)),
            net.jqwik.api.Tuple.of(2, Arbitraries.integers().between(300, 3000)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(16300, 16500)))
        .list()
        .ofMaxSize(60);
  }
}
