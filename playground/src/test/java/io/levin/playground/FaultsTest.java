package io.levin.playground;

import static io.levin.playground.TikvTestClient.batch;
import static io.levin.playground.TikvTestClient.context;
import static io.levin.playground.TikvTestClient.first;
import static io.levin.playground.TikvTestClient.key;
import static io.levin.playground.TikvTestClient.meta;
import static io.levin.playground.TikvTestClient.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.levin.playground.fault.Fault;
import io.levin.playground.fault.FaultSyntaxException;
import io.levin.playground.model.Peer;
import io.levin.playground.model.Region;
import io.levin.proto.coprocessor.KeyRange;
import io.levin.proto.coprocessor.Request;
import io.levin.proto.coprocessor.Response;
import io.levin.proto.errorpb.Error;
import io.levin.proto.import_sstpb.ImportSSTGrpc;
import io.levin.proto.import_sstpb.SSTMeta;
import io.levin.proto.import_sstpb.SwitchMode;
import io.levin.proto.import_sstpb.SwitchModeRequest;
import io.levin.proto.import_sstpb.WriteRequest;
import io.levin.proto.import_sstpb.WriteResponse;
import io.levin.proto.kvrpcpb.SplitRegionRequest;
import io.levin.proto.kvrpcpb.SplitRegionResponse;
import io.levin.proto.pdpb.GetAllStoresRequest;
import io.levin.proto.pdpb.GetMembersRequest;
import io.levin.proto.pdpb.GetOperatorRequest;
import io.levin.proto.pdpb.OperatorStatus;
import io.levin.proto.pdpb.ScanRegionsRequest;
import io.levin.proto.pdpb.ScanRegionsResponse;
import io.levin.proto.pdpb.ScatterRegionRequest;
import io.levin.proto.pdpb.UpdateServiceGCSafePointRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest extends PlaygroundPerTest {
  private static final NavigableMap<String, String> PAIRS = pairs("t1a", "1", "t1b", "2");

  private Region region;

  @BeforeEach
  void start() {
    start(ClusterOptions.builder().stores(4, 3).pdMembers(2).heartbeatMillis(0));
  }

  @Override
  void start(ClusterOptions.Builder options) {
    super.start(options);
    cluster.split(raw("t2"));
    region = cluster.split(raw("t1"));
  }

  @Test
  void aLeaderThatMovesBeforeTheIngestIsNamed() {
    List<SSTMeta> metas = client.writeToAll(region, PAIRS, 5);
    playground.inject("MultiIngest times=1 -> transfer-leader");
    Error error = client.ingest(region, metas).getError();
    Region now = cluster.regions().byId(region.id());
    assertThat(error.getNotLeader().getLeader().getId()).isEqualTo(now.leaderPeerId());
    assertThat(client.ingest(now, metas).hasError()).isFalse();
    assertVisible();
  }

  @Test
  void aRegionMayHaveNoLeader() {
    List<SSTMeta> metas = client.writeToAll(region, PAIRS, 5);
    playground.inject("MultiIngest times=1 -> no-leader");
    assertThat(client.ingest(region, metas).getError().getNotLeader().hasLeader()).isFalse();
    assertThat(client.ingest(region, metas).getError().getNotLeader().hasLeader()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not-leader",
        "epoch-not-match",
        "region-not-found",
        "key-not-in-region",
        "busy=500",
        "stale-command",
        "store-not-match",
        "raft-entry-too-large",
        "max-timestamp-not-synced",
        "read-index-not-ready",
        "merging",
        "data-is-not-ready",
        "region-not-initialized",
        "disk-full",
        "recovery",
        "flashback",
        "flashback-not-prepared",
        "is-witness",
        "mismatch-peer-id",
        "bucket-version",
        "undetermined",
        "proposal-dropped",
        "file-conflict",
        "message=anything"
      })
  void everyErrorOfARegionCanBeAnswered(String action) {
    List<SSTMeta> metas = client.writeToAll(region, PAIRS, 5);
    Fault fault = playground.faults().inject("MultiIngest times=1 -> " + action);
    Error error = client.ingest(region, metas).getError();
    assertThat(error.getMessage()).isNotEmpty();
    boolean typed =
        !List.of("proposal-dropped", "file-conflict", "message=anything").contains(action);
    assertThat(error.getAllFields()).hasSize(typed ? 2 : 1);
    assertThat(fault.hits()).isEqualTo(1);
    assertThat(client.ingest(region, metas).hasError()).isFalse();
    assertVisible();
  }

  @Test
  void aRegionSplitsBetweenWriteAndIngest() {
    playground.inject("Write store=" + last() + " at=reply times=1 -> split=743162"); // t1b
    List<SSTMeta> metas = client.writeToAll(region, PAIRS, 5);
    Error error = client.ingest(region, metas).getError();
    assertThat(error.getEpochNotMatch().getCurrentRegionsCount()).isEqualTo(2);
    for (String k : PAIRS.keySet()) {
      Region now = cluster.regionOf(raw(k));
      client.ingest(now, client.writeToAll(now, pairs(k, PAIRS.get(k)), 5));
    }
    assertVisible();
  }

  @Test
  void aRegionSplitsInTheMiddleOfAStreamAtAKeyThatWasSent() {
    playground.inject("Write store=" + leader() + " at=message:3 times=1 -> split");
    SSTMeta meta = meta(region, PAIRS);
    WriteResponse answer =
        client
            .write(
                leader(),
                List.of(first(meta), batch(pairs("t1a", "1"), 5), batch(pairs("t1b", "2"), 5)))
            .join();
    assertThat(answer.getMetasCount()).isEqualTo(1);
    assertThat(client.ingest(region, answer.getMetasList()).getError().hasEpochNotMatch()).isTrue();
    assertThat(cluster.regionOf(raw("t1b")).start()).isEqualTo(key("t1b"));
  }

  @Test
  void aSplitAtAnIngestsLastKeyLeavesNoRegionForItsRange() {
    List<SSTMeta> metas = client.writeToAll(region, PAIRS, 5);
    playground.inject("MultiIngest times=1 -> split");
    Error error = client.ingest(region, metas).getError();
    assertThat(error.getEpochNotMatch().getCurrentRegionsList())
        .noneMatch(
            r ->
                Region.KEY_ORDER.compare(r.getStartKey(), key("t1a")) <= 0
                    && Region.KEY_ORDER.compare(key("t1b"), r.getEndKey()) < 0);
  }

  @Test
  void aRegionMergesBelowTheJob() {
    playground.inject("Write store=" + last() + " at=reply times=1 -> merge");
    List<SSTMeta> metas = client.writeToAll(region, PAIRS, 5);
    assertThat(client.ingest(region, metas).getError().hasRegionNotFound()).isTrue();
    Region merged = cluster.regionOf(raw("t1a"));
    assertThat(merged.version()).isGreaterThan(region.version());
    client.ingest(merged, client.writeToAll(merged, PAIRS, 5));
    assertVisible();
  }

  @Test
  void aStoreThatLagsBehindFindsARequestTooNewForAWhile() throws Exception {
    long follower = region.peers().get(1).storeId();
    playground.inject("SplitRegion times=1 -> freeze-store=" + follower + ",5000");
    split("t1m");
    Region now = cluster.regions().byId(region.id());
    NavigableMap<String, String> pairs = pairs("t1x", "1");
    List<WriteRequest> stream = List.of(first(meta(now, pairs)), batch(pairs, 5));
    assertThat(client.writeStatus(follower, stream).getDescription()).startsWith("RequestTooNew");
    eventually(() -> client.writeStatus(follower, stream).isOk());
  }

  @Test
  void pdMayLagBehind() throws Exception {
    playground.inject("SplitRegion times=1 -> freeze-pd=5000");
    split("t1m");
    assertThat(scan().getRegionsCount()).isEqualTo(3);
    eventually(() -> scan().getRegionsCount() == 4);
  }

  /** Waits for what must happen by itself; a machine that is busy may need a while. */
  private static void eventually(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("still not so after a minute").isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  @Test
  void aScanMayBeWrongInEveryWay() {
    ScanRegionsResponse right = scan();
    for (String how : List.of("hole", "overlap", "leaderless", "empty")) {
      playground.inject("ScanRegions at=reply times=1 -> " + how);
      ScanRegionsResponse wrong = scan();
      assertThat(wrong).as(how).isNotEqualTo(right);
      assertThat(wrong.getRegionMetasCount()).isEqualTo(wrong.getRegionsCount());
      assertThat(scan()).isEqualTo(right);
    }
  }

  @Test
  void anIngestIsBusyKTimesAndTheFilesAreKept() {
    List<SSTMeta> metas = client.writeToAll(region, PAIRS, 5);
    Fault fault = playground.faults().inject("MultiIngest times=3 -> busy=500");
    for (int i = 0; i < 3; i++) {
      assertThat(client.ingest(region, metas).getError().getServerIsBusy().getBackoffMs())
          .isEqualTo(500);
    }
    assertThat(client.ingest(region, metas).hasError()).isFalse();
    assertThat(fault.hits()).isEqualTo(3);
  }

  @Test
  void anAnswerThatIsLostAfterItsEffectLeavesAStaleCommand() {
    List<SSTMeta> metas = client.writeToAll(region, PAIRS, 5);
    playground.inject("MultiIngest at=reply times=1 -> close");
    assertThatThrownBy(() -> client.ingest(region, metas))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    assertVisible();
    assertThat(client.ingest(region, metas).getError().hasStaleCommand()).isTrue();
    client.ingest(region, client.writeToAll(region, PAIRS, 5));
    assertVisible();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unavailable", "reset", "goaway", "close", "status=ABORTED,anything"})
  void aStreamIsCutAtAMessage(String how) throws InterruptedException {
    playground.inject("Write at=message:2 times=1 -> " + how);
    SSTMeta meta = meta(region, PAIRS);
    Status status =
        client.writeStatus(leader(), List.of(first(meta), batch(PAIRS, 5), batch(PAIRS, 4)));
    assertThat(status.getCode())
        .isIn(Status.Code.UNAVAILABLE, Status.Code.CANCELLED, Status.Code.ABORTED);
    for (int i = 0; i < 100 && playground.importFiles().orphans() > 0; i++) {
      Thread.sleep(20);
    }
    assertThat(playground.importFiles().orphans()).isZero();
    client.awaitReady(leader());
    client.ingest(region, client.writeToAll(region, PAIRS, 5));
    assertVisible();
  }

  @Test
  void aSlowStoreTakesItsTime() {
    playground.inject("Write store=" + leader() + " at=message:* -> delay=60");
    long begin = System.nanoTime();
    client.writeToAll(region, PAIRS, 5);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(120));
  }

  @Test
  void aStoreThatStopsReadingPushesBackAndGoesOnWhenTheFaultIsRemoved() throws Exception {
    Fault fault =
        playground.faults().inject("Write store=" + leader() + " at=message:2 times=1 -> stall");
    CompletableFuture<WriteResponse> end = new CompletableFuture<>();
    CompletableFuture<ClientCallStreamObserver<WriteRequest>> out = new CompletableFuture<>();
    ImportSSTGrpc.newStub(client.channel(client.importAddress(leader())))
        .write(
            new ClientResponseObserver<WriteRequest, WriteResponse>() {
              @Override
              public void beforeStart(ClientCallStreamObserver<WriteRequest> stream) {
                out.complete(stream);
              }

              @Override
              public void onNext(WriteResponse answer) {
                end.complete(answer);
              }

              @Override
              public void onError(Throwable error) {
                end.completeExceptionally(error);
              }

              @Override
              public void onCompleted() {
                // The answer came before.
              }
            });
    ClientCallStreamObserver<WriteRequest> stream = out.get(5, TimeUnit.SECONDS);
    NavigableMap<String, String> all = pairs("t1a", "", "t1z", "");
    stream.onNext(first(meta(region, all)));
    int sent = 0;
    for (; sent < 1000 && (sent < 2 || readyWithin(stream, 300)); sent++) {
      stream.onNext(batch(pairs("t1a%04d".formatted(sent), "x".repeat(100_000)), 5));
    }
    assertThat(sent).as("messages until the window was full").isBetween(5, 500);
    assertThat(end).isNotDone();
    fault.remove();
    stream.onCompleted();
    assertThat(end.get(10, TimeUnit.SECONDS).getMetasCount()).isEqualTo(2);
  }

  @Test
  void aStoreGoesDownAndComesBackWithAnotherLeaderMeanwhile() {
    long store = leader();
    int before = Integer.parseInt(client.importAddress(store).split(":")[1]);
    playground.stopStore(store);
    assertThat(
            client
                .writeStatus(store, List.of(first(meta(region, PAIRS)), batch(PAIRS, 5)))
                .getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(cluster.regions().byId(region.id()).leader().storeId()).isNotEqualTo(store);
    playground.startStore(store);
    assertThat(client.importAddress(store)).endsWith(":" + before);
    Region now = cluster.regions().byId(region.id());
    client.awaitReady(store);
    client.ingest(now, client.writeToAll(now, PAIRS, 5));
    assertVisible();
  }

  @Test
  void aStoreComesBackElsewhere() throws Exception {
    long store = region.peers().get(2).storeId();
    String before = client.importAddress(store);
    playground.inject("SwitchMode times=1 -> move-store=" + store + ",100");
    client.importer(leader()).switchMode(SwitchModeRequest.getDefaultInstance());
    for (int i = 0; i < 100 && client.importAddress(store).equals(before); i++) {
      Thread.sleep(20);
    }
    assertThat(client.importAddress(store)).isNotEqualTo(before);
    client.ingest(region, client.writeToAll(region, PAIRS, 5));
    assertVisible();
  }

  @Test
  void aRegionWithoutAMajorityHasNoLeader() {
    playground.stopStore(region.peers().get(1).storeId());
    playground.stopStore(region.peers().get(2).storeId());
    assertThat(cluster.regions().byId(region.id()).leader()).isNull();
  }

  @Test
  void aPeerMovesToAnotherStore() {
    List<SSTMeta> metas = client.writeToAll(region, PAIRS, 5);
    playground.inject("MultiIngest times=1 -> move-peer");
    Error error = client.ingest(region, metas).getError();
    io.levin.proto.metapb.Region current = error.getEpochNotMatch().getCurrentRegions(0);
    assertThat(current.getRegionEpoch().getConfVer()).isEqualTo(region.confVer() + 1);
    assertThat(current.getPeersList())
        .extracting(io.levin.proto.metapb.Peer::getStoreId)
        .isNotEqualTo(region.peers().stream().map(Peer::storeId).toList());
    Region now = cluster.regions().byId(region.id());
    client.ingest(now, client.writeToAll(now, PAIRS, 5));
    assertVisible();
  }

  @Test
  void disksFillUp() throws Exception {
    playground.inject("Write times=1 -> disk-space");
    List<WriteRequest> stream = List.of(first(meta(region, PAIRS)), batch(PAIRS, 5));
    assertThat(client.writeStatus(leader(), stream).getDescription())
        .contains("DiskSpaceNotEnough");
    playground.inject("Write times=1 -> fill-disk");
    assertThat(client.writeStatus(leader(), stream).getDescription())
        .contains("DiskSpaceNotEnough");
    playground.inject("SwitchMode times=1 -> low-space=" + leader());
    client.importer(leader()).switchMode(SwitchModeRequest.getDefaultInstance());
    assertThat(http("/pd/api/v1/store/" + leader())).contains("\"available\":\"50GiB\"");
  }

  @Test
  void pdsLeaderMovesInTheMiddleOfACall() {
    playground.inject("ScanRegions times=1 -> pd-leader");
    assertThatThrownBy(this::scan).hasMessageContaining("not leader");
    assertThat(
            client.pd(1).getMembers(GetMembersRequest.getDefaultInstance()).getLeader().getName())
        .isEqualTo("pd-1");
  }

  @Test
  void pdRestarts() throws Exception {
    playground.inject("GetMembers times=1 -> pd-restart=300,100,100");
    assertThatThrownBy(
            () -> {
              client.pd(0).getMembers(GetMembersRequest.getDefaultInstance());
              Thread.sleep(100);
              scan();
            })
        .isInstanceOf(StatusRuntimeException.class);
    Thread.sleep(1000);
    for (int i = 0; ; i++) {
      client.channel(playground.pdAddresses().get(0)).resetConnectBackoff();
      try {
        assertThat(scan().getRegions(0).getLeader().getId()).isPositive();
        return;
      } catch (StatusRuntimeException e) {
        assertThat(i).isLessThan(50);
        Thread.sleep(100);
      }
    }
  }

  @Test
  void pdBelongsToAnotherCluster() {
    playground.inject("GetMembers times=1 -> cluster-id");
    client.pd(0).getMembers(GetMembersRequest.getDefaultInstance());
    assertThatThrownBy(this::scan).hasMessageContaining("mismatch cluster id");
  }

  @Test
  void scatteringNeverEndsOrIsReplaced() {
    for (OperatorStatus status : List.of(OperatorStatus.RUNNING, OperatorStatus.REPLACE)) {
      playground.inject("ScatterRegion times=1 -> operators=" + status);
      client
          .pd(0)
          .scatterRegion(
              ScatterRegionRequest.newBuilder()
                  .setHeader(client.header())
                  .addRegionsId(region.id())
                  .build());
      assertThat(
              client
                  .pd(0)
                  .getOperator(
                      GetOperatorRequest.newBuilder()
                          .setHeader(client.header())
                          .setRegionId(region.id())
                          .build())
                  .getStatus())
          .isEqualTo(status);
    }
  }

  @Test
  void aSplitFailsInEveryWay() {
    playground.inject("SplitRegion times=1 -> message=no valid key found for split.");
    assertThat(split("t1m").getRegionError().getMessage())
        .isEqualTo("no valid key found for split.");
    playground.inject("SplitRegion times=1 -> busy=10");
    assertThat(split("t1m").getRegionError().hasServerIsBusy()).isTrue();
    playground.inject("SplitRegion at=reply times=1 -> hole");
    assertThat(split("t1m").getRegionsCount()).isEqualTo(1);
    assertThat(cluster.regionOf(raw("t1m")).start()).isEqualTo(key("t1m"));
  }

  @Test
  void callsMayBeUnimplemented() {
    playground.inject("MultiIngest -> unimplemented");
    playground.inject("SwitchMode -> unimplemented");
    assertThatThrownBy(() -> client.ingest(region, List.of()))
        .hasMessageContaining("UNIMPLEMENTED");
    assertThatThrownBy(
            () ->
                client
                    .importer(leader())
                    .switchMode(SwitchModeRequest.newBuilder().setMode(SwitchMode.Import).build()))
        .hasMessageContaining("UNIMPLEMENTED");
  }

  @Test
  void theClockJumpsAndTheLogicalPartOverflows() {
    long before = cluster.newTimestamp();
    playground.inject("GetMembers times=1 -> tso-jump=3600000");
    client.pd(0).getMembers(GetMembersRequest.getDefaultInstance());
    long after = cluster.newTimestamp();
    assertThat((after >>> 18) - (before >>> 18)).isGreaterThanOrEqualTo(3_600_000);
  }

  @Test
  void theGarbageCollectionOvertakesASafePoint() {
    playground.inject("UpdateServiceGCSafePoint times=1 -> gc-ahead");
    long ts = cluster.newTimestamp();
    assertThat(
            client
                .pd(0)
                .updateServiceGCSafePoint(
                    UpdateServiceGCSafePointRequest.newBuilder()
                        .setHeader(client.header())
                        .setServiceId(ByteString.copyFromUtf8("lightning-1"))
                        .setTTL(600)
                        .setSafePoint(ts)
                        .build())
                .getMinSafePoint())
        .isGreaterThan(ts);
    assertThat(playground.pd().leftovers()).isEmpty();
  }

  @Test
  void aChecksumMeetsErrorsLocksAndSplits() {
    cluster.writer().put(raw("t1a"), raw("1"));
    cluster.writer().put(raw("t1b"), raw("2"));
    playground.inject("Coprocessor times=1 -> epoch-not-match");
    playground.inject("Coprocessor nth=2 times=1 -> locked");
    playground.inject("Coprocessor nth=3 times=1 -> other-error=broken");
    playground.inject("Coprocessor nth=4 times=1 -> split-middle");
    assertThat(checksum().getRegionError().hasEpochNotMatch()).isTrue();
    assertThat(checksum().getLocked().getLockTtl()).isEqualTo(3000);
    assertThat(checksum().getOtherError()).isEqualTo("broken");
    assertThat(checksum().getRegionError().getEpochNotMatch().getCurrentRegionsCount())
        .isEqualTo(2);
  }

  @Test
  void requestsToPdsHttpFailToo() throws Exception {
    playground.inject("/pd/api/v1/schedulers* times=1 -> unavailable");
    assertThat(http("/pd/api/v1/schedulers")).isEqualTo("injected fault");
    assertThat(http("/pd/api/v1/schedulers")).contains("balance-leader-scheduler");
    playground.inject("/pd/api/v1/version -> close");
    assertThatThrownBy(() -> http("/pd/api/v1/version")).isInstanceOf(java.io.IOException.class);
  }

  @Test
  void pdAnswersAnErrorInTheHeader() {
    playground.inject("GetAllStores pd=0 times=1 -> header=NOT_BOOTSTRAPPED,loading");
    GetAllStoresRequest request =
        GetAllStoresRequest.newBuilder().setHeader(client.header()).build();
    assertThat(client.pd(0).getAllStores(request).getHeader().getError().getMessage())
        .isEqualTo("loading");
    assertThat(client.pd(0).getAllStores(request).getStoresCount()).isEqualTo(4);
  }

  @Test
  void aRuleMayStrikeByChanceButTheSameWayForTheSameSeed() {
    Fault fault = playground.faults().inject("GetMembers p=0.5 -> delay=0");
    for (int i = 0; i < 100; i++) {
      client.pd(0).getMembers(GetMembersRequest.getDefaultInstance());
    }
    assertThat(fault.hits()).isBetween(20, 80);
  }

  @Test
  void aCallMayRunCode() {
    playground.faults().inject("Write at=start times=1", point -> cluster.split(raw("t1m")));
    client.writeStatus(leader(), List.of(first(meta(region, PAIRS)), batch(PAIRS, 5)));
    assertThat(cluster.regionOf(raw("t1m")).start()).isEqualTo(key("t1m"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MultiIngest",
        "MultiIngest -> explode",
        "Write store -> close",
        "Write at=noon -> close",
        "Write color=red -> close",
        "Write -> status=NOT_A_CODE",
        "Write -> header=NOT_A_TYPE"
      })
  void aRuleThatCannotBeReadIsRefused(String rule) {
    assertThatThrownBy(() -> playground.inject(rule))
        .isInstanceOf(FaultSyntaxException.class)
        .hasMessageContaining(rule);
  }

  private void assertVisible() {
    PAIRS.forEach((k, v) -> assertThat(cluster.reader().get(raw(k), 5)).as(k).isEqualTo(raw(v)));
    assertThat(cluster.panics().all()).isEmpty();
  }

  private static boolean readyWithin(ClientCallStreamObserver<?> stream, long millis)
      throws InterruptedException {
    for (long waited = 0; waited < millis; waited += 10) {
      if (stream.isReady()) {
        return true;
      }
      Thread.sleep(10);
    }
    return stream.isReady();
  }

  private Response checksum() {
    return client
        .kv(leader())
        .coprocessor(
            Request.newBuilder()
                .setContext(context(region))
                .setTp(105)
                .setStartTs(cluster.newTimestamp())
                .addRanges(
                    KeyRange.newBuilder()
                        .setStart(ByteString.copyFromUtf8("t1"))
                        .setEnd(ByteString.copyFromUtf8("t2")))
                .build());
  }

  private SplitRegionResponse split(String key) {
    return client
        .kv(leader())
        .splitRegion(
            SplitRegionRequest.newBuilder()
                .setContext(context(region))
                .addSplitKeys(ByteString.copyFromUtf8(key))
                .build());
  }

  private ScanRegionsResponse scan() {
    return client
        .pd(0)
        .scanRegions(ScanRegionsRequest.newBuilder().setHeader(client.header()).build());
  }

  private String http(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://" + playground.pdAddresses().get(0) + path))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  private long leader() {
    return region.leader().storeId();
  }

  private long last() {
    return region.peers().get(2).storeId();
  }

  private static NavigableMap<String, String> pairs(String... keysAndValues) {
    NavigableMap<String, String> pairs = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      pairs.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return pairs;
  }
}
