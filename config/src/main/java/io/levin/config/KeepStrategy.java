package io.levin.config;

/** What becomes of the checkpoint after everything was imported. */
public enum KeepStrategy {
  /** It is deleted. */
  REMOVE,
  /** It is renamed out of the way. */
  RENAME,
  /** It stays where it is. */
  ORIGIN;

  /**
   * Reads a strategy in any case; {@code true} is rename and {@code false} is remove.
   *
   * @throws IllegalArgumentException with the text that a user of the original would see
   */
  public static KeepStrategy parse(String text) {
    for (KeepStrategy strategy : values()) {
      if (strategy.name().equalsIgnoreCase(text)) {
        return strategy;
      }
    }
    if (text.equalsIgnoreCase("true")) {
      return RENAME;
    }
    if (text.equalsIgnoreCase("false")) {
      return REMOVE;
    }
    throw new IllegalArgumentException(
        "invalid checkpoint keep strategy '"
            + text
            + "', please choose valid option between ['remove', 'rename', 'origin']");
  }
}
