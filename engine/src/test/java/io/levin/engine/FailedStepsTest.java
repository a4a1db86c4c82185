package io.levin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.Cancellation;
import io.levin.base.ImportException;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class FailedStepsTest {
  private static final String WHAT = "restore table `d`.`t` failed";

  private final Cancellation cancellation = new Cancellation();
  private final CancellationException ended = new CancellationException("call cancelled");

  @Test
  void whatEndsAsCancelledUnaskedIsToldAsAFailureOfItsTable() {
    assertThat(FailedSteps.asTold(WHAT, ended, cancellation))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining(WHAT + ": it ended as cancelled though nobody asked for it")
        .hasCause(ended);
  }

  @Test
  void whatSomebodyAskedForIsNoFailure() {
    cancellation.cancel(new CancellationException("stopped by a signal"));
    assertThatThrownBy(() -> FailedSteps.asTold(WHAT, ended, cancellation)).isSameAs(ended);
  }

  @Test
  void anyOtherFailureIsToldAsItIs() {
    RuntimeException failure = new IllegalStateException("x");
    assertThat(FailedSteps.asTold(WHAT, failure, cancellation)).isSameAs(failure);
  }
}
