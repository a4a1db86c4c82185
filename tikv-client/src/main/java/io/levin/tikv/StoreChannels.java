package io.levin.tikv;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.levin.base.Cancellation;
import io.levin.base.ImportException;
import io.levin.pd.GrpcChannels;
import io.levin.pd.PdClient;
import io.levin.pd.PdException;
import io.levin.pd.Store;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to the stores: a pool for each, opened when used. Where a store listens is asked of
 * PD, and asked again after a failed connection and from time to time, because a restarted
 * container often comes back elsewhere. While PD is away the last known address is used.
 * Thread-safe.
 */
final class StoreChannels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreChannels.class);
  private static final Duration KEEP_ALIVE = Duration.ofMinutes(10);
  private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration RECHECK_PATIENCE = Duration.ofSeconds(2);
  private static final long RECHECK_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long RECONNECT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private record Known(Store store, long checkedAt, boolean suspect) {}

  private final PdClient pd;
  private final int perStore;

  /** What makes connections that ask; null where nobody objects. */
  private final PermittedSockets sockets;

  private final Map<Long, Known> stores = new ConcurrentHashMap<>();
  private final Map<String, Pool> pools = new ConcurrentHashMap<>();

  /**
   * @param permit asked for on every connection, right before bytes go out
   */
  StoreChannels(PdClient pd, int perStore, SendPermit permit) {
    this.pd = pd;
    this.perStore = perStore;
    this.sockets = permit == SendPermit.ALWAYS ? null : new PermittedSockets(permit);
  }

  /**
   * A channel to a store's import service; for TiFlash that is its raft proxy.
   *
   * @throws StatusRuntimeException if PD does not know the store
   */
  ManagedChannel forImport(long storeId, Cancellation cancellation) {
    return channel(resolve(storeId, cancellation).importAddress(), cancellation);
  }

  /** A channel to a store's own services. */
  ManagedChannel forStore(long storeId, Cancellation cancellation) {
    return channel(resolve(storeId, cancellation).address(), cancellation);
  }

  /** What PD says of a store, not older than a minute while PD answers. */
  Store resolve(long storeId, Cancellation cancellation) {
    Known known = stores.get(storeId);
    if (known != null
        && !known.suspect()
        && System.nanoTime() - known.checkedAt() < RECHECK_NANOS) {
      return known.store();
    }
    try {
      Store found =
          known == null
              ? pd.store(storeId, cancellation)
              : pd.store(storeId, RECHECK_PATIENCE, cancellation);
      remember(known, found);
      return found;
    } catch (PdException e) {
      throw Status.NOT_FOUND
          .withDescription("store " + storeId + ": " + e.getMessage())
          .withCause(e)
          .asRuntimeException();
    } catch (ImportException e) {
      if (known == null) {
        throw e;
      }
      LOG.debug("store {} is used where it was: {}", storeId, e.getMessage());
      stores.put(storeId, new Known(known.store(), System.nanoTime(), false));
      return known.store();
    }
  }

  private void remember(Known before, Store found) {
    stores.put(found.id(), new Known(found, System.nanoTime(), false));
    if (before != null && !before.store().importAddress().equals(found.importAddress())) {
      LOG.info(
          "store {} has moved from {} to {}",
          found.id(),
          before.store().importAddress(),
          found.importAddress());
      drop(before.store().importAddress());
      drop(before.store().address());
    }
  }

  private void drop(String address) {
    boolean used =
        stores.values().stream()
            .anyMatch(
                known ->
                    known.store().address().equals(address)
                        || known.store().importAddress().equals(address));
    if (!used) {
      Pool pool = pools.remove(address);
      if (pool != null) {
        pool.shutdown();
      }
    }
  }

  /** Has the address of a store asked anew before its next use. */
  void suspect(long storeId) {
    stores.computeIfPresent(
        storeId, (id, known) -> new Known(known.store(), known.checkedAt(), true));
  }

  private ManagedChannel channel(String address, Cancellation cancellation) {
    ManagedChannel channel = pools.computeIfAbsent(address, Pool::new).next();
    awaitConnection(channel, cancellation);
    return channel;
  }

  /**
   * Gives a channel the time to connect. A call on a channel that could not is left to fail by
   * itself, because it then says why.
   */
  private static void awaitConnection(ManagedChannel channel, Cancellation cancellation) {
    long start = System.nanoTime();
    long limit = CONNECT_NANOS;
    for (boolean first = true; ; first = false) {
      ConnectivityState state = channel.getState(true);
      if (state == ConnectivityState.READY || state == ConnectivityState.SHUTDOWN) {
        return;
      }
      if (state == ConnectivityState.TRANSIENT_FAILURE) {
        if (!first) {
          return;
        }
        // It may sit out a back-off of up to two minutes; the store may be back already.
        channel.resetConnectBackoff();
        limit = RECONNECT_NANOS;
      }
      CompletableFuture<Void> changed = new CompletableFuture<>();
      channel.notifyWhenStateChanged(state, () -> changed.complete(null));
      try (Cancellation.Registration ignored =
          cancellation.onCancel(() -> changed.complete(null))) {
        changed.get(limit - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        return;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      cancellation.throwIfCancelled();
    }
  }

  @Override
  public void close() {
    pools.values().forEach(Pool::shutdownNow);
    pools.clear();
    if (sockets != null) {
      sockets.close();
    }
  }

  /** The connections to one address, used in turn. */
  private final class Pool {
    private final String address;
    private final AtomicReferenceArray<ManagedChannel> channels =
        new AtomicReferenceArray<>(perStore);
    private final AtomicInteger turn = new AtomicInteger();

    Pool(String address) {
      this.address = address;
    }

    ManagedChannel next() {
      int index = Math.floorMod(turn.getAndIncrement(), perStore);
      ManagedChannel open = channels.get(index);
      return open != null ? open : open(index);
    }

    private synchronized ManagedChannel open(int index) {
      ManagedChannel open = channels.get(index);
      if (open == null) {
        // Retries by gRPC would send the frames of a write again after their bytes were reused.
        NettyChannelBuilder builder =
            GrpcChannels.builder(address, pd.tls(), KEEP_ALIVE, KEEP_ALIVE_TIMEOUT)
                .keepAliveWithoutCalls(true)
                .disableRetry();
        open = (sockets == null ? builder : sockets.of(builder)).build();
        channels.set(index, open);
      }
      return open;
    }

    synchronized void shutdown() {
      for (int i = 0; i < perStore; i++) {
        if (channels.get(i) != null) {
          channels.get(i).shutdown();
        }
      }
    }

    synchronized void shutdownNow() {
      for (int i = 0; i < perStore; i++) {
        if (channels.get(i) != null) {
          channels.get(i).shutdownNow();
        }
      }
    }
  }
}
