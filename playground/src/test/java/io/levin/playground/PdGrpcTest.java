package io.levin.playground;

import static io.levin.playground.TikvTestClient.key;
import static io.levin.playground.TikvTestClient.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.levin.playground.model.Region;
import io.levin.playground.model.Store;
import io.levin.proto.metapb.NodeState;
import io.levin.proto.pdpb.BatchScanRegionsRequest;
import io.levin.proto.pdpb.BatchScanRegionsResponse;
import io.levin.proto.pdpb.ErrorType;
import io.levin.proto.pdpb.GetAllStoresRequest;
import io.levin.proto.pdpb.GetClusterInfoRequest;
import io.levin.proto.pdpb.GetMembersRequest;
import io.levin.proto.pdpb.GetMembersResponse;
import io.levin.proto.pdpb.GetOperatorRequest;
import io.levin.proto.pdpb.GetOperatorResponse;
import io.levin.proto.pdpb.GetRegionByIDRequest;
import io.levin.proto.pdpb.GetRegionRequest;
import io.levin.proto.pdpb.GetRegionResponse;
import io.levin.proto.pdpb.GetStoreRequest;
import io.levin.proto.pdpb.KeyRange;
import io.levin.proto.pdpb.OperatorStatus;
import io.levin.proto.pdpb.PDGrpc;
import io.levin.proto.pdpb.RequestHeader;
import io.levin.proto.pdpb.ScanRegionsRequest;
import io.levin.proto.pdpb.ScanRegionsResponse;
import io.levin.proto.pdpb.ScatterRegionRequest;
import io.levin.proto.pdpb.ScatterRegionResponse;
import io.levin.proto.pdpb.ServiceMode;
import io.levin.proto.pdpb.TsoRequest;
import io.levin.proto.pdpb.TsoResponse;
import io.levin.proto.pdpb.UpdateServiceGCSafePointRequest;
import io.levin.proto.pdpb.UpdateServiceGCSafePointResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PdGrpcTest extends PlaygroundPerTest {
  private RequestHeader header;

  @BeforeEach
  void start() {
    start(ClusterOptions.builder().pdMembers(3).heartbeatMillis(0));
  }

  @Override
  void start(ClusterOptions.Builder options) {
    super.start(options);
    header = client.header();
  }

  @Test
  void everyMemberTellsTheMembersWhateverTheClusterId() {
    for (int member = 0; member < 3; member++) {
      GetMembersResponse answer =
          client.pd(member).getMembers(GetMembersRequest.getDefaultInstance());
      assertThat(answer.getHeader().getClusterId()).isEqualTo(cluster.clusterId());
      assertThat(answer.getMembersCount()).isEqualTo(3);
      assertThat(answer.getLeader().getClientUrls(0))
          .isEqualTo("http://" + playground.pdAddresses().get(0));
      assertThat(answer.getEtcdLeader()).isEqualTo(answer.getLeader());
    }
    assertThat(
            client
                .pd(0)
                .getClusterInfo(GetClusterInfoRequest.getDefaultInstance())
                .getServiceModesList())
        .containsExactly(ServiceMode.PD_SVC_MODE);
  }

  @Test
  void anotherClusterIdIsAFailedPreconditionAndZeroIsAnother() {
    for (long wrong : new long[] {0, 7}) {
      StatusRuntimeException e =
          failure(
              () ->
                  client
                      .pd(0)
                      .getAllStores(
                          GetAllStoresRequest.newBuilder()
                              .setHeader(RequestHeader.newBuilder().setClusterId(wrong))
                              .build()));
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
      assertThat(e.getStatus().getDescription())
          .isEqualTo("mismatch cluster id, need " + cluster.clusterId() + " but got " + wrong);
    }
  }

  @Test
  void aFollowerRefusesInTheWordsOfThatCall() {
    assertThat(
            failure(
                    () ->
                        client
                            .pd(1)
                            .getRegion(GetRegionRequest.newBuilder().setHeader(header).build()))
                .getStatus())
        .matches(s -> s.getCode() == Status.Code.UNAVAILABLE)
        .matches(s -> s.getDescription().equals("not leader and follower handling not allowed"));
    assertThat(
            failure(
                    () ->
                        client
                            .pd(1)
                            .getStore(GetStoreRequest.newBuilder().setHeader(header).build()))
                .getStatus()
                .getDescription())
        .isEqualTo("not leader");
    assertThat(
            client
                .pd(1)
                .scatterRegion(ScatterRegionRequest.newBuilder().setHeader(header).build())
                .getHeader()
                .getError()
                .getType())
        .isEqualTo(ErrorType.NOT_BOOTSTRAPPED);
    assertThat(
            client
                .pd(1)
                .getOperator(GetOperatorRequest.newBuilder().setHeader(header).build())
                .getHeader()
                .getError()
                .getMessage())
        .isEqualTo("cluster is not bootstrapped");
    TsoCalls tso = new TsoCalls(1);
    tso.ask(1, "");
    Status status = tso.failure();
    assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
    assertThat(status.getDescription()).contains("is not leader of cluster");
  }

  @Test
  void timestampsAreTheLastOfTheirCountAndGrowAcrossAChangeOfLeader() throws Exception {
    TsoCalls tso = new TsoCalls(0);
    tso.ask(1, "global");
    tso.ask(100, "");
    long first = ts(tso.next());
    long hundredth = ts(tso.next());
    assertThat(hundredth - first).isGreaterThanOrEqualTo(100);
    playground.changePdLeader(0);
    tso.ask(1, "");
    assertThat(tso.failure().getDescription()).contains("not leader");
    TsoCalls next = new TsoCalls(1);
    next.ask(1, "");
    assertThat(ts(next.next())).isGreaterThan(hundredth);
  }

  @Test
  void wrongTsoRequestsAreUnknown() {
    TsoCalls zero = new TsoCalls(0);
    zero.ask(0, "");
    assertThat(zero.failure().getDescription())
        .isEqualTo(
            "[PD:tso:ErrGenerateTimestamp]generate timestamp failed, tso count should be positive");
    TsoCalls elsewhere = new TsoCalls(0);
    elsewhere.ask(1, "dc-9");
    assertThat(elsewhere.failure().getDescription())
        .endsWith("dc-9 allocator not found, generate timestamp failed");
  }

  @Test
  void storesAreAnsweredFromTheModel() {
    cluster.stores().get(2).setState(Store.State.TOMBSTONE);
    assertThat(
            client
                .pd(0)
                .getAllStores(GetAllStoresRequest.newBuilder().setHeader(header).build())
                .getStoresList())
        .hasSize(3)
        .allMatch(s -> s.getVersion().equals("8.5.0") && s.getAddress().startsWith("127.0.0.1:"));
    assertThat(
            client
                .pd(0)
                .getAllStores(
                    GetAllStoresRequest.newBuilder()
                        .setHeader(header)
                        .setExcludeTombstoneStores(true)
                        .build())
                .getStoresCount())
        .isEqualTo(2);
    long removed = cluster.stores().get(2).id();
    GetStoreRequest remembered =
        GetStoreRequest.newBuilder().setHeader(header).setStoreId(removed).build();
    assertThat(client.pd(0).getStore(remembered).getStore().getNodeState())
        .isEqualTo(NodeState.Removed);
    assertThat(storeError(4711).getMessage()).isEqualTo("invalid store ID 4711, not found");
  }

  @Test
  void regionsAreFoundByKeyByIdAndByTheirNeighbor() {
    Region t1 = cluster.split(raw("t1"));
    Region t2 = cluster.split(raw("t2"));
    assertThat(region(key("t1x")).getRegion().getStartKey()).isEqualTo(key("t1"));
    assertThat(region(key("t1x")).getLeader().getStoreId()).isEqualTo(t1.leader().storeId());
    GetRegionRequest previous =
        GetRegionRequest.newBuilder().setHeader(header).setRegionKey(key("t2x")).build();
    assertThat(client.pd(0).getPrevRegion(previous).getRegion().getStartKey()).isEqualTo(key("t1"));
    assertThat(
            client
                .pd(0)
                .getPrevRegion(GetRegionRequest.newBuilder().setHeader(header).build())
                .hasRegion())
        .isFalse();
    assertThat(byId(t2.id()).getRegion().getStartKey()).isEqualTo(key("t2"));
    assertThat(byId(4711).hasRegion()).isFalse();
  }

  @Test
  void aScanFillsTheOldAndTheNewFields() {
    cluster.split(raw("t1"));
    cluster.split(raw("t2"));
    ScanRegionsResponse answer = scan(key("t1x"), ByteString.EMPTY, 0);
    assertThat(answer.getRegionMetasList())
        .extracting(io.levin.proto.metapb.Region::getStartKey)
        .containsExactly(key("t1"), key("t2"));
    assertThat(answer.getLeadersCount()).isEqualTo(2);
    assertThat(answer.getRegionsList())
        .extracting(io.levin.proto.pdpb.Region::getRegion)
        .isEqualTo(answer.getRegionMetasList());
    assertThat(scan(key("t1x"), key("t1x"), 0).getRegionsCount()).isEqualTo(1);
    assertThat(scan(key("t1"), key("t1"), 0).getRegionsCount()).isZero();
    assertThat(scan(key("t2"), key("t1"), 0).getRegionsCount()).isZero();
    assertThat(scan(ByteString.EMPTY, ByteString.EMPTY, 2).getRegionsCount()).isEqualTo(2);
  }

  @Test
  void aBatchScanNeedsRangesInOrderAndApart() {
    cluster.split(raw("t1"));
    cluster.split(raw("t2"));
    KeyRange t0 = range("t0", "t1");
    KeyRange t1 = range("t1", "t2");
    assertThat(batchScan(true, 0, t0, t1).getRegionsCount()).isEqualTo(2);
    assertThat(batchScan(true, 0, range("t1a", "t1b"), range("t1c", "t1d")).getRegionsCount())
        .isEqualTo(1);
    assertThat(batchScan(true, 1, t0, t1).getRegionsCount()).isEqualTo(1);
    assertThat(batchScan(true, 0, t1, t0).getHeader().getError().getMessage())
        .isEqualTo("invalid key range, ranges overlapped");
    assertThat(batchScan(true, 0, range("t2", "t1")).getHeader().getError().getMessage())
        .isEqualTo("invalid key range, start key > end key");
  }

  @Test
  void anOldPdKnowsNeitherBatchScanNorClusterInfo() {
    start(ClusterOptions.builder().version("5.3.0"));
    assertThat(failure(() -> batchScan(true, 0)).getStatus().getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(
            failure(() -> client.pd(0).getClusterInfo(GetClusterInfoRequest.getDefaultInstance()))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void scatteringMovesLeadersAndItsOperatorsEnd() throws Exception {
    List<Long> ids = new ArrayList<>();
    for (int i = 4; i >= 1; i--) {
      ids.add(cluster.split(raw("t" + i)).id());
    }
    ScatterRegionRequest request =
        ScatterRegionRequest.newBuilder().setHeader(header).addAllRegionsId(ids).build();
    assertThat(client.pd(0).scatterRegion(request).getFinishedPercentage()).isEqualTo(100);
    Thread.sleep(30);
    List<GetOperatorResponse> operators = ids.stream().map(this::operator).toList();
    assertThat(operators).filteredOn(o -> !o.getHeader().hasError()).hasSize(2);
    assertThat(operators)
        .filteredOn(o -> !o.getHeader().hasError())
        .allMatch(o -> o.getStatus() == OperatorStatus.SUCCESS)
        .allMatch(o -> o.getDesc().toStringUtf8().equals("scatter-region"));
    assertThat(operators)
        .filteredOn(o -> o.getHeader().hasError())
        .allMatch(o -> o.getHeader().getError().getType() == ErrorType.REGION_NOT_FOUND)
        .allMatch(o -> o.getHeader().getError().getMessage().equals("Not Found"));
    assertThat(ids.stream().map(id -> cluster.regions().byId(id).leader().storeId()).distinct())
        .hasSizeGreaterThan(1);
  }

  @Test
  void scatteringUnknownRegionsIsAnsweredAsPdDoes() {
    long known = cluster.split(raw("t1")).id();
    ScatterRegionResponse half =
        client
            .pd(0)
            .scatterRegion(
                ScatterRegionRequest.newBuilder()
                    .setHeader(header)
                    .addRegionsId(known)
                    .addRegionsId(4711)
                    .build());
    assertThat(half.getFinishedPercentage()).isEqualTo(50);
    assertThat(half.getFailedRegionsIdList()).isEmpty();
    assertThat(
            failure(
                    () ->
                        client
                            .pd(0)
                            .scatterRegion(
                                ScatterRegionRequest.newBuilder()
                                    .setHeader(header)
                                    .addRegionsId(4711)
                                    .build()))
                .getStatus()
                .getDescription())
        .isEqualTo("region not found");
    assertThat(
            client
                .pd(0)
                .scatterRegion(
                    ScatterRegionRequest.newBuilder().setHeader(header).setRegionId(4711).build())
                .getHeader()
                .getError()
                .getMessage())
        .isEqualTo("region %d not found");
    cluster.regions().transferLeader(known, 0);
    assertThat(
            failure(
                    () ->
                        client
                            .pd(0)
                            .scatterRegion(
                                ScatterRegionRequest.newBuilder()
                                    .setHeader(header)
                                    .setRegionId(known)
                                    .build()))
                .getStatus()
                .getDescription())
        .isEqualTo("region " + known + " has no leader");
  }

  @Test
  void theLeastSafePointIsAnsweredAndOneBelowItIsNotStored() {
    UpdateServiceGCSafePointResponse first = safePoint("lightning-1", 600, 1000);
    assertThat(first.getServiceId().toStringUtf8()).isEqualTo("gc_worker");
    assertThat(first.getMinSafePoint()).isZero();
    assertThat(playground.pd().leftovers()).containsExactly("service safe point: lightning-1");
    playground.pd().safePoints().advance(2000);
    assertThat(safePoint("lightning-1", 600, 1000).getMinSafePoint()).isEqualTo(1000);
    assertThat(safePoint("lightning-1", 0, 0).getMinSafePoint()).isEqualTo(2000);
    assertThat(safePoint("lightning-2", 600, 1500).getMinSafePoint()).isEqualTo(2000);
    assertThat(playground.pd().leftovers()).isEmpty();
  }

  @Test
  void aServiceWithoutANameAndAGcWorkerThatEndsAreRefused() {
    assertThat(failure(() -> safePoint("", 600, 1)).getStatus().getDescription())
        .isEqualTo("service id of service safepoint cannot be empty");
    assertThat(failure(() -> safePoint("gc_worker", 600, 1)).getStatus().getDescription())
        .isEqualTo("TTL of gc_worker's service safe point must be infinity");
    assertThat(failure(() -> safePoint("gc_worker", 0, 1)).getStatus().getDescription())
        .isEqualTo("cannot remove service safe point of gc_worker");
    assertThat(safePoint("gc_worker", Long.MAX_VALUE, 50).getMinSafePoint()).isEqualTo(50);
    assertThat(safePoint("", 600, 1).getMinSafePoint()).isEqualTo(50);
  }

  @Test
  void aPdThatStartsAnewServesGetMembersFirstAndThenNoLeadersOfRegions() {
    AtomicLong now = new AtomicLong(1_700_000_000_000L);
    start(ClusterOptions.builder().pdMembers(3).heartbeatMillis(0).clock(now::get));
    playground.stopPd();
    playground.startPd(300, 300);
    assertThat(
            client
                .pd(0)
                .withWaitForReady()
                .getMembers(GetMembersRequest.getDefaultInstance())
                .hasLeader())
        .isFalse();
    assertThat(failure(() -> region(ByteString.EMPTY)).getStatus().getDescription())
        .isEqualTo("server not started");
    now.addAndGet(350);
    ScanRegionsResponse leaderless = scan(ByteString.EMPTY, ByteString.EMPTY, 0);
    assertThat(leaderless.getRegions(0).hasLeader()).isTrue();
    assertThat(leaderless.getRegions(0).getLeader().getId()).isZero();
    now.addAndGet(350);
    assertThat(scan(ByteString.EMPTY, ByteString.EMPTY, 0).getRegions(0).getLeader().getId())
        .isPositive();
  }

  private GetRegionResponse region(ByteString key) {
    return client
        .pd(0)
        .getRegion(GetRegionRequest.newBuilder().setHeader(header).setRegionKey(key).build());
  }

  private GetRegionResponse byId(long id) {
    return client
        .pd(0)
        .getRegionByID(GetRegionByIDRequest.newBuilder().setHeader(header).setRegionId(id).build());
  }

  private ScanRegionsResponse scan(ByteString start, ByteString end, int limit) {
    return client
        .pd(0)
        .scanRegions(
            ScanRegionsRequest.newBuilder()
                .setHeader(header)
                .setStartKey(start)
                .setEndKey(end)
                .setLimit(limit)
                .build());
  }

  private BatchScanRegionsResponse batchScan(boolean all, int limit, KeyRange... ranges) {
    return client
        .pd(0)
        .batchScanRegions(
            BatchScanRegionsRequest.newBuilder()
                .setHeader(header)
                .setContainAllKeyRange(all)
                .setLimit(limit)
                .addAllRanges(List.of(ranges))
                .build());
  }

  private GetOperatorResponse operator(long id) {
    return client
        .pd(0)
        .getOperator(GetOperatorRequest.newBuilder().setHeader(header).setRegionId(id).build());
  }

  private UpdateServiceGCSafePointResponse safePoint(String service, long ttl, long ts) {
    return client
        .pd(0)
        .updateServiceGCSafePoint(
            UpdateServiceGCSafePointRequest.newBuilder()
                .setHeader(header)
                .setServiceId(ByteString.copyFromUtf8(service))
                .setTTL(ttl)
                .setSafePoint(ts)
                .build());
  }

  private io.levin.proto.pdpb.Error storeError(long id) {
    return client
        .pd(0)
        .getStore(GetStoreRequest.newBuilder().setHeader(header).setStoreId(id).build())
        .getHeader()
        .getError();
  }

  private static KeyRange range(String start, String end) {
    return KeyRange.newBuilder().setStartKey(key(start)).setEndKey(key(end)).build();
  }

  private static long ts(TsoResponse answer) {
    return answer.getTimestamp().getPhysical() << 18 | answer.getTimestamp().getLogical();
  }

  private static StatusRuntimeException failure(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    StatusRuntimeException[] caught = new StatusRuntimeException[1];
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(StatusRuntimeException.class, e -> caught[0] = e);
    return caught[0];
  }

  /** One stream of timestamps. */
  private final class TsoCalls implements StreamObserver<TsoResponse> {
    private final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    private final StreamObserver<TsoRequest> requests;

    TsoCalls(int member) {
      requests =
          PDGrpc.newStub(client.channel(playground.pd().members().addresses().get(member)))
              .tso(this);
    }

    void ask(int count, String location) {
      requests.onNext(
          TsoRequest.newBuilder()
              .setHeader(header)
              .setCount(count)
              .setDcLocation(location)
              .build());
    }

    TsoResponse next() throws InterruptedException {
      return (TsoResponse) answers.poll(5, TimeUnit.SECONDS);
    }

    Status failure() {
      try {
        return Status.fromThrowable((Throwable) answers.poll(5, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void onNext(TsoResponse answer) {
      answers.add(answer);
    }

    @Override
    public void onError(Throwable error) {
      answers.add(error);
    }

    @Override
    public void onCompleted() {
      answers.add(new IllegalStateException("completed"));
    }
  }
}
