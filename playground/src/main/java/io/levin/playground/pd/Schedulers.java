package io.levin.playground.pd;

import io.levin.base.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * PD's schedulers and their pauses. A pause lives in the memory of the leader: it ends after its
 * delay, and at once when the leader changes. Thread-safe.
 */
public final class Schedulers {
  private static final long YEAR_10000 = 253_402_300_800L;

  private final Clock clock;
  private final Map<String, Pause> pauses = new LinkedHashMap<>();
  private final List<String> names = new ArrayList<>();

  /**
   * A pause of a scheduler.
   *
   * @param name full name
   * @param pausedAt seconds since 1970
   * @param resumeAt seconds since 1970
   */
  public record Pause(String name, long pausedAt, long resumeAt) {
    /** True for an end beyond the year 9999, which PD cannot write. */
    boolean unspeakable() {
      return resumeAt >= YEAR_10000;
    }
  }

  Schedulers(Clock clock, Members members, List<String> names) {
    this.clock = clock;
    this.names.addAll(names);
    members.onLeaderChange(this::forget);
  }

  /** All schedulers, paused ones included. */
  public synchronized List<String> names() {
    return List.copyOf(names);
  }

  /** The pauses in force. */
  public synchronized List<Pause> paused() {
    long now = clock.millis() / 1000;
    pauses.values().removeIf(pause -> pause.resumeAt() <= now);
    return List.copyOf(pauses.values());
  }

  /**
   * Pauses a scheduler, or all of them.
   *
   * @param seconds 0 ends a pause
   * @return false when there is no such scheduler
   */
  synchronized boolean pause(String name, long seconds) {
    if (!name.equals("all") && !names.contains(name)) {
      return false;
    }
    long now = clock.millis() / 1000;
    for (String each : name.equals("all") ? names : List.of(name)) {
      if (seconds <= 0) {
        pauses.remove(each);
      } else {
        // As in PD the sum may wrap around, and then the pause is over at once.
        pauses.put(each, new Pause(each, now, now + seconds));
      }
    }
    return true;
  }

  /** Adds a scheduler, as an administrator does. */
  public synchronized void add(String name) {
    if (!names.contains(name)) {
      names.add(name);
    }
  }

  /** Removes a scheduler, as an administrator does. */
  public synchronized void remove(String name) {
    names.remove(name);
    pauses.remove(name);
  }

  private synchronized void forget() {
    pauses.clear();
  }
}
