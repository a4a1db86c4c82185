package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ManyTablesImportTest extends PlaygroundPerClass {
  @Test
  void twoHundredSmallTablesAreImported() {
    int tables = 200;
    for (int t = 0; t < tables; t++) {
      harness().dump().sql(table(t));
    }
    harness().run().succeeded();
    for (int t = 0; t < tables; t += 40) {
      harness().holds(table(t));
    }
    for (int t = 0; t < tables; t++) {
      assertThat(harness().query("SELECT count(*), sum(id) FROM many.t" + t))
          .containsExactly("10|" + (55 + 10 * t));
    }
  }

  private static SampleTable table(int t) {
    String name = "t" + t;
    return new SampleTable(
        "many",
        name,
        "CREATE TABLE `" + name + "` (id INT PRIMARY KEY, v VARCHAR(20), KEY kv (v))",
        List.of("id", "v"),
        Rows.of(10, i -> List.of(i + t, "v" + i)));
  }
}
