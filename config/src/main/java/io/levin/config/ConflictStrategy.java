package io.levin.config;

/** What to do about equal keys from different rows. */
public enum ConflictStrategy {
  /** The table fails, naming both rows. */
  NONE,
  /** The first conflict ends the import with the rows in the text. */
  ERROR,
  /** One row survives, the others are recorded and left out. */
  REPLACE
}
