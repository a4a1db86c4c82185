package io.levin.kv.collation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.levin.base.ImportException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class CollationTest {
  @Test
  void sortKeysAreThoseOfTiDb() throws Exception {
    ObjectMapper json = new ObjectMapper();
    int vectors = 0;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    getClass().getResourceAsStream("/golden/13-collation-keys.jsonl.gz")),
                StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonNode vector = json.readTree(line);
        String name = vector.get("coll").asText();
        JsonNode s = vector.get("s");
        byte[] text =
            s.isObject()
                ? HexFormat.of().parseHex(s.get("hex").asText())
                : s.asText().getBytes(StandardCharsets.UTF_8);
        assertThat(key(Collation.forName(name, true), text))
            .as("key of %s under %s", s, name)
            .isEqualTo(vector.get("key").asText());
        vectors++;
      }
    }
    assertThat(vectors).isGreaterThan(800);
  }

  @Test
  void aClusterWithoutTheCollationFrameworkComparesBytes() {
    Collation collation = Collation.forName("utf8mb4_general_ci", false);
    assertThat(key(collation, "aB ".getBytes(StandardCharsets.UTF_8))).isEqualTo("614220");
    assertThat(collation.needsRestored(true)).isFalse();
  }

  @Test
  void anUnknownCollationIsTakenForUtf8mb4Bin() {
    Collation collation = Collation.forName("latin1_swedish_ci", true);
    assertThat(key(collation, "aB ".getBytes(StandardCharsets.UTF_8))).isEqualTo("6142");
  }

  @Test
  void aCollationOfNewerVersionsIsRefusedByName() {
    assertThatThrownBy(() -> Collation.forName("gb18030_chinese_ci", true))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("gb18030_chinese_ci");
  }

  @Test
  void theCharacterThatTiDbCannotSortIsReported() {
    byte[] text = ("a" + Character.toString(0x2CEA1)).getBytes(StandardCharsets.UTF_8);
    byte[] to = new byte[100];
    assertThat(Collation.forName("utf8mb4_0900_ai_ci", true).sortKey(text, 0, 5, to, 0))
        .isEqualTo(Collation.UNSORTABLE);
    assertThat(Collation.forName("utf8mb4_unicode_ci", true).sortKey(text, 0, 5, to, 0))
        .isEqualTo(4);
  }

  @Test
  void restoredDataIsNeededAsTheTypeAndCollationSay() {
    String[] bin = {"utf8mb4_bin", "utf8_bin", "latin1_bin", "ascii_bin"};
    for (String name : bin) {
      assertThat(Collation.forName(name, true).needsRestored(true)).as(name).isTrue();
      assertThat(Collation.forName(name, true).needsRestored(false)).as(name).isFalse();
      assertThat(Collation.forName(name, true).bin()).as(name).isTrue();
    }
    for (String name : new String[] {"utf8mb4_general_ci", "utf8mb4_0900_ai_ci", "gbk_bin"}) {
      assertThat(Collation.forName(name, true).needsRestored(false)).as(name).isTrue();
      assertThat(Collation.forName(name, true).bin()).as(name).isFalse();
    }
    for (String name : new String[] {"binary", "utf8mb4_0900_bin"}) {
      assertThat(Collation.forName(name, true).needsRestored(true)).as(name).isFalse();
    }
  }

  static String key(Collation collation, byte[] text) {
    byte[] padded = new byte[text.length + 7];
    System.arraycopy(text, 0, padded, 3, text.length);
    byte[] to = new byte[collation.maxKeyLength(text.length) + 2];
    int end = collation.sortKey(padded, 3, text.length, to, 2);
    return HexFormat.of().formatHex(Arrays.copyOfRange(to, 2, end));
  }
}
