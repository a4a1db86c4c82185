package io.levin.engine.coordinate;

import io.levin.base.KvChecksum;
import java.util.List;

/**
 * This instance's part of one table, and what its steps mean for the parts of others. The methods
 * are called in their order, by one thread; after a restart from the step on that was not recorded.
 */
public interface TablePart {
  /**
   * Takes row ids, before the first row is encoded; may wait for a sibling that computes the
   * table's checksum.
   *
   * @param count how many; the ids are those above the base that is returned
   * @param mayMove whether ids that an earlier run took may be given up for others when it wanted
   *     another number of them: right as long as it cannot have encoded a row
   * @return the base
   */
  long begin(long count, boolean mayMove);

  /**
   * Goes on with row ids that an earlier run took and used.
   *
   * @param base the ids are above this
   * @param max and up to this
   * @throws io.levin.base.ImportException when they belong to another instance by now
   */
  void resume(long base, long max);

  /**
   * Whether the same ids come from {@link #begin} again after a restart, until the table is
   * verified, also when they were raised in the target meanwhile.
   */
  boolean remembersRowIds();

  /** Must be called before the first pair is sent to the cluster; may wait for a sibling. */
  void beforeIngest();

  /** All pairs of this part are in the cluster. */
  void loaded();

  /**
   * Hands the sum of this part in.
   *
   * @param own of the pairs that this instance brought in
   * @param duplicates whether rows with equal keys were left in the table
   */
  Merged merge(KvChecksum own, boolean duplicates);

  /** The table was compared and is as it should be. */
  void verified();

  /** The comparison failed or could not be made. */
  void notVerified();

  /** Who compares. */
  sealed interface Merged {}

  /**
   * This instance compares.
   *
   * @param expected the sum of all pairs that should be in the table
   * @param parts how many instances brought them in
   * @param duplicates whether another instance left rows with equal keys, so that no comparison can
   *     succeed
   */
  record Compare(KvChecksum expected, int parts, boolean duplicates) implements Merged {}

  /**
   * Another instance compares, later.
   *
   * @param waitingFor whose parts are not in yet, for people; empty when nobody's are known to be
   *     missing
   */
  record LeftToOthers(List<String> waitingFor) implements Merged {}

  /** The row of this part is gone: a sibling has compared the table with this part in it. */
  record AlreadyCompared() implements Merged {}
}
