package io.levin.engine.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.KvChecksum;
import io.levin.engine.progress.FleetFigures;
import io.levin.engine.progress.Progress;
import io.levin.engine.progress.TableProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
  private static final Pattern SAMPLE =
      Pattern.compile(
          "[a-zA-Z_:][a-zA-Z0-9_:]*(\\{[a-z_]+=\"(?:[^\"\\\\]|\\\\.)*\"(,[a-z_]+=\"(?:[^\"\\\\]|\\\\.)*\")*})? -?[0-9.]+");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\| ([a-z]+) \\|.*");

  private final Progress progress = new Progress();

  private TableProgress imported(String name) {
    TableProgress table = progress.table(name, 1000, 2, 3);
    table.started();
    table.engineOpened();
    for (int i = 0; i < 2; i++) {
      table.chunkStarted();
      table.read(500, 5);
      table.wrote(700);
      table.chunkEnded();
      table.chunkDone();
    }
    table.engineClosed();
    table.imported(1400);
    table.engineDone();
    table.dataDone();
    return table;
  }

  @Test
  void counters_have_the_bare_names_and_labels_of_the_original() {
    TableProgress table = imported("`a`.`b\"c`");
    KvChecksum sum = new KvChecksum(7, 10, 100);
    table.checksums(sum, sum);
    table.done("imported");
    assertThat(MetricsText.of(progress).lines())
        .contains(
            "# TYPE lightning_chunks counter",
            "lightning_chunks{state=\"estimated\"} 2",
            "lightning_chunks{state=\"pending\"} 2",
            "lightning_chunks{state=\"running\"} 2",
            "lightning_chunks{state=\"finished\"} 2",
            "lightning_engines{result=\"success\",state=\"estimated\"} 3",
            "lightning_engines{result=\"success\",state=\"imported\"} 1",
            "lightning_importer_engine{type=\"open\"} 1",
            "lightning_importer_engine{type=\"closed\"} 1",
            "lightning_kv_encoder{type=\"open\"} 2",
            "lightning_kv_encoder{type=\"close\"} 2",
            "lightning_tables{result=\"success\",state=\"pending\"} 1",
            "lightning_tables{result=\"success\",state=\"completed\"} 1",
            "lightning_bytes{state=\"total_restore\"} 1000",
            "lightning_bytes{state=\"restored\"} 1000",
            "lightning_bytes{state=\"written\"} 1400",
            "lightning_bytes{state=\"imported\"} 1400",
            "lightning_rows{state=\"restored\",table=\"`a`.`b\\\"c`\"} 10",
            "lightning_progress{phase=\"restore\"} 1");
  }

  @Test
  void a_table_that_fails_is_one_failure_and_one_that_succeeds_none() {
    imported("`a`.`good`").done("imported");
    assertThat(MetricsText.of(progress)).doesNotContain("result=\"failure\"");
    imported("`a`.`bad`").done("failed");
    TableProgress differs = imported("`a`.`differs`");
    differs.checksums(new KvChecksum(1, 1, 1), new KvChecksum(2, 1, 1));
    differs.done("failed");
    assertThat(MetricsText.of(progress).lines().filter(l -> l.contains("result=\"failure\"")))
        .containsExactlyInAnyOrder(
            "lightning_tables{result=\"failure\",state=\"invalid\"} 1",
            "lightning_tables{result=\"failure\",state=\"checksum\"} 1");
  }

  @Test
  void bounds_of_histograms_have_the_texts_of_the_original() {
    progress.timings().rowEncode().observe(0.002);
    progress.timings().rowEncode().observe(99999);
    progress.timings().write().observe(3);
    String text = MetricsText.of(progress);
    assertThat(text.lines())
        .contains(
            "lightning_row_encode_seconds_bucket{le=\"0.001\"} 0",
            "lightning_row_encode_seconds_bucket{le=\"0.0031622776601683794\"} 1",
            "lightning_row_encode_seconds_bucket{le=\"0.0316227766016838\"} 1",
            "lightning_row_encode_seconds_bucket{le=\"0.10000000000000002\"} 1",
            "lightning_row_encode_seconds_bucket{le=\"1.0000000000000002\"} 1",
            "lightning_row_encode_seconds_bucket{le=\"+Inf\"} 2",
            "lightning_row_encode_seconds_count 2",
            "lightning_sst_seconds_bucket{kind=\"write\",le=\"2.2679331552660544\"} 0",
            "lightning_sst_seconds_bucket{kind=\"write\",le=\"5.143520796755041\"} 1",
            "lightning_sst_seconds_bucket{kind=\"write\",le=\"1587.3483711990968\"} 1",
            "lightning_sst_seconds_count{kind=\"write\"} 1",
            "lightning_import_seconds_bucket{le=\"0.125\"} 0");
    assertThat(text).doesNotContain("kind=\"ingest\"");
  }

  @Test
  void what_is_known_of_a_fleet_shows_for_its_members_alone() {
    assertThat(MetricsText.of(progress)).doesNotContain("levin_lot", "levin_fleet");
    progress.fleet(() -> new FleetFigures(2, 3, 1, 4, 5, 7.5));
    assertThat(MetricsText.of(progress).lines())
        .contains(
            "levin_fleet_members 2",
            "levin_lots{state=\"open\"} 3",
            "levin_lots{state=\"ingesting\"} 1",
            "levin_lots{state=\"done\"} 4",
            "levin_lot_takeovers_total 5",
            "levin_lease_remaining_seconds 7.5");
  }

  @Test
  void every_line_is_one_that_prometheus_reads() {
    imported("`a`.`b`").done("imported");
    progress.idleWorkers("table", () -> 3);
    progress.timings().ingest().observe(0.1);
    assertThat(MetricsText.of(progress).lines().filter(line -> !line.startsWith("# ")))
        .allMatch(line -> SAMPLE.matcher(line).matches());
  }

  @Test
  void the_documentation_lists_what_is_exposed() throws Exception {
    imported("`a`.`b`").done("imported");
    progress.idleWorkers("table", () -> 3);
    progress.timings().ingest().observe(0.1);
    progress.timings().dataBytes().observe(1);
    progress.timings().dataPairs().observe(1);
    progress.timings().waitIo().observe(1);
    progress.localBytes("disk", () -> 5);
    progress.fleet(() -> new FleetFigures(2, 3, 1, 4, 0, 7.5));
    Map<String, String> exposed = new TreeMap<>();
    MetricsText.of(progress)
        .lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" "))
        .forEach(words -> exposed.put(words[2], words[3]));
    Map<String, String> documented = new TreeMap<>();
    List<String> lines = Files.readAllLines(Path.of("..", "docs", "metrics.md"));
    for (String line : lines) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        documented.put(row.group(1), row.group(2));
      }
    }
    assertThat(documented).isEqualTo(exposed);
  }
}
