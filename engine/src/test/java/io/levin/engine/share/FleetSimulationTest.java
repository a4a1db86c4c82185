package io.levin.engine.share;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Members of a fleet, frozen, killed and started by chance. With {@code -Pparallel} many more
 * courses run: {@code -Dlevin.interleavings=n} says how many, {@code -Dlevin.start=seed} begins
 * with the seed that a failure printed.
 */
final class FleetSimulationTest {
  private static final int COURSES = 1500;
  private static final int MANY_COURSES = Integer.getInteger("levin.interleavings", 100_000);
  private static final long START = Long.getLong("levin.start", 1);

  @Test
  void everyLotIsCountedOnceAndNobodySendsWhatOthersHaveTakenOver() {
    run(COURSES);
  }

  @Test
  @Tag("parallel")
  void manyCourses() {
    run(MANY_COURSES);
  }

  private static void run(int courses) {
    int takeovers = 0;
    int fenced = 0;
    for (long seed = START; seed < START + courses; seed++) {
      try {
        SimulatedFleet fleet = new SimulatedFleet(seed);
        fleet.run();
        takeovers += fleet.takeovers;
        fenced += fleet.fenced;
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("-Dlevin.start=" + seed + ": " + e.getMessage(), e);
      }
    }
    // Else the courses would say nothing.
    assertThat(takeovers).as("lots that were taken over").isGreaterThan(courses / 10);
    assertThat(fenced).as("members that came back too late").isGreaterThan(courses / 100);
  }
}
