package io.levin.benchmarks;

import java.io.InputStream;

/** The same text again and again. */
final class EndlessText extends InputStream {
  private final byte[] text;
  private int at;

  EndlessText(byte[] text) {
    this.text = text;
  }

  @Override
  public int read() {
    int value = text[at] & 0xff;
    at = at + 1 == text.length ? 0 : at + 1;
    return value;
  }

  @Override
  public int read(byte[] to, int offset, int length) {
    int count = Math.min(length, text.length - at);
    System.arraycopy(text, at, to, offset, count);
    at = at + count == text.length ? 0 : at + count;
    return count;
  }
}
