package io.levin.tikv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.levin.base.ErrorCode;
import io.levin.pd.Peer;
import io.levin.pd.Region;
import io.levin.proto.errorpb.Error;
import io.levin.proto.errorpb.NotLeader;
import io.levin.proto.errorpb.ServerIsBusy;
import io.levin.proto.import_sstpb.IngestResponse;
import io.levin.proto.import_sstpb.Pair;
import io.levin.proto.import_sstpb.SSTMeta;
import io.levin.proto.import_sstpb.WriteBatch;
import io.levin.proto.metapb.PeerRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RegionWriteTest {
  private final FakeCluster cluster = new FakeCluster(3);
  private TikvClient client = cluster.client();
  private final Region region = FakeCluster.region(7, "b", "y", 1, 2, 3);

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  private RegionWrite open() throws RegionFailure {
    return client.openWrite(
        region, FakeCluster.key("c"), FakeCluster.key("x"), 441, cluster.cancellation);
  }

  private static byte[] pairs(String key, byte[] value) {
    return WriteBatch.newBuilder()
        .addPairs(
            Pair.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFrom(value)))
        .build()
        .toByteArray();
  }

  private static void send(RegionWrite write, String key) throws RegionFailure {
    byte[] pairs = pairs(key, new byte[10]);
    write.send(pairs, 0, pairs.length, 1);
  }

  @Test
  void sendsTheSamePairsAndTheSameMetaToEveryPeer() throws Exception {
    // The third store is a TiFlash proxy with a learner; it listens on its peer address only.
    cluster.store(3).tiFlash = true;
    Region withLearner =
        new Region(
            7,
            region.startKey(),
            region.endKey(),
            3,
            5,
            List.of(
                region.peers().get(0),
                region.peers().get(1),
                new Peer(703, 3, PeerRole.Learner, false)),
            region.peers().get(1),
            List.of(),
            List.of());
    WrittenRegion written;
    byte[] reused = new byte[100];
    try (RegionWrite write =
        client.openWrite(
            withLearner, FakeCluster.key("c"), FakeCluster.key("x"), 441, cluster.cancellation)) {
      for (int i = 0; i < 100; i++) {
        byte[] pairs = pairs(String.format("k%03d", i), new byte[] {(byte) i});
        System.arraycopy(pairs, 0, reused, 3, pairs.length);
        write.send(reused, 3, pairs.length, 1);
        Arrays.fill(reused, (byte) -1);
      }
      written = write.finish();
    }
    assertThat(written.pairs()).isEqualTo(100);
    // The leader's answer counts, which is store 2's.
    assertThat(written.files()).singleElement().extracting(SSTMeta::getTotalKvs).isEqualTo(2L);
    List<FakeStore.WriteStream> streams = new ArrayList<>();
    for (long id = 1; id <= 3; id++) {
      assertThat(cluster.store(id).writes).hasSize(1);
      streams.add(cluster.store(id).writes.get(0));
      assertThat(streams.get((int) id - 1).messages).isEqualTo(streams.get(0).messages);
    }
    SSTMeta meta = streams.get(0).messages.get(0).getMeta();
    assertThat(meta.getUuid().size()).isEqualTo(16);
    assertThat(meta.getRegionId()).isEqualTo(7);
    assertThat(meta.getRegionEpoch()).isEqualTo(withLearner.epoch());
    assertThat(withLearner.contains(meta.getRange().getStart().toByteArray())).isTrue();
    for (int i = 0; i < 100; i++) {
      WriteBatch batch = streams.get(0).messages.get(i + 1).getBatch();
      assertThat(batch.getCommitTs()).isEqualTo(441);
      assertThat(batch.getPairs(0).getKey().toStringUtf8()).isEqualTo(String.format("k%03d", i));
      assertThat(batch.getPairs(0).getValue().byteAt(0)).isEqualTo((byte) i);
    }
    assertThat(streams.get(0).messages.get(5).getContext().getTxnSource()).isEqualTo(65536);
    assertThat(streams.get(0).messages.get(5).getContext().getRequestSource())
        .isEqualTo("internal_lightning");
  }

  private RegionFailure failureOfWriting(int messages) {
    return catchThrowableOfType(
        RegionFailure.class,
        () -> {
          try (RegionWrite write = open()) {
            for (int i = 0; i < messages; i++) {
              send(write, String.format("k%06d", i));
            }
            write.finish();
          }
        });
  }

  @Test
  void failsWhenOnePeerOfThreeCutsItsStream() throws Exception {
    cluster.store(3).failWrite = n -> n == 3 ? Status.UNAVAILABLE.withDescription("gone") : null;
    RegionFailure failure = failureOfWriting(Integer.MAX_VALUE);
    assertThat(failure.next()).isEqualTo(NextStep.RESCAN);
    assertThat(failure).hasMessageContaining("gone").hasMessageContaining("store 3");
    eventually(() -> cluster.store(1).writes.get(0).cancelled);
    assertThat(cluster.store(1).writes.get(0).completed).isFalse();
  }

  @Test
  void failsWhenOnePeerFailsAtTheVeryEnd() {
    cluster.store(2).failWrite =
        n -> n == -1 ? Status.UNKNOWN.withDescription("RequestTooNew(region 7)") : null;
    RegionFailure failure = failureOfWriting(5);
    assertThat(failure.next()).isEqualTo(NextStep.REWRITE_SAME_REGION);
    assertThat(failure.newerRegion()).isNull();
  }

  @Test
  void refusesKeysOutsideTheRegionBeforeAnythingIsSent() {
    assertThatThrownBy(
            () ->
                client.openWrite(
                    region, FakeCluster.key("c"), FakeCluster.key("y"), 1, cluster.cancellation))
        .isInstanceOf(RegionFailure.class)
        .hasMessageContaining("lies outside region 7");
    assertThat(cluster.store(1).writes).isEmpty();
  }

  @Test
  void needsALeader() throws Exception {
    try (RegionWrite write =
        client.openWrite(
            region.withLeader(null),
            FakeCluster.key("c"),
            FakeCluster.key("x"),
            1,
            cluster.cancellation)) {
      send(write, "k");
      RegionFailure failure = catchThrowableOfType(RegionFailure.class, write::finish);
      assertThat(failure.code()).isEqualTo(ErrorCode.NO_LEADER);
      assertThat(failure.next()).isEqualTo(NextStep.RESCAN);
    }
  }

  @Test
  void waitsForASlowPeerInsteadOfBufferingForIt() throws Exception {
    cluster.store(2).stalled = true;
    AtomicInteger sent = new AtomicInteger();
    AtomicReference<Throwable> trouble = new AtomicReference<>();
    int block = 128 << 10;
    int blocks = 400;
    Thread writer =
        new Thread(
            () -> {
              try (RegionWrite write = open()) {
                for (int i = 0; i < blocks; i++) {
                  byte[] pairs = pairs(String.format("k%06d", i), new byte[block]);
                  write.send(pairs, 0, pairs.length, 1);
                  sent.incrementAndGet();
                }
                write.finish();
              } catch (Exception e) {
                trouble.set(e);
              }
            });
    writer.start();
    eventually(() -> sent.get() > 3);
    int before;
    do {
      before = sent.get();
      Thread.sleep(300);
    } while (sent.get() != before);
    // Two windows of HTTP/2, the sockets' buffers and our own 256 KiB: far below the 50 MiB.
    assertThat((long) sent.get() * block).isLessThan(12L << 20);
    cluster.store(2).resume();
    writer.join();
    assertThat(trouble.get()).isNull();
    assertThat(cluster.store(2).writes.get(0).messages).hasSize(blocks + 1);
  }

  @Test
  void endsAWaitingWriterWhenCancelled() throws Exception {
    cluster.store(2).stalled = true;
    AtomicReference<Throwable> trouble = new AtomicReference<>();
    AtomicInteger sent = new AtomicInteger();
    Thread writer =
        new Thread(
            () -> {
              try (RegionWrite write = open()) {
                while (true) {
                  byte[] pairs = pairs("k", new byte[1 << 20]);
                  write.send(pairs, 0, pairs.length, 1);
                  sent.incrementAndGet();
                }
              } catch (Throwable e) {
                trouble.set(e);
              }
            });
    writer.start();
    int before;
    do {
      before = sent.get();
      Thread.sleep(200);
    } while (sent.get() != before || before == 0);
    cluster.cancellation.cancel(new IllegalStateException("stop"));
    writer.join(5000);
    assertThat(writer.isAlive()).isFalse();
    assertThat(trouble.get()).isInstanceOf(CancellationException.class);
    eventually(() -> cluster.store(1).writes.get(0).cancelled);
  }

  @Test
  void endsAWriteThatTakesTooLong() {
    client.close();
    client = cluster.client(TikvOptions.builder().writeDeadline(Duration.ofMillis(500)).build());
    cluster.store(2).stalled = true;
    RegionFailure failure = failureOfWriting(3);
    assertThat(failure.next()).isEqualTo(NextStep.RESCAN);
    assertThat(failure).hasMessageContaining("DEADLINE_EXCEEDED");
  }

  @Test
  void compressesWhenAsked() throws Exception {
    client.close();
    client = cluster.client(TikvOptions.builder().gzip(true).build());
    try (RegionWrite write = open()) {
      byte[] pairs = pairs("k", new byte[5 << 20]);
      write.send(pairs, 0, pairs.length, 1);
      write.finish();
    }
    assertThat(cluster.store(1).encodings).contains("Write gzip");
    assertThat(cluster.store(1).writes.get(0).bytes.get()).isGreaterThan(5 << 20);
  }

  @Test
  void keepsToTheBytesASecondOfAStore() throws Exception {
    client.close();
    client = cluster.client(TikvOptions.builder().writeBytesPerSecond(1 << 20).build());
    long start = System.nanoTime();
    try (RegionWrite write = open()) {
      for (int i = 0; i < 16; i++) {
        byte[] pairs = pairs(String.format("k%03d", i), new byte[128 << 10]);
        write.send(pairs, 0, pairs.length, 1);
      }
      write.finish();
    }
    // 2 MiB with a burst of 1.2 MiB: at least 0.8 s, and the three stores do not add up.
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isBetween(750L, 3000L);
  }

  @Test
  void findsAStoreThatCameBackElsewhere() throws Exception {
    assertThat(failureOfWriting(1)).isNull();
    cluster.store(2).move();
    // The old address refuses once; then PD is asked.
    RegionFailure first = failureOfWriting(1);
    if (first != null) {
      assertThat(first.next()).isEqualTo(NextStep.RESCAN);
      assertThat(failureOfWriting(1)).isNull();
    }
  }

  @Test
  void saysWhichStoreIsUnknown() {
    Region foreign = FakeCluster.region(7, "b", "y", 1, 99);
    assertThatThrownBy(
            () ->
                client.openWrite(
                    foreign, FakeCluster.key("c"), FakeCluster.key("d"), 1, cluster.cancellation))
        .isInstanceOf(RegionFailure.class)
        .hasMessageContaining("store 99");
  }

  private WrittenRegion write() throws RegionFailure {
    try (RegionWrite write = open()) {
      send(write, "k");
      return write.finish();
    }
  }

  @Test
  void ingestsAtTheLeaderInOneRequest() throws Exception {
    WrittenRegion written = write();
    client.ingest(written, cluster.cancellation);
    assertThat(cluster.store(1).ingests).hasSize(1);
    assertThat(cluster.store(1).ingests.get(0).getSstsList()).isEqualTo(written.files());
    assertThat(cluster.store(1).ingests.get(0).getContext().getPeer())
        .isEqualTo(region.leader().toProto());
    assertThat(cluster.store(2).ingests).isEmpty();
  }

  @Test
  void fallsBackToSingleIngestsOnceAndRemembers() throws Exception {
    cluster.store(1).multiIngest =
        r -> {
          throw Status.UNIMPLEMENTED.asRuntimeException();
        };
    client.ingest(write(), cluster.cancellation);
    client.ingest(write(), cluster.cancellation);
    assertThat(cluster.store(1).ingests).hasSize(1);
    assertThat(cluster.store(1).singleIngests).hasSize(2);
    assertThat(client.multiIngestSupported(cluster.cancellation)).isFalse();
  }

  @Test
  void reportsWhatTheLeaderSaysAboutAnIngest() throws Exception {
    WrittenRegion written = write();
    cluster.store(1).multiIngest =
        r ->
            IngestResponse.newBuilder()
                .setError(Error.newBuilder().setNotLeader(NotLeader.getDefaultInstance()))
                .build();
    assertThat(
            catchThrowableOfType(
                    RegionFailure.class, () -> client.ingest(written, cluster.cancellation))
                .next())
        .isEqualTo(NextStep.RESCAN);
    cluster.store(1).multiIngest =
        r -> {
          throw Status.UNAVAILABLE.withDescription("answer lost").asRuntimeException();
        };
    assertThat(
            catchThrowableOfType(
                    RegionFailure.class, () -> client.ingest(written, cluster.cancellation))
                .next())
        .isEqualTo(NextStep.RESCAN);
  }

  @Test
  void seesAStallOfAnyPeer() throws Exception {
    client.requireNoStall(region, cluster.cancellation);
    cluster.store(3).multiIngest =
        r ->
            IngestResponse.newBuilder()
                .setError(
                    Error.newBuilder().setServerIsBusy(ServerIsBusy.newBuilder().setBackoffMs(9)))
                .build();
    RegionFailure failure =
        catchThrowableOfType(
            RegionFailure.class, () -> client.requireNoStall(region, cluster.cancellation));
    assertThat(failure.next()).isEqualTo(NextStep.INGEST_AGAIN);
  }

  @Test
  void ingestsNothingWhileAPeerStallsWhenStoresAreInNormalMode() throws Exception {
    try (TikvClient careful = cluster.client(TikvOptions.builder().asksForStalls(true).build())) {
      WrittenRegion written = write();
      cluster.store(3).multiIngest =
          r ->
              IngestResponse.newBuilder()
                  .setError(Error.newBuilder().setServerIsBusy(ServerIsBusy.getDefaultInstance()))
                  .build();
      RegionFailure failure =
          catchThrowableOfType(
              RegionFailure.class, () -> careful.ingest(written, cluster.cancellation));
      assertThat(failure.next()).isEqualTo(NextStep.INGEST_AGAIN);
      assertThat(cluster.store(1).ingests).allMatch(r -> r.getSstsCount() == 0);
      cluster.store(3).multiIngest = r -> IngestResponse.getDefaultInstance();
      careful.ingest(written, cluster.cancellation);
      assertThat(cluster.store(1).ingests).anyMatch(r -> r.getSstsCount() > 0);
    }
  }

  @Test
  void detectsMultiIngestFromAnyAnswer() {
    assertThat(client.multiIngestSupported(cluster.cancellation)).isTrue();
  }

  static void eventually(java.util.function.BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(5);
    }
  }
}
