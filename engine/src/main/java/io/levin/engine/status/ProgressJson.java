package io.levin.engine.status;

import io.levin.engine.progress.Progress;
import io.levin.engine.progress.TableProgress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The pages {@code /progress/task} and {@code /progress/table}, in the original's form. */
final class ProgressJson {
  private static final int NOT_STARTED = 0;
  private static final int RUNNING = 1;
  private static final int ENDED = 2;

  private ProgressJson() {}

  /** What there is to tell before the first task. */
  static String nothing() {
    return "{\"t\":null,\"s\":" + NOT_STARTED + "}";
  }

  /** All tables: w = bytes read, z = bytes in all, s = state, m = what went wrong. */
  static String task(Progress progress) {
    List<TableProgress> tables = new ArrayList<>(progress.tables());
    tables.sort(Comparator.comparing(TableProgress::name));
    StringBuilder out = new StringBuilder("{\"t\":");
    if (tables.isEmpty()) {
      out.append("null");
    } else {
      String before = "{";
      for (TableProgress table : tables) {
        out.append(before).append(Answer.quoted(table.name())).append(':');
        table(table, out);
        before = ",";
      }
      out.append('}');
    }
    out.append(",\"s\":").append(progress.hasEnded() ? ENDED : RUNNING);
    if (progress.failure() != null) {
      out.append(",\"m\":").append(Answer.quoted(progress.failure()));
    }
    return out.append('}').toString();
  }

  private static void table(TableProgress table, StringBuilder out) {
    // A header is read, but no part of a row.
    long read = Math.min(table.bytesRead(), table.sourceBytes());
    boolean all = table.outcome().equals("imported");
    out.append("{\"w\":").append(all ? table.sourceBytes() : read);
    out.append(",\"z\":").append(table.sourceBytes());
    out.append(",\"s\":").append(state(table));
    if (table.failure() != null) {
      out.append(",\"m\":").append(Answer.quoted(table.failure()));
    }
    if (table.indexes() >= 0) {
      out.append(",\"progresses\":[{\"step\":\"add-index\",\"progress\":")
          .append(MetricsText.number(table.indexes()))
          .append("}]");
    }
    out.append('}');
  }

  private static int state(TableProgress table) {
    if (!table.outcome().isEmpty()) {
      return ENDED;
    }
    return table.hasStarted() ? RUNNING : NOT_STARTED;
  }

  /** One table's checkpoint, as long as it has one. */
  static Answer table(Optional<Progress> progress, String query) {
    String name = "";
    for (String part : query == null ? new String[0] : query.split("&")) {
      if (part.startsWith("t=")) {
        name = URLDecoder.decode(part.substring(2), StandardCharsets.UTF_8);
        break;
      }
    }
    String table = name;
    return progress
        .flatMap(told -> told.checkpoint(table))
        .map(record -> Answer.json(CheckpointJson.of(record)))
        .orElseGet(() -> Answer.json(404, Answer.quoted("table " + table + " not found") + "\n"));
  }
}
