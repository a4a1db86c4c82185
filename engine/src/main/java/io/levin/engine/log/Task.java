package io.levin.engine.log;

import io.levin.config.GoDuration;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A timed step in the log: {@code X start}, then {@code X completed}, {@code X canceled} or {@code
 * X failed} with the time it took. Used by one thread.
 */
public final class Task {
  private final Logger log;
  private final String name;
  private final Object[] fields;
  private final long started = System.nanoTime();

  private Task(Logger log, String name, Object[] fields) {
    this.log = log;
    this.name = name;
    this.fields = fields;
  }

  /**
   * Logs that the step starts.
   *
   * @param fields alternating keys and values that all lines of the step carry
   */
  public static Task start(Logger log, String name, Object... fields) {
    Task task = new Task(log, name, fields);
    with(log.atInfo(), fields).log(name + " start");
    return task;
  }

  /** Logs that the step is done. */
  public void completed(Object... more) {
    with(with(log.atInfo(), fields), more)
        .addKeyValue("takeTime", GoDuration.format(elapsed()))
        .log(name + " completed");
  }

  /** Logs how the step ended otherwise. */
  public void failed(Throwable failure) {
    if (failure instanceof CancellationException) {
      with(log.atDebug(), fields)
          .addKeyValue("takeTime", GoDuration.format(elapsed()))
          .log(name + " canceled");
    } else {
      with(log.atError(), fields)
          .addKeyValue("takeTime", GoDuration.format(elapsed()))
          .setCause(failure)
          .log(name + " failed");
    }
  }

  /** Time since the start. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  private static LoggingEventBuilder with(LoggingEventBuilder event, Object[] fields) {
    LoggingEventBuilder result = event;
    for (int i = 0; i < fields.length; i += 2) {
      result = result.addKeyValue(String.valueOf(fields[i]), fields[i + 1]);
    }
    return result;
  }
}
