package io.levin.tikv;

/** The right to send something to TiKV, asked for before each time. Thread-safe. */
public interface SendPermit {
  /** Nobody objects. */
  SendPermit ALWAYS =
      new SendPermit() {
        @Override
        public void await() {
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
   * @throws RuntimeException when nothing may be sent any more
   */
  void await();

  /** Whether something may be sent at this moment. Waits for nothing, and costs little. */
  boolean now();

  /** Whether nothing may be sent any more. Likewise. */
  boolean isOver();
}
