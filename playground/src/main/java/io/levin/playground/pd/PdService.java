package io.levin.playground.pd;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.levin.playground.model.Store;
import io.levin.playground.model.Tso;
import io.levin.playground.pd.PdCalls.Follower;
import io.levin.proto.metapb.StoreState;
import io.levin.proto.pdpb.AllocIDRequest;
import io.levin.proto.pdpb.AllocIDResponse;
import io.levin.proto.pdpb.BatchScanRegionsRequest;
import io.levin.proto.pdpb.BatchScanRegionsResponse;
import io.levin.proto.pdpb.ErrorType;
import io.levin.proto.pdpb.GetAllStoresRequest;
import io.levin.proto.pdpb.GetAllStoresResponse;
import io.levin.proto.pdpb.GetClusterInfoRequest;
import io.levin.proto.pdpb.GetClusterInfoResponse;
import io.levin.proto.pdpb.GetGCSafePointRequest;
import io.levin.proto.pdpb.GetGCSafePointResponse;
import io.levin.proto.pdpb.GetMembersRequest;
import io.levin.proto.pdpb.GetMembersResponse;
import io.levin.proto.pdpb.GetOperatorRequest;
import io.levin.proto.pdpb.GetOperatorResponse;
import io.levin.proto.pdpb.GetRegionByIDRequest;
import io.levin.proto.pdpb.GetRegionRequest;
import io.levin.proto.pdpb.GetRegionResponse;
import io.levin.proto.pdpb.GetStoreRequest;
import io.levin.proto.pdpb.GetStoreResponse;
import io.levin.proto.pdpb.IsBootstrappedRequest;
import io.levin.proto.pdpb.IsBootstrappedResponse;
import io.levin.proto.pdpb.PDGrpc;
import io.levin.proto.pdpb.RequestHeader;
import io.levin.proto.pdpb.ScanRegionsRequest;
import io.levin.proto.pdpb.ScanRegionsResponse;
import io.levin.proto.pdpb.ScatterRegionRequest;
import io.levin.proto.pdpb.ScatterRegionResponse;
import io.levin.proto.pdpb.ServiceMode;
import io.levin.proto.pdpb.SplitAndScatterRegionsRequest;
import io.levin.proto.pdpb.SplitAndScatterRegionsResponse;
import io.levin.proto.pdpb.SplitRegionsRequest;
import io.levin.proto.pdpb.SplitRegionsResponse;
import io.levin.proto.pdpb.Timestamp;
import io.levin.proto.pdpb.TsoRequest;
import io.levin.proto.pdpb.TsoResponse;
import io.levin.proto.pdpb.UpdateServiceGCSafePointRequest;
import io.levin.proto.pdpb.UpdateServiceGCSafePointResponse;
import java.util.List;
import java.util.function.Supplier;

/** The service {@code pdpb.PD} of one member. */
final class PdService extends PDGrpc.PDImplBase {
  private final PdCluster pd;
  private final PdCalls calls;
  private final RegionAnswers regions;

  PdService(PdCluster pd, int member) {
    this.pd = pd;
    this.calls = new PdCalls(pd, member);
    this.regions = new RegionAnswers(pd, calls);
  }

  @Override
  public void getMembers(GetMembersRequest request, StreamObserver<GetMembersResponse> answer) {
    GetMembersResponse.Builder members =
        GetMembersResponse.newBuilder().setHeader(calls.ok()).addAllMembers(pd.members().members());
    var leader = pd.members().leaderMember();
    if (leader != null) {
      members.setLeader(leader).setEtcdLeader(leader);
    }
    reply(answer, members.build());
  }

  @Override
  public void getClusterInfo(
      GetClusterInfoRequest request, StreamObserver<GetClusterInfoResponse> answer) {
    if (!pd.version().clusterInfo()) {
      super.getClusterInfo(request, answer);
      return;
    }
    reply(
        answer,
        GetClusterInfoResponse.newBuilder()
            .setHeader(calls.ok())
            .addServiceModes(ServiceMode.PD_SVC_MODE)
            .build());
  }

