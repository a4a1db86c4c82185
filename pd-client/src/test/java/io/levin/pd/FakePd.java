package io.levin.pd;

import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.levin.proto.pdpb.Error;
import io.levin.proto.pdpb.ErrorType;
import io.levin.proto.pdpb.GetAllStoresRequest;
import io.levin.proto.pdpb.GetAllStoresResponse;
import io.levin.proto.pdpb.GetMembersRequest;
import io.levin.proto.pdpb.GetMembersResponse;
import io.levin.proto.pdpb.GetOperatorRequest;
import io.levin.proto.pdpb.GetOperatorResponse;
import io.levin.proto.pdpb.GetRegionByIDRequest;
import io.levin.proto.pdpb.GetRegionRequest;
import io.levin.proto.pdpb.GetRegionResponse;
import io.levin.proto.pdpb.GetStoreRequest;
import io.levin.proto.pdpb.GetStoreResponse;
import io.levin.proto.pdpb.Member;
import io.levin.proto.pdpb.PDGrpc;
import io.levin.proto.pdpb.RequestHeader;
import io.levin.proto.pdpb.ResponseHeader;
import io.levin.proto.pdpb.ScanRegionsRequest;
import io.levin.proto.pdpb.ScanRegionsResponse;
import io.levin.proto.pdpb.ScatterRegionRequest;
import io.levin.proto.pdpb.ScatterRegionResponse;
import io.levin.proto.pdpb.Timestamp;
import io.levin.proto.pdpb.TsoRequest;
import io.levin.proto.pdpb.TsoResponse;
import io.levin.proto.pdpb.UpdateServiceGCSafePointRequest;
import io.levin.proto.pdpb.UpdateServiceGCSafePointResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Members of PD on loopback ports, whose answers a test scripts. */
final class FakePd implements AutoCloseable {
  static final long CLUSTER = 7_000_000_000_000_000_001L;

  final List<Server> servers = new ArrayList<>();
  final List<Integer> ports = new ArrayList<>();
  final AtomicLong logical = new AtomicLong();
  final AtomicInteger calls = new AtomicInteger();
  final Map<String, Long> safePoints = new ConcurrentHashMap<>();
  final List<ScatterRegionRequest> scatters = new CopyOnWriteArrayList<>();
  final FakeEtcd etcd = new FakeEtcd();
  private final ServerCredentials credentials;

  volatile int leader;
  volatile long clusterId = CLUSTER;
  volatile boolean stalledTso;
  volatile long tsoOffset;

  /** How long each member takes to say who leads. */
  volatile Duration membersTake = Duration.ZERO;

  volatile long gcWorkerSafePoint;

  /** Texts that the next calls for timestamps and safe points are refused with, as UNKNOWN. */
  final Queue<String> refusals = new ConcurrentLinkedQueue<>();

  volatile Function<GetRegionRequest, GetRegionResponse> getRegion =
      request -> GetRegionResponse.getDefaultInstance();
  volatile Function<GetRegionByIDRequest, GetRegionResponse> getRegionById =
      request -> GetRegionResponse.getDefaultInstance();
  volatile Function<ScanRegionsRequest, ScanRegionsResponse> scanRegions =
      request -> ScanRegionsResponse.getDefaultInstance();
  volatile Function<ScatterRegionRequest, ScatterRegionResponse> scatter =
      request -> ScatterRegionResponse.newBuilder().setFinishedPercentage(100).build();
  volatile GetAllStoresResponse stores = GetAllStoresResponse.getDefaultInstance();

  FakePd(int members) {
    this(members, InsecureServerCredentials.create());
  }

  FakePd(int members, ServerCredentials credentials) {
    this.credentials = credentials;
    for (int i = 0; i < members; i++) {
      Server server = start(i, 0);
      servers.add(server);
      ports.add(server.getPort());
    }
  }

