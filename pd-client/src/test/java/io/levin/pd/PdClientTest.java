package io.levin.pd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.proto.metapb.StoreState;
import io.levin.proto.pdpb.Error;
import io.levin.proto.pdpb.ErrorType;
import io.levin.proto.pdpb.GetAllStoresResponse;
import io.levin.proto.pdpb.GetRegionResponse;
import io.levin.proto.pdpb.ResponseHeader;
import io.levin.proto.pdpb.ScanRegionsResponse;
import io.levin.proto.pdpb.ScatterRegionResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PdClientTest {
  private static final PdOptions QUICK =
      PdOptions.defaults()
          .withPatience(Duration.ofSeconds(8))
          .withCallTimeout(Duration.ofSeconds(1));

  private final Cancellation cancellation = new Cancellation();
  private FakePd pd = new FakePd(3);
  private PdClient client;

  @AfterEach
  void close() {
    if (client != null) {
      client.close();
    }
    pd.close();
  }

  private PdClient connect() {
    client = PdClient.connect(pd.addresses(), TlsFiles.NONE, QUICK, cancellation);
    return client;
  }

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void findsTheLeaderBehindADeadFirstAddress() throws Exception {
    pd.leader = 2;
    pd.kill(0);
    assertThat(connect().clusterId()).isEqualTo(FakePd.CLUSTER);
    assertThat(client.addresses().get(0)).isEqualTo(pd.addresses().get(2));
    assertThat(client.tso(cancellation)).isPositive();
  }

  @Test
  void takesAddressesWithASchemeAndASlash() {
    client =
        PdClient.connect(
            List.of("http://" + pd.addresses().get(0) + "/"), TlsFiles.NONE, QUICK, cancellation);
    assertThat(client.stores(cancellation)).isEmpty();
  }

  @Test
  void connectsOnAMachineThatIsSoBusyThatAnswersTakeLongerThanOneIsGivenAtFirst() {
    pd.membersTake = QUICK.memberTimeout().plusMillis(500);
    client =
        PdClient.connect(
            pd.addresses().subList(0, 1),
            TlsFiles.NONE,
            QUICK.withPatience(Duration.ofSeconds(30)),
            cancellation);
    assertThat(client.clusterId()).isEqualTo(FakePd.CLUSTER);
  }

  @Test
  void namesTheAddressesOfAPdThatDoesNotAnswer() throws Exception {
    pd.kill(0);
    assertThatThrownBy(
            () ->
                PdClient.connect(
                    pd.addresses().subList(0, 1),
                    TlsFiles.NONE,
                    QUICK.withPatience(Duration.ofSeconds(1)),
                    cancellation))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining(ErrorCode.CREATE_PD_CLIENT.toString())
        .hasMessageContaining(pd.addresses().get(0))
        .hasMessageContaining("Connection refused")
        .hasMessageContaining("check tidb.pd-addr");
  }

  @Test
  void refusesMembersOfDifferentClusters() {
    try (FakePd other = new FakePd(1)) {
      other.clusterId = 5;
      List<String> mixed = List.of(pd.addresses().get(0), other.addresses().get(0));
      assertThatThrownBy(() -> PdClient.connect(mixed, TlsFiles.NONE, QUICK, cancellation))
          .isInstanceOf(ImportException.class)
          .hasMessageContaining("belongs to cluster 5");
    }
  }

  @Test
  void endsAtOnceWhenTheClusterWasMadeAnew() {
    connect();
    pd.clusterId = 99;
    assertThatThrownBy(() -> client.stores(cancellation))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("mismatch cluster id, need 99");
  }

  @Test
  void givesRisingTimestampsThroughAChangeOfLeader() throws Exception {
    connect();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    Queue<Long> all = new ConcurrentLinkedQueue<>();
    List<Future<Boolean>> results = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      results.add(
          threads.submit(
              () -> {
                long last = 0;
                boolean rising = true;
                for (int i = 0; i < 200; i++) {
                  long ts = client.tso(cancellation);
                  rising &= ts > last;
                  last = ts;
                  all.add(ts);
                }
                return rising;
              }));
    }
    for (int i = 1; i <= 6; i++) {
      Thread.sleep(20);
      pd.leader = i % 3;
    }
    for (Future<Boolean> result : results) {
      assertThat(result.get()).isTrue();
    }
    threads.shutdown();
    assertThat(all).hasSize(1600).doesNotHaveDuplicates();
  }

  @Test
  void asksForManyTimestampsInOneMessage() throws Exception {
    connect();
    pd.stalledTso = true;
    ExecutorService threads = Executors.newFixedThreadPool(50);
    List<Future<Long>> wishes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      wishes.add(threads.submit(() -> client.tso(cancellation)));
    }
    Thread.sleep(300);
    pd.stalledTso = false;
    // The stalled stream is given up after the call's timeout; then all go out together.
    for (Future<Long> wish : wishes) {
      assertThat(wish.get()).isPositive();
    }
    threads.shutdown();
    assertThat(pd.calls.get()).isLessThan(20);
  }

  @Test
  void refusesAClockThatWentBack() {
    client =
        PdClient.connect(
            pd.addresses(), TlsFiles.NONE, QUICK.withPatience(Duration.ofSeconds(1)), cancellation);
    client.tso(cancellation);
    pd.tsoOffset = -500;
    PdClient impatient = client;
    assertThatThrownBy(() -> impatient.tso(cancellation))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("went back");
  }

  @Test
  void survivesARestartOfTheOnlyMember() throws Exception {
    pd.close();
    pd = new FakePd(1);
    connect();
    long before = client.tso(cancellation);
    pd.kill(0);
    Thread restart =
        new Thread(
            () -> {
              try {
                Thread.sleep(1000);
                pd.restart(0);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    restart.start();
    long start = System.nanoTime();
    assertThat(client.tso(cancellation)).isGreaterThan(before);
    assertThat(client.stores(cancellation)).isEmpty();
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(5000);
    restart.join();
  }

  @Test
  void waitsThroughAnElection() throws Exception {
    connect();
    pd.leader = -1;
    Thread election =
        new Thread(
            () -> {
              try {
                Thread.sleep(700);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              pd.leader = 1;
            });
    election.start();
    assertThat(client.regionByKey(key("a"), cancellation)).isEmpty();
    election.join();
  }

  @Test
  void waitsWhileALeaderHasNoClockYetOrNoLonger() {
    connect();
    pd.refusals.addAll(
        List.of(
            "[PD:tso:ErrGenerateTimestamp]generate timestamp failed, timestamp in memory isn't"
                + " initialized",
            "[PD:tso:ErrGenerateTimestamp]generate timestamp failed, timestamp in memory has been"
                + " reset",
            "[PD:tso:ErrGenerateTimestamp]generate timestamp failed, generate global tso maximum"
                + " number of retries exceeded"));
    assertThat(client.tso(cancellation)).isPositive();
    assertThat(pd.refusals).isEmpty();
  }

  @Test
  void waitsWhilePdsOwnEtcdElects() {
    connect();
    pd.refusals.addAll(
        List.of(
            "[PD:etcd:ErrEtcdKVPut]etcdserver: request timed out",
            "[PD:etcd:ErrEtcdTxnConflict]etcd transaction failed, conflicted and rolled back",
            "rpc error: code = Unknown desc = context canceled"));
    assertThat(client.updateServiceSafePoint("s", Duration.ofSeconds(60), 5, cancellation))
        .isZero();
    assertThat(pd.refusals).isEmpty();
    assertThat(pd.safePoints).containsEntry("s", 5L);
  }

  @Test
  void doesNotKnowARegionWhileTheLeadersClusterDoesNotRun() {
    connect();
    pd.getRegionById =
        request ->
            GetRegionResponse.newBuilder()
                .setHeader(
                    pd.header().toBuilder()
                        .setError(
                            Error.newBuilder()
                                .setType(ErrorType.REGION_NOT_FOUND)
                                .setMessage("region not found")))
                .build();
    assertThat(client.regionById(5, cancellation)).isEmpty();
  }

  @Test
  void refusesAStoreThatIsUnknownOrRemoved() {
    connect();
    pd.stores =
        GetAllStoresResponse.newBuilder()
            .addStores(io.levin.proto.metapb.Store.newBuilder().setId(1).setAddress("a:20160"))
            .addStores(
                io.levin.proto.metapb.Store.newBuilder().setId(2).setState(StoreState.Tombstone))
            .build();
    assertThat(client.store(1, cancellation).address()).isEqualTo("a:20160");
    assertThat(client.stores(cancellation)).hasSize(1);
    assertThatThrownBy(() -> client.store(2, cancellation))
        .isInstanceOf(PdException.class)
        .hasMessageContaining("STORE_TOMBSTONE store 2 is removed");
    assertThatThrownBy(() -> client.store(3, cancellation))
        .isInstanceOf(PdException.class)
        .hasMessageContaining("invalid store ID 3, not found");
  }

  @Test
  void takesNotBootstrappedAsAHintThatSomebodyElseLeads() {
    connect();
    pd.leader = 1;
    assertThat(client.operator(5, cancellation)).isEmpty();
    pd.leader = 2;
    assertThat(client.scatter(List.of(1L, 2L), 3, cancellation)).isEmpty();
  }

  @Test
  void endsACallThatIsCancelled() {
    connect();
    pd.leader = -1;
    Thread killer =
        new Thread(
            () -> {
              try {
                Thread.sleep(300);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              cancellation.cancel(new IllegalStateException("enough"));
            });
    killer.start();
    assertThatThrownBy(() -> client.tso(cancellation))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("enough");
  }

  @Test
  void readsARegionWithoutALeaderAsSuch() {
    connect();
    pd.getRegion =
        request ->
            GetRegionResponse.newBuilder()
                .setHeader(pd.header())
                .setRegion(FakePd.region(4, "a", "b", 1).getRegion())
                .setLeader(io.levin.proto.metapb.Peer.getDefaultInstance())
                .build();
    Region region = client.regionByKey(key("a"), cancellation).orElseThrow();
    assertThat(region.id()).isEqualTo(4);
    assertThat(region.leader()).isNull();
    assertThat(region.peerOn(1)).isEqualTo(Peer.voter(40, 1));
  }

  @Test
  void findsTheOneRegionOfAnEmptyRangeAlsoWhereARegionStarts() {
    connect();
    // As PD: no region that starts at or behind the end.
    pd.scanRegions =
        request ->
            request.getEndKey().equals(request.getStartKey())
                ? scan()
                : scan(FakePd.region(2, "b", "", 1));
    assertThat(client.scanAll(key("b"), key("b"), cancellation))
        .extracting(Region::id)
        .containsExactly(2L);
  }

  @Test
  void scansUntilHolesAreClosedAndLeadersAreKnown() {
    connect();
    Queue<ScanRegionsResponse> script = new ConcurrentLinkedQueue<>();
    script.add(scan());
    script.add(scan(FakePd.region(1, "", "b", 1), FakePd.region(2, "c", "", 1)));
    script.add(scan(FakePd.region(1, "", "b", 1), FakePd.region(2, "b", "", 0)));
    ScanRegionsResponse whole = scan(FakePd.region(1, "", "b", 1), FakePd.region(2, "b", "", 1));
    pd.scanRegions = request -> script.isEmpty() ? whole : script.remove();
    List<Region> regions = client.scanAll(key("a"), key("z"), cancellation);
    assertThat(regions).extracting(Region::id).containsExactly(1L, 2L);
    assertThat(script).isEmpty();
  }

  @Test
  void givesUpARangeWhoseHolesStay() {
    client = PdClient.connect(pd.addresses(), TlsFiles.NONE, QUICK.withScanRounds(3), cancellation);
    pd.scanRegions = request -> scan(FakePd.region(1, "", "b", 1));
    assertThatThrownBy(() -> client.scanAll(key("a"), key("z"), cancellation))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("ends before the range");
  }

  @Test
  void readsTheOlderFormOfAScan() {
    connect();
    io.levin.proto.pdpb.Region region = FakePd.region(1, "", "", 1);
    pd.scanRegions =
        request ->
            ScanRegionsResponse.newBuilder()
                .addRegionMetas(region.getRegion())
                .addLeaders(region.getLeader())
                .build();
    assertThat(client.scanAll(key(""), key(""), cancellation))
        .singleElement()
        .satisfies(found -> assertThat(found.leader()).isEqualTo(Peer.voter(10, 1)));
  }

  @Test
  void pagesThroughMoreRegionsThanOnePageHolds() {
    connect();
    pd.scanRegions =
        request -> {
          ScanRegionsResponse.Builder page = ScanRegionsResponse.newBuilder();
          String start = request.getStartKey().toStringUtf8();
          int from = start.isEmpty() ? 0 : Integer.parseInt(start);
          for (int i = from; i < 300 && page.getRegionsCount() < request.getLimit(); i++) {
            page.addRegions(
                FakePd.region(
                    i + 1,
                    i == 0 ? "" : String.format("%03d", i),
                    i == 299 ? "" : String.format("%03d", i + 1),
                    1));
          }
          return page.build();
        };
    assertThat(client.scanAll(key(""), key(""), cancellation)).hasSize(300);
  }

  private static ScanRegionsResponse scan(io.levin.proto.pdpb.Region... regions) {
    return ScanRegionsResponse.newBuilder().addAllRegions(List.of(regions)).build();
  }

  @Test
  void scattersOneByOneAtAPdThatKnowsNoBatches() {
    connect();
    pd.stores =
        io.levin.proto.pdpb.GetAllStoresResponse.newBuilder()
            .addStores(io.levin.proto.metapb.Store.newBuilder().setId(1))
            .addStores(io.levin.proto.metapb.Store.newBuilder().setId(2))
            .addStores(io.levin.proto.metapb.Store.newBuilder().setId(3))
            .build();
    Queue<Boolean> replicated = new ConcurrentLinkedQueue<>(List.of(false));
    pd.scatter =
        request -> {
          if (request.getRegionsIdCount() > 0) {
            throw Status.UNKNOWN.withDescription("region 0 not found").asRuntimeException();
          }
          if (request.getRegionId() == 7 && replicated.poll() != null) {
            throw Status.UNKNOWN
                .withDescription("region 7 is not fully replicated")
                .asRuntimeException();
          }
          if (request.getRegionId() == 8) {
            return ScatterRegionResponse.newBuilder()
                .setHeader(
                    ResponseHeader.newBuilder()
                        .setError(
                            Error.newBuilder()
                                .setType(ErrorType.REGION_NOT_FOUND)
                                .setMessage("region %d not found")))
                .build();
          }
          return ScatterRegionResponse.getDefaultInstance();
        };
    assertThat(client.scatter(List.of(7L, 8L, 9L), 3, cancellation)).containsExactly(8L);
    assertThat(pd.scatters).hasSize(5);
    // It is remembered that batches are not known, and one by one is pointless with few stores.
    assertThat(client.scatter(List.of(7L), 5, cancellation)).containsExactly(7L);
    assertThat(pd.scatters).hasSize(5);
  }

  @Test
  void holdsASafePointWhileItIsNeeded() {
    connect();
    try (ServiceSafePoint service =
        new ServiceSafePoint(
            client, "lightning-x", Duration.ofSeconds(600), Duration.ofMillis(30))) {
      ServiceSafePoint.Hold low = service.hold(100, cancellation);
      ServiceSafePoint.Hold high = service.hold(200, cancellation);
      assertThat(pd.safePoints).containsEntry("lightning-x", 100L);
      low.close();
      await(() -> pd.safePoints.get("lightning-x") == 200L);
      high.verify();
      pd.gcWorkerSafePoint = 250;
      await(
          () -> {
            try {
              high.verify();
              return false;
            } catch (SafePointOvertakenException e) {
              return true;
            }
          });
      assertThatThrownBy(() -> service.hold(240, cancellation))
          .isInstanceOf(SafePointOvertakenException.class);
      high.close();
      assertThat(pd.safePoints).isEmpty();
    }
  }

  @Test
  void registersAnImportInEtcdAndTakesALostLeaseAnew() {
    connect();
    try (ImportRegistration ignored =
        ImportRegistration.register(client.etcd(), "1", cancellation)) {
      assertThat(pd.etcd.keys).containsKey("/tidb/brie/import/lightning/levin-1");
      assertThat(ImportRegistration.anyOfOthers(client.etcd(), cancellation)).isFalse();
      pd.etcd.put("/tidb/brie/import/lightning/lightning-2", "");
      assertThat(ImportRegistration.anyOfOthers(client.etcd(), cancellation)).isTrue();
      pd.etcd.keys.remove("/tidb/brie/import/lightning/lightning-2");
      long lease = pd.etcd.leases.iterator().next();
      assertThat(client.etcd().keepAlive(lease, cancellation)).isTrue();
      assertThat(client.etcd().keepAlive(lease + 1, cancellation)).isFalse();
    }
    assertThat(pd.etcd.keys).isEmpty();
    assertThat(pd.etcd.leases).isEmpty();
  }

  @Test
  void registersAnImportAgainAlsoWhenTheKeyOfItsNewLeaseWasRefusedAtFirst() {
    connect();
    Duration soon = Duration.ofMillis(20);
    try (ImportRegistration ignored =
        ImportRegistration.register(client.etcd(), "1", soon, soon, cancellation)) {
      pd.etcd.refusedPuts.set(1);
      pd.etcd.loseLeases();
      await(() -> pd.etcd.keys.containsKey("/tidb/brie/import/lightning/levin-1"));
    }
    assertThat(pd.etcd.keys).isEmpty();
  }

  @Test
  void findsChangefeedsAndLogBackups() {
    connect();
    assertThat(ReplicationTasks.read(client.etcd(), cancellation).isEmpty()).isTrue();
    pd.etcd.put("/tidb/br-stream/info/nightly", "x");
    pd.etcd.put("/tidb/cdc/default/ns/changefeed/info/feed", "{\"state\":\"warning\"}");
    pd.etcd.put("/tidb/cdc/default/ns/changefeed/info/done", "{\"state\":\"finished\"}");
    pd.etcd.put("/tidb/cdc/default/ns/changefeed/info/new", "{\"state\":\"pending\"}");
    pd.etcd.put("/tidb/cdc/default/__cdc_meta__/meta/meta-version", "1");
    pd.etcd.put("/tidb/cdc/__backup__/ns/changefeed/info/old", "{}");
    pd.etcd.put("/tidb/cdc/changefeed/info/ancient", "{\"state\":\"failed\"}");
    ReplicationTasks tasks = ReplicationTasks.read(client.etcd(), cancellation);
    assertThat(tasks.logBackups()).containsExactly("nightly");
    assertThat(tasks.changefeeds())
        .extracting(f -> f.cluster() + " " + f.id() + " " + f.isActive())
        .containsExactlyInAnyOrder(
            "default/ns feed true",
            "default/ns done false",
            "default/ns new true",
            "<nil> ancient true");
  }

  @Test
  void knowsWhichFailuresMayPass() {
    assertThat(PdCalls.mayPass(Status.UNAVAILABLE)).isTrue();
    assertThat(PdCalls.mayPass(Status.UNKNOWN.withDescription("requested pd is not leader of")))
        .isTrue();
    // So ends a call whose connection broke just before it was written.
    assertThat(
            PdCalls.mayPass(
                Status.UNKNOWN.withCause(new java.nio.channels.ClosedChannelException())))
        .isTrue();
    assertThat(PdCalls.mayPass(Status.UNKNOWN.withDescription("invalid store ID 9"))).isFalse();
    assertThat(PdCalls.mayPass(Status.FAILED_PRECONDITION)).isFalse();
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
