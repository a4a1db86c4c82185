package io.levin.engine.cli;

import io.levin.config.Config;
import io.levin.engine.progress.Progress;
import io.levin.engine.progress.ProgressLog;
import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Shows progress while an import runs: a line that renews itself when a person watches, and the log
 * line every {@code cron.log-progress} in any case.
 */
final class TerminalProgress implements AutoCloseable {
  private static final String WATCHED = "levin.terminal";

  private final PrintStream out;
  private final Progress progress;
  private final boolean watched;
  private final ScheduledExecutorService timer;
  private int shown;

  private TerminalProgress(PrintStream out, Progress progress, boolean watched) {
    this.out = out;
    this.progress = progress;
    this.watched = watched;
    this.timer =
        Executors.newScheduledThreadPool(
            1,
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Starts showing; the start script says by a system property whether a person watches. */
  static TerminalProgress start(PrintStream out, Progress progress, Config config) {
    boolean watched = Boolean.getBoolean(WATCHED) && !config.lightning().file().equals("-");
    TerminalProgress terminal = new TerminalProgress(out, progress, watched);
    if (watched) {
      terminal.timer.scheduleAtFixedRate(terminal::show, 300, 300, TimeUnit.MILLISECONDS);
    }
    long interval = config.cron().logProgress().toMillis();
    if (interval > 0) {
      terminal.timer.scheduleAtFixedRate(
          () -> ProgressLog.write(progress.snapshot()), interval, interval, TimeUnit.MILLISECONDS);
    }
    return terminal;
  }

  /** Prints text that is to stay, such as the precheck's table. */
  Consumer<String> printer() {
    return text -> {
      synchronized (this) {
        wipe();
        out.println(text);
      }
    };
  }

  @Override
  public void close() {
    timer.shutdownNow();
    ProgressLog.write(progress.snapshot());
    synchronized (this) {
      if (watched) {
        wipe();
        out.println(progress.snapshot().line());
      }
    }
  }

  private synchronized void show() {
    String line = progress.snapshot().line();
    wipe();
    out.print(line);
    out.flush();
    shown = line.length();
  }

  private void wipe() {
    if (shown > 0) {
      out.print("\r\u001b[2K");
      shown = 0;
    }
  }
}
