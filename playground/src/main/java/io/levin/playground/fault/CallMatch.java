package io.levin.playground.fault;

import io.levin.playground.fault.CallPoint.Phase;
import java.util.Locale;

/**
 * Which calls, and at which moment of them.
 *
 * @param method gRPC method, HTTP path (a trailing {@code *} stands for any rest), or {@code *}
 * @param store id of the store, 0 for any
 * @param pd PD member from 0, -1 for any
 * @param region id of the region, 0 for any
 * @param phase moment
 * @param message number of the request's message, 0 for any
 * @param nth the first hit that counts, from 1
 * @param times how many hits count
 * @param probability share of the remaining hits that count, 0 to 1
 */
record CallMatch(
    String method,
    long store,
    int pd,
    long region,
    Phase phase,
    int message,
    int nth,
    int times,
    double probability) {

  /**
   * Reads words such as {@code Write store=2 at=message:3 nth=1 times=2 p=0.5}. Without {@code at}
   * the moment is the first message of the request.
   *
   * @param rule the whole rule, for messages
   */
  static CallMatch parse(String rule, String text) {
    String[] words = text.trim().split("\\s+");
    String method = words[0];
    long store = 0;
    int pd = -1;
    long region = 0;
    Phase phase = Phase.MESSAGE;
    int message = 1;
    int nth = 1;
    int times = Integer.MAX_VALUE;
    double probability = 1;
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals < 0) {
        throw new FaultSyntaxException(rule, "expected key=value instead of " + words[i]);
      }
      String value = words[i].substring(equals + 1);
      switch (words[i].substring(0, equals)) {
        case "store" -> store = Long.parseLong(value);
        case "pd" -> pd = Integer.parseInt(value);
        case "region" -> region = Long.parseLong(value);
        case "nth" -> nth = Integer.parseInt(value);
        case "times" -> times = Integer.parseInt(value);
        case "p" -> probability = Double.parseDouble(value);
        case "at" -> {
          String[] parts = value.split(":");
          try {
            phase = Phase.valueOf(parts[0].toUpperCase(Locale.ROOT));
          } catch (IllegalArgumentException e) {
            throw new FaultSyntaxException(rule, "at= is start, message:<n>, message:* or reply");
          }
          boolean any = parts.length < 2 || parts[1].equals("*");
          message = phase == Phase.MESSAGE && !any ? Integer.parseInt(parts[1]) : 0;
        }
        default ->
            throw new FaultSyntaxException(
                rule, "unknown key in " + words[i] + "; known: store pd region at nth times p");
      }
    }
    return new CallMatch(method, store, pd, region, phase, message, nth, times, probability);
  }

  /** True at a moment that this describes, not counting hits. */
  boolean covers(CallPoint point) {
    return point.phase() == phase
        && (message == 0 || message == point.message())
        && (store == 0 || (point.server().equals("tikv") && point.number() == store))
        && (pd < 0 || (point.server().equals("pd") && point.number() == pd))
        && (region == 0 || point.regionId() == region)
        && methodCovers(point.method());
  }

  private boolean methodCovers(String name) {
    return method.endsWith("*")
        ? name.startsWith(method.substring(0, method.length() - 1))
        : name.equals(method);
  }
}
