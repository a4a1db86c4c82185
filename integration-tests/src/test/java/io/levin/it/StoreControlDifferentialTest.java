package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.levin.engine.cli.CtlMain;
import io.levin.playground.fault.Fault;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the original {@code tidb-lightning-ctl} and Levin's do to the stores of a cluster: the same.
 * Runs with {@code -Pdifferential} where {@code LEVIN_TEST_TIDB_LIGHTNING_CTL} names the original.
 */
@Tag("differential")
final class StoreControlDifferentialTest {
  private static final int STORES = 3;

  @TempDir Path directory;

  private OriginalControl original;
  private PlaygroundUnderTest cluster;
  private ImportHarness harness;

  private interface Control {
    String run(String... arguments) throws Exception;
  }

  @BeforeEach
  void theOriginalIsThere() {
    original = OriginalControl.fromEnvironment().orElse(null);
    assumeTrue(
        original != null,
        OriginalControl.VARIABLE + " is not set: no original tidb-lightning-ctl to ask");
    cluster = PlaygroundUnderTest.start(original.clusterVersion());
    harness = new ImportHarness(cluster, directory);
  }

  @AfterEach
  void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private String theirs(String... arguments) throws Exception {
    return original.run(harness, arguments).succeeded().text();
  }

  private String ours(String... arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> all = new ArrayList<>(List.of("-config", harness.configFile().toString()));
    all.addAll(List.of(arguments));
    PrintStream out = new PrintStream(err, true, StandardCharsets.UTF_8);
    int code = new CtlMain(out, out).run(all);
    String text = err.toString(StandardCharsets.UTF_8);
    assertThat(code).as(text).isZero();
    return text;
  }

  private static List<String> modes(String text) {
    return text.lines().filter(line -> line.endsWith(" mode")).sorted().toList();
  }

  @Test
  void eachSwitchesTheStoresAndTheOtherSeesIt() throws Exception {
    for (Control control : List.<Control>of(this::theirs, this::ours)) {
      control.run("-switch-mode=import");
      assertThat(modes(theirs("-fetch-mode")))
          .hasSize(STORES)
          .allMatch(line -> line.endsWith(" | Import mode"))
          .isEqualTo(modes(ours("-fetch-mode")));
      control.run("-switch-mode=normal");
      assertThat(modes(theirs("-fetch-mode")))
          .hasSize(STORES)
          .allMatch(line -> line.endsWith(" | Normal mode"))
          .isEqualTo(modes(ours("-fetch-mode")));
    }
    assertThat(cluster.problems()).isEmpty();
  }

  @Test
  void eachCompactsEveryStoreOnce() throws Exception {
    for (Control control : List.<Control>of(this::theirs, this::ours)) {
      Fault counter = cluster.playground().faults().inject("Compact times=1000 -> delay=1");
      control.run("-compact");
      counter.remove();
      assertThat(counter.hits()).isEqualTo(STORES);
    }
  }

  @Test
  void aModeThatIsNoneIsRefusedByBoth() throws Exception {
    OriginalControl.Said said = original.run(harness, "-switch-mode=frob");
    assertThat(said.code()).isNotZero();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code =
        new CtlMain(print, print)
            .run(List.of("-config", harness.configFile().toString(), "-switch-mode=frob"));
    assertThat(code).isNotZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("frob");
    assertThat(said.text()).contains("frob");
  }
}
