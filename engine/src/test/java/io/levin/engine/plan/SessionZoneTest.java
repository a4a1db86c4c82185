package io.levin.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.ImportException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionZoneTest {
  @Test
  void offsets_are_taken_with_one_digit_or_two() {
    assertThat(SessionZone.of("+8:00")).isEqualTo(ZoneOffset.ofHours(8));
    assertThat(SessionZone.of("+08:00")).isEqualTo(ZoneOffset.ofHours(8));
    assertThat(SessionZone.of("-3:30")).isEqualTo(ZoneOffset.ofHoursMinutes(-3, -30));
    assertThat(SessionZone.of("+14:00")).isEqualTo(ZoneOffset.ofHours(14));
    assertThat(SessionZone.of("-12:59")).isEqualTo(ZoneOffset.ofHoursMinutes(-12, -59));
    assertThat(SessionZone.of("+0:00")).isEqualTo(ZoneOffset.UTC);
  }

  @Test
  void names_are_taken_in_any_case_and_system_is_this_machine() {
    assertThat(SessionZone.of("Asia/Shanghai")).isEqualTo(ZoneId.of("Asia/Shanghai"));
    assertThat(SessionZone.of("asia/shanghai")).isEqualTo(ZoneId.of("Asia/Shanghai"));
    assertThat(SessionZone.of("UTC")).isEqualTo(ZoneId.of("UTC"));
    assertThat(SessionZone.of("system")).isEqualTo(ZoneId.systemDefault());
  }

  @Test
  void names_that_the_jdk_lacks_are_those_they_are_linked_to() {
    assertThat(SessionZone.of("MST")).isEqualTo(ZoneId.of("America/Phoenix"));
    assertThat(SessionZone.of("EST")).isEqualTo(ZoneId.of("America/Panama"));
    assertThat(SessionZone.of("HST")).isEqualTo(ZoneId.of("Pacific/Honolulu"));
    assertThat(SessionZone.of("ROC")).isEqualTo(ZoneId.of("Asia/Taipei"));
    assertThat(SessionZone.of("EET")).isEqualTo(ZoneId.of("Europe/Athens"));
    assertThat(SessionZone.of("GMT+0")).isEqualTo(ZoneId.of("GMT0"));
  }

  @Test
  void others_are_refused_as_the_server_would() {
    for (String name :
        List.of(
            "+14:01",
            "-13:00",
            "+8:60",
            "Mars/Olympus",
            "",
            "8:00",
            "GMT+8",
            "Z",
            "+0800",
            "systemv/est5")) {
      assertThatThrownBy(() -> SessionZone.of(name))
          .isInstanceOf(ImportException.class)
          .hasMessageContaining("Unknown or incorrect time zone: '" + name + "'");
    }
  }
}
