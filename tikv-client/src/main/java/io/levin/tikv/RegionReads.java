package io.levin.tikv;

import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.pd.MemcomparableKey;
import io.levin.pd.PdClient;
import io.levin.pd.Region;
import io.levin.pd.RegionsAhead;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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

  /** Reads from one region, as {@link Step}, but of several ranges. */
  @FunctionalInterface
  interface RangesStep {
    /** Reads all of the ranges, which lie in the region and are in order. */
    void read(Region region, List<RawRange> parts) throws RegionFailure;
  }

  /** Parts of ranges, in order, and the region that was seen to hold them. */
  record Piece(Region region, List<RawRange> ranges) {}

  /** Ranges that are asked for in one request. */
  private static final int RANGES_AT_A_TIME = 512;

  private final PdClient pd;
  private final RegionsAhead ahead;
  private final Duration patience;

  /**
   * @param ahead may know the regions of ranges that are to be read
   */
  RegionReads(PdClient pd, RegionsAhead ahead, Duration patience) {
    this.pd = pd;
    this.ahead = ahead;
    this.patience = patience;
  }

  /**
   * The pieces of ranges, one a region, in key order; one of many ranges is several. Regions are
   * looked up some at a time while pieces are taken, so that a table of many regions takes no
   * memory for them. Thread-safe.
   */
  final class Pieces {
    private final Deque<RawRange> ranges;
    private final Deque<Piece> found = new ArrayDeque<>();
    private final boolean anew;

    private Pieces(List<RawRange> ranges, boolean anew) {
      this.anew = anew;
      List<RawRange> inOrder = new ArrayList<>(ranges);
      inOrder.removeIf(RawRange::isEmpty);
      inOrder.sort((a, b) -> Bytes.compare(a.start(), b.start()));
      this.ranges = new ArrayDeque<>(inOrder);
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
      List<Region> regions = regions(range, cancellation);
      for (Region region : regions) {
        RawRange part = range.within(region);
        if (part != null) {
          found.add(new Piece(region, new ArrayList<>(List.of(part))));
        }
      }
      Region last = regions.get(regions.size() - 1);
      RawRange rest = range.behind(last);
      if (rest != null) {
        ranges.push(rest);
      } else if (!found.isEmpty() && found.getLast().region() == last) {
        addWhatFollows(found.getLast());
      }
    }

    /** Adds the next ranges as far as they lie in the same region. */
    private void addWhatFollows(Piece piece) {
      while (!ranges.isEmpty() && piece.ranges().size() < RANGES_AT_A_TIME) {
        RawRange part = ranges.peek().within(piece.region());
        if (part == null) {
          return;
        }
        piece.ranges().add(part);
        RawRange rest = ranges.pop().behind(piece.region());
        if (rest != null) {
          ranges.push(rest);
          return;
        }
      }
    }

    private List<Region> regions(RawRange range, Cancellation cancellation) {
      byte[] start = MemcomparableKey.encode(range.start());
      if (range.end().length == 0) {
        return pd.scanSome(start, range.end(), REGIONS_AT_A_TIME, cancellation);
      }
      byte[] end = MemcomparableKey.encode(range.end());
      if (!anew) {
        Optional<Region> only = ahead.holding(start, end, cancellation);
        if (only.isPresent()) {
          return List.of(only.get());
        }
      }
      return pd.scanSome(start, end, REGIONS_AT_A_TIME, cancellation);
    }
  }

  /** The pieces of ranges, which are apart from each other. */
  Pieces pieces(List<RawRange> ranges) {
    return new Pieces(ranges, false);
  }

  /**
   * Reads a whole range.
   *
   * @param what names the work in messages; made only when there is one
   */
  void walk(Supplier<String> what, RawRange range, Cancellation cancellation, Step step) {
    Pieces pieces = new Pieces(List.of(range), true);
    Piece piece;
    while ((piece = pieces.next(cancellation)) != null) {
      walk(
          what,
          piece,
          cancellation,
          (region, parts) -> {
            RawRange left = step.read(region, parts.get(0));
            return left == null || left.isEmpty() ? List.of() : List.of(left);
          });
    }
  }

  /** Reads a piece of several ranges and whatever it turns into. */
  void walkAll(Supplier<String> what, Piece whole, Cancellation cancellation, RangesStep step) {
    walk(
        what,
        whole,
        cancellation,
        (region, parts) -> {
          step.read(region, parts);
          return List.of();
        });
  }

  @FunctionalInterface
  private interface Reading {
    /** Returns what is left of the ranges. */
    List<RawRange> read(Region region, List<RawRange> parts) throws RegionFailure;
  }

  private void walk(
      Supplier<String> what, Piece whole, Cancellation cancellation, Reading reading) {
    Deque<Piece> pieces = new ArrayDeque<>(List.of(whole));
    // 0 while all goes well; else when the first failure since the last progress came.
    long failingSince = 0;
    long lastLog = 0;
    long pause = FIRST_PAUSE_MILLIS;
    while (!pieces.isEmpty()) {
      cancellation.throwIfCancelled();
      Piece piece = pieces.pop();
      try {
        List<RawRange> left = reading.read(piece.region(), piece.ranges());
        if (!left.isEmpty()) {
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
              what.get()
                  + " made no progress for "
                  + patience.toSeconds()
                  + " s: "
                  + failure.getMessage(),
              "check that all stores are up and the regions have leaders, then resume",
              failure);
        }
        if (now - lastLog >= LOG_EVERY_NANOS) {
          lastLog = now;
          LOG.warn("{} waits: {}", what.get(), failure.getMessage());
        }
        cancellation.sleep(Math.max(pause, failure.pause().toMillis()));
        pause = Math.min(pause * 2, LAST_PAUSE_MILLIS);
        Deque<Piece> again = new ArrayDeque<>();
        Pieces parts = new Pieces(piece.ranges(), true);
        Piece part;
        while ((part = parts.next(cancellation)) != null) {
          again.push(part);
        }
        again.forEach(pieces::push);
      }
    }
  }
}
