package io.levin.engine.cli;

import io.levin.base.Cancellation;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/**
 * HUP, INT and TERM stop an import: the first cleanly, so that the process ends once everything
 * that was switched and paused is put back; a second INT or TERM at once, saying what may be left.
 * A HUP that was ignored at the start, as under nohup, stays ignored. QUIT is the JVM's thread
 * dump.
 */
final class StopSignals {
  /** What shells say of a program that was ended by Ctrl-C. */
  static final int KILLED = 130;

  private static final Map<String, String> NAMES =
      Map.of("HUP", "hangup", "INT", "interrupt", "TERM", "terminated");
  private static final String LEFT_BEHIND =
      "stopped at once by a second signal: TiKV stores may still be in import mode (they fall back"
          + " by themselves within about ten minutes, or at once by tidb-lightning-ctl -switch-mode"
          + " normal), and PD may still pause scheduling (that ends by itself within minutes);"
          + " checkpoint and sorted data are kept, so the next start goes on from there";

  private final Cancellation cancellation;
  private final PrintStream err;
  private final AtomicBoolean stopping = new AtomicBoolean();

  private StopSignals(Cancellation cancellation, PrintStream err) {
    this.cancellation = cancellation;
    this.err = err;
  }

  /** Handles the signals from now on. */
  static void install(Cancellation cancellation, PrintStream err) {
    StopSignals signals = new StopSignals(cancellation, err);
    for (String name : List.of("HUP", "INT", "TERM")) {
      UnixSignals.handle(name, signals::signal);
    }
  }

  private void signal(String name) {
    if (stopping.compareAndSet(false, true)) {
      LoggerFactory.getLogger(StopSignals.class)
          .atInfo()
          .addKeyValue("signal", NAMES.get(name))
          .log("got signal to exit");
      cancellation.cancel(new CancellationException("stopped by a signal"));
    } else if (!name.equals("HUP")) {
      LoggerFactory.getLogger(StopSignals.class).warn(LEFT_BEHIND);
      err.println(LEFT_BEHIND);
      err.flush();
      Runtime.getRuntime().halt(KILLED);
    }
  }
}
