package io.levin.storage;

/**
 * What a failed request to an object store means.
 *
 * @param kind what can be done about it
 * @param text the store's own words; may hold secrets until it was redacted
 */
record ObjectFailure(Kind kind, String text) {

  /** What can be done about a failure. */
  enum Kind {
    /** The object is not there. */
    MISSING,
    /** The bucket or container is not there. */
    NO_BUCKET,
    /** The store knows who asks and refuses, or refuses whoever asks. */
    DENIED,
    /** No credentials were found to ask with. */
    NO_CREDENTIALS,
    /** The object does not have the expected version any more. */
    CHANGED,
    /** The offset lies behind the object's end. */
    BEYOND_END,
    /** The store has no time or a fault of its own, and says so; it passes. */
    BUSY,
    /** There was no answer, or not a whole one; that may pass by itself. */
    BROKEN,
    /** Anything else. */
    FINAL
  }
}
