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
  private long files;

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
   * @param moreFiles that stores ingested beyond those of an undisturbed import
   */
  void ended(int pairs, long moreFiles) {
    imports++;
    differing += pairs;
    files += moreFiles;
  }

  /** Both together. */
  void add(CrashTally other) {
    steps.addAll(other.steps);
    kills += other.kills;
    imports += other.imports;
    differing += other.differing;
    files += other.files;
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

  /** Files that stores ingested because of the kills. */
  long files() {
    return files;
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
        + files
        + " files ingested again; "
        + differing
        + " differing pairs";
  }
}
