package io.levin.playground.fault;

/** A fault's text cannot be read. */
public final class FaultSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  FaultSyntaxException(String text, String problem) {
    super("cannot read the fault \"" + text.trim() + "\": " + problem);
  }
}
