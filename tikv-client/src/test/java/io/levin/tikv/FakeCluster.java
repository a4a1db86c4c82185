package io.levin.tikv;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.pd.MemcomparableKey;
import io.levin.pd.PdClient;
import io.levin.pd.PdOptions;
import io.levin.pd.Peer;
import io.levin.pd.Region;
import io.levin.pd.TlsFiles;
import io.levin.proto.metapb.Store;
import io.levin.proto.metapb.StoreLabel;
import io.levin.proto.pdpb.GetAllStoresRequest;
import io.levin.proto.pdpb.GetAllStoresResponse;
import io.levin.proto.pdpb.GetMembersRequest;
import io.levin.proto.pdpb.GetMembersResponse;
import io.levin.proto.pdpb.GetRegionByIDRequest;
import io.levin.proto.pdpb.GetRegionRequest;
import io.levin.proto.pdpb.GetRegionResponse;
import io.levin.proto.pdpb.GetStoreRequest;
import io.levin.proto.pdpb.GetStoreResponse;
import io.levin.proto.pdpb.Member;
import io.levin.proto.pdpb.PDGrpc;
import io.levin.proto.pdpb.ResponseHeader;
import io.levin.proto.pdpb.ScanRegionsRequest;
import io.levin.proto.pdpb.ScanRegionsResponse;
import io.levin.proto.pdpb.Timestamp;
import io.levin.proto.pdpb.TsoRequest;
import io.levin.proto.pdpb.TsoResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A PD and some stores on loopback ports; the stores' answers are scripted by {@link FakeStore}.
 */
final class FakeCluster implements AutoCloseable {
  final Cancellation cancellation = new Cancellation();
  final Map<Long, FakeStore> stores = new ConcurrentHashMap<>();
  final PdClient pd;
  private final Server pdServer;
  private final AtomicLong clock = new AtomicLong();
  private volatile List<Region> regions = List.of();

