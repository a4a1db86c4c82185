package io.levin.playground.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.Bytes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class EngineKeyTest {
  @Test
  void keysAreEncodedAsTheVectorsSay() {
    assertThat(hex(new byte[0])).isEqualTo("0000000000000000f7");
    assertThat(hex(Bytes.fromHex("3132333435363738")))
        .isEqualTo("3132333435363738ff0000000000000000f7");
    assertThat(hex(Bytes.fromHex("7480000000000000645f728000000000000001")))
        .isEqualTo("7480000000000000ff645f728000000000ff0000010000000000fa");
  }

  @Test
  void anEngineKeyEndsInTheComplementOfItsTimestamp() {
    byte[] raw = Bytes.fromHex("7480000000000000645f728000000000000001");
    assertThat(Bytes.hex(EngineKey.of(raw, 441456789012345678L))).endsWith("faf9dfa163ab3c0cb1");
  }

  @Test
  void aWriteRecordIsEncodedAsTheVectorSays() {
    byte[] record =
        new WriteRecord(WriteRecord.PUT, 441456789012345678L, Bytes.fromHex("616263")).toBytes();
    assertThat(Bytes.hex(record)).isEqualTo("50cee68fa6c5d39790067603616263");
  }

  @Test
  void brokenKeysAreRefused() {
    assertThatThrownBy(() -> EngineKey.decode(new byte[] {1, 2, 3}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EngineKey.decode(Bytes.fromHex("0000000000000001f7")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EngineKey.decode(Bytes.fromHex("3132333435363738ff")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void decodingGivesTheRawKeyBack(@ForAll byte[] raw) {
    assertThat(EngineKey.decode(EngineKey.encode(raw))).isEqualTo(raw);
  }

  @Property
  void encodingKeepsTheOrder(@ForAll byte[] a, @ForAll byte[] b) {
    assertThat(Integer.signum(Bytes.compare(EngineKey.encode(a), EngineKey.encode(b))))
        .isEqualTo(Integer.signum(Bytes.compare(a, b)));
  }

  private static String hex(byte[] raw) {
    return Bytes.hex(EngineKey.encode(raw));
  }
}
