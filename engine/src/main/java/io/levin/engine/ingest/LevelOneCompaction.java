package io.levin.engine.ingest;

import io.levin.base.Cancellation;
import io.levin.engine.log.Task;
import io.levin.pd.PdClient;
import io.levin.pd.Store;
import io.levin.tikv.TikvClient;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code post-restore.level-1-compact}: after an engine is in, every store is asked to compact into
 * its level 1, in the background and one round at a time; an engine that ends during a round asks
 * for none. A failure is only told. Thread-safe.
 */
public final class LevelOneCompaction {
  private static final Logger LOG = LoggerFactory.getLogger(LevelOneCompaction.class);
  private static final int LEVEL = 1;

  private final boolean wanted;
  private final PdClient pd;
  private final TikvClient tikv;
  private final Cancellation cancellation;
  private final AtomicReference<CountDownLatch> round = new AtomicReference<>();

  /**
   * @param wanted false to never ask
   */
  public LevelOneCompaction(
      boolean wanted, PdClient pd, TikvClient tikv, Cancellation cancellation) {
    this.wanted = wanted;
    this.pd = pd;
    this.tikv = tikv;
    this.cancellation = cancellation;
  }

  /** An engine is in the cluster. */
  public void engineImported() {
    CountDownLatch ended = new CountDownLatch(1);
    if (!wanted || !round.compareAndSet(null, ended)) {
      return;
    }
    Thread thread =
        new Thread(
            () -> {
              try {
                compact();
              } finally {
                round.set(null);
                ended.countDown();
              }
            },
            "level-1-compact");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits for the end of a round that is under way. */
  public void awaitEnd() {
    CountDownLatch running = round.get();
    while (running != null && running.getCount() > 0) {
      cancellation.sleep(100);
    }
  }

  private static void notCompacted(Store store, RuntimeException failure) {
    LOG.atWarn()
        .addKeyValue("store", store.address())
        .setCause(failure)
        .log("compact of level 1 failed on one store, which does no harm to the import");
  }

  private void compact() {
    Task task = Task.start(LOG, "level 1 compaction");
    try {
      Map<Store, RuntimeException> failures =
          AllStores.ask(
              pd.stores(cancellation), store -> tikv.compact(store.id(), LEVEL, cancellation));
      cancellation.throwIfCancelled();
      failures.forEach(LevelOneCompaction::notCompacted);
      task.completed();
    } catch (CancellationException e) {
      LOG.debug("level 1 compaction canceled");
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("compact of level 1 failed, which does no harm to the import");
    }
  }
}
