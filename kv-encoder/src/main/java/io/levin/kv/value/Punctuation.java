package io.levin.kv.value;

/**
 * Unicode's punctuation, as Go's {@code unicode.IsPunct} has it; signs like {@code ^} are not in
 * it.
 */
public final class Punctuation {
  private Punctuation() {}

  /** True if a character is one of Unicode's categories of punctuation. */
  public static boolean is(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }
}
