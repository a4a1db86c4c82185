package io.levin.it;

import io.levin.base.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** When a process is killed. */
sealed interface CrashKill {
  /** At the N-th pass of a step. */
  record AtStep(Step step, int pass) implements CrashKill {}

  /** So long after it has begun to work. */
  record AfterMillis(long millis) implements CrashKill {}

  /** All steps, save some, once each, in the order in which an import goes through them. */
  static List<CrashKill> atEachStepBut(Set<Step> others) {
    List<CrashKill> kills = new ArrayList<>();
    for (Step step : Step.values()) {
      if (!others.contains(step)) {
        kills.add(new AtStep(step, 1));
      }
    }
    return kills;
  }

  /** Steps, each at its first pass. */
  static List<CrashKill> at(Step... steps) {
    List<CrashKill> kills = new ArrayList<>();
    for (Step step : steps) {
      kills.add(new AtStep(step, 1));
    }
    return kills;
  }

  /** Some kills: a quarter of them at steps, which an import need not reach, the rest at times. */
  static List<CrashKill> random(Random random, int count, long longestMillis) {
    List<CrashKill> kills = new ArrayList<>();
    Step[] steps = Step.values();
    for (int i = 0; i < count; i++) {
      kills.add(
          random.nextInt(4) == 0
              ? new AtStep(steps[random.nextInt(steps.length)], 1 + random.nextInt(3))
              : new AfterMillis(random.nextLong(longestMillis)));
    }
    return kills;
  }
}
