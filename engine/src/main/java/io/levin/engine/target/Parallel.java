package io.levin.engine.target;

import java.util.List;

/** Runs independent steps, some of them at a time, and throws the first failure. */
@FunctionalInterface
public interface Parallel {
  /** How many statements or requests one step after the other may usefully be under way. */
  int STATEMENTS = 8;

  /** Runs all steps and waits for them. */
  void runAll(List<Runnable> steps, int concurrency);
}
