package io.levin.config;

/** How much a step after the import matters. */
public enum Level {
  /** The step is not taken. */
  OFF,
  /** A failure of the step is a warning. */
  OPTIONAL,
  /** A failure of the step is a failure of the import. */
  REQUIRED;

  /**
   * Reads a level in any case; {@code true} is required and {@code false} is off.
   *
   * @throws IllegalArgumentException with the text that a user of the original would see
   */
  public static Level parse(String text) {
    for (Level level : values()) {
      if (level.name().equalsIgnoreCase(text)) {
        return level;
      }
    }
    if (text.equalsIgnoreCase("true")) {
      return REQUIRED;
    }
    if (text.equalsIgnoreCase("false")) {
      return OFF;
    }
    throw new IllegalArgumentException(
        "invalid op level '"
            + text
            + "', please choose valid option between ['off', 'optional', 'required']");
  }
}
