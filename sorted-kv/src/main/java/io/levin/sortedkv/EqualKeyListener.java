package io.levin.sortedkv;

/**
 * Is told of pairs with equal keys while they are read, and decides which of them is given out.
 *
 * <p>Of n pairs with one key the listener is called n - 1 times, in the order of row ids, each time
 * with the pair that stands so far and the next one. A range that is read again is told again. What
 * it throws ends the read. Called on the thread that reads.
 */
@FunctionalInterface
public interface EqualKeyListener {
  /** Which pair stands. */
  enum Keep {
    /** The one that stood so far; at first the one with the smallest row id. */
    FIRST,
    /** The next one. */
    LAST,
    /** None: no pair with this key is given out, whatever is decided about further ones. */
    NONE
  }

  /** Decides between the pair that stands and the next one. */
  Keep equalKeys(EqualKeys pairs);

  /** A listener that keeps the pair with the smallest row id and tells nobody. */
  static EqualKeyListener keepFirst() {
    return pairs -> Keep.FIRST;
  }
}
