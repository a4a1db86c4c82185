package io.levin.source.compress;

import java.io.IOException;

/** A compressed file gives no more text: it is cut short, or broken. What comes before is whole. */
public final class DamagedTextException extends IOException {
  private static final long serialVersionUID = 1;

  DamagedTextException(String message, Exception cause) {
    super(message, cause);
  }
}
