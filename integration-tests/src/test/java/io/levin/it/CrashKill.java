package io.levin.it;

import io.levin.base.Step;
import java.util.ArrayList;
import java.util.Arrays;
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

  /**
   * Some kills: a quarter of them at steps, the rest at times that leave an import the most of its
   * way, so that it is killed several times before its end.
   *
   * @param longestMillis how long an import takes
   * @param passes how often it goes through each step
   */
  static List<CrashKill> random(Random random, int count, long longestMillis, StepCounts passes) {
    List<CrashKill> kills = new ArrayList<>();
    List<Step> steps = Arrays.stream(Step.values()).filter(step -> passes.of(step) > 0).toList();
    for (int i = 0; i < count; i++) {
      if (random.nextInt(4) == 0) {
        Step step = steps.get(random.nextInt(steps.size()));
        // A step of whose passes the restarts before have taken most is not reached again.
        long most = Math.max(1, passes.of(step) / 3);
        kills.add(new AtStep(step, 1 + (int) random.nextLong(most)));
      } else {
        kills.add(new AfterMillis(random.nextLong(longestMillis * 3 / 4)));
      }
    }
    return kills;
  }
}
