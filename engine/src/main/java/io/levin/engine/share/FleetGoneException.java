package io.levin.engine.share;

/** The fleet's tables are not there any more: its last member, or a person, has removed them. */
final class FleetGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FleetGoneException(Throwable cause) {
    super("the others have finished without it, or levin meta forget has removed its rows", cause);
  }
}
