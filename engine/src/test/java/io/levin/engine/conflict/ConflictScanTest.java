package io.levin.engine.conflict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.ImportException;
import io.levin.sortedkv.EqualKeys;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows in conflict that a reader shows one after the other. */
class ConflictScanTest {
  private static final byte[] VALUE = new byte[1000];

  private static ConflictScan scan(long threshold, long budget) {
    return new ConflictScan(threshold, false, key -> true, new ConflictMemory(budget));
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(40).putInt(number).array();
  }

  @Test
  void theRowsOfAKeyAreThoseThatWereShown() {
    ConflictScan scan = scan(10, 1 << 20);
    scan.equalKeys(new EqualKeys(key(2), true, 7, VALUE, 8, VALUE));
    scan.equalKeys(new EqualKeys(key(2), false, 7, VALUE, 9, VALUE));
    scan.equalKeys(new EqualKeys(key(1), true, 3, VALUE, 4, VALUE));
    assertThat(scan.groups().stream().map(ConflictGroup::rowIds))
        .containsExactly(List.of(3L, 4L), List.of(7L, 8L, 9L));
  }

  @Test
  void noMoreAreKeptThanTheBudgetHasRoomForWhateverTheThresholdSays() {
    ConflictScan scan = scan(Long.MAX_VALUE, 16 << 20);
    assertThatThrownBy(
            () -> {
              for (int i = 0; ; i++) {
                scan.equalKeys(new EqualKeys(key(i), true, 2L * i, VALUE, 2L * i + 1, VALUE));
              }
            })
        .isInstanceOf(ImportException.class)
        .hasMessageContainingAll("1048576 bytes", "levin.memory-budget", "conflict.threshold");
    assertThat(scan.groups()).hasSizeBetween(1000, 1400);
  }
}
