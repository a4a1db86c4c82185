package io.levin.engine;

import io.levin.engine.plan.TablePlan;
import java.util.List;

/** How the tables of an import are brought to their ends. */
interface TableWalk {
  /** Brings all tables' pairs into the cluster; failures are kept. */
  void importData(List<TablePlan> plans);

  /** Checks and analyzes the tables whose data is in, where that was left to the end. */
  void postProcess();

  /** Whether no table has failed so far. */
  boolean allWell();

  /** Throws what the first table failed with, if any did, or that nobody does the rest. */
  void throwFirstFailure();
}
