package io.levin.engine.check;

import io.levin.config.ByteSize;
import io.levin.engine.check.CheckReport.RouteEffect;
import io.levin.engine.check.CheckReport.TableReport;
import io.levin.engine.check.Finding.Severity;
import io.levin.source.Dump;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as a person reads it. */
public final class ReportText {
  private static final int SOME = 30;
  private static final int FEW = 5;
  private static final List<String> HEADER =
      List.of(
          "table",
          "files",
          "size",
          "rows",
          "data pairs",
          "index pairs",
          "engines",
          "chunks",
          "order",
          "read");

  private final CheckReport report;
  private final int most;
  private final StringBuilder out = new StringBuilder();

  private ReportText(CheckReport report, boolean everything) {
    this.report = report;
    this.most = everything ? Integer.MAX_VALUE : SOME;
  }

  /**
   * Writes a report.
   *
   * @param everything not only the largest tables and the first of many findings
   */
  public static String of(CheckReport report, boolean everything) {
    return new ReportText(report, everything).text();
  }

  private String text() {
    int files = report.tables().stream().mapToInt(TableReport::files).sum();
    long size = report.tables().stream().mapToLong(TableReport::storedBytes).sum();
    line("source: " + report.source());
    line(
        plural(report.tables().size(), "table")
            + ", "
            + plural(report.views(), "view")
            + ", "
            + plural(files, "data file")
            + " of "
            + ByteSize.format(size)
            + "; left out: "
            + plural(report.leftOut().size(), "file"));
    if (!report.tables().isEmpty()) {
      line("");
      tables();
    }
    routes();
    leftOut();
    space();
    findings();
    line("");
    line(
        (report.ok() ? "check passed: " : "check failed: ")
            + plural(report.count(Severity.ERROR), "error")
            + ", "
            + plural(report.count(Severity.WARNING), "warning"));
    if (report.ok() && report.tables().stream().anyMatch(t -> !t.rowsExact())) {
      line("not every row was read; -sample-files 0 -sample-rows 0 reads all of them");
    }
    return out.toString();
  }

