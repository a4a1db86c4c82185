package io.levin.tikv;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.pd.Region;
import java.time.Duration;

/**
 * Something about a region went otherwise than expected, as happens in the normal life of a
 * cluster: a leader moved, a region split, a store is busy or away. Says what to do next.
 */
public final class RegionFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final NextStep next;
  private final ErrorCode code;
  private final String remedy;
  private final transient Region newer;
  private final Duration pause;

  RegionFailure(
      NextStep next,
      ErrorCode code,
      String problem,
      String remedy,
      Region newer,
      Duration pause,
      Throwable cause) {
    super(problem, cause);
    this.next = next;
    this.code = code;
    this.remedy = remedy;
    this.newer = newer;
    this.pause = pause;
  }

  static RegionFailure of(NextStep next, ErrorCode code, String problem) {
    return new RegionFailure(next, code, problem, "", null, Duration.ZERO, null);
  }

  /** What to do next. */
  public NextStep next() {
    return next;
  }

  /** The class of the failure, should it be the last. */
  public ErrorCode code() {
    return code;
  }

  /** A newer picture of the region, with a presumed leader, for writing again; or null. */
  public Region newerRegion() {
    return newer;
  }

  /** How long the server wishes to be left alone; zero for no wish. */
  public Duration pause() {
    return pause;
  }

  /** The same failure for the user, when it is final or patience has ended. */
  public ImportException toImportException() {
    return new ImportException(code, getMessage(), remedy, this);
  }
}
