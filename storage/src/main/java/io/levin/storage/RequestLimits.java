package io.levin.storage;

import io.levin.base.RetryPolicy;
import java.time.Duration;

/**
 * How patiently an object store is asked and how much at a time.
 *
 * @param first policy until the store has answered once: a wrong address should show soon
 * @param usual policy after that; every byte that arrives begins it anew
 * @param connect how long a connection may take
 * @param silence how long an answer may pause
 * @param firstPart bytes of the first request for an object; what is small, or only looked at from
 *     the front, needs no other one
 * @param columnPart bytes of each request for a part of an object
 * @param aheadBlocks how many blocks are read ahead behind the first part
 * @param aheadBytes the size of such a block
 */
record RequestLimits(
    RetryPolicy first,
    RetryPolicy usual,
    Duration connect,
    Duration silence,
    int firstPart,
    int columnPart,
    int aheadBlocks,
    int aheadBytes) {

  /** Of a store that was there before, an absence of more than five minutes is waited for. */
  static RequestLimits defaults() {
    return new RequestLimits(
        new RetryPolicy(4, Duration.ofMillis(300), Duration.ofSeconds(2)),
        new RetryPolicy(18, Duration.ofMillis(200), Duration.ofSeconds(30)),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        256 << 10,
        1 << 20,
        4,
        512 << 10);
  }
}
