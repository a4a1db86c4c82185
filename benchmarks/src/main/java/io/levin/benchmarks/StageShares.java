package io.levin.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where an import's Java threads were found by the flight recorder's samples: by stage, and by
 * method. A sample belongs to the stage of the innermost frame that is in a module of Levin's.
 */
final class StageShares {
  private static final int METHODS = 25;

  private final Map<String, Integer> stages = new HashMap<>();
  private final Map<String, Integer> methods = new HashMap<>();
  private int samples;

  private StageShares() {}

  static StageShares of(Path recording) throws IOException {
    StageShares shares = new StageShares();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        shares.add(file.readEvent());
      }
    }
    return shares;
  }

  private void add(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return;
    }
    List<RecordedFrame> frames = event.getStackTrace().getFrames();
    String inner = frames.isEmpty() ? "" : name(frames.get(0));
    // The recorder looks half as often at threads in native code, and cannot tell those that wait;
    // RocksDB's calls work.
    int weight =
        switch (event.getEventType().getName()) {
          case "jdk.ExecutionSample" -> 1;
          case "jdk.NativeMethodSample" -> inner.startsWith("org.rocksdb") ? 2 : 0;
          default -> 0;
        };
    if (weight == 0) {
      return;
    }
    samples += weight;
    methods.merge(inner, weight, Integer::sum);
    stages.merge(stage(frames, event), weight, Integer::sum);
  }

  private static String name(RecordedFrame frame) {
    return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
  }

  private static String stage(List<RecordedFrame> frames, RecordedEvent event) {
    for (RecordedFrame frame : frames) {
      String name = name(frame);
      if (name.startsWith("io.levin.base.KvChecksum") || name.startsWith("io.levin.base.Crc64")) {
        return "checksum";
      }
      if (name.startsWith("io.levin.") && !name.startsWith("io.levin.base.")) {
        String[] parts = name.split("\\.");
        return parts[2].equals("sortedkv") || parts[2].equals("engine")
            ? parts[2] + " " + parts[3]
            : parts[2];
      }
    }
    String thread =
        event.hasField("sampledThread")
            ? event.getThread("sampledThread") == null
                ? ""
                : event.getThread("sampledThread").getJavaName()
            : "";
    return "thread " + (thread == null ? "" : thread.replaceAll("\\d+.*", ""));
  }

  void print(PrintWriter out) {
    out.printf(Locale.ROOT, "%n    %d samples by stage%n", samples);
    print(stages, stages.size(), out);
    out.printf("%n    by innermost method%n");
    print(methods, METHODS, out);
    out.flush();
  }

  private void print(Map<String, Integer> counts, int limit, PrintWriter out) {
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(limit)
        .forEach(
            entry ->
                out.printf(
                    Locale.ROOT,
                    "    %5.1f %%  %s%n",
                    100.0 * entry.getValue() / samples,
                    entry.getKey()));
  }
}
