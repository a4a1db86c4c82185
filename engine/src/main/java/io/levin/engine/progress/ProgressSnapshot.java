package io.levin.engine.progress;

import io.levin.config.ByteSize;
import io.levin.config.GoDuration;
import java.time.Duration;
import java.util.Locale;

/** The figures of an import at one moment, and what follows from them. */
public record ProgressSnapshot(
    String step,
    long tables,
    long tablesDone,
    long chunks,
    long chunksDone,
    long engines,
    long enginesDone,
    long sourceBytes,
    long sourceBytesRead,
    long rows,
    long kvBytesWritten,
    long kvBytesImported,
    long elapsedNanos) {

  /** Share of the work that is done, 0 to 1; half is reading, half is importing. */
  public double total() {
    return (readShare() + importShare()) / 2;
  }

  /** What most of the work is at the moment. */
  public Progress.State state() {
    if (chunks > 0 && chunksDone >= chunks) {
      return enginesDone < engines ? Progress.State.IMPORTING : Progress.State.POST_PROCESSING;
    }
    return sourceBytesRead > 0 ? Progress.State.WRITING : Progress.State.PREPARING;
  }

  /** Time to go at the average rate so far; null while nothing can be said. */
  public Duration remaining() {
    double done = total();
    if (done <= 0.001 || done >= 1) {
      return null;
    }
    return Duration.ofSeconds(Math.round(elapsedNanos / 1e9 * (1 - done) / done));
  }

  /** Source MiB a second since the start. */
  public double encodeSpeed() {
    return sourceBytesRead / 1048576.0 / Math.max(1e-9, elapsedNanos / 1e9);
  }

  /** Bytes of pairs that will have been imported at the end, as far as is known. */
  public long expectedKvBytes() {
    double share = readShare();
    return share <= 0 ? 0 : (long) Math.max(kvBytesWritten / share, kvBytesImported);
  }

  /** One line for a terminal. */
  public String line() {
    Duration left = remaining();
    return String.format(
        Locale.ROOT,
        "%5.1f%%  tables %d/%d  rows %,d  read %s/%s  sorted %s  in cluster %s  %.1f MB/s  %s%s",
        total() * 100,
        tablesDone,
        tables,
        rows,
        ByteSize.format(sourceBytesRead),
        ByteSize.format(sourceBytes),
        ByteSize.format(kvBytesWritten),
        ByteSize.format(kvBytesImported),
        sourceBytesRead / 1e6 / Math.max(1e-9, elapsedNanos / 1e9),
        step.isEmpty() ? state().text() : step,
        left == null ? "" : "  " + GoDuration.format(left) + " left");
  }

  /** Share of the source that was read, 0 to 1. */
  public double readShare() {
    if (sourceBytes <= 0) {
      return chunks == 0 ? 0 : (double) chunksDone / chunks;
    }
    return Math.min(1, (double) sourceBytesRead / sourceBytes);
  }

  /** Share of the pairs that are in the cluster, 0 to 1, as far as is known. */
  public double importShare() {
    double byEngines = engines == 0 ? 0 : (double) enginesDone / engines;
    long expected = expectedKvBytes();
    double byBytes = expected == 0 ? 0 : (double) kvBytesImported / expected;
    return Math.min(1, Math.max(byBytes, byEngines));
  }
}
