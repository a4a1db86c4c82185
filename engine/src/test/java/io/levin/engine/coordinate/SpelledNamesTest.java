package io.levin.engine.coordinate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/** To TiDB names that differ in case are one table, and each instance writes them its own way. */
final class SpelledNamesTest {
  private static final long TASK = 7;
  private static final long TABLE = 100;
  private static final String LONG = "`shop`.`" + "t".repeat(60) + "`";

  @Test
  void aPartIsOfTheTableHoweverItIsSpelled() {
    assertThat(row("`Shop`.`ORDERS`").isNamed("`shop`.`orders`")).isTrue();
    assertThat(row("`Shop`.`ORDERS`").isNamed("`shop`.`orders2`")).isFalse();
    assertThat(row(PartTable.cut(LONG.toUpperCase(Locale.ROOT))).isNamed(LONG)).isTrue();
  }

  @Test
  void ctlForgetsThePartsOfInstancesThatSpellTheTableInAnotherCase() {
    assertThat(new ForgottenTables.Table("`shop`.`orders`", 0).isOf(row("`SHOP`.`Orders`")))
        .isTrue();
    assertThat(
            new ForgottenTables.Table(LONG, TABLE)
                .isOf(row(PartTable.cut(LONG.toUpperCase(Locale.ROOT)))))
        .isTrue();
    assertThat(new ForgottenTables.Table(LONG, 0).isOf(row(PartTable.cut(LONG)))).isFalse();
  }

  @Test
  void thePartsOfATableThatWasDroppedAndMadeAgainAreKnownByAnySpelling() {
    PartReport report = new PartReport();
    report.imports(new SharedTable(TABLE + 1, "`Shop`.`Orders`", false, Long.MAX_VALUE));
    assertThat(report.isOfPredecessor(row("`shop`.`ORDERS`"))).isTrue();
    assertThat(report.isOfPredecessor(row("`shop`.`other`"))).isFalse();
  }

  private static TableRow row(String name) {
    return TableRow.inserted(TASK, TABLE, name);
  }
}
