package io.levin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The bytes of an answer that is longer than what was asked for. */
class ObjectBodyTest {
  /** So many zeros; notes that it was given up. */
  private static final class Zeros extends ObjectStore.Body {
    private int left;
    private boolean aborted;

    Zeros(int left) {
      this.left = left;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    void abort() {
      aborted = true;
    }
  }

  @Test
  void what_comes_before_the_range_is_passed_over() throws IOException {
    Zeros body = new Zeros(10);
    body.pass(7);
    assertThat(body.readAllBytes()).hasSize(3);
    assertThat(body.aborted).isFalse();
  }

  @Test
  void an_answer_that_ends_before_the_range_is_given_up() {
    Zeros body = new Zeros(5);
    assertThatThrownBy(() -> body.pass(7)).isInstanceOf(EOFException.class);
    assertThat(body.aborted).isTrue();
  }
}
