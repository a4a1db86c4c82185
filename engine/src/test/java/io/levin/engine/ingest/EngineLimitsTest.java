package io.levin.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EngineLimitsTest {
  private static final long MIB = 1 << 20;

  private static long jobSize(long regionSize) {
    return new EngineLimits(regionSize, 1, 1, 1, 1, 3).jobSize();
  }

  @Test
  void aSmallRegionIsWrittenAtOnceAndALargeOneInPieces() {
    assertThat(jobSize(96 * MIB)).isEqualTo(128 * MIB);
    assertThat(jobSize(144 * MIB)).isEqualTo(144 * MIB);
    assertThat(jobSize(256 * MIB)).isEqualTo(96 * MIB);
    // What ten instances share: it would never be written within a quarter of an hour.
    assertThat(jobSize(2560 * MIB)).isEqualTo(96 * MIB);
  }
}
