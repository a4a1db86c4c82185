package io.levin.engine;

import io.levin.base.Ticker;
import io.levin.checkpoint.CheckpointStore;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves what need not be durable at once: run about every second, by one thread at a time. A
 * checkpoint of very many tables takes long to write and is written less often: what is not in it
 * is done again after a crash.
 *
 * <p>A save that fails is tried again. When none has succeeded for some minutes the import is told:
 * it could go on loading for hours, and would end at the first step that must be recorded.
 */
final class CheckpointSaves implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointSaves.class);

  /** As long as a MySQL server is waited for, which that driver has done by itself by then. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** A save may take one part in so many of the time. */
  private static final int PAUSE_FACTOR = 40;

  private static final long MOST_PAUSE_NANOS = 15_000_000_000L;

  private final CheckpointStore store;
  private final Ticker ticker;
  private final Consumer<RuntimeException> gaveUp;
  private long next;
  private long failingSince;
  private boolean failing;

  /**
   * @param gaveUp is told the last failure when saves have failed for too long
   */
  CheckpointSaves(CheckpointStore store, Ticker ticker, Consumer<RuntimeException> gaveUp) {
    this.store = store;
    this.ticker = ticker;
    this.gaveUp = gaveUp;
    this.next = ticker.nanos();
  }

  @Override
  public void run() {
    long start = ticker.nanos();
    if (start - next < 0) {
      return;
    }
    try {
      store.save();
      failing = false;
    } catch (RuntimeException e) {
      failed(e, start);
    }
    long end = ticker.nanos();
    next = end + Math.min(MOST_PAUSE_NANOS, (end - start) * PAUSE_FACTOR);
  }

  private void failed(RuntimeException failure, long start) {
    if (!failing) {
      failing = true;
      failingSince = start;
      LOG.atWarn().setCause(failure).log("cannot save the checkpoint, will try again");
    }
    if (ticker.nanos() - failingSince >= PATIENCE.toNanos()) {
      gaveUp.accept(failure);
    }
  }
}
