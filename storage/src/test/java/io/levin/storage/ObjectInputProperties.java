package io.levin.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import io.levin.base.RetryPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ObjectInputProperties {
  private static final ObjectLocation LOCATION =
      new ObjectLocation(ObjectLocation.Kind.S3, "bucket", "p", Map.of());

  @Property(tries = 500)
  void whereverConnectionsBreakTheBytesAreThoseOfTheObject(
      @ForAll @IntRange(max = 5000) int size,
      @ForAll @IntRange(max = 5000) int from,
      @ForAll @IntRange(max = 6000) int length,
      @ForAll @IntRange(min = 1, max = 700) int firstPart,
      @ForAll @IntRange(min = 1, max = 900) int columnPart,
      @ForAll long seed)
      throws IOException {
    byte[] content = StorageContract.bytes(size);
    int offset = Math.min(from, size);
    Unreliable store = new Unreliable(content, seed);
    try (Storage storage = open(store, firstPart, columnPart)) {
      try (InputStream in = storage.open("f", offset)) {
        assertThat(read(in, seed)).isEqualTo(Arrays.copyOfRange(content, offset, size));
      }
      try (InputStream in = storage.open("f", offset, length)) {
        assertThat(read(in, seed))
            .isEqualTo(Arrays.copyOfRange(content, offset, Math.min(size, offset + length)));
      }
    }
    assertThat(store.open).as("bodies that were neither read to the end nor given up").isZero();
  }

  private static Storage open(ObjectStore store, int firstPart, int columnPart) {
    RetryPolicy often = RetryPolicy.fixed(1000, Duration.ZERO);
    RequestLimits limits =
        new RequestLimits(
            often, often, Duration.ZERO, Duration.ZERO, firstPart, columnPart, 2, 100);
    Cancellation cancellation = new Cancellation();
    Requests requests = new Requests(LOCATION, store::failure, limits, cancellation);
    return new ObjectStorage(LOCATION, store, requests, limits, cancellation);
  }

  private static byte[] read(InputStream in, long seed) throws IOException {
    Random random = new Random(seed);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] block = new byte[300];
    while (true) {
      int got = in.read(block, 0, 1 + random.nextInt(block.length));
      if (got < 0) {
        return out.toByteArray();
      }
      out.write(block, 0, got);
    }
  }

  /** One object, whose requests fail or break anywhere. */
  private static final class Unreliable implements ObjectStore {
    private final byte[] content;
    private final Random random;
    int open;

    Unreliable(byte[] content, long seed) {
      this.content = content;
      this.random = new Random(seed);
    }

    @Override
    public Page list(String prefix, String token) {
      return new Page(List.of(), null);
    }

    @Override
    public synchronized Listed attributes(String key) throws IOException {
      failSometimes();
      return new Listed(key, content.length, "v");
    }

    @Override
    public synchronized Part read(String key, long offset, long length, String version)
        throws IOException {
      failSometimes();
      if (offset >= content.length) {
        throw new IndexOutOfBoundsException("behind the end");
      }
      int end = (int) (length < 0 ? content.length : Math.min(content.length, offset + length));
      open++;
      return new Part(new Broken((int) offset, end), content.length, "v");
    }

    @Override
    public void write(String key, byte[] bytes) {
      throw new AssertionError("nothing is written here");
    }

    @Override
    public void delete(String key) {
      throw new AssertionError("nothing is deleted here");
    }

    @Override
    public ObjectFailure failure(Exception e) {
      return e instanceof IndexOutOfBoundsException
          ? new ObjectFailure(ObjectFailure.Kind.BEYOND_END, "")
          : NetworkFailures.of(e);
    }

    @Override
    public void close() {}

    private void failSometimes() throws IOException {
      if (random.nextInt(4) == 0) {
        throw new IOException("no answer");
      }
    }

    private final class Broken extends Body {
      private final int end;
      private int at;
      private boolean closed;

      Broken(int at, int end) {
        this.at = at;
        this.end = end;
      }

      @Override
      public int read() {
        throw new AssertionError("byte by byte is slow");
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        synchronized (Unreliable.this) {
          int fate = random.nextInt(12);
          if (fate == 0) {
            throw new IOException("reset");
          }
          if (fate == 1 || at == end) {
            return -1;
          }
          int step = 1 + random.nextInt(Math.min(length, end - at));
          System.arraycopy(content, at, target, offset, step);
          at += step;
          return step;
        }
      }

      @Override
      public void close() {
        abort();
      }

      @Override
      void abort() {
        synchronized (Unreliable.this) {
          open -= closed ? 0 : 1;
          closed = true;
        }
      }
    }
  }
}
