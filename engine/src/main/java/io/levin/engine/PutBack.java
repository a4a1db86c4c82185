package io.levin.engine;

import java.util.function.BooleanSupplier;

/**
 * Whether what was switched or paused is put back: asked once, at the end, whoever wants to know
 * first. Not thread-safe.
 */
final class PutBack implements AutoCloseable {
  private final BooleanSupplier question;
  private Boolean answer;

  PutBack(BooleanSupplier question) {
    this.question = question;
  }

  /** The answer. */
  boolean asked() {
    if (answer == null) {
      answer = question.getAsBoolean();
    }
    return answer;
  }

  /** The end is told, also when there is nothing to put back. */
  @Override
  public void close() {
    asked();
  }
}
