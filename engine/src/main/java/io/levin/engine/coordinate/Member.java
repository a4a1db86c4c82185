package io.levin.engine.coordinate;

import io.levin.config.ByteSize;

/**
 * One process of Levin that takes part in imports into this target, with its last sign of life.
 *
 * @param memberId of the process: a new one at every start
 * @param taskId which import it works on
 * @param homeId of its sorted-kv-dir: the same after a restart
 * @param host its machine
 * @param pid its process
 * @param statusAddr where its status can be read; empty for nowhere
 * @param state what became of it
 * @param joinedAt milliseconds since 1970, as all times here by the clock of the cluster
 * @param heartbeatAt its last sign of life
 * @param leaseUntil it lives at least until then, or has said that it leaves
 * @param now when the row was read
 * @param source where its data comes from, without secrets
 * @param work what it is doing
 */
public record Member(
    String memberId,
    long taskId,
    String homeId,
    String host,
    long pid,
    String statusAddr,
    State state,
    long joinedAt,
    long heartbeatAt,
    long leaseUntil,
    long now,
    String source,
    Work work) {
  /** What became of a process. */
  public enum State {
    /** It runs, or was killed. */
    LIVE,
    /** It ended before its import was complete. */
    LEFT,
    /** Its import is complete. */
    DONE
  }

  /**
   * What a process is doing.
   *
   * @param step in words
   * @param tables how many there are
   * @param tablesDone of these
   * @param bytes of the source
   * @param bytesDone read of these
   * @param bytesPerSecond since the heartbeat before
   */
  public record Work(
      String step, long tables, long tablesDone, long bytes, long bytesDone, long bytesPerSecond) {
    /** Nothing yet. */
    public static final Work NONE = new Work("", 0, 0, 0, 0, 0);

    /** For messages: how far it is. */
    String describe() {
      if (tables == 0) {
        return "it had not begun with its tables";
      }
      return (step.isEmpty() ? "" : step + ", ")
          + tablesDone
          + " of "
          + tables
          + (tables == 1 ? " table" : " tables")
          + " done, "
          + ByteSize.format(bytesDone)
          + " of "
          + ByteSize.format(bytes)
          + " read";
    }
  }

  /** Whether it runs, as far as can be known. */
  public boolean alive() {
    return state == State.LIVE && now <= leaseUntil;
  }

  /** Whether it was killed, or cannot reach TiDB. */
  public boolean silent() {
    return state == State.LIVE && now > leaseUntil;
  }

  /** For messages: machine, process, and the last sign of life. */
  public String describe() {
    String who = "task " + Long.toUnsignedString(taskId) + " (" + host + ", process " + pid;
    long ago = Math.max(0, now - heartbeatAt) / 1000;
    return switch (state) {
      case LIVE -> who + (alive() ? ", alive " : ", silent since ") + ago + " s ago)";
      case LEFT -> who + ", ended " + ago + " s ago before it was finished)";
      case DONE -> who + ", finished)";
    };
  }
}
