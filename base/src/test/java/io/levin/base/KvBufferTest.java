package io.levin.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class KvBufferTest {
  private static void add(KvBuffer buffer, long rowId, byte[] key, byte[] value) {
    buffer.begin(rowId);
    buffer.write(key, 0, key.length);
    buffer.endKey();
    buffer.write(value, 0, value.length);
    buffer.endPair();
  }

  @Test
  void pairsAreThereAsTheyWereAddedHoweverMany() {
    KvBuffer buffer = new KvBuffer(0, 0);
    Random random = new Random(7);
    byte[][] keys = new byte[500][];
    byte[][] values = new byte[500][];
    long[] rowIds = new long[500];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = new byte[random.nextInt(30)];
      values[i] = new byte[random.nextInt(300)];
      random.nextBytes(keys[i]);
      random.nextBytes(values[i]);
      rowIds[i] = random.nextLong();
      add(buffer, rowIds[i], keys[i], values[i]);
    }
    assertThat(buffer.count()).isEqualTo(500);
    for (int i = 0; i < keys.length; i++) {
      assertThat(buffer.key(i)).isEqualTo(keys[i]);
      assertThat(buffer.value(i)).isEqualTo(values[i]);
      assertThat(buffer.rowId(i)).isEqualTo(rowIds[i]);
    }
  }

  @Test
  void truncateTakesBackWholePairsAndWhatWasBegun() {
    KvBuffer buffer = new KvBuffer(64, 16);
    add(buffer, 1, new byte[] {1}, new byte[] {2, 3});
    add(buffer, -2, new byte[] {4}, new byte[] {5});
    buffer.begin(3);
    buffer.write(new byte[10], 0, 10);
    buffer.truncate(2);
    assertThat(buffer.usedBytes()).isEqualTo(5);
    assertThat(buffer.rowId(1)).isEqualTo(-2);
    buffer.truncate(1);
    assertThat(buffer.usedBytes()).isEqualTo(3);
    assertThat(buffer.count()).isEqualTo(1);
    buffer.truncate(0);
    assertThat(buffer.isEmpty()).isTrue();
    assertThat(buffer.usedBytes()).isZero();
  }
}
