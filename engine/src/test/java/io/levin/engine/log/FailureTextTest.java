package io.levin.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.Redaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** What failures show where rows must not. */
class FailureTextTest {
  private static final FailureText OPEN = new FailureText(Redaction.OFF);
  private static final FailureText HIDDEN = new FailureText(new Redaction(true));

  private static RuntimeException thrown(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      return e;
    }
    throw new AssertionError("nothing was thrown");
  }

  @Test
  void whatTheJdkQuotesIsHiddenAndThePlacesAreNot() {
    RuntimeException number = thrown(() -> Integer.parseInt("s3cr3t"));
    RuntimeException date = thrown(() -> LocalDate.parse("s3cr3t"));
    for (RuntimeException failure : new RuntimeException[] {number, date}) {
      assertThat(OPEN.of(failure)).startsWith("[Lightning:Common:ErrUnknown]").contains("s3cr3t");
      assertThat(OPEN.stack(failure)).contains("s3cr3t", "\tat io.levin.");
      assertThat(HIDDEN.of(failure))
          .isEqualTo("[Lightning:Common:ErrUnknown]" + failure.getClass().getSimpleName());
      assertThat(HIDDEN.message(failure)).isEqualTo(failure.getClass().getName());
      assertThat(HIDDEN.stack(failure))
          .startsWith(failure.getClass().getName() + "\n\tat ")
          .contains("\tat io.levin.engine.log.FailureTextTest.")
          .doesNotContain("s3cr3t");
    }
  }

  @Test
  void aCauseIsHiddenBehindAFailureThatIsNot() {
    ImportException failure =
        new ImportException(
            ErrorCode.UNKNOWN, "the table is gone", "look", new SQLException("value 's3cr3t'"));
    assertThat(HIDDEN.of(failure)).isEqualTo(failure.getMessage());
    assertThat(HIDDEN.stack(failure))
        .contains("the table is gone", "Caused by: java.sql.SQLException\n")
        .doesNotContain("s3cr3t");
    assertThat(OPEN.stack(failure)).contains("Caused by: java.sql.SQLException: value 's3cr3t'");
  }

  @Test
  void whatHoldsNoRowsIsShown() {
    assertThat(HIDDEN.message(new UncheckedIOException(new IOException("No space left"))))
        .contains("No space left");
    assertThat(HIDDEN.message(new IllegalStateException("the lease ended"))).contains("lease");
    assertThat(HIDDEN.message(new StackOverflowError())).isEqualTo("java.lang.StackOverflowError");
  }

  @Test
  void causesThatRunInACircleEnd() {
    IOException first = new IOException("first");
    IOException second = new IOException("second", first);
    first.initCause(second);
    assertThat(OPEN.stack(first)).containsOnlyOnce("first").containsOnlyOnce("second");
  }
}
