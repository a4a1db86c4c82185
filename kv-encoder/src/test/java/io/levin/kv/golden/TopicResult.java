package io.levin.kv.golden;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How the rows of one topic came out. */
final class TopicResult {
  private final String topic;
  private final Set<String> failedCases = new LinkedHashSet<>();
  private final List<String> failures = new ArrayList<>();
  private int cases;
  private int rows;
  private int passed;
  private int changed;

  TopicResult(String topic) {
    this.topic = topic;
  }

  String topic() {
    return topic;
  }

  /** Counts a case. */
  void startCase() {
    cases++;
  }

  /** Counts one encoding of a row. */
  void row(boolean right, String caseName, String where, String problem) {
    rows++;
    if (right) {
      passed++;
    } else {
      failedCases.add(caseName);
      failures.add(topic + " " + caseName + " " + where + ": " + problem);
    }
  }

  /** Counts a case that has no table of this kind, as the vectors' maker changed it afterwards. */
  void changedCase() {
    changed++;
  }

  int changed() {
    return changed;
  }

  int cases() {
    return cases;
  }

  int rows() {
    return rows;
  }

  int passed() {
    return passed;
  }

  int failed() {
    return rows - passed;
  }

  /** One line for each failure, with the first differing bytes. */
  List<String> failures() {
    return failures;
  }

  /** Names of the cases that failed. */
  Set<String> failedCases() {
    return failedCases;
  }

  /** The topic's line of the table. */
  @Override
  public String toString() {
    return line(topic, cases, rows, passed);
  }

  /** A line of the table. */
  static String line(String topic, int cases, int rows, int passed) {
    return String.format(
        "%-30s %6d cases %8d rows %8d passed %6d failed",
        topic, cases, rows, passed, rows - passed);
  }
}
