package io.levin.engine.progress;

import io.levin.config.ByteSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What an import did, table by table, for a person to read at its end. */
public final class ImportReport {
  private ImportReport() {}

  /** Draws the report. */
  public static String of(Progress progress) {
    List<TableProgress> tables = new ArrayList<>(progress.tables());
    tables.sort(Comparator.comparing(TableProgress::name));
    int width = "table".length();
    for (TableProgress table : tables) {
      width = Math.max(width, table.name().length());
    }
    String format = "%-" + width + "s  %12s  %10s  %8s  %8s  %s%n";
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT, format, "table", "rows", "source", "seconds", "MB/s", "checksum"));
    long rows = 0;
    long bytes = 0;
    for (TableProgress table : tables) {
      rows += table.rows();
      bytes += table.bytesRead();
      out.append(line(format, table));
    }
    ProgressSnapshot whole = progress.snapshot();
    double seconds = whole.elapsedNanos() / 1e9;
    out.append(
        String.format(
            Locale.ROOT,
            format,
            tables.size() + " tables",
            String.format(Locale.ROOT, "%,d", rows),
            ByteSize.format(bytes),
            String.format(Locale.ROOT, "%.1f", seconds),
            String.format(Locale.ROOT, "%.1f", bytes / 1e6 / seconds),
            "pairs in the cluster: " + ByteSize.format(whole.kvBytesImported())));
    return out.toString();
  }

  private static String line(String format, TableProgress table) {
    double seconds = table.seconds();
    return String.format(
        Locale.ROOT,
        format,
        table.name(),
        String.format(Locale.ROOT, "%,d", table.rows()),
        ByteSize.format(table.bytesRead()),
        String.format(Locale.ROOT, "%.1f", seconds),
        String.format(Locale.ROOT, "%.1f", table.bytesRead() / 1e6 / seconds),
        checksum(table));
  }

  private static String checksum(TableProgress table) {
    if (table.localChecksum() == null) {
      return table.outcome();
    }
    String local = Long.toUnsignedString(table.localChecksum().crc());
    if (table.remoteChecksum() == null) {
      return local + " (not compared)";
    }
    return table.localChecksum().equals(table.remoteChecksum())
        ? local + " = cluster's, " + table.localChecksum().pairs() + " pairs"
        : local + " ≠ " + Long.toUnsignedString(table.remoteChecksum().crc()) + " of the cluster";
  }
}
