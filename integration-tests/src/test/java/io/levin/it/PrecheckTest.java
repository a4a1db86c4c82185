package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.playground.ClusterOptions;
import io.levin.playground.model.Store;
import io.levin.playground.pd.Etcd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must hold of the cluster before an import, and how it is shown. */
final class PrecheckTest extends PlaygroundPerClass {
  private static final int FAILED = 1;
  private static final String PRECHECK_FAILED =
      "[Lightning:PreCheck:ErrPreCheckFailed]tidb-lightning pre-check failed: ";

  private static SampleTable table(String name) {
    return new SampleTable(
        "checks",
        name,
        "CREATE TABLE `" + name + "` (id INT PRIMARY KEY, n INT NOT NULL)",
        List.of("id", "n"),
        Rows.of(20, i -> List.of(i, i)));
  }

  @Test
  void whatWasCheckedIsShownInTheOrderOfTheOriginal() {
    SampleTable table = table("shown");
    harness().dump().sql(table);
    String out = harness().run().succeeded().out();
    assertThat(out)
        .containsSubsequence(
            "| #  | CHECK ITEM",
            "Source data files size is proper",
            "the checkpoints are valid",
            "table schemas are valid",
            "all importing tables on the target are empty",
            "Cluster version check passed",
            "Lightning has the correct storage permission",
            "may slow down performance",
            "local disk resources are rich, estimate sorted data size ",
            "The storage space is rich, which TiKV/Tiflash is ",
            "Cluster doesn't have too many empty regions",
            "no CDC or PiTR task found");
    harness().query("DROP TABLE " + table.quoted());
    harness().toml().set("lightning", "check-requirements", false);
    assertThat(harness().run().succeeded().out()).doesNotContain("Cluster version check");
  }

  @Test
  void whoeverReadsChangesOfTheClusterStopsTheImport() {
    harness().dump().sql(table("copied"));
    Etcd etcd = ((PlaygroundUnderTest) harness().cluster()).playground().pd().etcd();
    String feed = "/tidb/cdc/default/default/changefeed/info/to-kafka";
    String backup = "/tidb/br-stream/info/nightly";
    etcd.put(feed, "{\"state\":\"normal\"}");
    etcd.put(backup, "x");
    try {
      harness()
          .run()
          .failedWith(
              FAILED,
              PRECHECK_FAILED,
              "found PiTR log streaming task(s): [nightly]",
              "found CDC changefeed(s): [default/default/to-kafka]",
              "local backend is not compatible with them");
      etcd.put(feed, "{\"state\":\"finished\"}");
    } finally {
      etcd.remove(backup);
    }
    harness().run().succeeded();
    etcd.remove(feed);
  }

  @Test
  void littleSpaceInTikvIsAWarningWithWhatIsNeededAndWhatIsThere() {
    SampleTable table = table("crowded");
    harness().dump().sql(table);
    List<Store> stores =
        ((PlaygroundUnderTest) harness().cluster()).playground().cluster().stores();
    // Half of each disk is free: with nearly nothing the import itself would stop.
    stores.forEach(store -> store.setSpace(20, 10));
    try {
      ImportRun run = harness().run().succeeded();
      assertThat(words(run.out()))
          .containsPattern(
              "TiKV requires more storage space\\. Estimated required size: [1-9][0-9.]*[KM]?i?B\\."
                  + " Actual size: 30B\\. Please increase storage")
          .doesNotContain("The storage space is rich");
      // A warning only.
      assertThat(run.err()).isEmpty();
      harness().holds(table);
    } finally {
      stores.forEach(store -> store.setSpace(1L << 40, 900L << 30));
    }
  }

  /** The cells of a table on the screen as one text: long ones are wrapped. */
  private static String words(String out) {
    return Pattern.compile("[\\s|]+").matcher(out).replaceAll(" ");
  }

  @Test
  void manyEmptyRegionsStopTheImportUnlessChecksAreOff(@TempDir Path directory) {
    ClusterOptions fourStores = ClusterOptions.builder().version("8.5.0").stores(4, 3).build();
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start(fourStores)) {
      for (int i = 0; i <= 1010; i++) {
        byte[] key = "z%05d".formatted(i).getBytes(StandardCharsets.UTF_8);
        cluster.playground().cluster().split(key);
      }
      ImportHarness harness = new ImportHarness(cluster, directory);
      harness.dump().sql(table("beside"));
      ImportRun run =
          harness
              .run()
              .failedWith(
                  FAILED,
                  PRECHECK_FAILED,
                  "contains more than 1000 empty regions respectively",
                  "raise PD's merge-schedule-limit and wait, or set check-requirements = false");
      // A warning only: shown, and not what the import fails with.
      assertThat(Pattern.compile("\\s+").matcher(run.out()).replaceAll(" "))
          .contains("Region distribution is unbalanced");
      assertThat(run.err()).doesNotContain("unbalanced");
      harness.toml().set("lightning", "check-requirements", false);
      harness.run().succeeded();
    }
  }

  @Test
  void aClusterThatIsTooOldIsRefusedBeforeAnythingIsMade(@TempDir Path directory) {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("3.0.18")) {
      ImportHarness harness = new ImportHarness(cluster, directory);
      harness.dump().sql(table("old"));
      harness
          .run()
          .failedWith(
              FAILED,
              PRECHECK_FAILED + "Cluster version check failed: TiDB version too old",
              "found '",
              "TiKV (at ",
              "PD version too old");
      assertThat(harness.query("SHOW DATABASES LIKE 'checks'")).isEmpty();
    }
  }

  @Test
  void aColumnThatMustHaveAValueIsNamedHoweverItIsLeftOut() {
    SampleTable ignored = table("ignored");
    SampleTable headed = table("headed");
    SampleTable keyless = table("keyless");
    harness().dump().sql(ignored);
    harness().dump().schema(headed).data(headed, "1.csv", "id\n1\n");
    harness().dump().schema(keyless).data(keyless, "1.csv", "n\n1\n2\n");
    harness()
        .toml()
        .append(
            """
            [[mydumper.ignore-columns]]
            db = "checks"
            table = "ignored"
            columns = ["N"]
            """);
    harness()
        .run()
        .failedWith(
            FAILED,
            PRECHECK_FAILED,
            "TiDB schema `checks`.`ignored`'s column n cannot be ignored,because it doesn't have a"
                + " default value, please set tables.ignoreColumns properly",
            "TiDB schema `checks`.`headed` doesn't have the default value for n. Please add default"
                + " value for column 'n' or choose another column to ignore or add this column in"
                + " data file checks.headed.1.csv",
            "TiDB schema `checks`.`keyless` doesn't have the default value for id.");
  }
}
