package io.levin.engine.progress;

import io.levin.base.Cancellation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stop that a user asks for and takes back: chunks wait at their next report. What is sorted goes
 * on to the cluster; schedulers and modes stay as they are. Thread-safe.
 */
public final class Pause {
  private static final Logger LOG = LoggerFactory.getLogger(Pause.class);
  private static final long STEP_MILLIS = 100;

  private volatile boolean paused;

  /** Begins the pause. */
  public void begin() {
    paused = true;
    LOG.info("progress paused");
  }

  /** Ends it. */
  public void end() {
    paused = false;
    LOG.info("progress resumed");
  }

  /** Whether there is one. */
  public boolean isOn() {
    return paused;
  }

  void await(Cancellation cancellation) {
    while (paused) {
      cancellation.sleep(STEP_MILLIS);
    }
  }
}
