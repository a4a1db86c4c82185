package io.levin.playground.tidb;

import io.levin.playground.tidb.wire.SqlError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Errors that the SQL port makes on purpose. A rule matches the statement's text and fires a number
 * of times. Thread-safe; rules can come and go while the server runs.
 */
public final class SqlFaults {
  private static final long STEP_MILLIS = 10;

  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final List<String> fired = new CopyOnWriteArrayList<>();

  /** When a fault happens. */
  public enum Moment {
    /** Before the statement does anything. */
    BEFORE,
    /** After it took effect, before its answer. */
    AFTER
  }

  /** A fault to be done. */
  public sealed interface Action {
    /** Answers with an error. */
    record Fail(int code, String message) implements Action {}

    /** Cuts the connection without an answer. */
    record Cut() implements Action {}

    /** Waits, no longer than the rule is there. */
    record Delay(long millis) implements Action {}
  }

  private record Rule(
      Pattern pattern, Moment moment, Action action, AtomicInteger left, AtomicInteger hits) {
    @Override
    public String toString() {
      return pattern + (moment == Moment.AFTER ? " at=after" : "") + " -> " + action;
    }
  }

  /**
   * Adds a rule.
   *
   * @param pattern regular expression, searched for in the statement without regard to case
   * @param times how often it fires
   */
  public void add(String pattern, Moment moment, Action action, int times) {
    rules.add(
        new Rule(
            Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL),
            moment,
            action,
            new AtomicInteger(times),
            new AtomicInteger()));
  }

  /** The rules, and how often each has fired. */
  public Map<String, Integer> hits() {
    Map<String, Integer> hits = new LinkedHashMap<>();
    rules.forEach(rule -> hits.merge(rule.toString(), rule.hits().get(), Integer::sum));
    return hits;
  }

  /** Answers the next so many matching statements with an error, before they take effect. */
  public void fail(String pattern, int code, int times) {
    String message =
        switch (code) {
          case 8005 -> "Write Conflict, txnStartTS 1 is stale [try again later]";
          case 9007 -> "Write conflict, txnStartTS=1, conflictStartTS=2 [try again later]";
          case 1213 -> "Deadlock found when trying to get lock; try restarting transaction";
          case 1205 -> "Lock wait timeout exceeded; try restarting transaction";
          default -> "injected fault";
        };
    add(pattern, Moment.BEFORE, new Action.Fail(code, message), times);
  }

  /** Removes all rules. */
  public void clear() {
    rules.clear();
  }

  /** The statements at which a rule fired, in order. */
  public List<String> fired() {
    return new ArrayList<>(fired);
  }

  /**
   * Does what the rules want at this moment of a statement.
   *
   * @return true if the connection has to be cut
   * @throws SqlError for an injected error
   */
  public boolean at(Moment moment, String statement) {
    for (Rule rule : rules) {
      if (rule.moment() != moment
          || !rule.pattern().matcher(statement).find()
          || rule.left().getAndDecrement() <= 0) {
        continue;
      }
      fired.add(statement);
      rule.hits().incrementAndGet();
      if (rule.action() instanceof Action.Fail fail) {
        throw new SqlError(fail.code(), fail.message());
      }
      if (rule.action() instanceof Action.Cut) {
        return true;
      }
      pause(rule, ((Action.Delay) rule.action()).millis());
    }
    return false;
  }

  /** Whether there is any rule, so that nobody makes a text for nothing. */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  private void pause(Rule rule, long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      while (rules.contains(rule) && System.nanoTime() < end) {
        Thread.sleep(Math.min(millis, STEP_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SqlError(1317, "Query execution was interrupted", e);
    }
  }
}
