package io.levin.engine;

import io.levin.base.Cancellation;
import io.levin.config.Config;
import io.levin.engine.coordinate.Coordination;
import io.levin.engine.coordinate.PdSettings;
import io.levin.engine.ingest.GlobalPause;
import io.levin.engine.ingest.ImportMode;
import io.levin.engine.target.TargetCluster;
import io.levin.pd.PdHttp;
import io.levin.pd.ServerVersion;
import io.levin.tikv.SendPermit;
import io.levin.tikv.TikvClient;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * The cluster while data is sent to it: its stores are in import mode, and PD leaves its regions
 * alone, as version and configuration want it.
 */
final class QuietCluster {
  private static final ServerVersion RANGE_PAUSE_SINCE = ServerVersion.of(6, 1, 0);

  private final Config config;
  private final TargetCluster target;
  private final ScheduledExecutorService timer;
  private final TikvClient sender;
  private final SendPermit permit;
  private final Cancellation cancellation;
  private final boolean pausesRanges;

  /**
   * Asks PD for its version; changes nothing.
   *
   * @param sender asks for the permit before anything is sent to TiKV
   * @param timer says again what holds for some time only
   * @param permit the same that it asks for
   */
  QuietCluster(
      Config config,
      TargetCluster target,
      TikvClient sender,
      ScheduledExecutorService timer,
      SendPermit permit,
      Cancellation cancellation) {
    this.config = config;
    this.target = target;
    this.timer = timer;
    this.sender = sender;
    this.permit = permit;
    this.cancellation = cancellation;
    boolean supported = target.pd().http().version(cancellation).compareTo(RANGE_PAUSE_SINCE) >= 0;
    this.pausesRanges = supported && config.tikvImporter().pausePdSchedulerScope().equals("table");
  }

  /** Whether scheduling is paused for the keys of each engine, and not as a whole. */
  boolean pausesRanges() {
    return pausesRanges;
  }

  /**
   * Does the work that sends data. Stores and PD are put back as soon as it has ended, however it
   * ends, unless other instances are not so far.
   *
   * @param allWell asked when the work has ended without a failure of its own
   */
  void during(Runnable work, BooleanSupplier allWell, Coordination coordination) {
    AtomicBoolean finished = new AtomicBoolean();
    PutBack putBack = new PutBack(() -> coordination.end(finished.get()));
    try (PutBack ending = putBack;
        ImportMode mode =
            new ImportMode(
                target.pd(),
                target.tikv(),
                sender,
                config.cron().switchMode(),
                timer,
                ending::asked,
                permit);
        GlobalPause pause = pausesRanges ? null : pause(coordination, ending)) {
      work.run();
      finished.set(allWell.getAsBoolean());
    }
  }

  private GlobalPause pause(Coordination coordination, PutBack putBack) {
    PdHttp pd = target.pd().http();
    AtomicReference<PdSettings> paused = new AtomicReference<>();
    PdSettings settings;
    try {
      settings =
          coordination.pdSettings(
              () -> {
                // Asked again after a conflict: what is found then is what was paused here.
                if (paused.get() == null) {
                  paused.set(GlobalPause.found(pd, stores(), cancellation));
                  GlobalPause.pause(pd, paused.get(), cancellation);
                }
                return paused.get();
              });
    } catch (RuntimeException e) {
      if (paused.get() != null) {
        GlobalPause.resume(pd, paused.get());
      }
      throw e;
    }
    return new GlobalPause(pd, settings, timer, cancellation, putBack::asked);
  }

  private int stores() {
    return (int)
        target.pd().stores(cancellation).stream().filter(store -> !store.isTiFlash()).count();
  }
}
