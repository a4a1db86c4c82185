package io.levin.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class CancellationTest {
  @Test
  void anActionThatFailsKeepsNoOtherFromBeingTold() {
    Cancellation cancellation = new Cancellation();
    List<String> told = new ArrayList<>();
    cancellation.onCancel(() -> told.add("first"));
    cancellation.onCancel(
        () -> {
          throw new IllegalStateException("odd");
        });
    cancellation.onCancel(() -> told.add("last"));
    assertThatThrownBy(() -> cancellation.cancel(new CancellationException("stop")))
        .hasMessage("odd");
    assertThat(told).containsExactly("first", "last");
    assertThat(cancellation.isCancelled()).isTrue();
  }

  @Test
  void anActionThatWasTakenBackIsNotRun() {
    Cancellation cancellation = new Cancellation();
    List<String> told = new ArrayList<>();
    cancellation.onCancel(() -> told.add("taken back")).close();
    cancellation.cancel(new CancellationException("stop"));
    cancellation.onCancel(() -> told.add("late"));
    assertThat(told).containsExactly("late");
    assertThatThrownBy(() -> cancellation.sleep(60_000)).isInstanceOf(CancellationException.class);
  }
}
