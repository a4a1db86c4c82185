package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.tidb.TidbClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of statements while TiDB restarts. */
final class AbsentServerTest {
  @Test
  void aServerThatRestartsIsWaitedForLongerThanAStatementIsRepeated() throws Exception {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0");
        TidbClient client = cluster.client("", Map.of());
        TidbClient patient = client.thatWaits()) {
      cluster.playground().inject("SQL . times=4 -> cut");
      assertThat(patient.queryText("SELECT 1")).isEqualTo("1");
      assertThat(cluster.playground().tidb().faults().fired()).hasSize(4);
    }
  }
}
