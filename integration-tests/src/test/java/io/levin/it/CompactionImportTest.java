package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.playground.fault.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compactions of stores that a configuration asks for. */
final class CompactionImportTest extends PlaygroundPerClass {
  private static final SampleTable TABLE =
      new SampleTable(
          "compacted",
          "t",
          "CREATE TABLE `t` (id INT PRIMARY KEY, n INT, KEY (n))",
          List.of("id", "n"),
          Rows.of(20, i -> List.of(i, i)));

  private long compactions(String database, String... keys) {
    PlaygroundUnderTest playground = (PlaygroundUnderTest) harness().cluster();
    Fault counter = playground.playground().faults().inject("Compact times=1000 -> delay=1");
    for (String key : keys) {
      harness().toml().set("post-restore", key, true);
    }
    harness().dump().sql(TABLE.in(database));
    ImportRun run = harness().run().succeeded();
    counter.remove();
    assertThat(run.log().contains("level 1 compaction completed"))
        .isEqualTo(List.of(keys).contains("level-1-compact"));
    return counter.hits();
  }

  @Test
  void noStoreIsCompactedUnasked() {
    assertThat(compactions("compacted_not")).isZero();
  }

  @Test
  void everyStoreIsCompactedIntoLevel1BehindAnEngine() {
    assertThat(compactions("compacted_1", "level-1-compact")).isEqualTo(stores());
  }

  @Test
  void everyStoreIsCompactedAsAWholeAtTheEnd() {
    assertThat(compactions("compacted_2", "level-1-compact", "compact")).isEqualTo(2 * stores());
  }

  private long stores() {
    return harness().query("SELECT 1 FROM information_schema.tikv_store_status").size();
  }
}
