package io.levin.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Counts pairs, so that a benchmark over whole buffers also says what one pair takes. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class PerPair {
  /** Pairs that were worked on. */
  public long pairs;

  /** Starts counting. */
  @Setup(Level.Iteration)
  public void start() {
    pairs = 0;
  }
}
