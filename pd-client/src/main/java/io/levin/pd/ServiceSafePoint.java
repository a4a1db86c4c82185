package io.levin.pd;

import io.levin.base.Cancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps garbage collection below the timestamps that are being read at, under one service id at PD.
 * The entry is renewed in the background and removed when nothing is held; a process that dies
 * leaves it to its time to live. Thread-safe.
 */
public final class ServiceSafePoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceSafePoint.class);
  private static final Duration REMOVAL_PATIENCE = Duration.ofSeconds(5);

  /** Whoever releases a hold waits for a renewal under way; the next one comes soon enough. */
  private static final Duration RENEWAL_PATIENCE = Duration.ofSeconds(10);

  private final PdClient pd;
  private final String serviceId;
  private final Duration ttl;
  private final Cancellation background = new Cancellation();
  private final ScheduledExecutorService renewal;
  private final List<Hold> holds = new ArrayList<>();

  /**
   * Starts the renewal; nothing is registered before the first {@link #hold}.
   *
   * @param serviceId unique to this process, such as {@code lightning-<uuid>}
   * @param ttl how long the entry outlives a process that dies
   * @param renewEvery well below {@code ttl}
   */
  public ServiceSafePoint(PdClient pd, String serviceId, Duration ttl, Duration renewEvery) {
    this.pd = pd;
    this.serviceId = serviceId;
    this.ttl = ttl;
    this.renewal =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "gc-safe-point");
              thread.setDaemon(true);
              return thread;
            });
    renewal.scheduleWithFixedDelay(
        this::renew, renewEvery.toMillis(), renewEvery.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Protects all versions visible at a timestamp until the hold is closed.
   *
   * @throws SafePointOvertakenException if they may be collected already
   */
  public synchronized Hold hold(long timestamp, Cancellation cancellation) {
    Hold hold = new Hold(timestamp);
    // Whatever an earlier hold protects is protected already: very many small tables are read one
    // behind the other, some at a time.
    boolean covered = holds.stream().anyMatch(other -> other.protects(timestamp));
    holds.add(hold);
    if (covered) {
      return hold;
    }
    try {
      register(pd.patience(), cancellation);
      hold.verify();
    } catch (RuntimeException e) {
      holds.remove(hold);
      throw e;
    }
    return hold;
  }

  private void register(Duration patience, Cancellation cancellation) {
    long wanted = holds.stream().mapToLong(Hold::timestamp).min().orElse(0);
    long minimum = pd.updateServiceSafePoint(serviceId, ttl, wanted, patience, cancellation);
    for (Hold hold : holds) {
      if (Long.compareUnsigned(minimum, hold.timestamp) > 0) {
        hold.overtakenBy = minimum;
      }
    }
  }

  private synchronized void renew() {
    if (holds.isEmpty()) {
      return;
    }
    try {
      register(RENEWAL_PATIENCE, background);
    } catch (RuntimeException e) {
      LOG.warn("the service safe point {} was not renewed: {}", serviceId, e.getMessage());
    }
  }

  private synchronized void release(Hold hold) {
    if (!holds.remove(hold) || !holds.isEmpty()) {
      // A higher minimum of those that are left is reported by the next renewal.
      return;
    }
    try {
      pd.updateServiceSafePoint(serviceId, Duration.ZERO, 0, REMOVAL_PATIENCE, new Cancellation());
    } catch (RuntimeException e) {
      LOG.warn(
          "the service safe point {} is left to expire within {} s: {}",
          serviceId,
          ttl.toSeconds(),
          e.getMessage());
    }
  }

  /** Stops the renewal and removes the entry. */
  @Override
  public void close() {
    renewal.shutdownNow();
    background.cancel(new IllegalStateException("the safe point was released"));
    for (Hold hold : remaining()) {
      release(hold);
    }
  }

  private synchronized List<Hold> remaining() {
    return List.copyOf(holds);
  }

  /** One protected timestamp. */
  public final class Hold implements AutoCloseable {
    private final long timestamp;
    private volatile long overtakenBy;

    private Hold(long timestamp) {
      this.timestamp = timestamp;
    }

    private boolean protects(long later) {
      return overtakenBy == 0 && Long.compareUnsigned(timestamp, later) <= 0;
    }

    /** What is protected. */
    public long timestamp() {
      return timestamp;
    }

    /**
     * Checks, after reading, that what was read was still protected.
     *
     * @throws SafePointOvertakenException if garbage collection passed the timestamp meanwhile
     */
    public void verify() {
      if (overtakenBy != 0) {
        throw new SafePointOvertakenException(timestamp, overtakenBy);
      }
    }

    /** Ends the protection. */
    @Override
    public void close() {
      release(this);
    }
  }
}
