package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** After an import the next INSERT must get ids that no row has. */
final class AutoIdImportTest extends PlaygroundPerClass {
  /** Tables whose allocators an import has to raise, by what is special about them. */
  static Stream<Arguments> tables() {
    return Stream.of(
        Arguments.of("hidden", "id INT NOT NULL, g INT NOT NULL, KEY kg (g))"),
        Arguments.of("increment", "id INT PRIMARY KEY AUTO_INCREMENT, g INT NOT NULL)"),
        Arguments.of("random", "id BIGINT PRIMARY KEY AUTO_RANDOM, g INT NOT NULL)"),
        Arguments.of(
            "both", "id INT AUTO_INCREMENT, g INT NOT NULL, PRIMARY KEY (id) NONCLUSTERED)"),
        Arguments.of(
            "central", "id INT PRIMARY KEY AUTO_INCREMENT, g INT NOT NULL) AUTO_ID_CACHE 1"),
        Arguments.of(
            "separate",
            "id INT AUTO_INCREMENT, g INT NOT NULL, PRIMARY KEY (id) NONCLUSTERED) AUTO_ID_CACHE"
                + " 1"),
        Arguments.of(
            "separatelist",
            "id INT AUTO_INCREMENT, g INT NOT NULL, j JSON, e ENUM('a') NOT NULL DEFAULT 'a', w INT"
                + " AS (g + 1) STORED NOT NULL, UNIQUE KEY ui (id, g)) AUTO_ID_CACHE 1 PARTITION BY"
                + " LIST (g) (PARTITION p0 VALUES IN (7), PARTITION p1 VALUES IN (8))"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tables")
  void theNextRowsGetIdsThatNoRowHas(String name, String create) {
    SampleTable table =
        new SampleTable(
            "ids",
            name,
            "CREATE TABLE `" + name + "` (" + create,
            List.of("id", "g"),
            Rows.of(50, i -> List.of(i, 7 + i % 2)));
    harness().dump().sql(table, 2);
    harness().run().succeeded();
    harness().holdsRows(table);
    boolean given = name.equals("hidden");
    for (int i = 0; i < 3; i++) {
      harness()
          .query(
              "INSERT INTO "
                  + table.quoted()
                  + (given ? " (id, g) VALUES (99, 7)" : " (g) VALUES (7)"));
    }
    assertThat(harness().query("SELECT count(*) FROM " + table.quoted())).containsExactly("53");
    if (!given) {
      assertThat(harness().query("SELECT count(*) FROM " + table.quoted() + " WHERE id > 50"))
          .containsExactly("3");
    }
    harness().query("ADMIN CHECK TABLE " + table.quoted());
  }
}
