package io.levin.playground;

import io.levin.playground.tidb.SqlFaults;

/** A fault of the SQL port as the command line tells it. */
record SqlFaultRule(String pattern, SqlFaults.Moment moment, int times, SqlFaults.Action action) {
  private static final String PREFIX = "SQL ";

  /** True for the text of such a fault. */
  static boolean isOne(String rule) {
    return rule.trim().startsWith(PREFIX);
  }

  /**
   * Reads {@code SQL <regular expression> [at=after] [times=n] -> <action>}.
   *
   * @throws IllegalArgumentException if the text cannot be read
   */
  static SqlFaultRule parse(String rule) {
    int arrow = rule.lastIndexOf("->");
    if (arrow < 0) {
      throw new IllegalArgumentException(
          "cannot read the fault \"" + rule + "\": expected \"SQL <pattern> -> <action>\"");
    }
    StringBuilder pattern = new StringBuilder();
    SqlFaults.Moment moment = SqlFaults.Moment.BEFORE;
    int times = Integer.MAX_VALUE;
    for (String word : rule.substring(0, arrow).trim().substring(PREFIX.length()).split(" ")) {
      if (word.equals("at=after")) {
        moment = SqlFaults.Moment.AFTER;
      } else if (word.startsWith("times=")) {
        times = Integer.parseInt(word.substring("times=".length()));
      } else {
        pattern.append(pattern.isEmpty() ? "" : " ").append(word);
      }
    }
    return new SqlFaultRule(
        pattern.toString().trim(), moment, times, action(rule, rule.substring(arrow + 2).trim()));
  }

  private static SqlFaults.Action action(String rule, String text) {
    if (text.equals("cut")) {
      return new SqlFaults.Action.Cut();
    }
    if (text.startsWith("delay=")) {
      return new SqlFaults.Action.Delay(Long.parseLong(text.substring("delay=".length())));
    }
    if (text.startsWith("error=")) {
      String[] parts = text.substring("error=".length()).split(",", 2);
      String message = parts.length > 1 ? parts[1] : "injected fault [try again later]";
      return new SqlFaults.Action.Fail(Integer.parseInt(parts[0]), message);
    }
    throw new IllegalArgumentException(
        "cannot read the fault \""
            + rule
            + "\": an action is error=<code>[,text], cut or delay=ms");
  }

  void addTo(SqlFaults faults) {
    faults.add(pattern, moment, action, times);
  }
}
