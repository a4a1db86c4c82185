package io.levin.engine.share;

/**
 * The instances that share one source, as the target TiDB knows them.
 *
 * @param digest of the tables and files that they share
 * @param taskId the one import that they are for everybody else; unsigned
 * @param state how far it is
 * @param owner the member that takes the step that only one may take; empty for nobody
 * @param settings what decides about the bytes of a row, a {@code key = value} a line
 * @param source where the first member reads, without secrets
 */
public record Fleet(
    String digest, long taskId, State state, String owner, String settings, String source) {
  /** How far a fleet is. */
  public enum State {
    /** One member looks whether the import may begin; the others wait. */
    CHECKING,
    /** Tables are planned, loaded and compared. */
    LOADING,
    /** The same, and somebody has said that the tables may be compared when their data is in. */
    FINISHING,
    /** Nothing is left to do. */
    DONE
  }

  Fleet owned(String by) {
    return new Fleet(digest, taskId, state, by, settings, source);
  }

  Fleet moved(State to) {
    return new Fleet(digest, taskId, to, "", settings, source);
  }
}