  private Server start(int index, int port) {
    try {
      NettyServerBuilder builder =
          NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port), credentials)
              .addService(new Pd(index));
      for (BindableService service : etcd.services()) {
        builder.addService(service);
      }
      return builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> addresses() {
    return ports.stream().map(port -> "127.0.0.1:" + port).toList();
  }

  void kill(int member) throws InterruptedException {
    servers.get(member).shutdownNow().awaitTermination();
  }

  void restart(int member) {
    servers.set(member, start(member, ports.get(member)));
  }

  @Override
  public void close() {
    servers.forEach(Server::shutdownNow);
  }

  ResponseHeader header() {
    return ResponseHeader.newBuilder().setClusterId(clusterId).build();
  }

  static io.levin.proto.pdpb.Region region(long id, String start, String end, long leaderStore) {
    io.levin.proto.metapb.Peer peer =
        io.levin.proto.metapb.Peer.newBuilder().setId(id * 10).setStoreId(1).build();
    return io.levin.proto.pdpb.Region.newBuilder()
        .setRegion(
            io.levin.proto.metapb.Region.newBuilder()
                .setId(id)
                .setStartKey(ByteString.copyFromUtf8(start))
                .setEndKey(ByteString.copyFromUtf8(end))
                .addPeers(peer))
        .setLeader(
            leaderStore == 0
                ? io.levin.proto.metapb.Peer.getDefaultInstance()
                : peer.toBuilder().setStoreId(leaderStore).build())
        .build();
  }

  private final class Pd extends PDGrpc.PDImplBase {
    private final int index;

    Pd(int index) {
      this.index = index;
    }

    private Member member(int i) {
      return Member.newBuilder()
          .setName("pd-" + i)
          .setMemberId(i + 1)
          .addClientUrls("http://127.0.0.1:" + ports.get(i))
          .build();
    }

    /** Answers what a member that may not serve answers; false when it may. */
    private boolean refuse(RequestHeader header, StreamObserver<?> out, String notLeader) {
      calls.incrementAndGet();
      if (header.getClusterId() != clusterId) {
        out.onError(
            Status.FAILED_PRECONDITION
                .withDescription(
                    "mismatch cluster id, need " + clusterId + " but got " + header.getClusterId())
                .asRuntimeException());
        return true;
      }
      if (leader != index) {
        out.onError(Status.UNAVAILABLE.withDescription(notLeader).asRuntimeException());
        return true;
      }
      return false;
    }

    private <T> void answer(StreamObserver<T> out, T message) {
      out.onNext(message);
      out.onCompleted();
    }

