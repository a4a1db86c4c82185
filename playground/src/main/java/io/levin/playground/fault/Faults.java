package io.levin.playground.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * The rules in force, and how often which call came. Thread-safe.
 *
 * <p>A rule is a text {@code <method> [key=value …] -> <action>[=argument]}, such as {@code
 * MultiIngest times=3 -> busy=500} or {@code Write store=2 at=message:4 times=1 -> close}. What can
 * be said is listed in {@link FaultActions} and {@link CallMatch#parse}.
 */
public final class Faults {
  private final List<Fault> rules = new CopyOnWriteArrayList<>();
  private final Map<Called, LongAdder> calls = new ConcurrentHashMap<>();
  private final Random random;
  private final FaultActions actions;

  private record Called(String server, long number, String method) {}

  /**
   * No rules yet.
   *
   * @param actions what names of actions mean
   * @param seed of the dice for rules with a probability
   */
  public Faults(FaultActions actions, long seed) {
    this.actions = actions;
    this.random = new Random(seed);
  }

  /**
   * Puts a rule in force.
   *
   * @throws FaultSyntaxException if the text cannot be read
   */
  public Fault inject(String rule) {
    int arrow = rule.indexOf("->");
    if (arrow < 0) {
      throw new FaultSyntaxException(rule, "expected \"<call> -> <action>\"");
    }
    return add(
        rule.trim(),
        CallMatch.parse(rule, rule.substring(0, arrow)),
        actions.parse(rule, rule.substring(arrow + 2).trim()));
  }

  /** Puts a rule in force whose action is code that runs before the call goes on. */
  public Fault inject(String call, FaultAction.ClusterEvent event) {
    return inject(call, new FaultAction.Happen(event));
  }

  /** Puts a rule in force with an action at hand. */
  public Fault inject(String call, FaultAction action) {
    return add(call + " -> " + action, CallMatch.parse(call, call), action);
  }

  /** The calls of a method (or requests of an HTTP path) to all servers so far. */
  public long calls(String method) {
    return calls.entrySet().stream()
        .filter(entry -> entry.getKey().method().equals(method))
        .mapToLong(entry -> entry.getValue().sum())
        .sum();
  }

  /** The calls of a method to one server so far: a PD member from 0, or a store's id. */
  public long calls(String server, long number, String method) {
    LongAdder count = calls.get(new Called(server, number, method));
    return count == null ? 0 : count.sum();
  }

  void count(String server, long number, String method) {
    calls.computeIfAbsent(new Called(server, number, method), c -> new LongAdder()).increment();
  }

  /** The rules in force, in the order in which they came. */
  public List<Fault> inForce() {
    return rules.stream().filter(rule -> !rule.isRemoved()).toList();
  }

  /** Takes all rules out of force. */
  public void clear() {
    rules.forEach(Fault::remove);
    rules.clear();
  }

  /** True while there is no rule. */
  boolean isEmpty() {
    return rules.isEmpty();
  }

  /** The rules that strike at this moment, in the order in which they came. */
  List<Fault> striking(CallPoint point) {
    if (rules.isEmpty()) {
      return List.of();
    }
    List<Fault> found = new ArrayList<>(0);
    for (Fault rule : rules) {
      if (rule.strikes(point, dice())) {
        found.add(rule);
      }
    }
    return found;
  }

  private double dice() {
    synchronized (random) {
      return random.nextDouble();
    }
  }

  private Fault add(String text, CallMatch match, FaultAction action) {
    Fault fault = new Fault(text, match, action);
    rules.add(fault);
    return fault;
  }
}
