package io.levin.engine.coordinate;

/** What is known of the other instances. Thread-safe. */
interface Siblings {
  /**
   * True for a task that is known not to run: its signs of life have stopped, or its process has
   * said that it ends. Asked while rows are locked: a process that is started again gives a sign of
   * life before it touches any row.
   */
  boolean dead(long taskId);

  /** A task for people: its number, machine and last sign of life, as far as they are known. */
  String describe(long taskId);

  /** Looks again before the next answers. */
  void refresh();

  /** Nothing is known. */
  Siblings UNKNOWN =
      new Siblings() {
        @Override
        public boolean dead(long taskId) {
          return false;
        }

        @Override
        public String describe(long taskId) {
          return "task " + Long.toUnsignedString(taskId);
        }

        @Override
        public void refresh() {
          // Nothing to look at.
        }
      };
}
