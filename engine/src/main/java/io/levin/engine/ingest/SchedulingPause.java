package io.levin.engine.ingest;

import io.levin.base.Cancellation;
import io.levin.pd.PdHttp;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps PD from moving the regions of a key range while it is open: a label rule {@code
 * schedule=deny} with a time to live that is renewed, so that a killed process leaves nothing
 * behind for longer than five minutes.
 */
final class SchedulingPause implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SchedulingPause.class);
  private static final Duration TTL = Duration.ofMinutes(5);
  private static final Duration CLEANUP = Duration.ofSeconds(5);
  private static final Duration RENEWAL = Duration.ofSeconds(100);

  private final PdHttp pd;
  private final String rule = UUID.randomUUID().toString();
  private final KeyRange range;
  private final ScheduledFuture<?> renewal;

  // Guarded by this, so that a renewal under way cannot make the rule again.
  private boolean closed;

  SchedulingPause(
      PdHttp pd, KeyRange range, ScheduledExecutorService timer, Cancellation cancellation) {
    this.pd = pd;
    this.range = range;
    try {
      new Grace(CLEANUP).let(later -> put(pd, later), cancellation);
      renewal =
          timer.scheduleAtFixedRate(
              this::renew, RENEWAL.toSeconds(), RENEWAL.toSeconds(), TimeUnit.SECONDS);
    } catch (RuntimeException e) {
      // PD may have made the rule and only its answer was lost.
      remove();
      throw e;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    renewal.cancel(false);
    remove();
  }

  private void remove() {
    try {
      // A cancellation of its own: the rule goes also when the import was cancelled.
      pd.withPatience(CLEANUP).allowScheduling(List.of(rule), new Cancellation());
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("rule", rule)
          .setCause(e)
          .log("cannot remove a pause of scheduling; it ends by itself within five minutes");
    }
  }

  private void put(PdHttp http, Cancellation cancellation) {
    http.denyScheduling(rule, range.encodedStart(), range.encodedEnd(), TTL, cancellation);
  }

  private synchronized void renew() {
    if (closed) {
      return;
    }
    try {
      put(pd.withPatience(CLEANUP), new Cancellation());
    } catch (RuntimeException e) {
      LOG.atWarn().addKeyValue("rule", rule).setCause(e).log("cannot renew a pause of scheduling");
    }
  }
}
