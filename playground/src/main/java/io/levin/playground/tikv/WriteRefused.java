package io.levin.playground.tikv;

/** A Write stream ends with status UNKNOWN and this text. */
final class WriteRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WriteRefused(String text) {
    super(text, null, false, false);
  }
}
