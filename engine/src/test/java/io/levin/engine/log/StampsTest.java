package io.levin.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

class StampsTest {
  @Test
  void timesAreWrittenAsTheOriginalWritesThemAlsoWhereTheClockChanges() {
    ZoneId zone = ZoneId.of("Europe/Berlin");
    DateTimeFormatter form =
        DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.SSS xxx").withZone(zone);
    Stamps stamps = new Stamps(zone);
    long change = Instant.parse("2024-03-31T01:00:00Z").toEpochMilli();
    for (long at :
        new long[] {0, -1, 7, change - 1, change, change + 999, change - 1, 12_345_678}) {
      StringBuilder out = new StringBuilder();
      stamps.append(out, at);
      assertThat(out).hasToString(form.format(Instant.ofEpochMilli(at)));
    }
  }
}
