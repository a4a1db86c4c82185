package io.levin.engine.progress;

import io.levin.config.ByteSize;
import io.levin.config.GoDuration;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** The {@code progress} line of the log, field by field as scripts expect it. */
public final class ProgressLog {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressLog.class);

  private ProgressLog() {}

  /** Writes one line. */
  public static void write(ProgressSnapshot s) {
    LoggingEventBuilder event =
        LOG.atInfo()
            .addKeyValue("total", percent(s.total()))
            .addKeyValue("tables", share(s.tablesDone(), s.tables()))
            .addKeyValue("chunks", share(s.chunksDone(), s.chunks()))
            .addKeyValue("engines", share(s.enginesDone(), s.engines()))
            .addKeyValue(
                "restore-bytes",
                ByteSize.format(s.sourceBytesRead()) + "/" + ByteSize.format(s.sourceBytes()))
            .addKeyValue("restore-rows", s.rows())
            .addKeyValue(
                "import-bytes",
                ByteSize.format(s.kvBytesImported())
                    + "/"
                    + ByteSize.format(s.expectedKvBytes())
                    + "(estimated)")
            .addKeyValue("encode speed(MiB/s)", s.encodeSpeed())
            .addKeyValue("state", s.state().text());
    Duration left = s.remaining();
    if (left != null) {
      event = event.addKeyValue("remaining", GoDuration.format(left));
    }
    event.log("progress");
  }

  private static String share(long done, long all) {
    return all == 0
        ? done + "/" + all
        : done + "/" + all + " (" + percent((double) done / all) + ")";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", share * 100);
  }
}
