package io.levin.engine.coordinate;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.ImportException;
import io.levin.engine.coordinate.Interleaving.Course;
import io.levin.engine.coordinate.Interleaving.Party;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Levin beside a sibling, their transactions interleaved by chance and either killed between any
 * two. With {@code -Pparallel} many more of them run: {@code -Dlevin.interleavings=n} says how
 * many, {@code -Dlevin.start=seed} begins with the seed that a failure printed.
 */
final class TwoPartySimulationTest {
  private static final int COURSES = 1500;
  private static final int MANY_COURSES = Integer.getInteger("levin.interleavings", 100_000);
  private static final long START = Long.getLong("levin.start", 1);
  private static final int MOST_LIVES = 4;

  @ParameterizedTest
  @EnumSource(OriginalInstance.Release.class)
  @Tag("parallel")
  void manyCoursesBesideTheOriginal(OriginalInstance.Release release) throws Exception {
    try (Interleaving interleaving = new Interleaving()) {
      for (long seed = START; seed < START + MANY_COURSES; seed++) {
        besideTheOriginal(interleaving, release, seed);
      }
    }
  }

  @Test
  @Tag("parallel")
  void manyCoursesBesideAnotherLevin() throws Exception {
    try (Interleaving interleaving = new Interleaving()) {
      for (long seed = START; seed < START + MANY_COURSES; seed++) {
        besideAnotherLevin(interleaving, seed);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(OriginalInstance.Release.class)
  void besideTheOriginalNoIdIsUsedTwiceAndNothingIsSilentlyUnverified(
      OriginalInstance.Release release) throws Exception {
    try (Interleaving interleaving = new Interleaving()) {
      for (long seed = START; seed < START + COURSES; seed++) {
        besideTheOriginal(interleaving, release, seed);
      }
    }
  }

  @Test
  void besideAnotherLevinNoIdIsUsedTwiceAndNothingIsSilentlyUnverified() throws Exception {
    try (Interleaving interleaving = new Interleaving()) {
      for (long seed = START; seed < START + COURSES; seed++) {
        besideAnotherLevin(interleaving, seed);
      }
    }
  }

  /** The tests above can see what the original does wrong. */
  @Test
  void twoOriginalsRunIntoTheirDefects() throws Exception {
    int failures = 0;
    try (Interleaving interleaving = new Interleaving()) {
      for (long seed = 1; seed <= 400; seed++) {
        Course course = interleaving.course(seed, 0.01);
        SimulatedCluster cluster = new SimulatedCluster(true, 3);
        Outcome a = original(course, OriginalInstance.Release.V8_5, cluster, 11);
        Outcome b = original(course, OriginalInstance.Release.V8_5, cluster, 22);
        course.run();
        boolean ended = a.done && b.done;
        boolean verified = cluster.sum().equals(cluster.lastVerified);
        if (ended && !verified || a.mismatch || b.mismatch) {
          failures++;
        }
      }
    }
    assertThat(failures).as("courses that went wrong").isPositive();
  }

  private static void besideTheOriginal(
      Interleaving interleaving, OriginalInstance.Release release, long seed) throws Exception {
    Random dice = new Random(seed);
    boolean killing = dice.nextInt(4) != 0;
    Course course = interleaving.course(seed, killing ? 0.02 : 0);
    SimulatedCluster cluster = new SimulatedCluster(dice.nextBoolean(), dice.nextInt(3));
    boolean levinFirst = dice.nextBoolean();
    Outcome levin = levin(course, cluster, levinFirst ? 11 : 22, new HashSet<>());
    Outcome other = original(course, release, cluster, levinFirst ? 22 : 11);
    course.run();
    String what = release + ", seed " + seed;
    assertThat(cluster.complaints).as(what).isEmpty();
    if (levin.done && other.done) {
      boolean verified = cluster.sum().equals(cluster.lastVerified);
      boolean told = !levin.levin.report.isEmpty();
      assertThat(verified || told).as("%s: verified, or told that it is not", what).isTrue();
      assertThat(cluster.metadata.parts.isEmpty() || told)
          .as("%s: no rows are left: %s", what, cluster.metadata.parts)
          .isTrue();
      assertThat(cluster.paused && !other.original.doesNotUndo)
          .as("%s: PD is still paused", what)
          .isFalse();
    }
    if (!killing && release == OriginalInstance.Release.V8_5) {
      assertThat(levin.done).as("%s: Levin ends well", what).isTrue();
    }
  }

  private static void besideAnotherLevin(Interleaving interleaving, long seed) throws Exception {
    Random dice = new Random(seed);
    boolean killing = dice.nextInt(4) != 0;
    Course course = interleaving.course(seed, killing ? 0.02 : 0);
    SimulatedCluster cluster = new SimulatedCluster(dice.nextBoolean(), dice.nextInt(3));
    Set<Long> dead = new HashSet<>();
    Outcome a = levin(course, cluster, 11, dead);
    Outcome b = levin(course, cluster, 22, dead);
    course.run();
    String what = "seed " + seed;
    assertThat(cluster.complaints).as(what).isEmpty();
    if (a.done && b.done) {
      assertThat(cluster.lastVerified).as("%s: the last comparison", what).isEqualTo(cluster.sum());
      assertThat(cluster.metadata.parts).as(what).isEmpty();
      assertThat(cluster.metadata.tasks).as(what).isEmpty();
      assertThat(cluster.paused).as("%s: PD is still paused", what).isFalse();
    }
    if (!killing) {
      assertThat(a.done && b.done).as("%s: both end well: %s %s", what, a.error, b.error).isTrue();
    }
  }

  /** How a party ended. */
  private static final class Outcome {
    private boolean done;
    private boolean mismatch;
    private Throwable error;
    private LevinInstance levin;
    private OriginalInstance original;
  }

  private static Outcome levin(Course course, SimulatedCluster cluster, long task, Set<Long> dead) {
    Outcome outcome = new Outcome();
    Party[] self = new Party[1];
    outcome.levin = new LevinInstance(cluster, task, 3, 10, self, dead::contains);
    self[0] =
        course.party(
            "levin",
            () ->
                lives(
                    course,
                    self,
                    outcome,
                    () -> {
                      dead.remove(task);
                      outcome.levin.run();
                    },
                    () -> dead.add(task)));
    return outcome;
  }

  private static Outcome original(
      Course course, OriginalInstance.Release release, SimulatedCluster cluster, long task) {
    Outcome outcome = new Outcome();
    Party[] self = new Party[1];
    OriginalInstance instance =
        new OriginalInstance(release, cluster, task, 3, 10, () -> self[0].turn());
    outcome.original = instance;
    self[0] = course.party("original", () -> lives(course, self, outcome, instance::run, () -> {}));
    return outcome;
  }

  /** Runs until it succeeds; killed or failed, it is mostly started again. */
  private static void lives(
      Course course, Party[] self, Outcome outcome, Runnable life, Runnable killed) {
    for (int lives = 1; lives <= MOST_LIVES; lives++) {
      try {
        life.run();
        outcome.done = true;
        return;
      } catch (Interleaving.Killed e) {
        killed.run();
      } catch (ImportException | OriginalInstance.Failure e) {
        outcome.error = e;
        outcome.mismatch |= String.valueOf(e.getMessage()).contains("mismatch");
      }
      if (course.random().nextInt(4) == 0) {
        return;
      }
      for (int turns = course.random().nextInt(30); turns > 0; turns--) {
        self[0].pass();
      }
    }
  }
}
