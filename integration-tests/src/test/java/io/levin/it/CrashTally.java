package io.levin.it;

import io.levin.base.Step;
import java.util.EnumSet;
import java.util.Set;

/** What came of disturbed imports. */
final class CrashTally {
  private final Set<Step> steps = EnumSet.noneOf(Step.class);
  private int kills;
  private int imports;
  private int differing;
  private long rows;
  private long jobs;

  /** A process was killed. */
  void killed(CrashKill kill) {
    kills++;
    if (kill instanceof CrashKill.AtStep at) {
      steps.add(at.step());
    }
  }

  /**
   * An import came to its end.
   *
   * @param pairs that differ from those of an undisturbed import
   * @param redoneRows that were encoded more than once
   * @param redoneJobs jobs of regions that were done more than once
   */
  void ended(int pairs, long redoneRows, long redoneJobs) {
    imports++;
    differing += pairs;
    rows += redoneRows;
    jobs += redoneJobs;
  }

  /** Both together. */
  void add(CrashTally other) {
    steps.addAll(other.steps);
    kills += other.kills;
    imports += other.imports;
    differing += other.differing;
    rows += other.rows;
    jobs += other.jobs;
  }

  /** The steps at which a process was killed. */
  Set<Step> steps() {
    return steps;
  }

  int kills() {
    return kills;
  }

  int differing() {
    return differing;
  }

  /** Rows that were encoded again because of the kills. */
  long rows() {
    return rows;
  }

  /** Region jobs that were done again because of the kills. */
  long jobs() {
    return jobs;
  }

  /** The closing line. */
  @Override
  public String toString() {
    return kills
        + " kills in "
        + imports
        + " imports, at "
        + steps.size()
        + " of "
        + Step.values().length
        + " steps and at random times; "
        + rows
        + " rows and "
        + jobs
        + " region jobs done again; "
        + differing
        + " differing pairs";
  }
}
