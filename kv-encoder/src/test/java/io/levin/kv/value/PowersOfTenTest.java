package io.levin.kv.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PowersOfTenTest {
  @Test
  void some_are_not_the_nearest_double_because_gos_are_not() {
    assertThat(PowersOfTen.of(22)).isEqualTo(1e22);
    assertThat(PowersOfTen.of(33)).isEqualTo(Math.nextUp(1e33));
    assertThat(PowersOfTen.of(252)).isEqualTo(Math.nextDown(1e252));
    assertThat(PowersOfTen.of(-23)).isEqualTo(Math.nextUp(1e-23));
  }

  @Test
  void beyond_a_double_they_are_infinite_or_zero() {
    assertThat(PowersOfTen.of(308)).isFinite();
    assertThat(PowersOfTen.of(309)).isInfinite();
    assertThat(PowersOfTen.of(-323)).isPositive();
    assertThat(PowersOfTen.of(-324)).isZero();
  }
}
