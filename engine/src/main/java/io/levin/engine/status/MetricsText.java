package io.levin.engine.status;

import io.levin.engine.progress.FleetFigures;
import io.levin.engine.progress.Histogram;
import io.levin.engine.progress.Progress;
import io.levin.engine.progress.ProgressSnapshot;
import io.levin.engine.progress.TableProgress;
import io.levin.engine.progress.Timings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The metrics of an import in Prometheus' text format 0.0.4, under the names and labels of the
 * original. Written by hand, because counters of the original do not end in {@code _total}, which
 * Prometheus' own libraries for Java insist on. docs/metrics.md lists them.
 */
final class MetricsText {
  /** Names of the counters that {@link Progress#counts} holds, and their help. */
  private static final Map<String, String> COUNTERS = counters();

  private final StringBuilder out = new StringBuilder();

  private MetricsText() {}

  /** The whole page. */
  static String of(Progress progress) {
    MetricsText text = new MetricsText();
    text.counts(progress);
    text.bytesAndRows(progress);
    text.timings(progress.timings());
    text.gauges(progress);
    text.localBytes(progress);
    progress.fleet().ifPresent(text::fleet);
    ProcessMetrics.write(text);
    return text.out.toString();
  }

  private static Map<String, String> counters() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("importer_engine", "data engines that were opened and closed");
    names.put("kv_encoder", "readers of chunks that were opened and closed");
    names.put("tables", "tables that reached a state");
    names.put("engines", "engines that reached a state");
    names.put("chunks", "chunks that reached a state");
    return names;
  }

  private void counts(Progress progress) {
    Map<String, Long> values = progress.counts().values();
    COUNTERS.forEach(
        (name, help) -> {
          List<String> samples = new ArrayList<>();
          values.forEach(
              (key, value) -> {
                if (key.startsWith(name + "|")) {
                  samples.add(labels(key.substring(name.length() + 1)) + " " + number(value));
                }
              });
          family("lightning_" + name, "counter", help, samples);
        });
  }

  private void bytesAndRows(Progress progress) {
    ProgressSnapshot s = progress.snapshot();
    family(
        "lightning_bytes",
        "counter",
        "bytes: of the source for restored, of pairs for written and imported",
        List.of(
            "{state=\"total_restore\"} " + number(s.sourceBytes()),
            "{state=\"restored\"} " + number(s.sourceBytesRead()),
            "{state=\"written\"} " + number(s.kvBytesWritten()),
            "{state=\"imported\"} " + number(s.kvBytesImported())));
    List<String> rows = new ArrayList<>();
    for (TableProgress table : progress.tables()) {
      rows.add(
          "{state=\"restored\",table=\"" + escaped(table.name()) + "\"} " + number(table.rows()));
    }
    family("lightning_rows", "counter", "rows that were encoded", rows);
    family(
        "lightning_progress",
        "gauge",
        "share of the work that is done, 0 to 1",
        List.of(
            "{phase=\"total\"} " + number(s.total()),
            "{phase=\"restore\"} " + number(s.readShare()),
            "{phase=\"import\"} " + number(s.importShare())));
  }

  private void timings(Timings t) {
    histogram("lightning_import_seconds", "time of one engine", Map.of("", t.engineImport()));
    histogram("lightning_checksum_seconds", "time of one table's sum", Map.of("", t.checksum()));
    Map<String, Histogram> sst = new LinkedHashMap<>();
    sst.put("kind=\"split\"", t.split());
    sst.put("kind=\"write\"", t.write());
    sst.put("kind=\"ingest\"", t.ingest());
    histogram("lightning_sst_seconds", "time of the steps of region jobs", sst);
    histogram(
        "lightning_chunk_parser_read_block_seconds",
        "time of one read of a file",
        Map.of("", t.readBlock()));
    Map<String, Histogram> waits = new LinkedHashMap<>();
    waits.put("name=\"io\"", t.waitIo());
    waits.put("name=\"region\"", t.waitRegion());
    waits.put("name=\"table\"", t.waitTable());
    histogram("lightning_apply_worker_seconds", "waiting for a slot of a pool", waits);
    histogram("lightning_row_read_seconds", "time of parsing some rows", Map.of("", t.rowRead()));
    histogram("lightning_row_encode_seconds", "time of some rows", Map.of("", t.rowEncode()));
    histogram("lightning_row_read_bytes", "source between reports", Map.of("", t.rowReadBytes()));
    histogram(
        "lightning_row_kv_deliver_seconds",
        "waiting of a chunk until its buffers are taken over",
        Map.of("", t.deliver()));
    histogram("lightning_block_deliver_seconds", "time to sort and store", Map.of("", t.deliver()));
    kinds("lightning_block_deliver_bytes", "bytes at a time", t.indexBytes(), t.dataBytes());
    kinds("lightning_block_deliver_kv_pairs", "pairs at a time", t.indexPairs(), t.dataPairs());
  }

  private void kinds(String name, String help, Histogram index, Histogram data) {
    Map<String, Histogram> kinds = new LinkedHashMap<>();
    kinds.put("kind=\"index\"", index);
    kinds.put("kind=\"data\"", data);
    histogram(name, help, kinds);
  }

  private void gauges(Progress progress) {
    List<String> idle = new ArrayList<>();
    progress
        .idleWorkers()
        .forEach((name, free) -> idle.add("{name=\"" + name + "\"} " + free.getAsInt()));
    family("lightning_idle_workers", "gauge", "free slots of the pools", idle);
  }

  private void localBytes(Progress progress) {
    List<String> media = new ArrayList<>();
    progress
        .localBytes()
        .forEach(
            (medium, bytes) ->
                media.add("{medium=\"" + medium + "\"} " + number(bytes.getAsLong())));
    family(
        "lightning_local_storage_usage_bytes",
        "gauge",
        "pairs on this machine: sorted on disk, in buffers in memory",
        media);
  }

  private void fleet(FleetFigures fleet) {
    family(
        "levin_fleet_members",
        "gauge",
        "processes that share the work of this import",
        List.of(" " + number(fleet.members())));
    family(
        "levin_lots",
        "gauge",
        "lots of the shared work",
        List.of(
            "{state=\"open\"} " + number(fleet.lotsOpen()),
            "{state=\"ingesting\"} " + number(fleet.lotsIngesting()),
            "{state=\"done\"} " + number(fleet.lotsDone())));
    family(
        "levin_lot_takeovers_total",
        "counter",
        "lots that this process took and somebody had before",
        List.of(" " + number(fleet.takeovers())));
    family(
        "levin_lease_remaining_seconds",
        "gauge",
        "how long this process may send yet without another sign of life",
        List.of(" " + number(fleet.leaseSeconds())));
  }

  /** A family with its samples, each with its labels and value; nothing where there is none. */
  void family(String name, String type, String help, List<String> samples) {
    if (samples.isEmpty()) {
      return;
    }
    head(name, type, help);
    samples.forEach(sample -> out.append(name).append(sample).append('\n'));
  }

  private void histogram(String name, String help, Map<String, Histogram> byLabels) {
    List<String> samples = new ArrayList<>();
    byLabels.forEach(
        (labels, histogram) -> {
          long[] counts = histogram.cumulative();
          long all = counts[counts.length - 1];
          boolean labelled = !labels.isEmpty();
          // Of a family with labels only the sets that were used show.
          if (labelled && all == 0) {
            return;
          }
          double[] bounds = histogram.bounds();
          String front = labelled ? labels + "," : "";
          for (int i = 0; i < counts.length; i++) {
            String bound = i < bounds.length ? number(bounds[i]) : "+Inf";
            samples.add("_bucket{" + front + "le=\"" + bound + "\"} " + number(counts[i]));
          }
          String behind = labelled ? "{" + labels + "} " : " ";
          samples.add("_sum" + behind + number(histogram.sum()));
          samples.add("_count" + behind + number(all));
        });
    family(name, "histogram", help, samples);
  }

  private void head(String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static String labels(String text) {
    StringBuilder labels = new StringBuilder("{");
    for (String label : text.split("\\|")) {
      int equals = label.indexOf('=');
      labels
          .append(labels.length() == 1 ? "" : ",")
          .append(label, 0, equals)
          .append("=\"")
          .append(escaped(label.substring(equals + 1)))
          .append('"');
    }
    return labels.append('}').toString();
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /** The shortest text that reads back to the same number, whole numbers without a point. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return new BigDecimal(Double.toString(value)).toPlainString();
  }
}
