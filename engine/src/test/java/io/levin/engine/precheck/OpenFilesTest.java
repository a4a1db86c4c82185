package io.levin.engine.precheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.config.Config;
import io.levin.config.ConfigLoader;
import io.levin.config.Flags;
import org.junit.jupiter.api.Test;

class OpenFilesTest {
  private static final Config CONFIG =
      new ConfigLoader(8, 4L << 30)
          .load(
              "t.toml",
              "",
              Flags.none()
                  .orElse("backend", "local")
                  .orElse("sorted-kv-dir", "/s")
                  .orElse("d", "/d"));

  @Test
  void aLimitThatAnImportWouldReachIsToldWithTheOneItNeeds() {
    assertThatThrownBy(() -> OpenFiles.check(CONFIG, 735))
        .isInstanceOfSatisfying(
            ImportException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SYSTEM_REQUIREMENT_NOT_MET))
        .hasMessageContaining(
            "the maximum number of open file descriptors is too small, got 735, expect greater or"
                + " equal to 736; raise the hard limit (ulimit -n 736");
    assertThatCode(() -> OpenFiles.check(CONFIG, 736)).doesNotThrowAnyException();
    assertThatCode(() -> OpenFiles.check(CONFIG)).doesNotThrowAnyException();
  }
}
