package io.levin.engine.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.levin.engine.check.CheckReport.RouteEffect;
import io.levin.engine.check.CheckReport.TableReport;
import io.levin.engine.check.Finding.Severity;
import io.levin.source.Dump;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;

/**
 * A report for scripts: one JSON object, whose fields are those of {@link CheckReport} in snake
 * case, with {@code ok}, {@code errors} and {@code warnings} before them.
 */
public final class ReportJson {
  private ReportJson() {}

  /** Writes a report; the stream stays open. */
  public static void write(CheckReport report, OutputStream out) throws IOException {
    try (JsonGenerator json =
        new JsonFactory()
            .createGenerator(out)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeBooleanField("ok", report.ok());
      json.writeNumberField("errors", report.count(Severity.ERROR));
      json.writeNumberField("warnings", report.count(Severity.WARNING));
      json.writeStringField("source", report.source());
      json.writeNumberField("kv_bytes", report.kvBytes());
      json.writeStringField("sorted_kv_dir", report.sortedKvDir());
      json.writeNumberField("sorted_kv_free", report.sortedKvFree());
      json.writeNumberField("views", report.views());
      json.writeArrayFieldStart("tables");
      for (TableReport table : report.tables()) {
        write(table, json);
      }
      json.writeEndArray();
      writeRoutes(report.routes(), json);
      json.writeArrayFieldStart("left_out");
      for (Dump.LeftOut file : report.leftOut()) {
        json.writeStartObject();
        json.writeStringField("path", file.path());
        json.writeStringField("reason", lower(file.reason()));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("findings");
      for (Finding finding : report.findings()) {
        write(finding, json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void writeRoutes(List<RouteEffect> routes, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("routes");
    for (RouteEffect route : routes) {
      json.writeStartObject();
      json.writeStringField("target", route.target());
      json.writeArrayFieldStart("sources");
      for (String name : route.sources()) {
        json.writeString(name);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(TableReport table, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", table.name());
    json.writeNumberField("files", table.files());
    json.writeNumberField("stored_bytes", table.storedBytes());
    json.writeNumberField("text_bytes", table.textBytes());
    json.writeNumberField("rows", table.rows());
    json.writeBooleanField("rows_exact", table.rowsExact());
    json.writeBooleanField("encoded", table.encoded());
    json.writeNumberField("pairs", table.pairs());
    json.writeNumberField("data_bytes", table.dataBytes());
    json.writeNumberField("index_bytes", table.indexBytes());
    json.writeNumberField("data_engines", table.dataEngines());
    json.writeNumberField("chunks", table.chunks());
    json.writeBooleanField("ordered", table.ordered());
    json.writeNumberField("sampled_files", table.sampledFiles());
    json.writeNumberField("sampled_rows", table.sampledRows());
    json.writeNumberField("bad_rows", table.badRows());
    json.writeNumberField("adjusted_values", table.adjustedValues());
    json.writeEndObject();
  }

  private static void write(Finding finding, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("severity", lower(finding.severity()));
    json.writeStringField("table", finding.table());
    json.writeStringField("file", finding.file());
    json.writeNumberField("row", finding.row());
    json.writeNumberField("line", finding.line());
    json.writeNumberField("offset", finding.offset());
    json.writeStringField("column", finding.column());
    json.writeStringField("problem", finding.problem());
    json.writeStringField("remedy", finding.remedy());
    json.writeEndObject();
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
