package io.levin.engine.precheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClockCheckTest {
  private static final long NOW = 1_760_000_000_000L;

  @Test
  void aClockThatIsOffByAnHourIsTold() {
    long hour = Duration.ofHours(1).toMillis();
    assertThat(check(hour).get(0).message())
        .contains("3600 s ahead of that of PD", "set the clock (NTP)");
    assertThat(check(-hour).get(0).message()).contains("3600 s behind");
    assertThat(check(hour).get(0).critical()).isFalse();
  }

  @Test
  void secondsDoNotMatter() {
    assertThat(check(20_000)).isEmpty();
  }

  private static List<CheckResult> check(long offset) {
    return new ClockCheck(() -> NOW + offset, () -> NOW).run();
  }
}