    @Override
    public void getMembers(GetMembersRequest request, StreamObserver<GetMembersResponse> out) {
      try {
        Thread.sleep(membersTake.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      GetMembersResponse.Builder members = GetMembersResponse.newBuilder().setHeader(header());
      for (int i = 0; i < ports.size(); i++) {
        members.addMembers(member(i));
      }
      if (leader >= 0) {
        members.setLeader(member(leader));
      }
      answer(out, members.build());
    }

    @Override
    public StreamObserver<TsoRequest> tso(StreamObserver<TsoResponse> out) {
      return new StreamObserver<>() {
        @Override
        public void onNext(TsoRequest request) {
          calls.incrementAndGet();
          if (leader != index) {
            out.onError(
                Status.UNKNOWN
                    .withDescription(
                        "[PD:tso:ErrGenerateTimestamp]generate timestamp failed, requested pd is"
                            + " not leader of cluster")
                    .asRuntimeException());
            return;
          }
          if (stalledTso) {
            return;
          }
          String refusal = refusals.poll();
          if (refusal != null) {
            out.onError(Status.UNKNOWN.withDescription(refusal).asRuntimeException());
            return;
          }
          long last = logical.addAndGet(request.getCount());
          out.onNext(
              TsoResponse.newBuilder()
                  .setHeader(header())
                  .setCount(request.getCount())
                  .setTimestamp(
                      Timestamp.newBuilder().setPhysical(1000 + tsoOffset).setLogical(last))
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

    @Override
    public void getRegion(GetRegionRequest request, StreamObserver<GetRegionResponse> out) {
      if (!refuse(request.getHeader(), out, "not leader and follower handling not allowed")) {
        answer(out, getRegion.apply(request));
      }
    }

    @Override
    public void getRegionByID(GetRegionByIDRequest request, StreamObserver<GetRegionResponse> out) {
      if (!refuse(request.getHeader(), out, "not leader and follower handling not allowed")) {
        answer(out, getRegionById.apply(request));
      }
    }

    @Override
    public void scanRegions(ScanRegionsRequest request, StreamObserver<ScanRegionsResponse> out) {
      if (!refuse(request.getHeader(), out, "not leader and follower handling not allowed")) {
        answer(out, scanRegions.apply(request));
      }
    }

    @Override
    public void getAllStores(
        GetAllStoresRequest request, StreamObserver<GetAllStoresResponse> out) {
      if (!refuse(request.getHeader(), out, "not leader")) {
        answer(out, stores);
      }
    }

    @Override
    public void getStore(GetStoreRequest request, StreamObserver<GetStoreResponse> out) {
      if (refuse(request.getHeader(), out, "not leader")) {
        return;
      }
      GetStoreResponse.Builder answer = GetStoreResponse.newBuilder().setHeader(header());
      stores.getStoresList().stream()
          .filter(store -> store.getId() == request.getStoreId())
          .findFirst()
          .ifPresentOrElse(
              answer::setStore,
              () ->
                  answer
                      .getHeaderBuilder()
                      .setError(
                          Error.newBuilder()
                              .setType(ErrorType.UNKNOWN)
                              .setMessage(
                                  "invalid store ID " + request.getStoreId() + ", not found")));
      answer(out, answer.build());
    }

    private ResponseHeader notBootstrapped() {
      return header().toBuilder()
          .setError(
              Error.newBuilder()
                  .setType(ErrorType.NOT_BOOTSTRAPPED)
                  .setMessage("cluster is not bootstrapped"))
          .build();
    }

    @Override
    public void scatterRegion(
        ScatterRegionRequest request, StreamObserver<ScatterRegionResponse> out) {
      if (leader != index) {
        answer(out, ScatterRegionResponse.newBuilder().setHeader(notBootstrapped()).build());
        return;
      }
      scatters.add(request);
      try {
        answer(out, scatter.apply(request));
      } catch (RuntimeException e) {
        out.onError(e);
      }
    }

    @Override
    public void getOperator(GetOperatorRequest request, StreamObserver<GetOperatorResponse> out) {
      ResponseHeader header =
          leader != index
              ? notBootstrapped()
              : header().toBuilder()
                  .setError(
                      Error.newBuilder()
                          .setType(ErrorType.REGION_NOT_FOUND)
                          .setMessage("Not Found"))
                  .build();
      answer(out, GetOperatorResponse.newBuilder().setHeader(header).build());
    }

    @Override
    public void updateServiceGCSafePoint(
        UpdateServiceGCSafePointRequest request,
        StreamObserver<UpdateServiceGCSafePointResponse> out) {
      if (refuse(request.getHeader(), out, "not leader")) {
        return;
      }
      String refusal = refusals.poll();
      if (refusal != null) {
        out.onError(Status.UNKNOWN.withDescription(refusal).asRuntimeException());
        return;
      }
      String id = request.getServiceId().toStringUtf8();
      long min =
          Math.max(
              gcWorkerSafePoint, safePoints.values().stream().mapToLong(v -> v).min().orElse(0));
      if (request.getTTL() <= 0) {
        safePoints.remove(id);
      } else if (gcWorkerSafePoint <= request.getSafePoint()) {
        safePoints.put(id, request.getSafePoint());
        min = gcWorkerSafePoint;
      }
      answer(
          out,
          UpdateServiceGCSafePointResponse.newBuilder()
              .setHeader(header())
              .setServiceId(ByteString.copyFromUtf8("gc_worker"))
              .setMinSafePoint(min)
              .build());
    }
  }
}
