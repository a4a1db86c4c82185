package io.levin.engine.ingest;

import io.levin.base.Cancellation;
import io.levin.engine.coordinate.PdSettings;
import io.levin.pd.PdHttp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps PD from moving any region while it is open, for clusters that cannot pause a key range
 * (before 6.1) or when {@code pause-pd-scheduler-scope = "global"}: schedulers are paused and
 * limits overridden, both with a time to live that is renewed, so that a killed process leaves
 * nothing behind for longer than five minutes. Instances of one import share a pause: the first
 * keeps what it found in the metadata, and whoever is the last puts it back.
 */
public final class GlobalPause implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GlobalPause.class);
  private static final Duration TTL = Duration.ofMinutes(5);
  private static final Duration RENEWAL = Duration.ofSeconds(100);
  private static final Duration CLEANUP = Duration.ofSeconds(10);
  private static final long MAX_SNAPSHOTS = 40;
  private static final Set<String> SCHEDULERS =
      Set.of(
          "balance-leader-scheduler",
          "balance-hot-region-scheduler",
          "balance-region-scheduler",
          "shuffle-leader-scheduler",
          "shuffle-region-scheduler",
          "shuffle-hot-region-scheduler",
          "evict-slow-store-scheduler");
  private static final List<String> LIMITS =
      List.of("leader-schedule-limit", "region-schedule-limit", "max-snapshot-count");

  private final PdHttp pd;
  private final PdSettings settings;
  private final BooleanSupplier putBack;
  private final ScheduledFuture<?> renewal;

  // Guarded by this, so that a renewal under way cannot pause again.
  private boolean closed;

  /**
   * Pauses.
   *
   * @param settings what is paused and how, as {@link #found} or another instance found it
   * @param putBack asked when this is closed: false when somebody else still needs the pause
   */
  public GlobalPause(
      PdHttp pd,
      PdSettings settings,
      ScheduledExecutorService timer,
      Cancellation cancellation,
      BooleanSupplier putBack) {
    this.pd = pd;
    this.settings = settings;
    this.putBack = putBack;
    try {
      new Grace(CLEANUP).let(later -> pause(pd, settings, later), cancellation);
    } catch (RuntimeException e) {
      resume(pd, settings);
      throw e;
    }
    LOG.atInfo()
        .addKeyValue("name", settings.paused().schedulers())
        .log("pause scheduler successful at beginning");
    LOG.atInfo()
        .addKeyValue("cfg", settings.paused().config())
        .log("pause configs successful at beginning");
    renewal =
        timer.scheduleAtFixedRate(
            this::renew, RENEWAL.toSeconds(), RENEWAL.toSeconds(), TimeUnit.SECONDS);
  }

  /**
   * What there is to pause, and how it is before that.
   *
   * @param stores how many TiKV stores there are; limits grow with them
   */
  public static PdSettings found(PdHttp pd, int stores, Cancellation cancellation) {
    List<String> schedulers = new ArrayList<>();
    for (String name : pd.schedulers(cancellation)) {
      if (SCHEDULERS.contains(name)) {
        schedulers.add(name);
      }
    }
    Map<String, Object> config = pd.scheduleConfig(cancellation);
    Map<String, Object> overrides = overrides(config, stores);
    Map<String, Object> before = new LinkedHashMap<>();
    overrides.keySet().forEach(key -> before.put(key, config.get(key)));
    return new PdSettings(
        new PdSettings.Part(schedulers, overrides), new PdSettings.Part(schedulers, before));
  }

  @Override
  public synchronized void close() {
    closed = true;
    renewal.cancel(false);
    if (putBack.getAsBoolean()) {
      LOG.info("add back PD leader&region schedulers");
      resume(pd, settings);
    } else {
      LOG.info("other instances are not finished: PD's schedulers stay paused");
    }
  }

  private static Map<String, Object> overrides(Map<String, Object> config, int stores) {
    Map<String, Object> result = new LinkedHashMap<>();
    if (config.containsKey("merge-schedule-limit")) {
      result.put("merge-schedule-limit", 0);
    }
    for (String limit : LIMITS) {
      if (config.get(limit) instanceof Number value) {
        result.put(limit, Math.min(MAX_SNAPSHOTS, value.longValue() * stores));
      }
    }
    if (config.containsKey("enable-location-replacement")) {
      result.put("enable-location-replacement", "false");
    }
    if (config.containsKey("max-pending-peer-count")) {
      result.put("max-pending-peer-count", Integer.MAX_VALUE);
    }
    return result;
  }

  /** Pauses for the time to live. */
  public static void pause(PdHttp http, PdSettings settings, Cancellation cancellation) {
    for (String name : settings.paused().schedulers()) {
      http.pauseScheduler(name, TTL, cancellation);
    }
    http.overrideSchedule(settings.paused().config(), TTL, cancellation);
  }

  private synchronized void renew() {
    if (closed) {
      return;
    }
    try {
      pause(pd.withPatience(CLEANUP), settings, new Cancellation());
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("cannot renew the pause of PD's schedulers");
    }
  }

  /** Puts back what can be put back; the rest ends by itself. */
  public static void resume(PdHttp pd, PdSettings settings) {
    PdHttp patient = pd.withPatience(CLEANUP);
    for (String name : settings.restore().schedulers()) {
      try {
        patient.resumeScheduler(name, new Cancellation());
      } catch (RuntimeException e) {
        LOG.atWarn()
            .addKeyValue("name", name)
            .setCause(e)
            .log("cannot resume a scheduler; it resumes by itself within five minutes");
      }
    }
    try {
      patient.endOverride(settings.restore().config().keySet(), new Cancellation());
    } catch (RuntimeException e) {
      LOG.atWarn()
          .setCause(e)
          .log("cannot put PD's limits back; they come back by themselves within five minutes");
    }
  }
}
