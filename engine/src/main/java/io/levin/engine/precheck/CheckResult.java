package io.levin.engine.precheck;

/**
 * The outcome of one check.
 *
 * @param critical whether a failure stops the import
 * @param passed whether it holds
 * @param message what was found; what to do when it failed
 */
public record CheckResult(boolean critical, boolean passed, String message) {
  /** Holds. */
  static CheckResult pass(boolean critical, String message) {
    return new CheckResult(critical, true, message);
  }

  /** Does not hold. */
  static CheckResult fail(boolean critical, String message) {
    return new CheckResult(critical, false, message);
  }

  /** The word of the column TYPE. */
  String type() {
    return critical ? "critical" : "performance";
  }
}
