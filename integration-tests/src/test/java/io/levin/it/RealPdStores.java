package io.levin.it;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.levin.base.Cancellation;
import io.levin.pd.GrpcChannels;
import io.levin.pd.PdClient;
import io.levin.playground.Cluster;
import io.levin.playground.model.Region;
import io.levin.playground.model.Regions;
import io.levin.playground.model.Store;
import io.levin.proto.metapb.StoreLabel;
import io.levin.proto.metapb.StoreState;
import io.levin.proto.pdpb.PDGrpc;
import io.levin.proto.pdpb.RequestHeader;
import io.levin.proto.pdpb.ResponseHeader;
import io.levin.proto.pdpb.ScanRegionsRequest;
import io.levin.proto.pdpb.StoreStats;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The stores' side of a real PD: what TiKV would tell it, told from a playground's model. The calls
 * are TiKV's own, which nothing else in this project speaks; so their few fields are written by
 * number.
 */
final class RealPdStores implements AutoCloseable {
  private static final int HEADER = 1;

  private final RequestHeader header;
  private final ManagedChannel channel;
  private final String version;
  private final Map<Long, StreamObserver<UnknownFieldSet>> heartbeats = new HashMap<>();

  RealPdStores(RealPd pd, String version) {
    this.header = RequestHeader.newBuilder().setClusterId(pd.clusterId()).build();
    this.version = version;
    this.channel =
        GrpcChannels.builder(
                pd.leader(), pd.clientTls(), Duration.ofSeconds(10), Duration.ofSeconds(3))
            .build();
  }

  /** Makes a cluster as the model is: its stores, its regions, their leaders and sizes. */
  void tellAll(Cluster model) {
    List<Region> regions = model.regions().all();
    bootstrap(model.stores().get(0), regions.get(0));
    for (Store store : model.stores()) {
      put(store);
      heartbeat(store, regions.size());
    }
    tellRegions(model);
  }

  /** The regions of a model, as the heartbeats of their leaders; waits until PD has taken them. */
  void tellRegions(Cluster model) {
    List<Region> regions = model.regions().all();
    for (Region region : regions) {
      Regions.Size size = model.regions().size(region.id());
      heartbeat(region, Math.max(size.bytes(), 1 << 20), size.pairs());
    }
    awaitRegions(regions.size());
  }

  private void awaitRegions(int count) {
    PDGrpc.PDBlockingStub pd = PDGrpc.newBlockingStub(channel);
    ScanRegionsRequest everything = ScanRegionsRequest.newBuilder().setHeader(header).build();
    for (int i = 0;
        pd.scanRegions(everything).getLeadersList().stream().filter(p -> p.getId() != 0).count()
            < count;
        i++) {
      if (i > 300) {
        throw new AssertionError("PD has not taken the heartbeats of " + count + " regions");
      }
      new Cancellation().sleep(100);
    }
  }

  /** Waits until PD, which now knows all regions, has started its schedulers. */
  void awaitSchedulers(RealPd pd) {
    try (PdClient client = PdClient.connect(pd.addresses(), pd.clientTls(), new Cancellation())) {
      while (client.http().schedulers(new Cancellation()).isEmpty()) {
        new Cancellation().sleep(100);
      }
    }
  }

  /** Makes the cluster out of its first store and its first region. */
  void bootstrap(Store store, Region region) {
    call(
        "Bootstrap",
        with(2, meta(store)).mergeFrom(with(3, firstOf(region)).clearField(HEADER).build()));
  }

  private io.levin.proto.metapb.Region firstOf(Region region) {
    // PD takes none but the whole key space with one peer.
    return region.meta().toBuilder()
        .clearStartKey()
        .clearEndKey()
        .clearPeers()
        .addPeers(region.meta().getPeers(0))
        .setRegionEpoch(io.levin.proto.metapb.RegionEpoch.newBuilder().setConfVer(1).setVersion(1))
        .build();
  }

  /** Adds a store, or tells what has changed about it. */
  void put(Store store) {
    put(meta(store));
  }

  void put(io.levin.proto.metapb.Store store) {
    call("PutStore", with(2, store));
  }

