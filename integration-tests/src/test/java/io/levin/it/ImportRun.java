package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How an import ended.
 *
 * @param exitCode of the program
 * @param out what it printed
 * @param err what it printed as errors
 * @param log its log file
 */
record ImportRun(int exitCode, String out, String err, String log) {
  /** Insists on success. */
  ImportRun succeeded() {
    assertThat(exitCode).as("exit code; %s", this).isZero();
    return this;
  }

  /** Insists on a failure that is told in one message, without a stack trace. */
  ImportRun failedWith(int code, String... parts) {
    assertThat(exitCode).as("exit code; %s", this).isEqualTo(code);
    String told = out + err;
    assertThat(told).as("what was printed").contains(parts);
    assertThat(told).as("what was printed").doesNotContain("\tat io.levin", "\tat java.");
    return this;
  }

  @Override
  public String toString() {
    int tail = Math.max(0, log.length() - 12_000);
    return "\n--- out\n" + out + "\n--- err\n" + err + "\n--- log\n" + log.substring(tail);
  }
}