  FakeCluster(int storeCount) {
    try {
      for (long id = 1; id <= storeCount; id++) {
        stores.put(id, new FakeStore(id));
      }
      pdServer =
          NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
              .addService(new Pd())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pd =
        PdClient.connect(
            List.of("127.0.0.1:" + pdServer.getPort()),
            TlsFiles.NONE,
            PdOptions.defaults().withPatience(Duration.ofSeconds(5)),
            cancellation);
  }

  FakeStore store(long id) {
    return stores.get(id);
  }

  TikvClient client() {
    return client(TikvOptions.defaults());
  }

  TikvClient client(TikvOptions options) {
    return new TikvClient(pd, options.toBuilder().channelsPerStore(2).build());
  }

  static byte[] key(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  /** A region with a voter on each of the stores, led from the first. */
  static Region region(long id, String start, String end, long... storeIds) {
    List<Peer> peers = new ArrayList<>();
    for (long store : storeIds) {
      peers.add(Peer.voter(id * 100 + store, store));
    }
    return new Region(
        id, encoded(start), encoded(end), 1, 1, peers, peers.get(0), List.of(), List.of());
  }

  private static byte[] encoded(String raw) {
    return raw.isEmpty() ? new byte[0] : MemcomparableKey.encode(key(raw));
  }

  void regions(Region... now) {
    regions = List.of(now);
  }

  List<Region> regions() {
    return regions;
  }

  /** The region that holds an encoded key. */
  Region holding(byte[] encoded) {
    return regions.stream().filter(r -> r.contains(encoded)).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    pd.close();
    pdServer.shutdownNow();
    stores.values().forEach(FakeStore::close);
  }

  private final class Pd extends PDGrpc.PDImplBase {
    private <T> void answer(StreamObserver<T> out, T message) {
      out.onNext(message);
      out.onCompleted();
    }

    @Override
    public void getMembers(GetMembersRequest request, StreamObserver<GetMembersResponse> out) {
      Member me =
          Member.newBuilder()
              .setName("pd")
              .addClientUrls("http://127.0.0.1:" + pdServer.getPort())
              .build();
      answer(
          out,
          GetMembersResponse.newBuilder()
              .setHeader(ResponseHeader.newBuilder().setClusterId(77))
              .addMembers(me)
              .setLeader(me)
              .build());
    }

    @Override
    public StreamObserver<TsoRequest> tso(StreamObserver<TsoResponse> out) {
      return new StreamObserver<>() {
        @Override
        public void onNext(TsoRequest request) {
          out.onNext(
              TsoResponse.newBuilder()
                  .setCount(request.getCount())
                  .setTimestamp(
                      Timestamp.newBuilder()
                          .setPhysical(1)
                          .setLogical(clock.addAndGet(request.getCount())))
                  .build());
        }

        @Override
        public void onError(Throwable t) {}

        @Override
        public void onCompleted() {
          out.onCompleted();
        }
      };
    }

    private Store proto(FakeStore store) {
      Store.Builder proto =
          Store.newBuilder()
              .setId(store.id())
              .setAddress(store.tiFlash ? "127.0.0.1:1" : store.address())
              .setPeerAddress(store.address())
              .setStatusAddress(store.statusAddress);
      if (store.tiFlash) {
        proto.addLabels(StoreLabel.newBuilder().setKey("engine").setValue("tiflash"));
      }
      return proto.build();
    }

    @Override
    public void getStore(GetStoreRequest request, StreamObserver<GetStoreResponse> out) {
      FakeStore store = stores.get(request.getStoreId());
      if (store == null) {
        out.onError(Status.UNKNOWN.withDescription("invalid store ID").asRuntimeException());
        return;
      }
      answer(out, GetStoreResponse.newBuilder().setStore(proto(store)).build());
    }

    @Override
    public void getAllStores(
        GetAllStoresRequest request, StreamObserver<GetAllStoresResponse> out) {
      GetAllStoresResponse.Builder all = GetAllStoresResponse.newBuilder();
      new TreeMap<>(stores).values().forEach(store -> all.addStores(proto(store)));
      answer(out, all.build());
    }

    private GetRegionResponse proto(Region region) {
      return GetRegionResponse.newBuilder()
          .setRegion(region.toProto())
          .setLeader(
              region.leader() == null
                  ? io.levin.proto.metapb.Peer.getDefaultInstance()
                  : region.leader().toProto())
          .build();
    }

    @Override
    public void getRegion(GetRegionRequest request, StreamObserver<GetRegionResponse> out) {
      answer(out, proto(holding(request.getRegionKey().toByteArray())));
    }

    @Override
    public void getRegionByID(GetRegionByIDRequest request, StreamObserver<GetRegionResponse> out) {
      answer(
          out,
          regions.stream()
              .filter(r -> r.id() == request.getRegionId())
              .findFirst()
              .map(this::proto)
              .orElse(GetRegionResponse.getDefaultInstance()));
    }

    @Override
    public void scanRegions(ScanRegionsRequest request, StreamObserver<ScanRegionsResponse> out) {
      byte[] start = request.getStartKey().toByteArray();
      byte[] end = request.getEndKey().toByteArray();
      ScanRegionsResponse.Builder page = ScanRegionsResponse.newBuilder();
      for (Region region : regions) {
        boolean behind = region.endKey().length > 0 && Bytes.compare(region.endKey(), start) <= 0;
        boolean beyond =
            end.length > 0
                && Bytes.compare(region.startKey(), end) >= 0
                && !java.util.Arrays.equals(start, end);
        if (!behind && !beyond && page.getRegionsCount() < request.getLimit()) {
          GetRegionResponse proto = proto(region);
          page.addRegions(
              io.levin.proto.pdpb.Region.newBuilder()
                  .setRegion(proto.getRegion())
                  .setLeader(proto.getLeader()));
        }
      }
      answer(out, page.build());
    }
  }
}
