package io.levin.engine.ingest;

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
      };

  /**
   * Returns when something may be sent.
   *
   * @throws RuntimeException when nothing may be sent any more
   */
  void await();

  /** Whether something may be sent at this moment. */
  boolean now();
}
