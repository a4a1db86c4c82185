package io.levin.playground;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.levin.playground.model.Peer;
import io.levin.playground.model.Region;
import io.levin.playground.model.Store;
import io.levin.playground.storage.EngineKey;
import io.levin.proto.health.HealthCheckRequest;
import io.levin.proto.health.HealthGrpc;
import io.levin.proto.import_sstpb.ImportSSTGrpc;
import io.levin.proto.import_sstpb.IngestResponse;
import io.levin.proto.import_sstpb.MultiIngestRequest;
import io.levin.proto.import_sstpb.Pair;
import io.levin.proto.import_sstpb.Range;
import io.levin.proto.import_sstpb.SSTMeta;
import io.levin.proto.import_sstpb.WriteBatch;
import io.levin.proto.import_sstpb.WriteRequest;
import io.levin.proto.import_sstpb.WriteResponse;
import io.levin.proto.kvrpcpb.Context;
import io.levin.proto.metapb.RegionEpoch;
import io.levin.proto.pdpb.PDGrpc;
import io.levin.proto.pdpb.RequestHeader;
import io.levin.proto.tikvpb.TikvGrpc;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A plain client of PD and TiKV as generated from the protocol buffers. */
final class TikvTestClient implements AutoCloseable {
  private final Playground playground;
  private final Map<String, ManagedChannel> channels = new HashMap<>();

  TikvTestClient(Playground playground) {
    this.playground = playground;
  }

  static byte[] raw(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static ByteString key(String text) {
    return ByteString.copyFrom(EngineKey.encode(raw(text)));
  }

  ManagedChannel channel(String address) {
    return channels.computeIfAbsent(
        address,
        a ->
            NettyChannelBuilder.forTarget(a)
                .usePlaintext()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build());
  }

  PDGrpc.PDBlockingStub pd(int member) {
    return PDGrpc.newBlockingStub(channel(playground.pd().members().addresses().get(member)))
        .withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  RequestHeader header() {
    return RequestHeader.newBuilder().setClusterId(playground.cluster().clusterId()).build();
  }

  ImportSSTGrpc.ImportSSTBlockingStub importer(long store) {
    return ImportSSTGrpc.newBlockingStub(channel(importAddress(store)))
        .withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  TikvGrpc.TikvBlockingStub kv(long store) {
    return TikvGrpc.newBlockingStub(channel(importAddress(store)))
        .withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  String importAddress(long storeId) {
    Store store = playground.cluster().store(storeId);
    return store.isTiFlash() ? store.address().peerAddress() : store.address().address();
  }

  /** Waits until a store that was down serves again. */
  void awaitReady(long store) {
    ManagedChannel channel = channel(importAddress(store));
    channel.resetConnectBackoff();
    HealthGrpc.newBlockingStub(channel)
        .withWaitForReady()
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance());
  }

  static Context context(Region region) {
    return Context.newBuilder()
        .setRegionId(region.id())
        .setRegionEpoch(region.meta().getRegionEpoch())
        .setPeer(Region.meta(region.leader()))
        .build();
  }

  static SSTMeta meta(Region region, NavigableMap<String, String> pairs) {
    UUID uuid = UUID.randomUUID();
    java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(16);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()).flip();
    return SSTMeta.newBuilder()
        .setUuid(ByteString.copyFrom(bytes))
        .setRegionId(region.id())
        .setRegionEpoch(
            RegionEpoch.newBuilder().setConfVer(region.confVer()).setVersion(region.version()))
        .setRange(Range.newBuilder().setStart(key(pairs.firstKey())).setEnd(key(pairs.lastKey())))
        .build();
  }

  static WriteRequest first(SSTMeta meta) {
    return WriteRequest.newBuilder().setMeta(meta).build();
  }

  static WriteRequest batch(Map<String, String> pairs, long ts) {
    WriteBatch.Builder batch = WriteBatch.newBuilder().setCommitTs(ts);
    pairs.forEach(
        (k, v) ->
            batch.addPairs(
                Pair.newBuilder()
                    .setKey(ByteString.copyFromUtf8(k))
                    .setValue(ByteString.copyFromUtf8(v))));
    return WriteRequest.newBuilder().setBatch(batch).build();
  }

  /** Sends a stream to one store and waits for its end. */
  CompletableFuture<WriteResponse> write(long store, List<WriteRequest> requests) {
    CompletableFuture<WriteResponse> result = new CompletableFuture<>();
    StreamObserver<WriteRequest> out =
        ImportSSTGrpc.newStub(channel(importAddress(store)))
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .write(
                new StreamObserver<>() {
                  @Override
                  public void onNext(WriteResponse answer) {
                    result.complete(answer);
                  }

                  @Override
                  public void onError(Throwable error) {
                    result.completeExceptionally(error);
                  }

                  @Override
                  public void onCompleted() {
                    result.completeExceptionally(new IllegalStateException("no answer"));
                  }
                });
    requests.forEach(out::onNext);
    out.onCompleted();
    return result;
  }

  /** The status that ends a stream. */
  Status writeStatus(long store, List<WriteRequest> requests) {
    try {
      write(store, requests).get(20, TimeUnit.SECONDS);
      return Status.OK;
    } catch (ExecutionException e) {
      return Status.fromThrowable(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the pairs to all peers of a region; returns the leader's metas. */
  List<SSTMeta> writeToAll(Region region, NavigableMap<String, String> pairs, long ts) {
    SSTMeta meta = meta(region, pairs);
    List<SSTMeta> metas = null;
    for (Peer peer : region.peers()) {
      WriteResponse answer = write(peer.storeId(), List.of(first(meta), batch(pairs, ts))).join();
      if (peer.id() == region.leaderPeerId()) {
        metas = answer.getMetasList();
      }
    }
    return metas;
  }

  IngestResponse ingest(Region region, List<SSTMeta> metas) {
    return importer(region.leader().storeId())
        .multiIngest(
            MultiIngestRequest.newBuilder().setContext(context(region)).addAllSsts(metas).build());
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }
}
