package io.levin.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AutoIdRebaseTest {
  private static final long SIXTY_THREE_BITS = Long.MAX_VALUE;

  @Test
  void theNextRandomIdLiesAboveTheLargestAlsoWhereAllBitsOfALongAreIds() {
    // An unsigned column with one bit of shard.
    assertThat(AutoIdRebase.nextAutoRandom(7, SIXTY_THREE_BITS)).hasValue(8);
    assertThat(AutoIdRebase.nextAutoRandom(7, 1000)).hasValue(8);
  }

  @Test
  void theLastRandomIdStaysTheLast() {
    assertThat(AutoIdRebase.nextAutoRandom(SIXTY_THREE_BITS, SIXTY_THREE_BITS))
        .hasValue(SIXTY_THREE_BITS);
    assertThat(AutoIdRebase.nextAutoRandom(1000, 1000)).hasValue(1000);
  }

  @Test
  void anIdThatTheColumnCannotHoldRaisesNothing() {
    assertThat(AutoIdRebase.nextAutoRandom(1001, 1000)).isEmpty();
  }
}
