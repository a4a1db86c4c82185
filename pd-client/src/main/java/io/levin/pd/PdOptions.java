package io.levin.pd;

import java.time.Duration;

/**
 * How patient the PD client is.
 *
 * @param connectPatience how long {@link PdClient#connect} tries before it fails
 * @param callTimeout the longest that one attempt of a call may take
 * @param memberTimeout how long one member may take to say who leads; longer, up to 8 s, after none
 *     has said so in time
 * @param patience how long a call is repeated while PD has no leader or does not answer
 * @param memberRefresh how old the list of members may grow
 * @param scanRounds how often a scan is repeated while PD's regions have holes or no leaders
 */
public record PdOptions(
    Duration connectPatience,
    Duration callTimeout,
    Duration memberTimeout,
    Duration patience,
    Duration memberRefresh,
    int scanRounds) {

  /** The values for production. A restart of PD may take a minute. */
  public static PdOptions defaults() {
    return new PdOptions(
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        Duration.ofSeconds(2),
        Duration.ofSeconds(150),
        Duration.ofMinutes(1),
        1800);
  }

  /** The same with another patience for connecting and for calls. */
  public PdOptions withPatience(Duration value) {
    return new PdOptions(value, callTimeout, memberTimeout, value, memberRefresh, scanRounds);
  }

  /** The same with another limit for one attempt. */
  public PdOptions withCallTimeout(Duration value) {
    return new PdOptions(
        connectPatience, value, memberTimeout, patience, memberRefresh, scanRounds);
  }

  /** The same with another number of scan rounds. */
  public PdOptions withScanRounds(int value) {
    return new PdOptions(
        connectPatience, callTimeout, memberTimeout, patience, memberRefresh, value);
  }
}
