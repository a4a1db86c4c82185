package io.levin.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads a local file from an offset on, as much at a time as the caller asks for. */
final class LocalInput extends InputStream {
  private final FileChannel channel;
  private final long end;
  private long position;

  LocalInput(Path file, long offset) throws IOException {
    this(file, offset, Long.MAX_VALUE);
  }

  LocalInput(Path file, long offset, long end) throws IOException {
    this.end = end;
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    this.position = offset;
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
    if (position >= end) {
      return -1;
    }
    int step = (int) Math.min(length, end - position);
    int got = channel.read(ByteBuffer.wrap(target, offset, step), position);
    if (got > 0) {
      position += got;
    }
    return got;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long step = Math.max(0, Math.min(bytes, size() - position));
    position += step;
    return step;
  }

  @Override
  public int available() throws IOException {
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, size() - position));
  }

  private long size() throws IOException {
    return Math.min(end, channel.size());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
