package io.levin.tikv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.levin.base.Cancellation;
import io.levin.base.Ticker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ByteRateTest {
  private long nanos;
  private final Ticker ticker =
      new Ticker() {
        @Override
        public long nanos() {
          return nanos;
        }

        @Override
        public void sleep(Duration duration) {
          nanos += duration.toNanos();
        }
      };

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  @Test
  void letsABurstThroughAndThenHoldsTheRate() {
    ByteRate rate = new ByteRate(1000, ticker);
    assertThat(rate.reserve(1200)).isZero();
    assertThat(millis(rate.reserve(100))).isEqualTo(100, within(0.01));
    nanos += Duration.ofMillis(100).toNanos();
    assertThat(millis(rate.reserve(500))).isEqualTo(500, within(0.01));
  }

  @Test
  void takesARequestLargerThanTheBurst() {
    ByteRate rate = new ByteRate(1000, ticker);
    assertThat(millis(rate.reserve(5000))).isEqualTo(3800, within(0.01));
    nanos += Duration.ofSeconds(60).toNanos();
    assertThat(rate.reserve(1200)).isZero();
    assertThat(rate.reserve(1)).isPositive();
  }

  @Test
  void limitsNothingAtZero() {
    ByteRate rate = new ByteRate(0, ticker);
    rate.acquire(Long.MAX_VALUE, new Cancellation());
    rate.acquire(Long.MAX_VALUE, new Cancellation());
  }
}
