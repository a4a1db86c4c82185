package io.levin.engine.status;

import io.levin.base.Cancellation;
import io.levin.config.Config;
import io.levin.config.ConfigJson;
import io.levin.engine.progress.Pause;
import io.levin.engine.progress.Progress;
import io.levin.storage.StorageLocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/**
 * The tasks of a process: the one at work, those that wait for it in order, and the progress of the
 * last one. Thread-safe.
 */
public final class Tasks {
  private static final long POLL_MILLIS = 50;

  /** A pause outlives a task. */
  private final Pause pause = new Pause();

  // Guarded by this.
  private final List<Waiting> queue = new ArrayList<>();
  private Running current;
  private Progress last;
  private long lastId;

  private record Waiting(long id, Config config) {}

  /**
   * The task at work.
   *
   * @param id names the task in requests
   * @param cancellation ends this task only
   */
  public record Running(long id, Config config, Progress progress, Cancellation cancellation) {}

  /**
   * Puts a task behind those that wait.
   *
   * @return its id: nanoseconds since 1970, larger than that of any task before
   */
  synchronized long add(Config config) {
    Instant now = Instant.now();
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    lastId = Math.max(lastId + 1, nanos);
    queue.add(new Waiting(lastId, config));
    return lastId;
  }

  /** Begins a task of the command line. */
  public Running begin(long id, Config config, Cancellation cancellation) {
    return begin(id, config, cancellation, new Progress(pause, false));
  }

  private synchronized Running begin(
      long id, Config config, Cancellation cancellation, Progress progress) {
    current = new Running(id, config, progress, cancellation);
    last = current.progress();
    return current;
  }

  /**
   * Begins the task that has waited longest; waits for one.
   *
   * @throws CancellationException when asked to stop
   */
  public Running take(Cancellation stop) {
    while (true) {
      synchronized (this) {
        stop.throwIfCancelled();
        if (!queue.isEmpty()) {
          Waiting first = queue.remove(0);
          return begin(first.id(), first.config(), new Cancellation(), new Progress(pause, true));
        }
      }
      stop.sleep(POLL_MILLIS);
    }
  }

  /**
   * The task at work is over.
   *
   * @param failure what it failed with; null where it did not
   */
  public synchronized void ended(String failure) {
    current.progress().ended(failure);
    current = null;
  }

  /** Whether tasks wait. */
  public synchronized boolean areWaiting() {
    return !queue.isEmpty();
  }

  /** The pause that holds for all tasks. */
  Pause pause() {
    return pause;
  }

  /** How far the task at work is, or how the last one ended; empty before the first. */
  synchronized Optional<Progress> progress() {
    return Optional.ofNullable(last);
  }

  /** What metrics tell of: they go with their task. */
  synchronized Progress measured() {
    return current == null ? new Progress(pause, false) : current.progress();
  }

  /** The list of ids as JSON. */
  synchronized String json() {
    return queue.stream()
        .map(task -> Long.toString(task.id()))
        .collect(
            Collectors.joining(
                ",",
                "{\"current\":" + (current == null ? "null" : current.id()) + ",\"queue\":[",
                "]}\n"));
  }

  /** The configuration of a task that works or waits, as JSON without secrets. */
  Optional<String> configuration(long id) {
    Config config = null;
    synchronized (this) {
      if (current != null && current.id() == id) {
        config = current.config();
      }
      for (Waiting task : queue) {
        config = task.id() == id ? task.config() : config;
      }
    }
    return Optional.ofNullable(config).map(Tasks::json);
  }

  /** A configuration as JSON without secrets. */
  public static String json(Config config) {
    String source = StorageLocation.parse(config.mydumper().dataSourceDir()).redacted();
    return ConfigJson.of(config, source);
  }

  /** Ends the task at work, or forgets one that waits; false where there is none of that id. */
  boolean cancel(long id) {
    Cancellation ended;
    synchronized (this) {
      if (current == null || current.id() != id) {
        return queue.removeIf(task -> task.id() == id);
      }
      ended = current.cancellation();
    }
    ended.cancel(new CancellationException("stopped by DELETE /tasks/" + id));
    return true;
  }

  /** Moves a task that waits to an end of the queue; false where there is none of that id. */
  synchronized boolean move(long id, boolean toFront) {
    for (Iterator<Waiting> tasks = queue.iterator(); tasks.hasNext(); ) {
      Waiting task = tasks.next();
      if (task.id() == id) {
        tasks.remove();
        queue.add(toFront ? 0 : queue.size(), task);
        return true;
      }
    }
    return false;
  }
}
