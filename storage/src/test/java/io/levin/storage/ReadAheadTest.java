package io.levin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReadAheadTest {

  @Test
  void theBytesAreThoseOfTheStream() throws IOException {
    byte[] text = new byte[100_003];
    new Random(1).nextBytes(text);
    try (ReadAhead in = new ReadAhead(new ByteArrayInputStream(text), 3, 1000, "test")) {
      assertThat(in.read()).isEqualTo(text[0] & 0xff);
      assertThat(in.readNBytes(2_500)).isEqualTo(java.util.Arrays.copyOfRange(text, 1, 2_501));
      assertThat(in.readAllBytes()).hasSize(text.length - 2_501).endsWith(text[text.length - 1]);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void aFailureComesBehindTheBytesBeforeIt() throws IOException {
    InputStream broken =
        new InputStream() {
          private int count;

          @Override
          public int read() throws IOException {
            if (count++ == 10) {
              throw new IOException("cut");
            }
            return 'x';
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            target[offset] = (byte) read();
            return 1;
          }
        };
    try (ReadAhead in = new ReadAhead(broken, 2, 4, "test")) {
      assertThat(in.readNBytes(10)).hasSize(10);
      assertThatThrownBy(() -> in.read()).hasMessage("cut");
    }
  }

  @Test
  void closingEndsTheThreadAndClosesTheStream() throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    CountDownLatch full = new CountDownLatch(2);
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            full.countDown();
            return length;
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };
    ReadAhead in = new ReadAhead(endless, 2, 16, "levin-test-ahead");
    assertThat(in.read()).isNotNegative();
    assertThat(full.await(10, TimeUnit.SECONDS)).isTrue();
    in.close();
    assertThat(closed).isTrue();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("levin-test-ahead"));
  }

  @Test
  void aStreamThatWasNeverReadIsClosedAtOnce() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream source =
        new ByteArrayInputStream(new byte[1]) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    new ReadAhead(source, 2, 16, "test").close();
    assertThat(closed).isTrue();
  }
}
