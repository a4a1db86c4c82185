package io.levin.pd;

import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all regions of a range until PD's picture has neither holes nor overlaps nor unknown
 * leaders. After a split that takes some heartbeats; after a restart of PD, up to a minute.
 */
final class RegionScan {
  private static final Logger LOG = LoggerFactory.getLogger(RegionScan.class);
  private static final int PAGE = 128;
  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LAST_PAUSE_MILLIS = 2000;
  private static final long LOG_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final PdClient pd;
  private final int rounds;

  RegionScan(PdClient pd, int rounds) {
    this.pd = pd;
    this.rounds = rounds;
  }

  List<Region> scan(byte[] start, byte[] bound, int most, Cancellation cancellation) {
    int order = bound.length == 0 ? -1 : Bytes.compare(start, bound);
    if (order > 0) {
      throw new IllegalArgumentException(
          "range starts at " + Bytes.hex(start) + ", behind its end " + Bytes.hex(bound));
    }
    // PD gives no region for the empty range at a region's start.
    byte[] end = order == 0 ? Arrays.copyOf(bound, bound.length + 1) : bound;
    long pause = FIRST_PAUSE_MILLIS;
    long begun = System.nanoTime();
    long lastLog = begun;
    int before = -1;
    for (int fruitless = 0; ; ) {
      List<Region> regions = pages(start, end, most, cancellation);
      boolean cut = regions.size() >= most;
      String flaw = flaw(regions, start, cut ? regions.get(regions.size() - 1).endKey() : end);
      if (flaw == null) {
        return regions;
      }
      if (regions.size() != before) {
        before = regions.size();
        pause = FIRST_PAUSE_MILLIS;
      } else if (++fruitless >= rounds) {
        throw new ImportException(
            ErrorCode.CHECK_CLUSTER_REGION,
            "PD's regions from "
                + Bytes.hex(start)
                + " to "
                + Bytes.hex(end)
                + " stay inconsistent after "
                + rounds
                + " scans: "
                + flaw,
            "check in pd-ctl that all stores are up and the regions of this range have leaders");
      }
      if (System.nanoTime() - lastLog >= LOG_EVERY_NANOS) {
        lastLog = System.nanoTime();
        LOG.warn(
            "waiting for PD's regions since {} s: {}",
            TimeUnit.NANOSECONDS.toSeconds(lastLog - begun),
            flaw);
      }
      cancellation.sleep(pause);
      pause = Math.min(pause * 2, LAST_PAUSE_MILLIS);
    }
  }

  private List<Region> pages(byte[] start, byte[] end, int most, Cancellation cancellation) {
    List<Region> all = new ArrayList<>();
    byte[] from = start;
    while (true) {
      List<Region> page = pd.scanRegions(from, end, PAGE, cancellation);
      all.addAll(page);
      if (page.size() < PAGE || all.size() >= most) {
        return all;
      }
      byte[] reached = page.get(page.size() - 1).endKey();
      if (reached.length == 0 || end.length > 0 && Bytes.compare(reached, end) >= 0) {
        return all;
      }
      if (Bytes.compare(reached, from) <= 0) {
        // PD's picture goes in a circle; the check finds the overlap.
        return all;
      }
      from = reached;
    }
  }

  /** What is wrong with a picture, or null. */
  static String flaw(List<Region> regions, byte[] start, byte[] end) {
    if (regions.isEmpty()) {
      return "no region";
    }
    Region first = regions.get(0);
    if (Bytes.compare(first.startKey(), start) > 0) {
      return "the first, " + first + ", starts behind the range";
    }
    Region last = regions.get(regions.size() - 1);
    if (last.endKey().length > 0 && (end.length == 0 || Bytes.compare(last.endKey(), end) < 0)) {
      return "the last, " + last + ", ends before the range";
    }
    for (int i = 0; i < regions.size(); i++) {
      Region region = regions.get(i);
      if (region.leader() == null) {
        return region.toString();
      }
      if (i > 0 && Bytes.compare(regions.get(i - 1).endKey(), region.startKey()) != 0) {
        return regions.get(i - 1) + " does not end where " + region + " starts";
      }
    }
    return null;
  }
}
