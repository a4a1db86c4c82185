package io.levin.engine.coordinate;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How this instance shares an import with others: from its registration to the end. Thread-safe.
 */
public interface Coordination extends AutoCloseable {
  /** The number of this import, the same after a restart; unsigned and never 0. */
  long taskId();

  /** How many imports are registered, this one included. */
  int instances();

  /** Whether no other import runs, as far as can be known: false when in doubt. */
  boolean alone();

  /** Those of the tables that a living sibling imports into at this time, by id. */
  Set<Long> sharedNow(Collection<SharedTable> tables);

  /**
   * What in the metadata speaks against this import, each with its remedy: tasks that were left
   * behind, files that a sibling imports too.
   *
   * @param parallel whether siblings are expected
   */
  List<String> objections(Collection<SharedTable> tables, boolean parallel);

  /**
   * What all instances together need and have in TiKV, in bytes.
   *
   * @param needed by all, before replication
   * @param available when the first of them came
   */
  record Space(long needed, long available) {}

  /**
   * Adds up over all instances.
   *
   * @param available asked for unless an instance that came earlier did
   */
  Space space(LongSupplier available);

  /** This instance's part of a table. */
  TablePart part(SharedTable table, LongSupplier allocated, BaseSum base);

  /**
   * PD's settings, as the first instance found and paused them.
   *
   * @param pause reads and pauses them, asked when no instance has
   */
  PdSettings pdSettings(Supplier<PdSettings> pause);

  /**
   * This instance sends nothing more to TiKV. Never throws.
   *
   * @param finished whether all of its data is in
   * @return whether nobody else imports, so that PD and TiKV are to be put back
   */
  boolean end(boolean finished);

  /**
   * Everything is done and verified as configured: says so, and removes what no other instance
   * needs.
   *
   * @return what is left to others, for people
   */
  List<String> cleanUp();

  /** Takes the registration back, because a check failed before anything was done. */
  void withdraw();

  /** Says what this instance is doing, with the next heartbeat. */
  void reports(Supplier<Member.Work> work);

  @Override
  void close();
}
