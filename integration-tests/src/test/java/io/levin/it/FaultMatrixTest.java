package io.levin.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.levin.playground.ClusterOptions;
import io.levin.playground.Playground;
import io.levin.playground.fault.CallPoint;
import io.levin.playground.model.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fault of the protocol's tables, injected while a table of several regions is imported. Each
 * import has a cluster of its own; {@code docs/playground.md} says which test is which row.
 */
final class FaultMatrixTest {
  /** About 1.3 MB of SQL, with values that lie in both column families. */
  static final SampleTable TABLE =
      new SampleTable(
          "faults",
          "t",
          "CREATE TABLE `t` (id BIGINT PRIMARY KEY, k INT NOT NULL, c VARCHAR(600), KEY kk (k))",
          List.of("id", "k", "c"),
          Rows.of(4000, i -> Arrays.asList(i, i * 7 % 4000, Rows.text(i, 150 + i % 300))));

  /** The first MultiIngest calls ask each of the three stores whether it knows the call. */
  private static final String INGEST = "MultiIngest nth=5 times=1 -> ";

  @TempDir static Path dumpFolder;
  @TempDir Path work;

  /** Writes the dump once. */
  @BeforeAll
  static void writeDump() {
    new Dump(dumpFolder).sql(TABLE, 2);
  }

  private FaultCase faults(String... rules) {
    return faults(ClusterOptions.builder(), rules);
  }

  private FaultCase faults(ClusterOptions.Builder options, String... rules) {
    try {
      Path directory = Files.createTempDirectory(work, "case");
      return new FaultCase(options.build(), directory, dumpFolder, TABLE).with(rules);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One import for each rule, which has to strike and be overcome. */
  private Stream<DynamicTest> overcome(String... rules) {
    return Arrays.stream(rules)
        .map(rule -> DynamicTest.dynamicTest(rule, () -> faults(rule).isOvercome()));
  }

  // Errors in the answer of an ingest: section 7.3 of the protocol.

  @TestFactory
  Stream<DynamicTest> anIngestThatIsRefusedIsTriedAgain() {
    return overcome(
        INGEST + "not-leader",
        INGEST + "transfer-leader",
        INGEST + "epoch-not-match",
        INGEST + "proposal-dropped",
        INGEST + "region-not-found",
        INGEST + "read-index-not-ready",
        INGEST + "stale-command",
        INGEST + "key-not-in-region",
        INGEST + "store-not-match",
        INGEST + "mismatch-peer-id",
        INGEST + "region-not-initialized");
  }

  @Test
  void everyOtherErrorOfAnIngestLeadsToAnotherWrite() {
    List<String> errors =
        List.of(
            "file-conflict",
            "raft-entry-too-large",
            "max-timestamp-not-synced",
            "merging",
            "data-is-not-ready",
            "recovery",
            "flashback",
            "flashback-not-prepared",
            "is-witness",
            "bucket-version",
            "undetermined",
            "message=something else");
    String[] rules = new String[errors.size()];
    for (int i = 0; i < rules.length; i++) {
      rules[i] = "MultiIngest nth=4 times=1 -> " + errors.get(i);
    }
    faults(rules).isOvercome();
  }

  @Test
  void aBusyStoreKeepsTheFilesAndIsAskedAgain() {
    FaultCase busy = faults("MultiIngest nth=5 times=3 -> busy=10");
    busy.isOvercome();
    assertThat(busy.orphans()).isZero();
  }

  @Test
  void aFullDiskEndsTheImportAtOnce() {
    faults(INGEST + "disk-full").endsTheImport("disk full on store", "free or add disk space");
    faults("Write at=message:2 nth=3 times=1 -> disk-space")
        .endsTheImport("DiskSpaceNotEnough", "free or add disk space");
  }

  @Test
  void aStoreThatIsAlmostFullGetsNothing() {
    faults("SplitRegion times=1 -> low-space=2")
        .endsTheImport("store 2", "4.9 %", "free or add disk space");
  }

  // Regions that change under the import.

  @TestFactory
  Stream<DynamicTest> regionsMayChangeAtAnyTime() {
    return overcome(
        "MultiIngest nth=5 times=2 -> split",
        "MultiIngest nth=5 times=1 -> merge",
        "Write at=reply nth=4 times=2 -> split",
        "Write at=reply nth=4 times=1 -> merge",
        "Write at=message:2 nth=4 times=2 -> split",
        "Write at=message:2 nth=4 times=1 -> merge",
        "Write at=message:2 nth=4 times=1 -> transfer-leader",
        "SplitRegion times=1 -> freeze-store=3,400",
        "SplitRegion times=1 -> freeze-pd=1500",
        "SplitRegion times=1 -> lag-pd=400");
  }

  @Test
  void aRegionMaySplitInsideABatchThatWasSent() {
    FaultCase split = faults();
    Playground playground = split.playground();
    split.strikes("Write at=reply nth=4 times=1", point -> splitBehind(playground, point));
    split.isOvercome();
  }

  private static void splitBehind(Playground playground, CallPoint point) {
    byte[] key = point.rawKey().toByteArray();
    key[key.length - 1] += 1;
    playground.cluster().split(key);
  }

  @Test
  void aLeaderMayMoveWhilePdDoesNotKnow() {
    faults(
            "MultiIngest nth=5 times=1 -> lag-pd=300",
            "MultiIngest nth=5 times=1 -> transfer-leader")
        .isOvercome();
  }

  @TestFactory
  Stream<DynamicTest> aPeerMayMoveToAnotherStore() {
    return Stream.of(
            INGEST + "move-peer",
            INGEST + "move-leader-peer",
            "Write at=message:2 nth=4 times=1 -> move-peer")
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule, () -> faults(ClusterOptions.builder().stores(4, 3), rule).isOvercome()));
  }

