package io.levin.tikv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.levin.base.Cancellation;
import io.levin.pd.Region;
import io.levin.proto.import_sstpb.Pair;
import io.levin.proto.import_sstpb.SSTMeta;
import io.levin.proto.import_sstpb.WriteBatch;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may lose the right to send to TiKV, at any moment and between any two steps. */
@Timeout(60)
final class SendPermitTest {
  private static final String OVER = "the lease is over";
  private static final String CUT = "the right to send to TiKV is lost";
  private static final int PEERS = 3;

  private final FakeCluster cluster = new FakeCluster(PEERS);
  private final TikvClient client = cluster.client();
  private final Region region = FakeCluster.region(7, "b", "y", 1, 2, 3);
  private final Lease lease = new Lease();

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  /** A right that ends right behind one of the questions for it, however that was answered. */
  private static final class Lease implements SendPermit {
    private long endsAfter = Long.MAX_VALUE;
    private long asked;
    private boolean lasts = true;
    private boolean lost;

    @Override
    public synchronized void await(Cancellation call) {
      if (!lasts) {
        throw new IllegalStateException(OVER);
      }
      lasts = ++asked < endsAfter;
      notifyAll();
    }

    @Override
    public synchronized boolean now() {
      return lasts;
    }

    @Override
    public synchronized boolean isOver() {
      return lost;
    }

    synchronized void lose() {
      lasts = false;
      lost = true;
    }

    synchronized void endsAfter(long questions) {
      endsAfter = questions;
    }

    synchronized long asked() {
      return asked;
    }

    /** Loses it a while after its end, as who was frozen finds out when it goes on. */
    synchronized void loseWhenEnded() throws InterruptedException {
      while (lasts) {
        wait();
      }
      wait(30);
      lost = true;
    }
  }

  private RegionWrite open(TikvClient asking) throws RegionFailure {
    return asking.openWrite(
        region, FakeCluster.key("c"), FakeCluster.key("x"), 441, cluster.cancellation);
  }

  private static void send(RegionWrite write, String key) throws RegionFailure {
    byte[] pairs =
        WriteBatch.newBuilder()
            .addPairs(Pair.newBuilder().setKey(ByteString.copyFromUtf8(key)))
            .build()
            .toByteArray();
    write.send(pairs, 0, pairs.length, 1);
  }

  private void importRegion(TikvClient asking) throws RegionFailure {
    WrittenRegion written;
    try (RegionWrite write = open(asking)) {
      send(write, "k1");
      send(write, "k2");
      written = write.finish();
    }
    asking.ingest(written, cluster.cancellation);
  }

  /** Streams, their messages and ends, and other calls: each of these is asked for by itself. */
  private long arrived() {
    long arrived = 0;
    for (long id = 1; id <= PEERS; id++) {
      FakeStore store = cluster.store(id);
      arrived += store.ingests.size();
      for (FakeStore.WriteStream stream : store.writes) {
        arrived += 1 + stream.messages.size() + (stream.completed ? 1 : 0);
      }
    }
    return arrived;
  }

  @Test
  void whoIsFrozenRightAfterItWasPermittedSendsNothingWhenItGoesOn() throws Exception {
    importRegion(client.asking(lease));
    long steps = lease.asked();
    assertThat(steps).isEqualTo(arrived()).isGreaterThan(4L * PEERS);
    for (long frozenAfter = 1; frozenAfter <= steps; frozenAfter++) {
      long before = arrived();
      Lease ending = new Lease();
      ending.endsAfter(frozenAfter);
      try (TikvClient own = cluster.client()) {
        Thread heartbeat =
            new Thread(
                () -> {
                  try {
                    ending.loseWhenEnded();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
        heartbeat.start();
        assertThatThrownBy(() -> importRegion(own.asking(ending)))
            .as("frozen behind question %d", frozenAfter)
            .isInstanceOfAny(RegionFailure.class, IllegalStateException.class);
        heartbeat.join();
      }
      TimeUnit.MILLISECONDS.sleep(20);
      assertThat(arrived() - before)
          .as("what has arrived of %d permitted steps, frozen behind the last", frozenAfter)
          .isLessThan(frozenAfter);
    }
  }

  @Test
  void whoHasLostItBeginsNothing() throws Exception {
    TikvClient asking = client.asking(lease);
    RegionWrite write = open(asking);
    lease.lose();
    // The stream may be cut before the question is asked.
    assertThatThrownBy(() -> send(write, "k1")).message().containsPattern(OVER + "|" + CUT);
    assertThatThrownBy(write::finish).message().containsPattern(OVER + "|" + CUT);
    write.close();
    assertThatThrownBy(() -> open(asking)).hasMessage(OVER);
    WrittenRegion written = new WrittenRegion(region, List.of(SSTMeta.getDefaultInstance()), 1, 1);
    assertThatThrownBy(() -> asking.ingest(written, cluster.cancellation)).hasMessage(OVER);
    List<byte[]> keys = List.of(FakeCluster.key("m"));
    assertThatThrownBy(() -> asking.split(region, keys, cluster.cancellation)).hasMessage(OVER);
    assertThat(arrived()).as("streams, and the description of each").isLessThanOrEqualTo(6);
  }

  @Test
  void whatIsQueuedWhileTheRightIsNotSureGoesOutInItsOrderWhenItIs() throws Exception {
    AtomicBoolean sure = new AtomicBoolean();
    TikvClient asking =
        client.asking(
            new SendPermit() {
              @Override
              public void await(Cancellation call) {
                // Whoever was frozen behind this goes on here.
              }

              @Override
              public boolean now() {
                return sure.get();
              }

              @Override
              public boolean isOver() {
                return false;
              }
            });
    CompletableFuture<Void> importing =
        CompletableFuture.runAsync(
            () -> {
              try {
                importRegion(asking);
              } catch (RegionFailure e) {
                throw new IllegalStateException(e);
              }
            });
    TimeUnit.MILLISECONDS.sleep(100);
    assertThat(arrived()).isZero();
    assertThat(importing).isNotDone();
    sure.set(true);
    importing.join();
    for (long id = 1; id <= PEERS; id++) {
      FakeStore.WriteStream stream = cluster.store(id).writes.get(0);
      assertThat(stream.messages.stream().skip(1))
          .extracting(message -> message.getBatch().getPairs(0).getKey().toStringUtf8())
          .containsExactly("k1", "k2");
    }
  }
}