  /** What a store says every ten seconds. */
  void heartbeat(Store store, int regions) {
    call(
        "StoreHeartbeat",
        with(
            2,
            StoreStats.newBuilder()
                .setStoreId(store.id())
                .setCapacity(store.capacity())
                .setAvailable(store.available())
                .setUsedSize(store.capacity() - store.available())
                .setRegionCount(regions)
                .setStartTime((int) (System.currentTimeMillis() / 1000) - 60)
                .build()));
  }

  /**
   * What the leader of a region says every minute.
   *
   * @param bytes approximate size
   * @param keys approximate number of keys
   */
  void heartbeat(Region region, long bytes, long keys) {
    long now = System.currentTimeMillis() / 1000;
    UnknownFieldSet.Builder message =
        with(2, region.meta())
            .mergeFrom(with(3, Region.meta(region.leader())).clearField(HEADER).build());
    message
        .addField(10, number(bytes))
        .addField(13, number(keys))
        .addField(14, number(6))
        .addField(
            12,
            bytes(
                UnknownFieldSet.newBuilder()
                    .addField(1, number(now - 60))
                    .addField(2, number(now))
                    .build()
                    .toByteString()));
    heartbeats.computeIfAbsent(region.leader().storeId(), id -> stream()).onNext(message.build());
  }

  /** Asks for the ids of so many new regions, as TiKV does before it splits. */
  UnknownFieldSet askBatchSplit(Region region, int count) {
    return call("AskBatchSplit", with(2, region.meta()).addField(3, number(count)));
  }

  private StreamObserver<UnknownFieldSet> stream() {
    return ClientCalls.asyncBidiStreamingCall(
        channel.newCall(
            method("RegionHeartbeat", MethodDescriptor.MethodType.BIDI_STREAMING),
            CallOptions.DEFAULT),
        new StreamObserver<>() {
          @Override
          public void onNext(UnknownFieldSet order) {
            // PD's orders are not carried out: its picture stays what it was told.
          }

          @Override
          public void onError(Throwable t) {
            // The stream ends with the channel, or with PD.
          }

          @Override
          public void onCompleted() {
            // As above.
          }
        });
  }

  private io.levin.proto.metapb.Store meta(Store store) {
    io.levin.proto.metapb.Store.Builder meta =
        io.levin.proto.metapb.Store.newBuilder()
            .setId(store.id())
            .setAddress(store.address().address())
            .setPeerAddress(store.address().peerAddress())
            .setStatusAddress(store.address().statusAddress())
            .setVersion(version)
            .setState(StoreState.Up);
    store.labels().forEach((k, v) -> meta.addLabels(StoreLabel.newBuilder().setKey(k).setValue(v)));
    return meta.build();
  }

  /** A unary call; fails for an error in the answer's header. */
  UnknownFieldSet call(String name, UnknownFieldSet.Builder request) {
    UnknownFieldSet answer =
        ClientCalls.blockingUnaryCall(
            channel,
            method(name, MethodDescriptor.MethodType.UNARY),
            CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
            request.build());
    List<ByteString> headers = answer.getField(HEADER).getLengthDelimitedList();
    try {
      if (!headers.isEmpty() && ResponseHeader.parseFrom(headers.get(0)).hasError()) {
        throw new AssertionError(name + ": " + ResponseHeader.parseFrom(headers.get(0)));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    return answer;
  }

  private static MethodDescriptor<UnknownFieldSet, UnknownFieldSet> method(
      String name, MethodDescriptor.MethodType type) {
    return MethodDescriptor.<UnknownFieldSet, UnknownFieldSet>newBuilder()
        .setType(type)
        .setFullMethodName("pdpb.PD/" + name)
        .setRequestMarshaller(ProtoLiteUtils.marshaller(UnknownFieldSet.getDefaultInstance()))
        .setResponseMarshaller(ProtoLiteUtils.marshaller(UnknownFieldSet.getDefaultInstance()))
        .build();
  }

  /** The request header and one message. */
  UnknownFieldSet.Builder with(int field, MessageLite message) {
    return UnknownFieldSet.newBuilder()
        .addField(HEADER, bytes(header.toByteString()))
        .addField(field, bytes(message.toByteString()));
  }

  private static UnknownFieldSet.Field bytes(ByteString value) {
    return UnknownFieldSet.Field.newBuilder().addLengthDelimited(value).build();
  }

  private static UnknownFieldSet.Field number(long value) {
    return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
