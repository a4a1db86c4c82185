package io.levin.engine.precheck;

import io.levin.base.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Whether this machine's clock is right: rows without a value for a column with CURRENT_TIMESTAMP
 * get the time of the machine that imports them, and the instances of one import should agree.
 *
 * @param machine this machine's clock
 * @param cluster the clock of PD, in milliseconds since 1970
 */
record ClockCheck(Clock machine, Clock cluster) {
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  /** A warning, or nothing. */
  List<CheckResult> run() {
    Duration ahead = Duration.ofMillis(machine.millis() - cluster.millis());
    if (ahead.abs().compareTo(TOLERANCE) <= 0) {
      return List.of();
    }
    return List.of(
        CheckResult.fail(
            false,
            "the clock of this machine is "
                + ahead.abs().toSeconds()
                + " s "
                + (ahead.isNegative() ? "behind" : "ahead of")
                + " that of PD: columns that default to CURRENT_TIMESTAMP would get that time; set"
                + " the clock (NTP) and start again"));
  }
}
