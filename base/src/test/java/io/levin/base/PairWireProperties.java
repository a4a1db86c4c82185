package io.levin.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

class PairWireProperties {
  @Example
  void aPairIsFieldTwoOfAWriteBatch() {
    byte[] pair = {1, 2, 3, 9};
    byte[] wire = new byte[PairWire.size(3, 1)];
    assertThat(PairWire.put(wire, 0, pair, 0, 3, 1)).isEqualTo(wire.length);
    assertThat(Bytes.hex(wire)).isEqualTo("12080a03010203120109");
  }

  @Property(tries = 200)
  void pairsAreReadBackAsTheyWerePut(@ForAll("pairs") List<Tuple2<byte[], byte[]>> pairs) {
    int size = 3;
    for (Tuple2<byte[], byte[]> pair : pairs) {
      size += PairWire.size(pair.get1().length, pair.get2().length);
    }
    byte[] wire = new byte[size + 5];
    int at = 3;
    for (Tuple2<byte[], byte[]> pair : pairs) {
      byte[] both = Arrays.copyOf(pair.get1(), pair.get1().length + pair.get2().length);
      System.arraycopy(pair.get2(), 0, both, pair.get1().length, pair.get2().length);
      int end = PairWire.put(wire, at, both, 0, pair.get1().length, pair.get2().length);
      assertThat(end - at).isEqualTo(PairWire.size(pair.get1().length, pair.get2().length));
      at = end;
    }
    assertThat(at).isEqualTo(size);

    PairWire.Reader reader = new PairWire.Reader().reset(wire, 3, size - 3);
    for (Tuple2<byte[], byte[]> pair : pairs) {
      assertThat(reader.next()).isTrue();
      int key = reader.keyOffset();
      int value = reader.valueOffset();
      assertThat(Arrays.copyOfRange(wire, key, key + reader.keyLength())).isEqualTo(pair.get1());
      assertThat(Arrays.copyOfRange(wire, value, value + reader.valueLength()))
          .isEqualTo(pair.get2());
    }
    assertThat(reader.next()).isFalse();
    assertThat(reader.end()).isEqualTo(size);
  }

  @Property
  void aVarintHasAsManyBytesAsItSays(@ForAll int number) {
    byte[] to = new byte[5];
    assertThat(PairWire.putVarint(to, 0, number)).isEqualTo(PairWire.varintSize(number));
  }

  @Example
  void bytesThatAreNoPairAreRefused() {
    byte[] wire = new byte[PairWire.size(300, 4)];
    PairWire.put(wire, 0, new byte[304], 0, 300, 4);
    wire[3] = 0x0B;
    PairWire.Reader reader = new PairWire.Reader().reset(wire, 0, wire.length);
    assertThatThrownBy(reader::next)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("offset 0");
  }

  @Provide
  Arbitrary<List<Tuple2<byte[], byte[]>>> pairs() {
    Arbitrary<byte[]> keys = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
    Arbitrary<byte[]> values =
        Arbitraries.oneOf(
            Arbitraries.bytes().array(byte[].class).ofMaxSize(40),
            Arbitraries.integers().between(0, 40000).map(byte[]::new));
    return keys.flatMap(k -> values.map(v -> Tuple.of(k, v))).list().ofMaxSize(20);
  }
}
