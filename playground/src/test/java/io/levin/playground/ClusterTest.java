package io.levin.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.Crc64;
import io.levin.base.KvChecksum;
import io.levin.playground.model.Region;
import io.levin.playground.storage.Change;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {
  private final Cluster cluster = Cluster.open(ClusterOptions.defaults());

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void aReaderSeesTheNewestVersionThatIsNotNewerThanItsTimestamp() {
    long first = cluster.writer().put(bytes("k"), bytes("one"));
    long second = cluster.writer().put(bytes("k"), bytes("two"));
    long third = cluster.writer().delete(bytes("k"));

    assertThat(cluster.reader().get(bytes("k"), first - 1)).isNull();
    assertThat(cluster.reader().get(bytes("k"), first)).isEqualTo(bytes("one"));
    assertThat(cluster.reader().get(bytes("k"), second)).isEqualTo(bytes("two"));
    assertThat(cluster.reader().get(bytes("k"), third)).isNull();
  }

  @Test
  void aScanShowsValuesOfEveryLengthInKeyOrder() {
    List<Change> changes = new ArrayList<>();
    int[] lengths = {0, 1, 254, 255, 256, 65535, 1 << 20};
    for (int length : lengths) {
      byte[] value = new byte[length];
      Arrays.fill(value, (byte) 7);
      changes.add(new Change(bytes("key-%08d".formatted(length)), value));
    }
    long ts = cluster.writer().write(changes);

    List<Integer> seen = new ArrayList<>();
    cluster
        .reader()
        .scan(
            bytes("key"),
            bytes("kez"),
            ts,
            (key, value) -> {
              assertThat(new String(key, StandardCharsets.UTF_8))
                  .isEqualTo("key-%08d".formatted(value.length));
              return seen.add(value.length);
            });
    assertThat(seen).containsExactly(0, 1, 254, 255, 256, 65535, 1 << 20);
  }

  @Test
  void theChecksumIsTheXorOfThePlainCrcsOfTheVisiblePairs() {
    cluster.writer().put(bytes("a"), bytes("old"));
    cluster.writer().put(bytes("a"), bytes("new"));
    cluster.writer().put(bytes("b"), bytes("2"));
    cluster.writer().put(bytes("c"), bytes("outside"));
    long crc = Crc64.of(bytes("anew"), 0, 4) ^ Crc64.of(bytes("b2"), 0, 2);

    assertThat(cluster.checksum(bytes("a"), bytes("c"), cluster.newTimestamp()))
        .isEqualTo(new KvChecksum(crc, 2, 6));
  }

  @Test
  void aTableGetsARegionOfItsOwn() {
    Region region = cluster.splitTable(bytes("t1"));
    assertThat(cluster.regionOf(bytes("t1")).id()).isEqualTo(region.id());
    assertThat(cluster.regionOf(bytes("t0")).id()).isNotEqualTo(region.id());
    assertThat(cluster.splitTable(bytes("t1"))).isEqualTo(region);
  }

  @Test
  void aDirectoryWithOtherFilesIsRefusedAndOnesOwnIsTakenAgain(@TempDir Path dir)
      throws IOException {
    Path own = dir.resolve("own");
    Cluster.open(ClusterOptions.builder().directory(own).build()).close();
    Cluster.open(ClusterOptions.builder().directory(own).build()).close();
    Files.createDirectories(dir.resolve("data"));
    assertThatThrownBy(() -> Cluster.open(ClusterOptions.builder().directory(dir).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(dir + " is not empty");
    assertThat(dir.resolve("data")).exists();
  }

  @Test
  void timestampsGrow() {
    long before = cluster.newTimestamp();
    cluster.tso().exhaustLogical();
    for (int i = 0; i < 10; i++) {
      long ts = cluster.newTimestamp();
      assertThat(ts).isGreaterThan(before);
      before = ts;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
