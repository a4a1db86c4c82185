package io.levin.tikv;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.pd.MemcomparableKey;
import io.levin.pd.PdClient;
import io.levin.pd.Region;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks a range region by region, in key order, whatever the cluster does meanwhile: after a
 * failure the part that is left is looked up anew. Patience is counted from the last progress.
 */
final class RegionReads {
  private static final Logger LOG = LoggerFactory.getLogger(RegionReads.class);
  private static final int REGIONS_AT_A_TIME = 512;
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LAST_PAUSE_MILLIS = 3000;
  private static final long LOG_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Reads from one region. */
  @FunctionalInterface
  interface Step {
    /**
     * Reads some or all of a range that lies in a region.
     *
     * @return what is left of the range; null when nothing is
     */
    RawRange read(Region region, RawRange part) throws RegionFailure;
  }

  /** A part of the range and the region that was seen to hold it. */
  record Piece(Region region, RawRange range) {}

  private final PdClient pd;
  private final Duration patience;

  RegionReads(PdClient pd, Duration patience) {
    this.pd = pd;
    this.patience = patience;
  }

  /**
   * The pieces of ranges, one a region, in key order. Regions are looked up some at a time while
   * pieces are taken, so that a table of many regions takes no memory for them. Thread-safe.
   */
  final class Pieces {
    private final Deque<RawRange> ranges;
    private final Deque<Piece> found = new ArrayDeque<>();

    private Pieces(List<RawRange> ranges) {
      this.ranges = new ArrayDeque<>(ranges);
    }

    /** How many can be taken at least, up to some number. */
    synchronized int atLeast(int wanted, Cancellation cancellation) {
      while (found.size() < wanted && !ranges.isEmpty()) {
        look(cancellation);
      }
      return Math.min(found.size(), wanted);
    }

    /** Takes the next piece; null when there are no more. */
    synchronized Piece next(Cancellation cancellation) {
      return atLeast(1, cancellation) == 0 ? null : found.pop();
    }

    private void look(Cancellation cancellation) {
      RawRange range = ranges.pop();
      if (range.isEmpty()) {
        return;
      }
      byte[] end = range.end().length == 0 ? range.end() : MemcomparableKey.encode(range.end());
      List<Region> regions =
          pd.scanSome(MemcomparableKey.encode(range.start()), end, REGIONS_AT_A_TIME, cancellation);
      for (Region region : regions) {
        RawRange part = range.within(region);
        if (part != null) {
          found.add(new Piece(region, part));
        }
      }
      RawRange rest = range.behind(regions.get(regions.size() - 1));
      if (rest != null) {
        ranges.push(rest);
      }
    }
  }

  /** The pieces of ranges. */
  Pieces pieces(List<RawRange> ranges) {
    return new Pieces(ranges);
  }

  /** Reads a whole range. */
  void walk(String what, RawRange range, Cancellation cancellation, Step step) {
    Pieces pieces = pieces(List.of(range));
    Piece piece;
    while ((piece = pieces.next(cancellation)) != null) {
      walk(what, piece, cancellation, step);
    }
  }

  /** Reads a piece and whatever it turns into. */
  void walk(String what, Piece whole, Cancellation cancellation, Step step) {
    Deque<Piece> pieces = new ArrayDeque<>(List.of(whole));
    // 0 while all goes well; else when the first failure since the last progress came.
    long failingSince = 0;
    long lastLog = 0;
    long pause = FIRST_PAUSE_MILLIS;
    while (!pieces.isEmpty()) {
      cancellation.throwIfCancelled();
      Piece piece = pieces.pop();
      try {
        RawRange left = step.read(piece.region(), piece.range());
        if (left != null && !left.isEmpty()) {
          pieces.push(new Piece(piece.region(), left));
        }
        failingSince = 0;
        pause = FIRST_PAUSE_MILLIS;
      } catch (RegionFailure failure) {
        if (failure.next() == NextStep.FATAL) {
          throw failure.toImportException();
        }
        long now = System.nanoTime();
        if (failingSince == 0) {
          failingSince = now;
          lastLog = now;
        }
        if (now - failingSince >= patience.toNanos()) {
          throw new ImportException(
              ErrorCode.UNKNOWN,
              what
                  + " made no progress for "
                  + patience.toSeconds()
                  + " s: "
                  + failure.getMessage(),
              "check that all stores are up and the regions have leaders, then resume",
              failure);
        }
        if (now - lastLog >= LOG_EVERY_NANOS) {
          lastLog = now;
          LOG.warn("{} waits: {}", what, failure.getMessage());
        }
        cancellation.sleep(Math.max(pause, failure.pause().toMillis()));
        pause = Math.min(pause * 2, LAST_PAUSE_MILLIS);
        Deque<Piece> again = new ArrayDeque<>();
        Pieces parts = pieces(List.of(piece.range()));
        Piece part;
        while ((part = parts.next(cancellation)) != null) {
          again.push(part);
        }
        again.forEach(pieces::push);
      }
    }
  }
}
