package io.levin.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.KvBuffer;
import io.levin.base.Ticker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a worker's rows become durable. */
final class LoadBuffersTest {
  private static final int CAPACITY = 1 << 20;

  private final Hand hand = new Hand();
  private final LoadBuffers buffers = LoadBuffers.within(CAPACITY, hand);

  /** A clock that is moved by hand. */
  private static final class Hand implements Ticker {
    private long nanos;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void sleep(Duration duration) {
      nanos += duration.toNanos();
    }
  }

  private static void pair(KvBuffer buffer, int valueBytes) {
    buffer.begin(1);
    buffer.write(new byte[] {1}, 0, 1);
    buffer.endKey();
    buffer.write(new byte[valueBytes], 0, valueBytes);
    buffer.endPair();
  }

  @Test
  void rowsAreWrittenThirtySecondsAfterTheFirstOfThemAtTheLatest() {
    long deadline = buffers.sealDeadline();
    pair(buffers.data(), 10);
    hand.sleep(Duration.ofMillis(29_999));
    assertThat(buffers.isDue(deadline)).isFalse();
    hand.sleep(Duration.ofMillis(1));
    assertThat(buffers.isDue(deadline)).isTrue();
    deadline = buffers.sealDeadline();
    assertThat(buffers.isDue(deadline)).isFalse();
    hand.sleep(Duration.ofSeconds(30));
    assertThat(buffers.isDue(deadline)).isTrue();
  }

  @Test
  void fullBuffersAreWrittenAtOnceAndEmptyOnesNever() {
    long deadline = buffers.sealDeadline();
    hand.sleep(Duration.ofHours(1));
    assertThat(buffers.isDue(deadline)).isFalse();
    deadline = buffers.sealDeadline();
    pair(buffers.data(), CAPACITY / 2);
    assertThat(buffers.isDue(deadline)).isFalse();
    pair(buffers.index(), CAPACITY / 2);
    assertThat(buffers.isDue(deadline)).isTrue();
    buffers.clear();
    assertThat(buffers.isDue(deadline)).isFalse();
  }
}
