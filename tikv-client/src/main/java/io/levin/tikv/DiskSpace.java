package io.levin.tikv;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.pd.PdException;
import io.levin.pd.PdHttp;
import io.levin.pd.Peer;
import io.levin.pd.Region;
import io.levin.pd.StoreStatus;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses to write to stores that are almost full. Stores before 8.0 do not refuse by themselves
 * and do not survive a full disk. What PD says is good for some seconds. Thread-safe.
 */
public final class DiskSpace {
  private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);
  private static final double LEAST_FREE = 0.1;
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Regions are written while PD is away, too. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** What was learned of a store; no status when PD did not tell. */
  private record Seen(StoreStatus status, long at) {}

  private final PdHttp pd;
  private final Map<Long, Seen> seen = new ConcurrentHashMap<>();

  /** Asks the given service. */
  public DiskSpace(PdHttp pd) {
    this.pd = pd.withPatience(PATIENCE);
  }

  /**
   * Checks the stores of all peers of a region.
   *
   * @throws ImportException naming the store, if one has less than a tenth of its space left; a PD
   *     that does not answer is only logged
   */
  public void require(Region region, Cancellation cancellation) {
    for (Peer peer : region.peers()) {
      StoreStatus status = status(peer.storeId(), cancellation);
      if (status != null && status.freeShare() < LEAST_FREE) {
        throw new ImportException(
            ErrorCode.STORE_DISK_FULL,
            String.format(
                Locale.ROOT,
                "store %d at %s has %d of %d bytes left, %.1f %%",
                status.id(),
                status.address(),
                status.available(),
                status.capacity(),
                status.freeShare() * 100),
            "free or add disk space on that store, then resume");
      }
    }
  }

  private StoreStatus status(long storeId, Cancellation cancellation) {
    Seen last = seen.get(storeId);
    if (last != null && System.nanoTime() - last.at() < FRESH_NANOS) {
      return last.status();
    }
    StoreStatus now = null;
    try {
      now = pd.store(storeId, cancellation);
    } catch (PdException | ImportException e) {
      LOG.warn("the space of store {} is not known: {}", storeId, e.getMessage());
    }
    seen.put(storeId, new Seen(now, System.nanoTime()));
    return now;
  }
}
