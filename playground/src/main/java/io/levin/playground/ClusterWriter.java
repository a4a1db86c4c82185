package io.levin.playground;

import io.levin.playground.model.Tso;
import io.levin.playground.storage.Change;
import io.levin.playground.storage.MvccStore;
import java.util.List;

/** Writes raw pairs as a committed transaction does. Thread-safe. */
public final class ClusterWriter {
  private final MvccStore store;
  private final Tso tso;

  ClusterWriter(MvccStore store, Tso tso) {
    this.store = store;
    this.tso = tso;
  }

  /**
   * Makes the changes visible all at once.
   *
   * @return the timestamp from which on they are visible
   */
  public long write(List<Change> changes) {
    // Nobody gets a later timestamp, and reads at it, before the changes are there.
    synchronized (tso) {
      long ts = tso.next();
      store.write(changes, ts);
      return ts;
    }
  }

  /** Sets one raw key; returns its timestamp. */
  public long put(byte[] key, byte[] value) {
    return write(List.of(new Change(key, value)));
  }

  /** Deletes one raw key; returns the timestamp of the deletion. */
  public long delete(byte[] key) {
    return write(List.of(new Change(key, null)));
  }
}
