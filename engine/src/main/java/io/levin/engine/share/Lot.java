package io.levin.engine.share;

/**
 * Chunks of one table that a member brings into the cluster as one piece. Whoever does it again
 * does so with the same row ids and the same commit timestamp, so that the same versions come out.
 *
 * @param tableId whose chunks they are
 * @param number of the lot within its table
 * @param state how far it is
 * @param holder the member that works on it; empty for nobody
 * @param epoch counts the holders: what an earlier one writes is refused
 * @param commitTs the timestamp of all of its pairs; 0 until it is taken for the first time
 * @param from the first of its chunks, counted in the order of the table's row ids
 * @param to the first chunk behind it
 * @param sourceBytes of its chunks
 * @param sum what came out of them; null until somebody has read them all
 */
public record Lot(
    long tableId,
    int number,
    State state,
    String holder,
    long epoch,
    long commitTs,
    int from,
    int to,
    long sourceBytes,
    LotSum sum) {
  /** How far a lot is. */
  public enum State {
    /** Nothing of it is in the cluster, unless an earlier holder sent some. */
    OPEN,
    /** All of it is encoded, and pairs may have been sent. */
    INGESTING,
    /** All of its pairs are in the cluster: it is counted. */
    DONE
  }

  /** A lot that nobody has taken. */
  public static Lot of(long tableId, int number, int from, int to, long sourceBytes) {
    return new Lot(tableId, number, State.OPEN, "", 0, 0, from, to, sourceBytes, null);
  }

  boolean isHeldBy(String member, long since) {
    return holder.equals(member) && epoch == since;
  }

  Lot taken(String by, long ts) {
    return new Lot(
        tableId,
        number,
        state,
        by,
        epoch + 1,
        commitTs == 0 ? ts : commitTs,
        from,
        to,
        sourceBytes,
        sum);
  }

  Lot with(State next, String by, LotSum figures) {
    return new Lot(tableId, number, next, by, epoch, commitTs, from, to, sourceBytes, figures);
  }
}
