package io.levin.engine.share;

/**
 * A process that takes part in a fleet. It may send to TiKV only while its lease lasts; once it has
 * ended or is dead it never becomes live again.
 *
 * @param memberId of the process: a new one at every start
 * @param homeId of its sorted-kv-dir: the same after a restart
 * @param host its machine
 * @param pid its process
 * @param state what became of it
 * @param leaseUntil milliseconds since 1970 by the clock of the cluster
 * @param joinedAt likewise
 */
public record FleetMember(
    String memberId,
    String homeId,
    String host,
    long pid,
    State state,
    long leaseUntil,
    long joinedAt) {
  /** What became of a member. */
  public enum State {
    /** It works, or was killed. */
    LIVE,
    /** Somebody wants it to end when it has done what it has in hand. */
    LEAVING,
    /** It has ended and said so. */
    LEFT,
    /** Another member has found its lease to be over. */
    DEAD
  }

  /** Whether what it has in hand is its own. */
  public boolean live() {
    return state == State.LIVE || state == State.LEAVING;
  }

  FleetMember renewed(long until) {
    return new FleetMember(memberId, homeId, host, pid, state, until, joinedAt);
  }

  FleetMember in(State next) {
    return new FleetMember(memberId, homeId, host, pid, next, leaseUntil, joinedAt);
  }

  FleetMember joined(long now, long until) {
    return new FleetMember(memberId, homeId, host, pid, State.LIVE, until, now);
  }

  /** For messages. */
  public String describe() {
    return host + ", process " + pid;
  }
}
