package io.levin.engine.ingest;

import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.pd.MemcomparableKey;
import io.levin.pd.Operator;
import io.levin.pd.PdClient;
import io.levin.pd.Region;
import io.levin.tikv.NextStep;
import io.levin.tikv.RegionFailure;
import io.levin.tikv.SendPermit;
import io.levin.tikv.TikvClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts regions at the borders of an engine's ranges and spreads them over the stores, so that all
 * stores take part in the import. It is an optimization: when it does not succeed in time the
 * import goes on with less balance, and the region jobs stay right in any case.
 */
final class SplitAndScatter {
  private static final Logger LOG = LoggerFactory.getLogger(SplitAndScatter.class);
  private static final int SPLIT_ROUNDS = 150;
  private static final long MAX_ROUND_PAUSE_MILLIS = 4_000;
  private static final long MAX_CHECK_PAUSE_MILLIS = 2_000;

  private final PdClient pd;
  private final TikvClient tikv;
  private final EngineLimits limits;
  private final Workers workers;
  private final SendPermit permit;
  private final Cancellation cancellation;

  SplitAndScatter(
      PdClient pd,
      TikvClient tikv,
      EngineLimits limits,
      Workers workers,
      SendPermit permit,
      Cancellation cancellation) {
    this.pd = pd;
    this.tikv = tikv;
    this.limits = limits;
    this.workers = workers;
    this.permit = permit;
    this.cancellation = cancellation;
  }

  /**
   * Splits at the given raw keys.
   *
   * @param keys strictly ascending
   */
  void run(List<byte[]> keys) {
    List<byte[]> pending = keys;
    List<Region> fresh = new ArrayList<>();
    long pause = 50;
    for (int round = 0; !pending.isEmpty() && round < SPLIT_ROUNDS; round++) {
      cancellation.throwIfCancelled();
      if (round > 0) {
        cancellation.sleep(pause);
        pause = Math.min(pause * 2, MAX_ROUND_PAUSE_MILLIS);
      }
      pending = splitRound(pending, fresh);
    }
    if (!pending.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("keys", pending.size())
          .log("some regions could not be split; the import goes on with fewer regions");
    }
    if (!fresh.isEmpty()) {
      try {
        awaitKnown(fresh);
        scatter(fresh);
      } catch (CancellationException e) {
        throw e;
      } catch (RuntimeException e) {
        LOG.atWarn()
            .addKeyValue("regions", fresh.size())
            .setCause(e)
            .log("scattering regions failed; the import goes on with less balance");
      }
    }
  }

  private List<byte[]> splitRound(List<byte[]> keys, List<Region> fresh) {
    List<byte[]> failed = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += limits.splitBatch()) {
      List<byte[]> batch = keys.subList(from, Math.min(keys.size(), from + limits.splitBatch()));
      byte[] start = MemcomparableKey.encode(batch.get(0));
      byte[] end = MemcomparableKey.encode(KeyRange.next(batch.get(batch.size() - 1)));
      Map<Region, List<byte[]>> byRegion = assign(batch, pd.scanAll(start, end, cancellation));
      List<Runnable> tasks = new ArrayList<>();
      byRegion.forEach(
          (region, regionKeys) ->
              tasks.add(
                  () -> {
                    List<Region> made = new ArrayList<>();
                    List<byte[]> left = splitRegion(region, regionKeys, made);
                    synchronized (fresh) {
                      fresh.addAll(made);
                      failed.addAll(left);
                    }
                  }));
      workers.runAll(tasks, limits.splitConcurrency());
    }
    failed.sort(Bytes::compare);
    return failed;
  }

  /** Which keys lie strictly inside which region; a key on a border needs no split. */
  private static Map<Region, List<byte[]>> assign(List<byte[]> keys, List<Region> regions) {
    Map<Region, List<byte[]>> result = new LinkedHashMap<>();
    int at = 0;
    for (byte[] key : keys) {
      byte[] encoded = MemcomparableKey.encode(key);
      while (at < regions.size()
          && regions.get(at).endKey().length > 0
          && Bytes.compare(encoded, regions.get(at).endKey()) >= 0) {
        at++;
      }
      if (at < regions.size() && Bytes.compare(encoded, regions.get(at).startKey()) > 0) {
        result.computeIfAbsent(regions.get(at), r -> new ArrayList<>()).add(key);
      }
    }
    return result;
  }

  /**
   * Splits one region.
   *
   * @return the keys at which that failed
   */
  private List<byte[]> splitRegion(Region origin, List<byte[]> keys, List<Region> made) {
    permit.await(cancellation);
    try {
      for (Region part : tikv.split(origin, keys, cancellation)) {
        if (part.id() != origin.id()) {
          made.add(part);
        }
      }
      return List.of();
    } catch (RegionFailure e) {
      if (e.next() == NextStep.FATAL) {
        throw e.toImportException();
      }
      LOG.atDebug()
          .addKeyValue("region", origin.id())
          .addKeyValue("keys", keys.size())
          .setCause(e)
          .log("split failed, will look at the regions again");
      return keys;
    }
  }

  private void awaitKnown(List<Region> regions) {
    List<Region> waiting = new ArrayList<>(regions);
    poll(
        "waiting for new regions",
        waiting,
        region ->
            pd.regionById(region.id(), cancellation)
                .filter(r -> r.pendingPeers().isEmpty())
                .isPresent());
  }

  private void scatter(List<Region> regions) {
    List<Long> ids = regions.stream().map(Region::id).toList();
    Set<Long> left = Set.copyOf(pd.scatter(ids, limits.maxReplicas(), cancellation));
    if (!left.isEmpty()) {
      LOG.atInfo().addKeyValue("regions", left.size()).log("some regions were not scattered");
    }
    List<Region> moving = new ArrayList<>(regions);
    moving.removeIf(region -> left.contains(region.id()));
    poll("waiting for scattering regions", moving, this::isScattered);
  }

  private boolean isScattered(Region region) {
    Operator operator = pd.operator(region.id(), cancellation).orElse(null);
    if (operator == null || !operator.isScatter()) {
      return true;
    }
    switch (operator.status()) {
      case SUCCESS -> {
        return true;
      }
      case TIMEOUT, CANCEL, REPLACE ->
          pd.scatter(List.of(region.id()), limits.maxReplicas(), cancellation);
      default -> {}
    }
    return false;
  }

  /** Asks again until all are done or nothing has changed for many rounds. */
  private void poll(String what, List<Region> waiting, RegionTest done) {
    long pause = 10;
    long started = System.nanoTime();
    int all = waiting.size();
    int fruitless = 0;
    while (true) {
      int before = waiting.size();
      waiting.removeIf(
          region -> {
            cancellation.throwIfCancelled();
            return done.test(region);
          });
      if (waiting.isEmpty()) {
        LOG.atInfo()
            .addKeyValue("regions", all)
            .addKeyValue("millis", (System.nanoTime() - started) / 1_000_000)
            .log(what + " done");
        return;
      }
      fruitless = waiting.size() < before ? 0 : fruitless + 1;
      if (fruitless > limits.checkBackoffLimit()) {
        LOG.atWarn()
            .addKeyValue("regions", waiting.size())
            .log(what + " took too long; the import goes on with less balance");
        return;
      }
      cancellation.sleep(pause);
      pause = Math.min(pause * 2, MAX_CHECK_PAUSE_MILLIS);
    }
  }

  @FunctionalInterface
  private interface RegionTest {
    boolean test(Region region);
  }
}
