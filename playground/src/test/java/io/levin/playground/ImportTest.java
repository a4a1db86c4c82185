package io.levin.playground;

import static io.levin.playground.TikvTestClient.batch;
import static io.levin.playground.TikvTestClient.first;
import static io.levin.playground.TikvTestClient.key;
import static io.levin.playground.TikvTestClient.meta;
import static io.levin.playground.TikvTestClient.raw;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.levin.playground.model.Peer;
import io.levin.playground.model.Region;
import io.levin.playground.model.Store;
import io.levin.proto.errorpb.Error;
import io.levin.proto.import_sstpb.IngestRequest;
import io.levin.proto.import_sstpb.IngestResponse;
import io.levin.proto.import_sstpb.MultiIngestRequest;
import io.levin.proto.import_sstpb.SSTMeta;
import io.levin.proto.import_sstpb.SuspendImportRPCRequest;
import io.levin.proto.import_sstpb.SwitchMode;
import io.levin.proto.import_sstpb.SwitchModeRequest;
import io.levin.proto.import_sstpb.WriteRequest;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImportTest extends PlaygroundPerTest {
  private Region region;

  @BeforeEach
  void start() {
    start(ClusterOptions.builder());
  }

  @Override
  void start(ClusterOptions.Builder options) {
    super.start(options);
    region = cluster.split(raw("t1"));
  }

  @Test
  void pairsAreVisibleAfterTheIngestAndFromTheirTimestampOn() {
    long ts = cluster.newTimestamp();
    NavigableMap<String, String> pairs = pairs("t1a", "1", "t1b", "v".repeat(256), "t1c", "");
    List<SSTMeta> metas = client.writeToAll(region, pairs, ts);

    assertThat(metas).extracting(SSTMeta::getCfName).containsExactly("default", "write");
    assertThat(cluster.reader().get(raw("t1a"), ts)).isNull();
    assertThat(client.ingest(region, metas)).isEqualTo(IngestResponse.getDefaultInstance());
    assertThat(cluster.reader().get(raw("t1a"), ts)).isEqualTo(raw("1"));
    assertThat(cluster.reader().get(raw("t1b"), ts)).isEqualTo(raw("v".repeat(256)));
    assertThat(cluster.reader().get(raw("t1c"), ts)).isEmpty();
    assertThat(cluster.reader().get(raw("t1a"), ts - 1)).isNull();
    assertThat(playground.importFiles().orphans()).isZero();
    assertThat(playground.problems()).isEmpty();
  }

  @Test
  void aValueOf255BytesNeedsTheWriteFamilyOnly() {
    List<SSTMeta> metas =
        client.writeToAll(region, pairs("t1a", "v".repeat(255)), cluster.newTimestamp());
    assertThat(metas).extracting(SSTMeta::getCfName).containsExactly("write");
  }

  @Test
  void aStreamWithoutPairsAnswersNoMetas() {
    SSTMeta meta = meta(region, pairs("t1a", "1"));
    assertThat(client.write(leader(), List.of(first(meta))).join().getMetasList()).isEmpty();
    assertThat(playground.importFiles().orphans()).isZero();
  }

  @Test
  void aBrokenStreamIsAnInvalidChunk() {
    SSTMeta meta = meta(region, pairs("t1a", "1"));
    WriteRequest data = batch(pairs("t1a", "1"), 5);
    for (List<WriteRequest> stream :
        List.of(
            List.<WriteRequest>of(),
            List.of(data),
            List.of(first(meta), first(meta)),
            List.of(first(meta.toBuilder().setUuid(ByteString.copyFromUtf8("x")).build())))) {
      assertRefused(stream, "InvalidChunk");
    }
    assertRefused(List.of(first(meta), batch(pairs("t1a", "1"), 0)), "invalid commit-ts 0");
  }

  @Test
  void unsortedAndRepeatedKeysEndTheStreamAlsoAcrossBatches() {
    SSTMeta meta = meta(region, pairs("t1a", "1", "t1z", "1"));
    String text = "Keys must be added in strict ascending order";
    assertRefused(
        List.of(first(meta), batch(pairs("t1b", "1"), 5), batch(pairs("t1a", "1"), 5)), text);
    assertRefused(
        List.of(first(meta), batch(pairs("t1b", "1"), 5), batch(pairs("t1b", "1"), 5)), text);
    assertRefused(
        List.of(first(meta), batch(pairs("t1b", "1"), 5), batch(pairs("t1b", "1"), 6)), text);
    assertThat(
            client.writeStatus(
                leader(),
                List.of(first(meta), batch(pairs("t1b", "1"), 5), batch(pairs("t1b", "1"), 4))))
        .isEqualTo(Status.OK);
  }

  @Test
  void aKeyOutsideTheRegionIsRefusedAndNotedAsAPanic() {
    SSTMeta meta = meta(region, pairs("t0", "1", "t1z", "1"));
    assertRefused(List.of(first(meta), batch(pairs("t0", "1"), 5)), "PLAYGROUND ASSERTION");
    assertThat(cluster.panics().all()).singleElement().asString().contains("outside region");
  }

  @Test
  void aWriteWithAnOlderEpochIsTooOldAndWithANewerOneTooNew() {
    Region old = region;
    long follower = region.peers().get(1).storeId();
    cluster.store(follower).regions().freeze();
    Region left = cluster.regions().split(old.id(), List.of(key("t1m"))).get(0);
    Region now = cluster.regions().byId(old.id());

    SSTMeta stale = meta(old, pairs("t1x", "1"));
    assertRefused(
        List.of(first(stale), batch(pairs("t1x", "1"), 5)),
        "RequestTooOld(\"request region " + old.id() + " is staler than local region");
    SSTMeta fresh = meta(now, pairs("t1x", "1"));
    Status tooNew =
        client.writeStatus(follower, List.of(first(fresh), batch(pairs("t1x", "1"), 5)));
    assertThat(tooNew.getDescription())
        .startsWith(
            "RequestTooNew(\"request region "
                + now.id()
                + " is ahead of local region, local epoch ")
        .endsWith("please retry write later\")");
    Status unknown =
        client.writeStatus(
            follower, List.of(first(meta(left, pairs("t1a", "1"))), batch(pairs("t1a", "1"), 5)));
    assertThat(unknown.getDescription())
        .isEqualTo("RequestTooOld(\"region " + left.id() + " is not found\")");
    cluster.store(follower).regions().thaw();
    assertThat(client.writeStatus(follower, List.of(first(fresh), batch(pairs("t1x", "1"), 5))))
        .isEqualTo(Status.OK);
  }

  @Test
  void oldTikvChecksNeitherEpochNorDiskAtWrite() {
    start(ClusterOptions.builder().version("5.3.0"));
    SSTMeta stale = meta(region, pairs("t1x", "1"));
    cluster.split(raw("t1m"));
    cluster.store(leader()).setDisk(Store.Disk.ALMOST_FULL);
    assertThat(client.writeStatus(leader(), List.of(first(stale), batch(pairs("t1x", "1"), 5))))
        .isEqualTo(Status.OK);
  }

  @Test
  void aFullDiskRefusesWriteAndIngest() {
    List<SSTMeta> metas = client.writeToAll(region, pairs("t1a", "1"), 5);
    cluster.store(leader()).setDisk(Store.Disk.ALMOST_FULL);
    assertRefused(
        List.of(first(meta(region, pairs("t1b", "1"))), batch(pairs("t1b", "1"), 5)),
        "DiskSpaceNotEnough");
    assertThat(client.ingest(region, metas).getError().hasDiskFull()).isTrue();
  }

  @Test
  void anIngestAtAFollowerNamesTheLeader() {
    List<SSTMeta> metas = client.writeToAll(region, pairs("t1a", "1"), 5);
    Peer follower = region.peers().get(1);
    cluster.regions().transferLeader(region.id(), follower.storeId());
    Error error = client.ingest(region, metas).getError();
    assertThat(error.getNotLeader().getLeader().getStoreId()).isEqualTo(follower.storeId());
    assertThat(error.getMessage())
        .isEqualTo(
            "peer is not leader for region %d, leader may Some(id: %d store_id: %d)"
                .formatted(region.id(), follower.id(), follower.storeId()));
    cluster.regions().transferLeader(region.id(), 0);
    Error none = client.ingest(region, metas).getError();
    assertThat(none.hasNotLeader()).isTrue();
    assertThat(none.getNotLeader().hasLeader()).isFalse();
    assertThat(none.getMessage()).endsWith("leader may None");
  }

  @Test
  void anIngestAfterASplitGetsTheRegionAndThoseThatWereSplitOff() {
    List<SSTMeta> metas = client.writeToAll(region, pairs("t1a", "1"), 5);
    List<Region> parts = cluster.regions().split(region.id(), List.of(key("t1m"), key("t1p")));
    Error error = client.ingest(region, metas).getError();
    assertThat(error.getEpochNotMatch().getCurrentRegionsList())
        .extracting(io.levin.proto.metapb.Region::getId)
        .containsExactlyInAnyOrderElementsOf(parts.stream().map(Region::id).toList());
    assertThat(error.getMessage())
        .isEqualTo(
            "EpochNotMatch current epoch of region %d is conf_ver: %d version: %d, but you sent conf_ver: %d version: %d"
                .formatted(
                    region.id(),
                    region.confVer(),
                    region.version() + 2,
                    region.confVer(),
                    region.version()));
  }

  @Test
  void aGoodContextDoesNotSaveFilesOfAnOlderEpoch() {
    List<SSTMeta> metas = client.writeToAll(region, pairs("t1x", "1"), 5);
    cluster.split(raw("t1m"));
    Region left = cluster.regionOf(raw("t1a"));
    Region now = cluster.regions().byId(region.id());
    Error error = client.ingest(now, metas).getError();
    assertThat(error.getEpochNotMatch().getCurrentRegionsCount()).isEqualTo(1);
    assertThat(error.getMessage()).startsWith("EpochNotMatch conf_ver: ");
    assertThat(client.ingest(now, metas).getError().hasStaleCommand()).isTrue();
    assertThat(left.id()).isNotEqualTo(now.id());
  }

  @Test
  void aRangeThatLeavesTheRegionIsKeyNotInRegionAndTheFileIsGone() {
    NavigableMap<String, String> pairs = pairs("t1a", "1", "t1x", "1");
    SSTMeta meta = meta(region, pairs).toBuilder().clearRange().build();
    meta =
        meta.toBuilder()
            .setRange(
                io.levin.proto.import_sstpb.Range.newBuilder()
                    .setStart(key("t0"))
                    .setEnd(key("t1x")))
            .build();
    for (Peer peer : region.peers()) {
      client.write(peer.storeId(), List.of(first(meta), batch(pairs, 5))).join();
    }
    List<SSTMeta> metas = List.of(meta.toBuilder().setCfName("write").build());
    Error error = client.ingest(region, metas).getError();
    assertThat(error.hasKeyNotInRegion()).isTrue();
    assertThat(error.getMessage()).contains("is not in region key range [");
    assertThat(client.ingest(region, metas).getError().hasStaleCommand()).isTrue();
  }

  @Test
  void aRepeatedIngestIsAStaleCommandWithTikvsOwnSpelling() {
    List<SSTMeta> metas = client.writeToAll(region, pairs("t1a", "1"), 5);
    client.ingest(region, metas);
    Error error = client.ingest(region, metas).getError();
    assertThat(error.hasStaleCommand()).isTrue();
    assertThat(error.getMessage()).isEqualTo("The file which would be ingested doest not exist.");
  }

  @Test
  void anIngestThatAFollowerHasNoFileForIsAPanic() {
    NavigableMap<String, String> pairs = pairs("t1a", "1");
    SSTMeta meta = meta(region, pairs);
    for (Peer peer : region.peers().subList(0, 2)) {
      client.write(peer.storeId(), List.of(first(meta), batch(pairs, 5))).join();
    }
    IngestResponse answer =
        client.ingest(region, List.of(meta.toBuilder().setCfName("write").build()));
    assertThat(answer.hasError()).isFalse();
    assertThat(cluster.panics().all())
        .singleElement()
        .asString()
        .contains("store " + region.peers().get(2).storeId() + " has no file");
  }

  @Test
  void peersThatReceivedDifferentPairsAreAPanic() {
    NavigableMap<String, String> pairs = pairs("t1a", "1");
    SSTMeta meta = meta(region, pairs);
    for (Peer peer : region.peers()) {
      client
          .write(peer.storeId(), List.of(first(meta), batch(pairs("t1a", "v" + peer.storeId()), 5)))
          .join();
    }
    client.ingest(region, List.of(meta.toBuilder().setCfName("write").build()));
    assertThat(cluster.panics().all()).isNotEmpty().first().asString().contains("different pairs");
  }

  @Test
  void aStreamThatIsDoneAgainWithTheSameUuidCompletesTheFile() {
    NavigableMap<String, String> pairs = pairs("t1a", "1");
    SSTMeta meta = meta(region, pairs);
    long first = region.peers().get(0).storeId();
    client.writeStatus(first, List.of(first(meta), batch(pairs, 5), first(meta)));
    for (Peer peer : region.peers()) {
      client.write(peer.storeId(), List.of(first(meta), batch(pairs, 5))).join();
    }
    client.write(first, List.of(first(meta), batch(pairs, 5))).join();
    client.ingest(region, List.of(meta.toBuilder().setCfName("write").build()));
    assertThat(cluster.reader().get(raw("t1a"), 5)).isEqualTo(raw("1"));
    assertThat(cluster.panics().all()).isEmpty();
  }

  @Test
  void singleIngestsMakeTheSamePairsVisibleOneFamilyAtATime() {
    List<SSTMeta> metas = client.writeToAll(region, pairs("t1a", "1", "t1b", "v".repeat(300)), 5);
    for (SSTMeta meta : metas) {
      assertThat(cluster.reader().get(raw("t1b"), 5)).isNull();
      IngestResponse answer =
          client
              .importer(leader())
              .ingest(
                  IngestRequest.newBuilder()
                      .setContext(TikvTestClient.context(region))
                      .setSst(meta)
                      .build());
      assertThat(answer.hasError()).isFalse();
    }
    assertThat(cluster.reader().get(raw("t1b"), 5)).isEqualTo(raw("v".repeat(300)));
  }

  @Test
  void anOverlappingIngestOfTheSameKeysAndTimestampChangesNothing() {
    NavigableMap<String, String> pairs = pairs("t1a", "1", "t1b", "v".repeat(300));
    for (int i = 0; i < 3; i++) {
      assertThat(client.ingest(region, client.writeToAll(region, pairs, 7)).hasError()).isFalse();
    }
    assertThat(cluster.checksum(raw("t1"), raw("t2"), 7).pairs()).isEqualTo(2);
  }

  @Test
  void theProbesAreAnsweredAsTikvAnswersThem() {
    assertThat(
            client
                .importer(leader())
                .multiIngest(MultiIngestRequest.getDefaultInstance())
                .getError()
                .getMessage())
        .isEqualTo("to store id 0, mine " + leader());
    assertThat(client.ingest(region, List.of()).getError().getMessage())
        .isEqualTo("[region " + region.id() + "] ingest failed: Error(Kv(Error(EmptyRequest)))");
    assertThat(
            client
                .importer(leader())
                .ingest(IngestRequest.getDefaultInstance())
                .getError()
                .getMessage())
        .isEqualTo("ingest file conflict");
    List<SSTMeta> metas = client.writeToAll(region, pairs("t1a", "1"), 5);
    assertThat(client.ingest(region, List.of(metas.get(0), metas.get(0))).getError().getMessage())
        .isEqualTo("ingest file conflict");
  }

  @Test
  void aMergedRegionIsMissing() {
    List<SSTMeta> metas = client.writeToAll(region, pairs("t1a", "1"), 5);
    Region source = region;
    cluster.regions().merge(source.id());
    Error error = client.ingest(source, metas).getError();
    assertThat(error.getRegionNotFound().getRegionId()).isEqualTo(source.id());
    assertThat(error.getMessage()).isEqualTo("region " + source.id() + " is missing");
    assertRefused(
        List.of(first(meta(source, pairs("t1a", "1"))), batch(pairs("t1a", "1"), 5)),
        "RequestTooOld(\"region " + source.id() + " is not found\")");
  }

  @Test
  void aStallIsMetInNormalModeOnlyAndImportModeExpires() throws InterruptedException {
    start(ClusterOptions.builder().importModeMillis(200));
    List<SSTMeta> metas = client.writeToAll(region, pairs("t1a", "1"), 5);
    cluster.store(leader()).setStalled(true);
    Error busy = client.ingest(region, metas).getError();
    assertThat(busy.hasServerIsBusy()).isTrue();
    assertThat(busy.getMessage()).isEqualTo("too many sst files are ingesting");
    SwitchModeRequest on = SwitchModeRequest.newBuilder().setMode(SwitchMode.Import).build();
    client.importer(leader()).switchMode(on);
    assertThat(playground.pd().leftovers()).containsExactly("store in import mode: " + leader());
    assertThat(client.ingest(region, metas).hasError()).isFalse();
    Thread.sleep(250);
    assertThat(playground.pd().leftovers()).isEmpty();
    assertThat(client.ingest(region, metas).getError().hasServerIsBusy()).isTrue();
  }

  @Test
  void suspendedImportsAreBusyAndSayForHowLong() {
    List<SSTMeta> metas = client.writeToAll(region, pairs("t1a", "1"), 5);
    SuspendImportRPCRequest.Builder request =
        SuspendImportRPCRequest.newBuilder().setShouldSuspendImports(true).setDurationInSecs(2);
    assertThat(client.importer(leader()).suspendImportRPC(request.build()).getAlreadySuspended())
        .isFalse();
    Error error = client.ingest(region, metas).getError();
    assertThat(error.getMessage()).isEqualTo("imports are suspended for 2s");
    assertThat(error.getServerIsBusy().getBackoffMs()).isBetween(1L, 2000L);
    assertThat(
            client
                .importer(leader())
                .suspendImportRPC(request.setShouldSuspendImports(false).build())
                .getAlreadySuspended())
        .isTrue();
    assertThat(client.ingest(region, metas).hasError()).isFalse();
  }

  @Test
  void learnersOnTiflashNeedTheFileToo() {
    start(ClusterOptions.builder().tiflashStores(1));
    long tiflash = region.peers().get(3).storeId();
    assertThat(cluster.store(tiflash).isTiFlash()).isTrue();
    assertThat(cluster.store(tiflash).address().peerAddress())
        .isNotEqualTo(cluster.store(tiflash).address().address());
    client.ingest(region, client.writeToAll(region, pairs("t1a", "1"), 5));
    assertThat(cluster.panics().all()).isEmpty();
  }

  @Test
  void aNullClusterTakesEverythingAndKeepsNothing() {
    start(ClusterOptions.builder().discardWrites(true));
    List<SSTMeta> metas = client.writeToAll(region, pairs("t1a", "1"), 5);
    assertThat(client.ingest(region, metas).hasError()).isFalse();
    assertThat(cluster.reader().get(raw("t1a"), 5)).isNull();
    assertThat(playground.problems()).isEmpty();
    assertThat(playground.importFiles().orphans()).isZero();
  }

  @Test
  void aRegionThatGrowsOverItsSizeSplitsByItself() {
    start(ClusterOptions.builder().regionMaxBytes(1000));
    NavigableMap<String, String> pairs = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      pairs.put("t1%03d".formatted(i), "x".repeat(20));
    }
    client.ingest(region, client.writeToAll(region, pairs, 5));
    assertThat(cluster.regionOf(raw("t1000")).id())
        .isNotEqualTo(cluster.regionOf(raw("t1099")).id());
  }

  @Test
  void theLargestNumberOfStreamsAtOnceIsRemembered() {
    client.writeToAll(region, pairs("t1a", "1"), 5);
    assertThat(cluster.store(leader()).peakWrites()).isEqualTo(1);
    assertThat(cluster.store(leader()).receivedBytes()).isPositive();
    assertThat(cluster.store(leader()).peakBytesPerSecond())
        .isEqualTo(cluster.store(leader()).receivedBytes());
    assertThat(playground.faults().calls("Write")).isEqualTo(3);
    assertThat(playground.faults().calls("tikv", leader(), "Write")).isEqualTo(1);
  }

  @Test
  void filesWhoseRegionMovedOnAreCleanedAwayAndOthersStay() {
    client.writeToAll(region, pairs("t1a", "1"), 5);
    assertThat(playground.importFiles().clean(cluster.regions())).isZero();
    assertThat(playground.importFiles().orphans()).isEqualTo(1);
    cluster.split(raw("t1m"));
    assertThat(playground.importFiles().clean(cluster.regions())).isEqualTo(1);
    assertThat(playground.importFiles().orphans()).isZero();
  }

  @Test
  void filesAreCleanedAwayWhileOthersAreIngested() throws Exception {
    client.writeToAll(region, pairs("t1a", "1"), 5);
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Void> cleaning =
        CompletableFuture.runAsync(
            () -> {
              while (!ended.get()) {
                playground.importFiles().clean(cluster.regions());
              }
            });
    try {
      CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 200; i++) {
                  String key = "t2%03d".formatted(i);
                  client.ingest(region, client.writeToAll(region, pairs(key, "1"), 6));
                }
              })
          .get(1, TimeUnit.MINUTES);
    } finally {
      ended.set(true);
    }
    cleaning.get(1, TimeUnit.MINUTES);
    assertThat(cluster.panics().all()).isEmpty();
  }

  @Test
  void everyVersionOfAKeyCanBeSeen() {
    client.ingest(region, client.writeToAll(region, pairs("t1a", "1"), 5));
    client.ingest(region, client.writeToAll(region, pairs("t1a", "2"), 7));
    java.util.List<Long> seen = new java.util.ArrayList<>();
    cluster.reader().versions(raw("t1"), raw("t2"), v -> seen.add(v.commitTs()));
    assertThat(seen).containsExactly(7L, 5L);
  }

  private void assertRefused(List<WriteRequest> stream, String text) {
    Status status = client.writeStatus(leader(), stream);
    assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
    assertThat(status.getDescription()).contains(text);
  }

  private long leader() {
    return region.leader().storeId();
  }

  private static NavigableMap<String, String> pairs(String... keysAndValues) {
    NavigableMap<String, String> pairs = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      pairs.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return pairs;
  }
}
