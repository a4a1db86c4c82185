package io.levin.engine.cli;

import io.levin.base.Cancellation;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/**
 * Turns HUP, INT and TERM into a clean stop: the JVM begins to shut down, the hook cancels the
 * import, and the process ends only when the import has put back what it switched and paused.
 */
final class StopSignals {
  private final CountDownLatch finished = new CountDownLatch(1);
  private final AtomicBoolean ending = new AtomicBoolean();
  private volatile int exitCode = LightningMain.FAILED;

  private StopSignals() {}

  /** Installs the hook. */
  static StopSignals install(Cancellation cancellation) {
    StopSignals signals = new StopSignals();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> signals.stop(cancellation), "stop-signal"));
    return signals;
  }

  /** Ends the process with the import's exit code, also when a signal has begun to end it. */
  void exit(int code) {
    exitCode = code;
    finished.countDown();
    if (ending.compareAndSet(false, true)) {
      System.exit(code);
    }
  }

  private void stop(Cancellation cancellation) {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    LoggerFactory.getLogger(StopSignals.class).info("got signal to exit");
    cancellation.cancel(new CancellationException("stopped by a signal"));
    boolean interrupted = true;
    while (interrupted) {
      try {
        finished.await();
        interrupted = false;
      } catch (InterruptedException e) {
        // Only the end of the import may end the process.
        interrupted = true;
      }
    }
    Runtime.getRuntime().halt(exitCode);
  }
}