  @TestFactory
  Stream<DynamicTest> aListOfRegionsMayBeWrongForAWhile() {
    return Stream.of("hole", "overlap", "leaderless", "empty")
        .map(
            how ->
                DynamicTest.dynamicTest(
                    how,
                    () -> faults("ScanRegions at=reply nth=2 times=3 -> " + how).isOvercome()));
  }

  // Streams and stores.

  @TestFactory
  Stream<DynamicTest> streamsMayBreak() {
    return overcome(
        "Write at=message:2 nth=4 times=2 -> unavailable",
        "Write at=message:2 nth=4 times=1 -> reset",
        "Write at=message:2 nth=4 times=1 -> goaway",
        "Write at=message:2 nth=4 times=1 -> close",
        "Write at=reply nth=4 times=1 -> close",
        "MultiIngest nth=5 times=1 -> unavailable",
        "MultiIngest at=reply nth=5 times=1 -> close",
        "Write store=2 at=message:* -> delay=10");
  }

  @Test
  void aStoreThatStopsReadingHoldsItsStreamsOnly() throws Exception {
    FaultCase stalled = faults();
    var rule = stalled.playground().faults().inject("Write store=2 at=message:2 nth=2 -> stall");
    Thread release =
        new Thread(
            () -> {
              try {
                Waiting.until("a stream hangs", () -> rule.hits() > 0);
                rule.remove();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    release.start();
    stalled.isOvercome();
    release.join();
    assertThat(rule.hits()).isPositive();
  }

  @TestFactory
  Stream<DynamicTest> aStoreMayBeDownForAWhile() {
    return overcome(
        "Write at=message:2 nth=4 times=1 -> stop-store=3,700",
        INGEST + "stop-store=2,700",
        "Write at=message:2 nth=4 times=1 -> move-store=3,700");
  }

  @Test
  void importModeIsRefreshedBeforeItExpires() {
    FaultCase expiring =
        faults(ClusterOptions.builder().importModeMillis(900), "Write at=message:* -> delay=40");
    expiring.playground().cluster().stores().forEach(store -> store.setStalled(true));
    expiring.harness().toml().set("cron", "switch-mode", "200ms");
    expiring.isOvercome();
    assertThat(expiring.playground().faults().calls("SwitchMode")).isGreaterThan(6);
  }

  @Test
  void nothingIsIngestedInNormalModeWhileAnyPeerStalls() {
    FaultCase normal = faults();
    normal.harness().toml().set("cron", "switch-mode", "0s");
    Store stalled = normal.playground().cluster().stores().get(1);
    stalled.setStalled(true);
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger ingested = new AtomicInteger();
    normal.strikes(
        "MultiIngest at=reply",
        point -> {
          if (!stalled.stalls()) {
            return;
          }
          if (point.regionId() != 0 && point.number() != stalled.id()) {
            ingested.incrementAndGet();
          }
          // The first questions are whether the stores know the call.
          if (asked.incrementAndGet() >= 15) {
            stalled.setStalled(false);
          }
        });
    normal.isOvercome();
    assertThat(ingested).hasValue(0);
  }

  @TestFactory
  Stream<DynamicTest> callsMayBeUnknownToOldServers() {
    return Stream.of("MultiIngest", "BatchScanRegions", "GetClusterInfo", "SwitchMode")
        .map(
            call ->
                DynamicTest.dynamicTest(call, () -> faults(call + " -> unimplemented").succeeds()));
  }

  @Test
  void learnersOnTiflashReceiveEveryWrite() {
    FaultCase tiflash = faults(ClusterOptions.builder().tiflashStores(1));
    tiflash.succeeds();
    for (Store store : tiflash.playground().cluster().stores()) {
      assertThat(store.receivedBytes()).as("bytes of store %d", store.id()).isPositive();
    }
  }

  @Test
  void aStoreThatFindsKeysOutOfOrderEndsTheImport() {
    FaultCase unsorted =
        faults(
            "Write at=message:2 nth=3 times=1 ->"
                + " status=UNKNOWN,Keys must be added in strict ascending order");
    unsorted.endsTheImport("Keys must be added in strict ascending order");
    assertThat(unsorted.triesAgain()).isZero();
  }

  @Test
  void writesToAStoreKeepToTheirLimit() {
    int limit = 400_000;
    FaultCase limited = faults();
    limited.harness().toml().set("tikv-importer", "store-write-bwlimit", limit);
    limited.succeeds();
    for (Store store : limited.playground().cluster().stores()) {
      // A burst of 1.2 seconds' worth may come on top of a second's worth.
      assertThat(store.peakBytesPerSecond()).isBetween(1L, (long) (2.2 * 1.2 * limit));
    }
  }

  // Splits and scatter.

  @Test
  void aSplitThatCannotSucceedEndsTheImportAtOnce() {
    long start = System.nanoTime();
    faults("SplitRegion -> disk-full").ends("disk");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
  }

  @TestFactory
  Stream<DynamicTest> aSplitMayFail() {
    return overcome(
        "SplitRegion times=2 -> message=no valid key found for split.",
        "SplitRegion times=2 -> busy=10",
        "SplitRegion times=2 -> not-leader",
        "SplitRegion times=1 -> unavailable",
        "SplitRegion at=reply times=1 -> hole",
        "SplitRegion at=reply times=1 -> close",
        "ScatterRegion times=1 -> unavailable");
  }

  @TestFactory
  Stream<DynamicTest> scatteringMayNeverEnd() {
    return Stream.of("RUNNING", "TIMEOUT", "CANCEL")
        .map(
            status ->
                DynamicTest.dynamicTest(
                    status,
                    () -> {
                      FaultCase stuck = faults("ScatterRegion times=1 -> operators=" + status);
                      stuck.harness().toml().set("tikv-importer", "region-check-backoff-limit", 4);
                      stuck.isOvercome();
                      assertThat(stuck.log()).contains("took too long");
                    }));
  }

  @Test
  void anotherOperatorMayTakeThePlaceOfScattering() {
    faults("ScatterRegion times=1 -> operators=REPLACE").isOvercome();
  }

  // PD.

  @TestFactory
  Stream<DynamicTest> pdsLeaderMayChange() {
    return Stream.of("GetAllStores", "Tso", "ScanRegions", "ScatterRegion", "Coprocessor")
        .map(
            call ->
                DynamicTest.dynamicTest(
                    call,
                    () ->
                        faults(
                                ClusterOptions.builder().pdMembers(3),
                                call + " times=1 -> pd-leader=300")
                            .isOvercome()));
  }

  @TestFactory
  Stream<DynamicTest> pdMayRestart() {
    return overcome(
        "SplitRegion times=1 -> pd-restart=600,300,300",
        INGEST + "pd-restart=600,300,300",
        "Coprocessor times=1 -> pd-restart=600,300,300");
  }

  @TestFactory
  Stream<DynamicTest> theClockMayJump() {
    return overcome(
        "Tso at=message:* nth=2 times=1 -> tso-jump=3600000",
        "Tso at=message:* nth=2 times=1 -> tso-exhaust",
        "Tso at=message:* nth=2 times=1 -> close");
  }

  @Test
  void aPdOfAnotherClusterEndsTheImport() {
    // Such a PD does not tell the stores any more, so import mode ends by itself.
    faults("SplitRegion times=1 -> cluster-id").ends("cluster id");
  }

  @TestFactory
  Stream<DynamicTest> pdsHttpMayFailForAWhile() {
    return overcome(
        "/pd/api/v1/stores times=1 -> unavailable",
        "/pd/api/v1/config/region-label/rule* times=1 -> unavailable");
  }

  @Test
  void anImportIsRegisteredForThoseWhoMustNotBeginMeanwhile() {
    FaultCase registered = faults();
    List<String> keys = new CopyOnWriteArrayList<>();
    ByteString from = ByteString.copyFromUtf8("/tidb/brie/import/lightning/");
    ByteString to = ByteString.copyFromUtf8("/tidb/brie/import/lightning0");
    registered.strikes(
        "MultiIngest at=reply nth=5 times=1",
        point ->
            registered
                .playground()
                .pd()
                .etcd()
                .range(from, to)
                .forEach(entry -> keys.add(entry.getKey().toStringUtf8())));
    registered.isOvercome();
    assertThat(keys).singleElement().asString().contains("lightning/levin-");
  }

  // The checksum.

  @TestFactory
  Stream<DynamicTest> aChecksumMeetsWhatEveryReadMeets() {
    return overcome(
        "Coprocessor times=2 -> epoch-not-match",
        "Coprocessor times=2 -> not-leader",
        "Coprocessor times=2 -> busy=10",
        "Coprocessor times=1 -> unavailable",
        "Coprocessor times=1 -> locked",
        "Coprocessor times=3 -> split-middle");
  }

  @Test
  void aChecksumThatTheCollectionOvertookIsTakenAgain() {
    faults("UpdateServiceGCSafePoint times=1 -> gc-ahead").isOvercome();
  }

  @Test
  void aChecksumBySqlIsProtectedFromTheCollectionToo() {
    FaultCase bySql = faults("UpdateServiceGCSafePoint times=1 -> delay=1");
    bySql.harness().toml().set("post-restore", "checksum-via-sql", true);
    bySql.isOvercome();
  }

  @Test
  void anErrorOfTheCoprocessorItselfIsTold() {
    faults("Coprocessor -> other-error=out of luck").endsTheImport("out of luck");
  }

  // SQL.

  @TestFactory
  Stream<DynamicTest> statementsMayFail() {
    return overcomeSql(
        "SQL ^create times=1 -> error=8005",
        "SQL ^create times=1 -> error=9007",
        "SQL ^create.table at=after times=1 -> cut",
        "SQL ^create.database at=after times=1 -> cut");
  }

  private Stream<DynamicTest> overcomeSql(String... rules) {
    return Arrays.stream(rules)
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule,
                    () -> {
                      FaultCase sql = faults();
                      sql.playground().inject(rule);
                      sql.succeeds();
                      assertThat(sql.playground().tidb().faults().fired()).isNotEmpty();
                    }));
  }
}
