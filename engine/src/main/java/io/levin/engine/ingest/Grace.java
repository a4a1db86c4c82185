package io.levin.engine.ingest;

import io.levin.base.Cancellation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A little more time for a request that changes the cluster, when the import is asked to stop in
 * the middle of it. A request that is cut off may be carried out nevertheless, and even behind the
 * one that takes it back.
 */
final class Grace {
  private final Duration time;

  /**
   * With this much time.
   *
   * @param time how long a request may go on, from the wish to stop
   */
  Grace(Duration time) {
    this.time = time;
  }

  /**
   * Runs a request; none is begun once the import is to stop.
   *
   * @param request gets a cancellation that comes later than the given one
   */
  void let(Consumer<Cancellation> request, Cancellation cancellation) {
    cancellation.throwIfCancelled();
    Cancellation later = new Cancellation();
    Executor end = CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS);
    try (Cancellation.Registration ignored =
        cancellation.onCancel(() -> end.execute(() -> later.cancel(cancellation.reason())))) {
      request.accept(later);
    }
  }
}