  @Override
  public StreamObserver<TsoRequest> tso(StreamObserver<TsoResponse> answers) {
    return new StreamObserver<>() {
      private boolean ended;

      @Override
      public void onNext(TsoRequest request) {
        if (ended) {
          return;
        }
        Status refusal = tsoRefusal(request);
        if (refusal != null) {
          ended = true;
          answers.onError(refusal.asRuntimeException());
          return;
        }
        long last = pd.tso().next(request.getCount());
        answers.onNext(
            TsoResponse.newBuilder()
                .setHeader(calls.ok())
                .setCount(request.getCount())
                .setTimestamp(
                    Timestamp.newBuilder()
                        .setPhysical(Tso.physical(last))
                        .setLogical(last & ((1L << Tso.LOGICAL_BITS) - 1)))
                .build());
      }

      @Override
      public void onError(Throwable gone) {
        ended = true;
      }

      @Override
      public void onCompleted() {
        if (!ended) {
          answers.onCompleted();
        }
      }
    };
  }

  private Status tsoRefusal(TsoRequest request) {
    Status refusal = calls.tsoRefusal(request.getHeader());
    if (refusal != null) {
      return refusal;
    }
    if (request.getCount() == 0) {
      return Status.UNKNOWN.withDescription(
          "[PD:tso:ErrGenerateTimestamp]generate timestamp failed, tso count should be positive");
    }
    String location = request.getDcLocation();
    if (!location.isEmpty() && !location.equals("global")) {
      return Status.UNKNOWN.withDescription(
          "[PD:tso:ErrGetAllocator]get allocator failed, "
              + location
              + " allocator not found, generate timestamp failed");
    }
    return null;
  }

  @Override
  public void isBootstrapped(
      IsBootstrappedRequest request, StreamObserver<IsBootstrappedResponse> answer) {
    serve(
        request.getHeader(),
        Follower.OTHER,
        answer,
        () ->
            IsBootstrappedResponse.newBuilder()
                .setHeader(calls.ok())
                .setBootstrapped(true)
                .build());
  }

  @Override
  public void allocID(AllocIDRequest request, StreamObserver<AllocIDResponse> answer) {
    serve(
        request.getHeader(),
        Follower.OTHER,
        answer,
        () -> AllocIDResponse.newBuilder().setHeader(calls.ok()).setId(pd.ids().next()).build());
  }

  @Override
  public void getStore(GetStoreRequest request, StreamObserver<GetStoreResponse> answer) {
    serve(
        request.getHeader(),
        Follower.OTHER,
        answer,
        () -> {
          GetStoreResponse.Builder found = GetStoreResponse.newBuilder().setHeader(calls.ok());
          for (Store store : pd.stores()) {
            if (store.id() == request.getStoreId()) {
              return found
                  .setStore(StoreAnswers.meta(store, pd.version()))
                  .setStats(StoreAnswers.stats(store, pd.regions()))
                  .build();
            }
          }
          return found
              .setHeader(
                  calls.error(
                      ErrorType.UNKNOWN,
                      "invalid store ID " + request.getStoreId() + ", not found"))
              .build();
        });
  }

  @Override
  public void getAllStores(
      GetAllStoresRequest request, StreamObserver<GetAllStoresResponse> answer) {
    serve(
        request.getHeader(),
        Follower.OTHER,
        answer,
        () -> {
          GetAllStoresResponse.Builder all =
              GetAllStoresResponse.newBuilder().setHeader(calls.ok());
          for (Store store : pd.stores()) {
            var meta = StoreAnswers.meta(store, pd.version());
            if (!request.getExcludeTombstoneStores() || meta.getState() != StoreState.Tombstone) {
              all.addStores(meta);
            }
          }
          return all.build();
        });
  }

  @Override
  public void getRegion(GetRegionRequest request, StreamObserver<GetRegionResponse> answer) {
    serve(
        request.getHeader(),
        Follower.REGION,
        answer,
        () -> regions.one(pd.view().at(request.getRegionKey())));
  }

  @Override
  public void getPrevRegion(GetRegionRequest request, StreamObserver<GetRegionResponse> answer) {
    serve(
        request.getHeader(),
        Follower.REGION,
        answer,
        () -> regions.one(pd.view().before(request.getRegionKey())));
  }

  @Override
  public void getRegionByID(
      GetRegionByIDRequest request, StreamObserver<GetRegionResponse> answer) {
    serve(
        request.getHeader(),
        Follower.REGION,
        answer,
        () -> regions.one(pd.view().byId(request.getRegionId())));
  }

  @Override
  public void scanRegions(ScanRegionsRequest request, StreamObserver<ScanRegionsResponse> answer) {
    serve(request.getHeader(), Follower.REGION, answer, () -> regions.scan(request));
  }

