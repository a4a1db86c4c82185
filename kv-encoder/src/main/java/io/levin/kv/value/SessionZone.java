package io.levin.kv.value;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;

/**
 * The rules of a session's time zone as arrays, so that a conversion allocates nothing, and with
 * Go's rule for local times, which decides what TiDB stores: the offset is {@code offset(L -
 * offset(L))} for a wall time L read as if it were UTC. The JDK picks other offsets in gaps and
 * overlaps. Immutable.
 */
public final class SessionZone {
  /** Coordinated universal time. */
  public static final SessionZone UTC = new SessionZone(ZoneOffset.UTC);

  /**
   * From this instant on (2100-01-01) every zone has recurring rules only, and these repeat with
   * the calendar: one cycle of it stands for all later ones.
   */
  private static final long CYCLE_START = 4102444800L;

  /** Seconds of 400 years, after which dates fall on the same days of the week. */
  private static final long CYCLE = 146097L * 86400;

  private static final int LAST_YEAR = 2501;

  private final ZoneId id;

  /** Seconds since 1970 at which a period begins; the first begins at the start of time. */
  private final long[] starts;

  private final int[] offsets;

  /** Takes the zone's rules. */
  public SessionZone(ZoneId id) {
    this.id = id;
    ZoneRules rules = id.getRules();
    if (rules.isFixedOffset()) {
      starts = new long[] {Long.MIN_VALUE};
      offsets = new int[] {rules.getOffset(Instant.EPOCH).getTotalSeconds()};
      return;
    }
    long[] times = new long[64];
    int[] totals = new int[64];
    times[0] = Long.MIN_VALUE;
    totals[0] = rules.getOffset(LocalDateTime.of(1, 1, 1, 0, 0)).getTotalSeconds();
    int count = 1;
    ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochSecond(-62167219200L));
    while (next != null && next.getDateTimeBefore().getYear() <= LAST_YEAR) {
      if (count == times.length) {
        times = Arrays.copyOf(times, count * 2);
        totals = Arrays.copyOf(totals, count * 2);
      }
      times[count] = next.toEpochSecond();
      totals[count++] = next.getOffsetAfter().getTotalSeconds();
      next = rules.nextTransition(next.getInstant());
    }
    starts = Arrays.copyOf(times, count);
    offsets = Arrays.copyOf(totals, count);
  }

  /** The JDK's zone. */
  public ZoneId id() {
    return id;
  }

  /** Seconds east of Greenwich at an instant. */
  public int offsetAt(long epochSecond) {
    return offsets.length == 1 ? offsets[0] : offsets[period(reduced(epochSecond))];
  }

  /** The instant that TiDB takes a wall time for, whether that wall time exists or not. */
  public long instantOf(long wallSeconds) {
    if (offsets.length == 1) {
      return wallSeconds - offsets[0];
    }
    int guess = offsetAt(wallSeconds);
    return wallSeconds - offsetAt(wallSeconds - guess);
  }

  /**
   * The instant of a wall time; that of one that a clock leaves out is the moment of its change.
   */
  public long instantOrChange(long wallSeconds) {
    long instant = instantOf(wallSeconds);
    if (wallOf(instant) == wallSeconds) {
      return instant;
    }
    LocalDateTime local = LocalDateTime.ofEpochSecond(wallSeconds, 0, ZoneOffset.UTC);
    ZoneOffsetTransition gap = id.getRules().getTransition(local);
    return gap == null ? instant : gap.toEpochSecond();
  }

  /** The wall time of an instant, in seconds since 1970 as if it were UTC. */
  public long wallOf(long epochSecond) {
    return epochSecond + offsetAt(epochSecond);
  }

  /** Seconds from an instant to the nearest change of the offset; huge where there is none. */
  public long distanceToTransition(long epochSecond) {
    if (offsets.length == 1) {
      return Long.MAX_VALUE;
    }
    long time = reduced(epochSecond);
    int p = period(time);
    long before = p == 0 ? Long.MAX_VALUE : time - starts[p];
    long after = p + 1 == starts.length ? Long.MAX_VALUE : starts[p + 1] - time;
    return Math.min(before, after);
  }

  /** The zone as its {@link ZoneId} prints. */
  @Override
  public String toString() {
    return id.toString();
  }

  /** The instant of the first cycle that has the same date but for the year. */
  private static long reduced(long epochSecond) {
    return epochSecond < CYCLE_START + CYCLE
        ? epochSecond
        : CYCLE_START + (epochSecond - CYCLE_START) % CYCLE;
  }

  private int period(long epochSecond) {
    int low = 0;
    int high = starts.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= epochSecond) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
