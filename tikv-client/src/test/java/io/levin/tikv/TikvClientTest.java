package io.levin.tikv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Status;
import io.levin.base.ImportException;
import io.levin.base.KvChecksum;
import io.levin.pd.Region;
import io.levin.proto.coprocessor.KeyRange;
import io.levin.proto.coprocessor.Response;
import io.levin.proto.errorpb.EpochNotMatch;
import io.levin.proto.errorpb.Error;
import io.levin.proto.errorpb.NotLeader;
import io.levin.proto.errorpb.ServerIsBusy;
import io.levin.proto.import_sstpb.DuplicateDetectRequest;
import io.levin.proto.import_sstpb.DuplicateDetectResponse;
import io.levin.proto.import_sstpb.SwitchMode;
import io.levin.proto.kvrpcpb.GetResponse;
import io.levin.proto.kvrpcpb.KeyError;
import io.levin.proto.kvrpcpb.KvPair;
import io.levin.proto.kvrpcpb.LockInfo;
import io.levin.proto.kvrpcpb.ScanRequest;
import io.levin.proto.kvrpcpb.ScanResponse;
import io.levin.proto.kvrpcpb.SplitRegionRequest;
import io.levin.proto.kvrpcpb.SplitRegionResponse;
import io.levin.proto.tipb.ChecksumResponse;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TikvClientTest {
  private final FakeCluster cluster = new FakeCluster(2);
  private final TikvClient client = cluster.client();
  private static final ChecksumOptions QUICK =
      new ChecksumOptions(8, 4, 3, Duration.ofSeconds(2), Duration.ofSeconds(5));

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  private static byte[] key(String text) {
    return FakeCluster.key(text);
  }

  private static RawRange range(String start, String end) {
    return new RawRange(key(start), key(end));
  }

  // Splits.

  /** Splits as a store does: regions named after their start keys, the original id last. */
  private SplitRegionResponse splitAsAsked(SplitRegionRequest request) {
    SplitRegionResponse.Builder answer = SplitRegionResponse.newBuilder();
    Region origin =
        cluster.regions().stream()
            .filter(r -> r.id() == request.getContext().getRegionId())
            .findFirst()
            .orElseThrow();
    List<String> bounds = new ArrayList<>();
    bounds.add(new String(origin.rawStart(), StandardCharsets.UTF_8));
    request.getSplitKeysList().forEach(k -> bounds.add(k.toStringUtf8()));
    bounds.add(new String(origin.rawEnd(), StandardCharsets.UTF_8));
    for (int i = 0; i + 1 < bounds.size(); i++) {
      long id = i + 2 == bounds.size() ? origin.id() : 1000 + bounds.get(i).hashCode();
      answer.addRegions(FakeCluster.region(id, bounds.get(i), bounds.get(i + 1), 1, 2).toProto());
    }
    Region last =
        FakeCluster.region(
            origin.id(), bounds.get(bounds.size() - 2), bounds.get(bounds.size() - 1), 1, 2);
    cluster.regions(last);
    return answer.build();
  }

  @Test
  void splitsAtKeysInsideOnlyAndReturnsAllRegionsInOrder() throws Exception {
    Region region = FakeCluster.region(7, "b", "y", 1, 2);
    cluster.regions(region);
    cluster.store(1).split = this::splitAsAsked;
    List<Region> regions =
        client.split(
            region,
            List.of(key("m"), key("b"), key("y"), key("c"), key("a"), key("z"), key("")),
            cluster.cancellation);
    assertThat(cluster.store(1).splits)
        .singleElement()
        .satisfies(
            r ->
                assertThat(r.getSplitKeysList())
                    .containsExactly(ByteString.copyFromUtf8("c"), ByteString.copyFromUtf8("m")));
    assertThat(regions)
        .extracting(r -> new String(r.rawStart(), StandardCharsets.UTF_8))
        .containsExactly("b", "c", "m");
    assertThat(regions.get(2).id()).isEqualTo(7);
    assertThat(regions).allSatisfy(r -> assertThat(r.leader().storeId()).isEqualTo(1));
  }

  @Test
  void cutsALongListOfKeysIntoRequestsOfTheRemainingRegion() throws Exception {
    Region region = FakeCluster.region(7, "b", "y", 1, 2);
    cluster.regions(region);
    cluster.store(1).split = this::splitAsAsked;
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      keys.add(key(String.format("k%06d", i)));
    }
    assertThat(client.split(region, keys, cluster.cancellation)).hasSize(10_001);
    assertThat(cluster.store(1).splits)
        .extracting(SplitRegionRequest::getSplitKeysCount)
        .containsExactly(4096, 4096, 1808);
  }

  @Test
  void splitsAtTheHintedLeaderAndAfterABusyOne() throws Exception {
    Region region = FakeCluster.region(7, "b", "y", 1, 2);
    cluster.regions(region);
    cluster.store(1).split =
        r ->
            SplitRegionResponse.newBuilder()
                .setRegionError(
                    Error.newBuilder()
                        .setNotLeader(
                            NotLeader.newBuilder().setLeader(region.peers().get(1).toProto())))
                .build();
    AtomicInteger tries = new AtomicInteger();
    cluster.store(2).split =
        r ->
            tries.incrementAndGet() == 1
                ? SplitRegionResponse.newBuilder()
                    .setRegionError(
                        Error.newBuilder().setServerIsBusy(ServerIsBusy.getDefaultInstance()))
                    .build()
                : splitAsAsked(r);
    assertThat(client.split(region, List.of(key("m")), cluster.cancellation))
        .hasSize(2)
        .allSatisfy(r -> assertThat(r.leader().storeId()).isEqualTo(2));
  }

  @Test
  void reportsASplitOfARegionThatHasChanged() {
    cluster.store(1).split =
        r ->
            SplitRegionResponse.newBuilder()
                .setRegionError(
                    Error.newBuilder().setEpochNotMatch(EpochNotMatch.getDefaultInstance()))
                .build();
    RegionFailure failure =
        catchThrowableOfType(
            RegionFailure.class,
            () ->
                client.split(
                    FakeCluster.region(7, "b", "y", 1, 2),
                    List.of(key("m")),
                    cluster.cancellation));
    assertThat(failure.next()).isEqualTo(NextStep.RESCAN);
    assertThat(cluster.store(1).splits).hasSize(1);
  }

  // Checksums. A store's data is one pair for each letter, with the CRC 1 << (letter - 'a').

  private Response checksum(io.levin.proto.coprocessor.Request request) {
    assertThat(request.getTp()).isEqualTo(105);
    assertThat(request.getStartTs()).isEqualTo(500);
    Region region =
        cluster.holding(
            io.levin.pd.MemcomparableKey.encode(request.getRanges(0).getStart().toByteArray()));
    if (region.version() != request.getContext().getRegionEpoch().getVersion()) {
      return Response.newBuilder()
          .setRegionError(Error.newBuilder().setEpochNotMatch(EpochNotMatch.getDefaultInstance()))
          .build();
    }
    byte[] bound = region.rawEnd();
    long crc = 0;
    long pairs = 0;
    for (KeyRange range : request.getRangesList()) {
      if (bound.length > 0
          && io.levin.base.Bytes.compare(range.getEnd().toByteArray(), bound) > 0) {
        return Response.newBuilder().setOtherError("Request range exceeds bound").build();
      }
      for (char c = 'a'; c <= 'z'; c++) {
        String k = String.valueOf(c);
        if (range.getStart().toStringUtf8().compareTo(k) <= 0
            && range.getEnd().toStringUtf8().compareTo(k) > 0) {
          crc ^= 1L << (c - 'a');
          pairs++;
        }
      }
    }
    return Response.newBuilder()
        .setData(
            ChecksumResponse.newBuilder()
                .setChecksum(crc)
                .setTotalKvs(pairs)
                .setTotalBytes(pairs * 2)
                .build()
                .toByteString())
        .build();
  }

  private static Region at(Region region, long version) {
    return new Region(
        region.id(),
        region.startKey(),
        region.endKey(),
        region.confVer(),
        version,
        region.peers(),
        region.leader(),
        List.of(),
        List.of());
  }

  private KvChecksum all() {
    return client.checksum(
        List.of(range("b", "h"), range("h", "y")), 500, QUICK, cluster.cancellation);
  }

  private static final KvChecksum EXPECTED = new KvChecksum(((1L << 23) - 1) << 1, 23, 46);

  @Test
  void sumsUpRangesOverRegions() {
    cluster.regions(
        FakeCluster.region(1, "", "e", 1),
        FakeCluster.region(2, "e", "q", 2),
        FakeCluster.region(3, "q", "", 1));
    cluster.store(1).coprocessor = this::checksum;
    cluster.store(2).coprocessor = this::checksum;
    assertThat(all()).isEqualTo(EXPECTED);
  }

  @Test
  void asksOncePerRegionHoweverManyRangesLieInIt() {
    cluster.regions(FakeCluster.region(1, "", "k", 1), FakeCluster.region(2, "k", "", 1));
    List<Integer> ranges = new CopyOnWriteArrayList<>();
    cluster.store(1).coprocessor =
        request -> {
          ranges.add(request.getRangesCount());
          return checksum(request);
        };
    List<RawRange> asked =
        List.of(
            range("t", "y"), range("h", "m"), range("b", "b"), range("b", "d"), range("e", "h"));
    assertThat(client.checksum(asked, 500, QUICK, cluster.cancellation))
        .isEqualTo(
            new KvChecksum(
                ((1L << 2) - 1) << 1 | ((1L << 8) - 1) << 4 | ((1L << 5) - 1) << 19, 15, 30));
    assertThat(ranges).containsExactlyInAnyOrder(3, 2);
  }

  @Test
  void sumsNothingTwiceWhenRegionsSplitMeanwhile() {
    cluster.regions(FakeCluster.region(1, "", "", 1));
    AtomicInteger calls = new AtomicInteger();
    cluster.store(1).coprocessor =
        request -> {
          int n = calls.incrementAndGet();
          if (n == 1) {
            cluster.regions(
                at(FakeCluster.region(2, "", "d", 1), 2), at(FakeCluster.region(1, "d", "", 1), 2));
          } else if (n == 3) {
            cluster.regions(
                at(FakeCluster.region(2, "", "d", 1), 2),
                at(FakeCluster.region(3, "d", "p", 2), 3),
                at(FakeCluster.region(1, "p", "", 1), 3));
          } else if (n == 4) {
            throw Status.UNAVAILABLE.asRuntimeException();
          }
          return checksum(request);
        };
    cluster.store(2).coprocessor = this::checksum;
    assertThat(all()).isEqualTo(EXPECTED);
  }

  @Test
  void resolvesTheLockOfADeadTransaction() {
    cluster.regions(FakeCluster.region(1, "", "", 1));
    AtomicInteger calls = new AtomicInteger();
    cluster.store(1).coprocessor =
        request ->
            calls.incrementAndGet() == 1
                ? Response.newBuilder()
                    .setLocked(
                        LockInfo.newBuilder()
                            .setKey(ByteString.copyFromUtf8("c"))
                            .setPrimaryLock(ByteString.copyFromUtf8("p"))
                            .setLockVersion(42))
                    .build()
                : checksum(request);
    assertThat(all()).isEqualTo(EXPECTED);
    assertThat(cluster.store(1).resolved)
        .singleElement()
        .satisfies(r -> assertThat(r.getStartVersion()).isEqualTo(42));
  }

  @Test
  void failsAChecksumThatAStoreRefuses() {
    cluster.regions(FakeCluster.region(1, "", "", 1));
    AtomicInteger calls = new AtomicInteger();
    cluster.store(1).coprocessor =
        request -> {
          calls.incrementAndGet();
          return Response.newBuilder().setOtherError("bad request").build();
        };
    assertThatThrownBy(this::all)
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("bad request");
    assertThat(calls.get()).isBetween(3, 6);
  }

  @Test
  void sumsNothingOfAnEmptyRange() {
    cluster.regions(FakeCluster.region(1, "", "", 1));
    assertThat(client.checksum(List.of(range("b", "b")), 500, QUICK, cluster.cancellation))
        .isEqualTo(KvChecksum.EMPTY);
    assertThatThrownBy(
            () -> client.checksum(List.of(range("b", "c")), 0, QUICK, cluster.cancellation))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // Reads.

  private ScanResponse scan(ScanRequest request) {
    Region region =
        cluster.holding(io.levin.pd.MemcomparableKey.encode(request.getStartKey().toByteArray()));
    if (region.id() != request.getContext().getRegionId()) {
      return ScanResponse.newBuilder()
          .setRegionError(Error.newBuilder().setNotLeader(NotLeader.getDefaultInstance()))
          .build();
    }
    ScanResponse.Builder answer = ScanResponse.newBuilder();
    for (char c = 'a'; c <= 'z' && answer.getPairsCount() < request.getLimit(); c++) {
      String k = String.valueOf(c);
      if (request.getStartKey().toStringUtf8().compareTo(k) <= 0
          && (request.getEndKey().isEmpty()
              || request.getEndKey().toStringUtf8().compareTo(k) > 0)) {
        answer.addPairs(
            KvPair.newBuilder()
                .setKey(ByteString.copyFromUtf8(k))
                .setValue(ByteString.copyFromUtf8(k + k)));
      }
    }
    return answer.build();
  }

  @Test
  void scansAcrossRegionsInPages() {
    cluster.regions(FakeCluster.region(1, "", "k", 1), FakeCluster.region(2, "k", "", 2));
    AtomicInteger calls = new AtomicInteger();
    cluster.store(1).scan =
        request -> {
          if (calls.incrementAndGet() == 2) {
            cluster.regions(
                FakeCluster.region(1, "", "f", 1),
                FakeCluster.region(3, "f", "k", 2),
                FakeCluster.region(2, "k", "", 2));
            return ScanResponse.newBuilder()
                .setRegionError(
                    Error.newBuilder().setEpochNotMatch(EpochNotMatch.getDefaultInstance()))
                .build();
          }
          return scan(request);
        };
    cluster.store(2).scan = this::scan;
    StringBuilder seen = new StringBuilder();
    client
        .reader()
        .scan(
            new RawRange(key("b"), new byte[0]),
            9,
            3,
            (k, v) -> seen.append(new String(k, StandardCharsets.UTF_8)),
            cluster.cancellation);
    assertThat(seen).hasToString("bcdefghijklmnopqrstuvwxyz");
  }

  @Test
  void getsOneValueAndWaitsForALiveLock() {
    cluster.regions(FakeCluster.region(1, "", "", 1));
    AtomicInteger calls = new AtomicInteger();
    cluster.store(1).txnStatus =
        r -> io.levin.proto.kvrpcpb.CheckTxnStatusResponse.newBuilder().setLockTtl(1000).build();
    cluster.store(1).get =
        request ->
            calls.incrementAndGet() < 3
                ? GetResponse.newBuilder()
                    .setError(
                        KeyError.newBuilder()
                            .setLocked(
                                LockInfo.newBuilder()
                                    .setKey(request.getKey())
                                    .setPrimaryLock(request.getKey())
                                    .setLockVersion(3)))
                    .build()
                : request.getKey().toStringUtf8().equals("k")
                    ? GetResponse.newBuilder().setValue(ByteString.copyFromUtf8("v")).build()
                    : GetResponse.newBuilder().setNotFound(true).build();
    assertThat(client.reader().get(key("k"), 9, cluster.cancellation)).isEqualTo(key("v"));
    assertThat(client.reader().get(key("l"), 9, cluster.cancellation)).isNull();
    assertThat(cluster.store(1).resolved).isEmpty();
  }

  // Duplicates.

  private static DuplicateDetectResponse versions(String k) {
    DuplicateDetectResponse.Builder answer = DuplicateDetectResponse.newBuilder();
    for (int i = 2; i >= 1; i--) {
      answer.addPairs(
          io.levin.proto.import_sstpb.KvPair.newBuilder()
              .setKey(ByteString.copyFromUtf8(k))
              .setValue(ByteString.copyFromUtf8("v" + i))
              .setCommitTs(i));
    }
    return answer.build();
  }

  @Test
  void findsDuplicatesWithStartKeysInsideTheRegionAndGoesOnAfterACut() {
    cluster.regions(FakeCluster.region(1, "", "h", 1), FakeCluster.region(2, "h", "", 2));
    Set<Integer> cut = ConcurrentHashMap.newKeySet();
    for (FakeStore store : List.of(cluster.store(1), cluster.store(2))) {
      store.duplicates =
          (request, out) -> {
            assertThat(request.getKeyOnly()).isFalse();
            int sent = 0;
            for (char c = 'a'; c <= 'z'; c++) {
              String k = String.valueOf(c);
              if (request.getStartKey().toStringUtf8().compareTo(k) <= 0
                  && (request.getEndKey().isEmpty()
                      || request.getEndKey().toStringUtf8().compareTo(k) > 0)) {
                if (sent++ == 2 && cut.add((int) c)) {
                  out.onError(Status.UNAVAILABLE.asRuntimeException());
                  return;
                }
                out.onNext(versions(k));
              }
            }
            out.onCompleted();
          };
    }
    TreeMap<String, List<Long>> seen = new TreeMap<>();
    client.duplicates(
        range("c", "m"),
        0,
        (k, v, ts) ->
            seen.computeIfAbsent(new String(k, StandardCharsets.UTF_8), x -> new ArrayList<>())
                .add(ts),
        cluster.cancellation);
    assertThat(seen.keySet()).containsExactly("c", "d", "e", "f", "g", "h", "i", "j", "k", "l");
    assertThat(seen.values()).allSatisfy(ts -> assertThat(ts).containsExactly(2L, 1L));
    assertThat(cut).isNotEmpty();
    for (DuplicateDetectRequest request : cluster.store(2).duplicateRequests) {
      assertThat(request.getStartKey().toStringUtf8()).isGreaterThanOrEqualTo("h");
    }
  }

  @Test
  void endsTheSearchForDuplicatesOverDeletedRows() {
    cluster.regions(FakeCluster.region(1, "", "", 1));
    cluster.store(1).duplicates =
        (request, out) -> {
          out.onNext(
              DuplicateDetectResponse.newBuilder()
                  .setKeyError(
                      io.levin.proto.import_sstpb.Error.newBuilder()
                          .setMessage("found a Delete key"))
                  .build());
          out.onCompleted();
        };
    assertThatThrownBy(
            () -> client.duplicates(range("a", "z"), 0, (k, v, t) -> {}, cluster.cancellation))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("found a Delete key");
  }

  // Modes and limits.

  @Test
  void switchesModesAndReadsThemFromTheMetrics() {
    client.switchMode(2, true, cluster.cancellation);
    client.switchMode(2, false, List.of(range("a", "b")), cluster.cancellation);
    assertThat(cluster.store(2).modes.get(0).getMode()).isEqualTo(SwitchMode.Import);
    assertThat(cluster.store(2).modes.get(1).getRangesCount()).isEqualTo(1);
    String gauge =
        "tikv_config_rocksdb%s{cf=\"%s\",name=\"hard_pending_compaction_bytes_limit\"} %s\n";
    cluster.store(1).metrics =
        String.format(gauge, "", "write", "0") + String.format(gauge, "", "default", "1.5e+12");
    assertThat(client.isInImportMode(1, cluster.cancellation)).contains(false);
    cluster.store(1).metrics = String.format(gauge, "_cf", "default", "0");
    assertThat(client.isInImportMode(1, cluster.cancellation)).contains(true);
    cluster.store(1).metrics = "up 1\n";
    assertThat(client.isInImportMode(1, cluster.cancellation)).isEmpty();
  }

  @Test
  void readsTheLimitsOfTheFirstStoreThatTellsThem() throws Exception {
    HttpServer http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    http.createContext(
        "/config",
        exchange -> {
          byte[] body =
              "{\"coprocessor\":{\"region-split-size\":\"256MiB\",\"region-split-keys\":2560000}}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    http.start();
    try {
      assertThat(client.regionLimits(cluster.cancellation)).isEmpty();
      cluster.store(1).statusAddress = "127.0.0.1:9";
      cluster.store(2).statusAddress = "127.0.0.1:" + http.getAddress().getPort();
      assertThat(client.regionLimits(cluster.cancellation))
          .contains(new TikvClient.RegionLimits(256L << 20, 2_560_000));
    } finally {
      http.stop(0);
    }
  }
}
