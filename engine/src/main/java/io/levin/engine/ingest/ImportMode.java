package io.levin.engine.ingest;

import io.levin.base.Cancellation;
import io.levin.pd.PdClient;
import io.levin.pd.Store;
import io.levin.tikv.SendPermit;
import io.levin.tikv.TikvClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps all TiKV stores in import mode while it is open: said at once and again every {@code
 * cron.switch-mode}, since a store falls back by itself after about ten minutes. Closing puts all
 * stores back to normal mode, also when the import was cancelled, unless others need it.
 */
public final class ImportMode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImportMode.class);

  private final PdClient pd;
  private final TikvClient tikv;
  private final TikvClient sender;
  private final boolean active;
  private final BooleanSupplier putBack;
  private final SendPermit permit;
  private final ScheduledFuture<?> ticks;

  /** Ends the switch that is under way, if any. */
  private volatile Cancellation asking = new Cancellation();

  private volatile boolean closing;

  // Guarded by this, so that a switch under way cannot end behind the one that puts back.
  private boolean closed;
  private List<Store> known = List.of();

  /**
   * Switches all stores, unless the interval is not positive.
   *
   * @param tikv puts back, which is for the last to do, who needs no permit
   * @param sender asks for the permit before anything is sent to TiKV
   * @param interval how often the switch is said again
   * @param putBack asked when this is closed: false when somebody else still needs the mode
   * @param permit the same: what is not permitted now is not waited for
   */
  public ImportMode(
      PdClient pd,
      TikvClient tikv,
      TikvClient sender,
      Duration interval,
      ScheduledExecutorService timer,
      BooleanSupplier putBack,
      SendPermit permit) {
    this.pd = pd;
    this.permit = permit;
    this.putBack = putBack;
    this.tikv = tikv;
    this.sender = sender;
    this.active = interval.toMillis() > 0;
    if (active) {
      switchAll(true);
      ticks =
          timer.scheduleWithFixedDelay(
              this::tick, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      ticks = null;
    }
  }

  @Override
  public void close() {
    if (active) {
      ticks.cancel(false);
      closing = true;
      if (!permit.now()) {
        // What is under way has not been sent, and would wait for the permit.
        asking.cancel(new CancellationException("import mode ends"));
      }
      end();
    }
  }

  private synchronized void end() {
    if (!closed) {
      closed = true;
      if (putBack.getAsBoolean()) {
        switchAll(false);
      } else {
        LOG.info("other instances are not finished: TiKV stays in import mode");
      }
    }
  }

  private synchronized void tick() {
    if (!closed && permit.now()) {
      switchAll(true);
    }
  }

  private void switchAll(boolean importMode) {
    LOG.atInfo().addKeyValue("mode", word(importMode)).log("switch tikv mode");
    // A cancellation of its own: the stores must be put back when the import was cancelled.
    Cancellation own = new Cancellation();
    if (importMode) {
      asking = own;
      if (closing) {
        return;
      }
    }
    try {
      // At the end the stores of the last switch are asked at once: PD may be away by then.
      known = importMode || known.isEmpty() ? pd.stores(own) : known;
      // All at a time: a few that do not answer must not keep the others from being renewed.
      TikvClient by = importMode ? sender : tikv;
      AllStores.ask(known, store -> by.switchMode(store.id(), importMode, own))
          .forEach((store, failure) -> notSwitched(store, importMode, failure));
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("switch tikv mode failed: PD does not tell the stores");
    }
  }

  private static void notSwitched(Store store, boolean importMode, RuntimeException failure) {
    LOG.atWarn()
        .addKeyValue("store", store.address())
        .addKeyValue("mode", word(importMode))
        .setCause(failure)
        .log("switch tikv mode failed on one store; it falls back by itself in ten minutes");
  }

  private static String word(boolean importMode) {
    return importMode ? "Import" : "Normal";
  }
}
