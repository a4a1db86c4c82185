package io.levin.playground.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The rules in force. Thread-safe.
 *
 * <p>A rule is a text {@code <method> [key=value …] -> <action>[=argument]}, such as {@code
 * MultiIngest times=3 -> busy=500} or {@code Write store=2 at=message:4 times=1 -> close}. What can
 * be said is listed in {@link FaultActions} and {@link CallMatch#parse}.
 */
public final class Faults {
  private final List<Fault> rules = new CopyOnWriteArrayList<>();
  private final Random random;
  private final FaultActions actions;

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
