package io.levin.source.compress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes gzip (RFC 1952), all members one behind the other.
 *
 * <p>The JDK's stream guesses from {@code available()} whether another member follows, and so may
 * stop early on a network stream; this one reads on. Zero bytes behind the last member, as tapes
 * leave them, are ignored. An early end is an {@link EOFException}.
 */
final class GzipInput extends InputStream {
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] buffer;
  private int at;
  private int filled;
  private boolean inMember;
  private boolean ended;

  GzipInput(InputStream in, int bufferBytes) {
    this.in = in;
    this.buffer = new byte[bufferBytes];
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      if (!inMember) {
        startMember();
        continue;
      }
      int got = inflate(target, offset, length);
      if (got > 0) {
        crc.update(target, offset, got);
        return got;
      }
      if (inflater.finished()) {
        endMember();
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }

  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      int got = inflater.inflate(target, offset, length);
      if (got == 0 && inflater.needsInput()) {
        if (at == filled && !fill()) {
          throw new EOFException("the text is cut short");
        }
        inflater.setInput(buffer, at, filled - at);
        at = filled;
      }
      if (got == 0 && inflater.needsDictionary()) {
        throw new IOException("gzip: a preset dictionary is needed");
      }
      return got;
    } catch (DataFormatException e) {
      throw new IOException("gzip: corrupt data: " + e.getMessage(), e);
    }
  }

  private void startMember() throws IOException {
    boolean first = at == 0 && filled == 0;
    int magic = next();
    if (magic < 0) {
      if (first) {
        throw new EOFException("the file is empty");
      }
      ended = true;
      return;
    }
    if (magic == 0 && !first) {
      skipPadding();
      return;
    }
    if (magic != 0x1f || required() != 0x8b || required() != 8) {
      throw new IOException("gzip: invalid header");
    }
    int flags = required();
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(required() | required() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      skip(2);
    }
    inMember = true;
  }

  private void endMember() throws IOException {
    // What the inflater did not use is the trailer and what follows it.
    at = filled - inflater.getRemaining();
    long expectedCrc = number();
    long expectedSize = number();
    if (expectedCrc != crc.getValue()
        || expectedSize != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new IOException("gzip: invalid checksum");
    }
    inflater.reset();
    crc.reset();
    inMember = false;
  }

  private void skipPadding() throws IOException {
    int value = next();
    while (value == 0) {
      value = next();
    }
    if (value > 0) {
      throw new IOException("gzip: invalid header");
    }
    ended = true;
  }

  private long number() throws IOException {
    return required() | required() << 8 | required() << 16 | (long) required() << 24;
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      required();
    }
  }

  private void skipText() throws IOException {
    int value = required();
    while (value != 0) {
      value = required();
    }
  }

  private int required() throws IOException {
    int value = next();
    if (value < 0) {
      throw new EOFException("the text is cut short");
    }
    return value;
  }

  private int next() throws IOException {
    return at == filled && !fill() ? -1 : buffer[at++] & 0xff;
  }

  private boolean fill() throws IOException {
    int got = in.read(buffer, 0, buffer.length);
    at = 0;
    filled = Math.max(0, got);
    return got > 0;
  }
}
