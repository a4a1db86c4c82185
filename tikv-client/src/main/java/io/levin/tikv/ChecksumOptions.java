package io.levin.tikv;

import java.time.Duration;

/**
 * How hard a checksum is tried.
 *
 * @param concurrency regions asked at the same time
 * @param minConcurrency halving after a failure stops here
 * @param tries how often in all the whole is tried
 * @param patience how long one region may make no progress
 * @param callTimeout how long the sum of one region may take
 */
public record ChecksumOptions(
    int concurrency, int minConcurrency, int tries, Duration patience, Duration callTimeout) {

  /**
   * The values for production.
   *
   * @param concurrency {@code checksum-table-concurrency} × {@code distsql-scan-concurrency}
   */
  public static ChecksumOptions of(int concurrency) {
    return new ChecksumOptions(
        concurrency, Math.min(4, concurrency), 3, Duration.ofMinutes(10), Duration.ofMinutes(20));
  }
}
