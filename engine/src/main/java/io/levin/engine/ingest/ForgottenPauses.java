package io.levin.engine.ingest;

import io.levin.base.Cancellation;
import io.levin.base.Clock;
import io.levin.pd.PdException;
import io.levin.pd.PdHttp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Schedulers that stay paused for thousands of years, because TiDB Lightning 5.3 named the time to
 * PD in nanoseconds, which PD takes for seconds, and was killed before it put them back. A pause of
 * this program ends by itself within five minutes.
 *
 * <p>PD cannot tell the ends of any pauses while one of them is that far away: then all that are
 * paused run again. Whoever else needs a pause renews it every few minutes.
 *
 * @param pd where they are paused
 * @param clock the time of this machine
 */
public record ForgottenPauses(PdHttp pd, Clock clock) {
  private static final Logger LOG = LoggerFactory.getLogger(ForgottenPauses.class);

  /** Nobody pauses a scheduler for longer on purpose without renewing it. */
  private static final Duration LONGEST = Duration.ofDays(1);

  /** Resumes them; called only when no other import runs. */
  public void end(Cancellation cancellation) {
    try {
      Instant latest = Instant.ofEpochMilli(clock.millis()).plus(LONGEST);
      List<String> forgotten = pd.pausedSchedulersBeyond(latest, cancellation);
      for (String name : forgotten) {
        pd.resumeScheduler(name, cancellation);
      }
      if (!forgotten.isEmpty()) {
        LOG.atWarn()
            .addKeyValue("name", forgotten)
            .log("an import that was killed left schedulers paused for ever: they run again");
      }
    } catch (PdException e) {
      LOG.atWarn().setCause(e).log("cannot look for schedulers that were left paused");
    }
  }
}