  @Override
  public void batchScanRegions(
      BatchScanRegionsRequest request, StreamObserver<BatchScanRegionsResponse> answer) {
    if (!pd.version().batchScanRegions()) {
      super.batchScanRegions(request, answer);
      return;
    }
    serve(request.getHeader(), Follower.REGION, answer, () -> regions.batchScan(request));
  }

  @Override
  public void scatterRegion(
      ScatterRegionRequest request, StreamObserver<ScatterRegionResponse> answer) {
    if (!calls.leads()) {
      reply(
          answer,
          ScatterRegionResponse.newBuilder()
              .setHeader(calls.error(ErrorType.NOT_BOOTSTRAPPED, "cluster is not bootstrapped"))
              .build());
      return;
    }
    Status refusal = calls.wrongCluster(request.getHeader());
    if (refusal != null) {
      answer.onError(refusal.asRuntimeException());
      return;
    }
    regions.scatter(request, answer);
  }

  @Override
  public void getOperator(GetOperatorRequest request, StreamObserver<GetOperatorResponse> answer) {
    if (!calls.leads()) {
      reply(
          answer,
          GetOperatorResponse.newBuilder()
              .setHeader(calls.error(ErrorType.NOT_BOOTSTRAPPED, "cluster is not bootstrapped"))
              .build());
      return;
    }
    serve(
        request.getHeader(), Follower.OTHER, answer, () -> regions.operator(request.getRegionId()));
  }

  @Override
  public void splitRegions(
      SplitRegionsRequest request, StreamObserver<SplitRegionsResponse> answer) {
    serve(
        request.getHeader(),
        Follower.OTHER,
        answer,
        () ->
            SplitRegionsResponse.newBuilder()
                .setHeader(calls.ok())
                .setFinishedPercentage(100)
                .addAllRegionsId(regions.split(request.getSplitKeysList()))
                .build());
  }

  @Override
  public void splitAndScatterRegions(
      SplitAndScatterRegionsRequest request,
      StreamObserver<SplitAndScatterRegionsResponse> answer) {
    serve(
        request.getHeader(),
        Follower.OTHER,
        answer,
        () -> {
          List<Long> ids = regions.split(request.getSplitKeysList());
          ids.forEach(id -> pd.operators().scatter(pd.regions().byId(id)));
          return SplitAndScatterRegionsResponse.newBuilder()
              .setHeader(calls.ok())
              .setSplitFinishedPercentage(100)
              .setScatterFinishedPercentage(100)
              .addAllRegionsId(ids)
              .build();
        });
  }

  @Override
  public void getGCSafePoint(
      GetGCSafePointRequest request, StreamObserver<GetGCSafePointResponse> answer) {
    serve(
        request.getHeader(),
        Follower.OTHER,
        answer,
        () -> GetGCSafePointResponse.newBuilder().setHeader(calls.ok()).build());
  }

  @Override
  public void updateServiceGCSafePoint(
      UpdateServiceGCSafePointRequest request,
      StreamObserver<UpdateServiceGCSafePointResponse> answer) {
    Status wrong = calls.refusal(request.getHeader(), Follower.OTHER);
    if (wrong != null) {
      answer.onError(wrong.asRuntimeException());
      return;
    }
    SafePoints.Minimum least;
    try {
      least =
          pd.safePoints()
              .update(
                  request.getServiceId().toStringUtf8(), request.getTTL(), request.getSafePoint());
    } catch (SafePoints.RefusedSafePoint e) {
      answer.onError(Status.UNKNOWN.withDescription(e.getMessage()).asRuntimeException());
      return;
    }
    reply(
        answer,
        UpdateServiceGCSafePointResponse.newBuilder()
            .setHeader(calls.ok())
            .setServiceId(com.google.protobuf.ByteString.copyFromUtf8(least.service()))
            .setTTL(least.ttlSeconds())
            .setMinSafePoint(least.safePoint())
            .build());
  }

  private <A> void serve(
      RequestHeader header, Follower follower, StreamObserver<A> answer, Supplier<A> call) {
    Status refusal = calls.refusal(header, follower);
    if (refusal != null) {
      answer.onError(refusal.asRuntimeException());
      return;
    }
    reply(answer, call.get());
  }

  private static <A> void reply(StreamObserver<A> answer, A message) {
    answer.onNext(message);
    answer.onCompleted();
  }
}
