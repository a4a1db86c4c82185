package io.levin.kv.charset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class Utf8Properties {
  @Property
  void wellFormedTextIsCountedAndCutByCodePoints(@ForAll String text, @ForAll byte keep) {
    // A surrogate without its pair is no character.
    String clean = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    byte[] utf8 = clean.getBytes(StandardCharsets.UTF_8);
    int characters = clean.codePointCount(0, clean.length());
    assertThat(Utf8.count(utf8, 0, utf8.length)).isEqualTo(characters);
    int wanted = Math.min(characters, keep & 0x7F);
    String cut = clean.substring(0, clean.offsetByCodePoints(0, wanted));
    assertThat(Utf8.skip(utf8, 0, utf8.length, keep & 0x7F))
        .isEqualTo(cut.getBytes(StandardCharsets.UTF_8).length);
  }

  @Property
  void decodingAndEncodingAreInverse(@ForAll String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] again = new byte[utf8.length];
    int out = 0;
    for (int at = 0; at < utf8.length; ) {
      int decoded = Utf8.decode(utf8, at, utf8.length);
      out = Utf8.encode(Utf8.codePoint(decoded), again, out);
      at += Utf8.size(decoded);
    }
    assertThat(again).isEqualTo(utf8);
  }

  @Property(tries = 3000)
  void malformedBytesAreThoseThatTheJdkReplaces(@ForAll byte[] bytes) {
    boolean wellFormed = true;
    for (int at = 0; at < bytes.length; ) {
      int decoded = Utf8.decode(bytes, at, bytes.length);
      wellFormed &= decoded != Utf8.MALFORMED;
      at += Utf8.sizeAt(bytes, at, bytes.length);
    }
    byte[] jdk = new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    assertThat(Arrays.equals(jdk, bytes)).isEqualTo(wellFormed);
  }
}