  private void tables() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    report.tables().stream().limit(most).map(ReportText::cells).forEach(rows::add);
    int more = report.tables().size() - (rows.size() - 1);
    if (more > 0) {
      rows.add(row("… and " + number(more) + " smaller tables"));
    }
    rows.add(sum());
    int[] widths = new int[HEADER.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        boolean text = i == 0 || i >= HEADER.size() - 2;
        String cell = row.get(i);
        String blanks = " ".repeat(widths[i] - cell.length());
        line.append(i == 0 ? "" : "  ").append(text ? cell + blanks : blanks + cell);
      }
      line(line.toString().stripTrailing());
    }
    line("");
    line("~ is an estimate from the rows that were read");
  }

  private static List<String> cells(TableReport t) {
    String about = t.rowsExact() ? "" : "~";
    boolean known = t.files() > 0 && t.isMeasured();
    return List.of(
        t.name(),
        number(t.files()),
        ByteSize.format(t.storedBytes()),
        about + number(t.rows()),
        known ? about + ByteSize.format(t.dataBytes()) : "?",
        known ? about + ByteSize.format(t.indexBytes()) : "?",
        t.files() == 0 ? "0" : t.dataEngines() + "+1",
        number(t.chunks()),
        !known ? "" : t.ordered() ? "by key" : "mixed",
        plural(t.sampledRows(), "row") + " of " + plural(t.sampledFiles(), "file"));
  }

  private List<String> sum() {
    boolean exact = report.tables().stream().allMatch(TableReport::rowsExact);
    String about = exact ? "" : "~";
    List<TableReport> tables = report.tables();
    long rows = tables.stream().mapToLong(TableReport::rows).sum();
    long data = tables.stream().mapToLong(TableReport::dataBytes).sum();
    long index = tables.stream().mapToLong(TableReport::indexBytes).sum();
    int dataEngines = tables.stream().mapToInt(TableReport::dataEngines).sum();
    long withData = tables.stream().filter(t -> t.files() > 0).count();
    boolean known = tables.stream().anyMatch(t -> t.files() > 0 && t.isMeasured());
    return List.of(
        "sum",
        number(tables.stream().mapToInt(TableReport::files).sum()),
        ByteSize.format(tables.stream().mapToLong(TableReport::storedBytes).sum()),
        about + number(rows),
        known ? about + ByteSize.format(data) : "?",
        known ? about + ByteSize.format(index) : "?",
        dataEngines + "+" + withData,
        number(tables.stream().mapToInt(TableReport::chunks).sum()),
        "",
        plural(tables.stream().mapToLong(TableReport::sampledRows).sum(), "row"));
  }

  private static List<String> row(String first) {
    List<String> row = new ArrayList<>(List.of(first));
    while (row.size() < HEADER.size()) {
      row.add("");
    }
    return row;
  }

  private void routes() {
    if (report.routes().isEmpty()) {
      return;
    }
    heading("routes", report.routes().size());
    for (RouteEffect effect : report.routes().stream().limit(most).toList()) {
      line("  " + effect.target() + " <- " + list(effect.sources()));
    }
  }

  private void leftOut() {
    if (report.leftOut().isEmpty()) {
      return;
    }
    Map<Dump.Reason, List<String>> byReason = new EnumMap<>(Dump.Reason.class);
    report
        .leftOut()
        .forEach(
            file ->
                byReason.computeIfAbsent(file.reason(), r -> new ArrayList<>()).add(file.path()));
    heading("left out", report.leftOut().size());
    byReason.forEach(
        (reason, paths) ->
            line("  " + plural(paths.size(), "file") + ", " + reason(reason) + ": " + list(paths)));
  }

  /** Why a file is left out, in words. */
  static String reason(Dump.Reason reason) {
    return switch (reason) {
      case NO_RULE -> "no routing rule matches its name";
      case IGNORED -> "a rule says to ignore it";
      case FILTERED -> "mydumper.filter excludes its table";
    };
  }

  private String list(List<String> names) {
    if (names.size() <= FEW || most == Integer.MAX_VALUE) {
      return String.join(", ", names);
    }
    return String.join(", ", names.subList(0, FEW))
        + " and "
        + number(names.size() - FEW)
        + " more";
  }

  private void space() {
    long unknown = report.tables().stream().filter(t -> !t.isMeasured()).count();
    line("");
    line(
        "sorted pairs need "
            + (unknown == 0 ? "about " : "at least ")
            + ByteSize.format(report.kvBytes())
            + " in "
            + Path.of(report.sortedKvDir()).toAbsolutePath().normalize()
            + (unknown == 0 ? "" : " (" + plural(unknown, "table") + " not counted)")
            + (report.sortedKvFree() < 0
                ? ""
                : ", which has " + ByteSize.format(report.sortedKvFree()) + " free"));
  }

  private void findings() {
    if (report.findings().isEmpty()) {
      return;
    }
    heading("findings", report.findings().size());
    for (Finding finding : report.findings().stream().limit(most).toList()) {
      line("  " + finding.severity().name().toLowerCase(Locale.ROOT) + ": " + sentence(finding));
    }
    int more = report.findings().size() - most;
    if (more > 0) {
      line("  … and " + number(more) + " more; -verbose shows them all");
    }
  }

  private static String sentence(Finding f) {
    List<String> place = new ArrayList<>();
    if (!f.table().isEmpty()) {
      place.add(f.table());
    }
    if (!f.file().isEmpty() && !f.problem().contains(f.file())) {
      place.add("file " + f.file());
    }
    if (f.row() > 0) {
      place.add("row " + number(f.row()));
      if (f.line() > 0) {
        place.add("line " + f.line());
      }
      place.add("offset " + f.offset());
    }
    return String.join(", ", place)
        + (place.isEmpty() ? "" : ": ")
        + f.problem()
        + (f.remedy().isEmpty() ? "" : "; " + f.remedy());
  }

  private void heading(String what, int count) {
    line("");
    line(what + " (" + number(count) + ")");
  }

  private void line(String text) {
    out.append(text).append(System.lineSeparator());
  }

  private static String plural(long count, String noun) {
    return number(count) + " " + noun + (count == 1 ? "" : "s");
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
