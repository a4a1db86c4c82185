package io.levin.kv.charset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class GbkTest {
  @Test
  void bytesBecomeText() {
    assertThat(decoded("d6d0cec461")).isEqualTo("中文a");
    assertThat(decoded("f09f9880")).isEqualTo("馃榾");
    assertThat(decoded("")).isEmpty();
  }

  @Test
  void textIsCutWhereTheBytesAreNotGbk() {
    assertThat(decoded("e4b8ad")).isEqualTo("涓|");
    assertThat(decoded("61ff")).isEqualTo("a|");
    assertThat(decoded("80")).isEqualTo("|");
    assertThat(decoded("d60a")).isEqualTo("|");
  }

  @Test
  void everyCharacterThatIsInGbkComesBack() {
    byte[] gbk = new byte[2];
    byte[] utf8 = new byte[4];
    int characters = 0;
    for (int codePoint = 0x80; codePoint < 0x10000; codePoint++) {
      char unit = Gbk.encode(codePoint);
      if (Gbk.has(codePoint)) {
        gbk[0] = (byte) (unit >> 8);
        gbk[1] = (byte) unit;
        int end = Gbk.decode(gbk, 0, 2, utf8, 0);
        assertThat(new String(utf8, 0, end, StandardCharsets.UTF_8))
            .isEqualTo(Character.toString(codePoint));
        characters++;
      }
    }
    assertThat(characters).isEqualTo(21871);
  }

  @Test
  void theEuroSignIsNotInIt() {
    assertThat(Gbk.has(0x20AC)).isFalse();
    assertThat(Gbk.has(0x1F600)).isFalse();
    assertThat(Gbk.has('?')).isTrue();
  }

  private static String decoded(String hex) {
    byte[] from = HexFormat.of().parseHex(hex);
    byte[] to = new byte[from.length * 2];
    int end = Gbk.decode(from, 0, from.length, to, 0);
    return new String(to, 0, end < 0 ? ~end : end, StandardCharsets.UTF_8) + (end < 0 ? "|" : "");
  }
}
