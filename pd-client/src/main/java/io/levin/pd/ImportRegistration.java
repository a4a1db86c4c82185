package io.levin.pd;

import io.levin.base.Cancellation;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running import's entry in PD's etcd, so that log backup and point-in-time recovery refuse to
 * start meanwhile. The key lives under a lease that a thread of its own renews; a lost lease is
 * taken anew. Closing it removes the key.
 */
public final class ImportRegistration implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImportRegistration.class);
  private static final String PREFIX = "/tidb/brie/import/lightning/";

  /** Begins the names of this program's imports: others are told apart by it. */
  private static final String OWN = "levin-";

  private static final Duration TTL = Duration.ofSeconds(180);
  private static final Duration RENEW_EVERY = Duration.ofSeconds(60);
  private static final Duration RETRY_EVERY = Duration.ofSeconds(10);
  private static final Duration REMOVAL_PATIENCE = Duration.ofSeconds(5);

  private final Etcd etcd;
  private final String key;
  private final Duration renewEvery;
  private final Duration retryEvery;
  private final Cancellation stop = new Cancellation();
  private final Thread renewal;
  private volatile long lease;

  /** The last one that was asked for; whether its key is there is not known if it is another. */
  private volatile long granted;

  private ImportRegistration(
      Etcd etcd, String key, long lease, Duration renewEvery, Duration retryEvery) {
    this.etcd = etcd;
    this.key = key;
    this.lease = lease;
    this.granted = lease;
    this.renewEvery = renewEvery;
    this.retryEvery = retryEvery;
    this.renewal = new Thread(this::renew, "import-registration");
    renewal.setDaemon(true);
  }

  /**
   * Registers an import of this program.
   *
   * @param name unique to the task
   */
  public static ImportRegistration register(Etcd etcd, String name, Cancellation cancellation) {
    return register(etcd, name, RENEW_EVERY, RETRY_EVERY, cancellation);
  }

  static ImportRegistration register(
      Etcd etcd, String name, Duration renewEvery, Duration retryEvery, Cancellation cancellation) {
    String key = PREFIX + OWN + name;
    long lease = etcd.grant(TTL, cancellation);
    etcd.put(key, "", lease, cancellation);
    ImportRegistration registration =
        new ImportRegistration(etcd, key, lease, renewEvery, retryEvery);
    registration.renewal.start();
    return registration;
  }

  /** Whether another program, TiDB Lightning of 7.0 or newer, is registered. */
  public static boolean anyOfOthers(Etcd etcd, Cancellation cancellation) {
    return etcd.prefix(PREFIX, cancellation).stream()
        .anyMatch(entry -> !entry.key().startsWith(PREFIX + OWN));
  }

  private void renew() {
    Duration pause = renewEvery;
    while (!stop.isCancelled()) {
      try {
        stop.sleep(pause.toMillis());
        if (!etcd.keepAlive(lease, stop)) {
          LOG.warn("the lease of {} was lost and is taken anew", key);
          granted = etcd.grant(TTL, stop);
          etcd.put(key, "", granted, stop);
          // Not before the key is there: a lease that lives would be taken for it.
          lease = granted;
        }
        pause = renewEvery;
      } catch (CancellationException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("the import's registration {} was not renewed: {}", key, e.getMessage());
        pause = retryEvery;
      }
    }
  }

  /** Removes the entry, or leaves it to expire when PD cannot be reached. */
  @Override
  public void close() {
    stop.cancel(new IllegalStateException("the import has ended"));
    awaitRenewal();
    revoke(lease);
    if (granted != lease) {
      revoke(granted);
    }
  }

  private void awaitRenewal() {
    try {
      renewal.join(REMOVAL_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void revoke(long id) {
    try {
      etcd.revoke(id, REMOVAL_PATIENCE, new Cancellation());
    } catch (RuntimeException e) {
      LOG.warn(
          "the import's registration {} is left to expire within {} s: {}",
          key,
          TTL.toSeconds(),
          e.getMessage());
    }
  }
}
