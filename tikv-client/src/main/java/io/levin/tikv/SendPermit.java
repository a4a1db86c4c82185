package io.levin.tikv;

import io.levin.base.Cancellation;

/** The right to send something to TiKV, asked for before each time. Thread-safe. */
public interface SendPermit {
  /** Nobody objects. */
  SendPermit ALWAYS =
      new SendPermit() {
        @Override
        public void await(Cancellation call) {
          // Granted.
        }

        @Override
        public boolean now() {
          return true;
        }

        @Override
        public boolean isOver() {
          return false;
        }
      };

  /**
   * Returns when something may be sent.
   *
   * @param call ends the wait of what is to be sent
   * @throws java.util.concurrent.CancellationException when that was cancelled
   * @throws RuntimeException when nothing may be sent any more
   */
  void await(Cancellation call);

  /** Whether something may be sent at this moment. Waits for nothing, and costs little. */
  boolean now();

  /** Whether nothing may be sent any more. Likewise. */
  boolean isOver();
}
