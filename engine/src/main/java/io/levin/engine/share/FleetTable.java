package io.levin.engine.share;

/**
 * A table of a fleet.
 *
 * @param tableId TiDB's number of it
 * @param name the quoted, qualified name
 * @param state how far it is
 * @param owner the member that plans or ends it; empty for nobody
 * @param epoch counts the owners: what an earlier one writes is refused
 * @param digest of its chunks, so that all members speak of the same ones
 * @param timestampSeconds what CURRENT_TIMESTAMP is in its rows, in seconds since 1970
 * @param baseTs as of when it was measured before the import; 0 for not yet
 * @param rowIdBase the ids of its rows are above this
 * @param rowIdMax and up to this
 * @param lots how many it was divided into
 * @param error why it failed; empty unless it did
 */
public record FleetTable(
    long tableId,
    String name,
    State state,
    String owner,
    long epoch,
    String digest,
    long timestampSeconds,
    long baseTs,
    long rowIdBase,
    long rowIdMax,
    int lots,
    String error) {
  /** How far a table is. */
  public enum State {
    /** Nobody has begun. */
    NEW,
    /** Its owner takes row ids and divides it into lots. */
    PLANNING,
    /** Its lots can be taken. */
    PLANNED,
    /** All lots are in; its owner raises ids, compares and analyzes. */
    ENDING,
    /** Nothing is left to do. */
    DONE,
    /** It cannot go on before somebody has acted. */
    FAILED
  }

  /** A table of which nothing is known but what it is. */
  public static FleetTable of(long tableId, String name, String digest, long timestampSeconds) {
    return new FleetTable(
        tableId, name, State.NEW, "", 0, digest, timestampSeconds, 0, 0, 0, 0, "");
  }

  /** Whether nobody has anything to do for it any more. */
  public boolean over() {
    return state == State.DONE || state == State.FAILED;
  }

  boolean isOwnedBy(String member, long since) {
    return owner.equals(member) && epoch == since;
  }

  FleetTable taken(State next, String by) {
    return new FleetTable(
        tableId,
        name,
        next,
        by,
        epoch + 1,
        digest,
        timestampSeconds,
        baseTs,
        rowIdBase,
        rowIdMax,
        lots,
        "");
  }

  FleetTable measuredAt(long ts) {
    return new FleetTable(
        tableId,
        name,
        state,
        owner,
        epoch,
        digest,
        timestampSeconds,
        ts,
        rowIdBase,
        rowIdMax,
        lots,
        error);
  }

  FleetTable planned(long base, long max, int lotCount) {
    return new FleetTable(
        tableId,
        name,
        State.PLANNED,
        "",
        epoch,
        digest,
        timestampSeconds,
        baseTs,
        base,
        max,
        lotCount,
        "");
  }

  FleetTable moved(State next, String why) {
    return new FleetTable(
        tableId,
        name,
        next,
        "",
        epoch,
        digest,
        timestampSeconds,
        baseTs,
        rowIdBase,
        rowIdMax,
        lots,
        why);
  }
}
