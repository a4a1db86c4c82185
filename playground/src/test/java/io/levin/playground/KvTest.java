package io.levin.playground;

import static io.levin.playground.TikvTestClient.context;
import static io.levin.playground.TikvTestClient.key;
import static io.levin.playground.TikvTestClient.raw;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.levin.base.KvChecksum;
import io.levin.playground.model.Region;
import io.levin.playground.storage.Change;
import io.levin.proto.coprocessor.KeyRange;
import io.levin.proto.coprocessor.Request;
import io.levin.proto.coprocessor.Response;
import io.levin.proto.errorpb.Error;
import io.levin.proto.import_sstpb.DuplicateDetectRequest;
import io.levin.proto.import_sstpb.DuplicateDetectResponse;
import io.levin.proto.import_sstpb.GetModeRequest;
import io.levin.proto.kvrpcpb.CheckTxnStatusRequest;
import io.levin.proto.kvrpcpb.CommitRequest;
import io.levin.proto.kvrpcpb.GetRequest;
import io.levin.proto.kvrpcpb.GetResponse;
import io.levin.proto.kvrpcpb.Mutation;
import io.levin.proto.kvrpcpb.Op;
import io.levin.proto.kvrpcpb.PrewriteRequest;
import io.levin.proto.kvrpcpb.PrewriteResponse;
import io.levin.proto.kvrpcpb.ScanRequest;
import io.levin.proto.kvrpcpb.SplitRegionRequest;
import io.levin.proto.kvrpcpb.SplitRegionResponse;
import io.levin.proto.tikvpb.BatchCommandsRequest;
import io.levin.proto.tikvpb.BatchCommandsResponse;
import io.levin.proto.tikvpb.TikvGrpc;
import io.levin.proto.tipb.ChecksumRequest;
import io.levin.proto.tipb.ChecksumResponse;
import io.levin.proto.tipb.ChecksumRewriteRule;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KvTest extends PlaygroundPerTest {
  private Region region;

  @BeforeEach
  void start() {
    start("8.5.0");
  }

  private void start(String version) {
    start(ClusterOptions.builder().version(version));
    cluster.split(raw("t2"));
    region = cluster.split(raw("t1"));
  }

  @Test
  void aSplitAnswersAllPartsInKeyOrderAndTheOldIdIsTheLast() {
    SplitRegionResponse two = split(region, false, "t1m");
    assertThat(two.getLeft().getEndKey()).isEqualTo(key("t1m"));
    assertThat(two.getRight().getId()).isEqualTo(region.id());
    Region now = cluster.regions().byId(region.id());
    SplitRegionResponse many = split(now, false, "t1z", "t1x", "t1x", "t1m");
    assertThat(many.getRegionsList())
        .extracting(io.levin.proto.metapb.Region::getStartKey)
        .containsExactly(key("t1m"), key("t1x"), key("t1z"));
    assertThat(many.getRegionsList())
        .allMatch(r -> r.getRegionEpoch().getVersion() == now.version() + 2);
    assertThat(many.hasLeft()).isFalse();
  }

  @Test
  void oneKeyOutsideFailsTheSplitSinceVersion66() {
    for (String outside : new String[] {"t0", "t2", ""}) {
      Error error = split(region, false, "t1m", outside).getRegionError();
      assertThat(error.hasKeyNotInRegion()).as(outside).isTrue();
    }
    assertThat(cluster.regions().byId(region.id())).isEqualTo(region);
    start("6.5.0");
    assertThat(split(region, false, "t1m", "t0", "t2").getRegionsCount()).isEqualTo(2);
  }

  @Test
  void aSplitWithoutUsefulKeysSaysSo() {
    assertThat(split(region, false, "t1").getRegionError().getMessage())
        .contains("no valid key found for split.");
    assertThat(split(region, false).getRegionError().getMessage())
        .endsWith("no split key is specified.");
  }

  @Test
  void encodedSplitKeysLoseTheirTimestampRawOnesDoNot() {
    ByteString withTs = key("t1m").concat(ByteString.copyFrom(new byte[8]));
    SplitRegionResponse answer =
        client
            .kv(leader())
            .splitRegion(
                SplitRegionRequest.newBuilder()
                    .setContext(context(region))
                    .addSplitKeys(withTs)
                    .setIsRawKv(true)
                    .build());
    assertThat(answer.getRight().getStartKey()).isEqualTo(key("t1m"));
  }

  @Test
  void aSplitComparesTheVersionOnly() {
    Region stale =
        new Region(
            region.id(), region.start(), region.end(), 99, region.version(), region.peers(), 0);
    assertThat(split(stale, false, "t1m").getRegionsCount()).isEqualTo(2);
    Error error = split(region, false, "t1x").getRegionError();
    assertThat(error.getEpochNotMatch().getCurrentRegionsCount()).isEqualTo(1);
    assertThat(error.getMessage())
        .startsWith("EpochNotMatch [region " + region.id() + "] ")
        .endsWith("retry later");
  }

  @Test
  void theCoprocessorSumsWhatIsVisible() throws Exception {
    cluster.writer().write(List.of(change("t1a", "1"), change("t1b", "x".repeat(300))));
    long ts = cluster.newTimestamp();
    cluster.writer().put(raw("t1c"), raw("later"));
    KvChecksum expected = cluster.checksum(raw("t1"), raw("t2"), ts);
    assertThat(expected.pairs()).isEqualTo(2);
    assertThat(sum(checksum(ts, "t1", "t2"))).isEqualTo(expected);
    assertThat(sum(checksum(ts, "t1", "t1b", "t1b", "t2"))).isEqualTo(expected);
    assertThat(sum(checksum(0, "t1", "t2"))).isEqualTo(KvChecksum.EMPTY);
    assertThat(sum(checksum(ts, "t1z", "t1a"))).isEqualTo(KvChecksum.EMPTY);
    assertThat(cluster.panics().all()).isEmpty();
  }

  @Test
  void aChecksumOutsideTheRegionIsAnotherErrorAndOneAheadOfPdAPanic() {
    long ts = cluster.newTimestamp();
    assertThat(checksum(ts, "t0", "t2").getOtherError()).startsWith("Request range exceeds bound");
    assertThat(cluster.panics().all()).isEmpty();
    checksum(ts + (3_600_000L << 18), "t1", "t2");
    assertThat(cluster.panics().all()).singleElement().asString().contains("ahead of PD");
    assertThat(
            client
                .kv(leader())
                .coprocessor(Request.newBuilder().setContext(context(region)).setTp(103).build())
                .getOtherError())
        .contains("103");
  }

  @Test
  void theRewriteRuleExchangesThePrefix() throws Exception {
    cluster.writer().put(raw("t1a"), raw("1"));
    ChecksumRequest request =
        ChecksumRequest.newBuilder()
            .setRule(
                ChecksumRewriteRule.newBuilder()
                    .setNewPrefix(ByteString.copyFromUtf8("t1"))
                    .setOldPrefix(ByteString.copyFromUtf8("longer")))
            .build();
    KvChecksum.Accumulator sum = new KvChecksum.Accumulator();
    sum.add(raw("longera1"), 0, 8);
    assertThat(sum(checksum(request, cluster.newTimestamp(), "t1", "t2"))).isEqualTo(sum.sum());
  }

  @Test
  void aStaleRegionIsARegionErrorOfEveryRead() {
    cluster.split(raw("t1m"));
    long ts = cluster.newTimestamp();
    assertThat(checksum(ts, "t1", "t2").getRegionError().hasEpochNotMatch()).isTrue();
    assertThat(get("t1x", ts).getRegionError().hasEpochNotMatch()).isTrue();
    assertThat(duplicates(0, "t1x", "t2").get(0).getRegionError().hasEpochNotMatch()).isTrue();
  }

  @Test
  void readsSeeASnapshot() {
    long first = cluster.writer().put(raw("t1a"), raw("1"));
    cluster.writer().write(List.of(change("t1a", "2"), change("t1b", "b"), change("t1c", "c")));
    long ts = cluster.newTimestamp();
    assertThat(get("t1a", first).getValue().toStringUtf8()).isEqualTo("1");
    assertThat(get("t1a", ts).getValue().toStringUtf8()).isEqualTo("2");
    assertThat(get("t1b", first).getNotFound()).isTrue();
    assertThat(get("t9", ts).getRegionError().hasKeyNotInRegion()).isTrue();
    ScanRequest.Builder scan =
        ScanRequest.newBuilder().setContext(context(region)).setLimit(2).setVersion(ts);
    assertThat(client.kv(leader()).kvScan(scan.build()).getPairsList())
        .extracting(p -> p.getKey().toStringUtf8())
        .containsExactly("t1a", "t1b");
    assertThat(client.kv(leader()).kvScan(scan.setReverse(true).build()).getPairsList())
        .extracting(p -> p.getKey().toStringUtf8())
        .containsExactly("t1c", "t1b");
  }

  @Test
  void aTransactionLocksThenCommits() {
    long start = cluster.newTimestamp();
    assertThat(prewrite("t1a", "v", Op.Put, start).getErrorsCount()).isZero();
    assertThat(get("t1a", cluster.newTimestamp()).getError().getLocked().getLockVersion())
        .isEqualTo(start);
    assertThat(checksum(cluster.newTimestamp(), "t1", "t2").hasLocked()).isTrue();
    assertThat(prewrite("t1a", "w", Op.Put, cluster.newTimestamp()).getErrors(0).hasLocked())
        .isTrue();
    CommitRequest commit =
        CommitRequest.newBuilder()
            .setContext(context(region))
            .setStartVersion(start)
            .setCommitVersion(cluster.newTimestamp())
            .addKeys(ByteString.copyFromUtf8("t1a"))
            .build();
    assertThat(client.kv(leader()).kvCommit(commit).hasError()).isFalse();
    assertThat(client.kv(leader()).kvCommit(commit).hasError()).isFalse();
    assertThat(get("t1a", cluster.newTimestamp()).getValue().toStringUtf8()).isEqualTo("v");
    assertThat(prewrite("t1a", "x", Op.Put, start).getErrors(0).hasConflict()).isTrue();
    assertThat(
            prewrite("t1a", "x", Op.Insert, cluster.newTimestamp()).getErrors(0).hasAlreadyExist())
        .isTrue();
  }

  @Test
  void aTransactionDeletes() {
    cluster.writer().put(raw("t1a"), raw("1"));
    long start = cluster.newTimestamp();
    assertThat(prewrite("t1a", "", Op.Del, start).getErrorsCount()).isZero();
    CommitRequest commit =
        CommitRequest.newBuilder()
            .setContext(context(region))
            .setStartVersion(start)
            .addKeys(ByteString.copyFrom(raw("t1a")))
            .setCommitVersion(cluster.newTimestamp())
            .build();
    assertThat(client.kv(leader()).kvCommit(commit).hasError()).isFalse();
    assertThat(get("t1a", cluster.newTimestamp()).getNotFound()).isTrue();
    assertThat(cluster.reader().get(raw("t1a"), cluster.newTimestamp())).isNull();
  }

  @Test
  void aLockThatOutlivedItsTimeIsRolledBack() {
    long start = cluster.newTimestamp();
    prewrite("t1a", "v", Op.Put, start);
    CheckTxnStatusRequest.Builder check =
        CheckTxnStatusRequest.newBuilder()
            .setContext(context(region))
            .setPrimaryKey(ByteString.copyFromUtf8("t1a"))
            .setLockTs(start);
    assertThat(client.kv(leader()).kvCheckTxnStatus(check.setCurrentTs(start).build()).getLockTtl())
        .isEqualTo(3000);
    long later = start + (4000L << 18);
    assertThat(client.kv(leader()).kvCheckTxnStatus(check.setCurrentTs(later).build()).getAction())
        .isEqualTo(io.levin.proto.kvrpcpb.Action.TTLExpireRollback);
    assertThat(get("t1a", cluster.newTimestamp()).getNotFound()).isTrue();
    assertThat(prewrite("t1a", "v", Op.Put, start).getErrors(0).hasConflict()).isTrue();
  }

  @Test
  void batchedCommandsAreAnsweredByTheirIds() throws Exception {
    cluster.writer().put(raw("t1a"), raw("1"));
    BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    StreamObserver<BatchCommandsRequest> out =
        TikvGrpc.newStub(client.channel(client.importAddress(leader())))
            .batchCommands(
                new StreamObserver<>() {
                  @Override
                  public void onNext(BatchCommandsResponse answer) {
                    answers.add(answer);
                  }

                  @Override
                  public void onError(Throwable error) {
                    answers.add(Status.fromThrowable(error));
                  }

                  @Override
                  public void onCompleted() {
                    answers.add("end");
                  }
                });
    GetRequest get =
        GetRequest.newBuilder()
            .setContext(context(region))
            .setKey(ByteString.copyFromUtf8("t1a"))
            .setVersion(cluster.newTimestamp())
            .build();
    out.onNext(
        BatchCommandsRequest.newBuilder()
            .addRequests(BatchCommandsRequest.Request.newBuilder().setGet(get))
            .addRequestIds(77)
            .build());
    BatchCommandsResponse answer = (BatchCommandsResponse) answers.poll(5, TimeUnit.SECONDS);
    assertThat(answer.getRequestIds(0)).isEqualTo(77);
    assertThat(answer.getResponses(0).getGet().getValue().toStringUtf8()).isEqualTo("1");
    out.onNext(
        BatchCommandsRequest.newBuilder()
            .addRequests(BatchCommandsRequest.Request.getDefaultInstance())
            .addRequestIds(78)
            .build());
    assertThat(((Status) answers.poll(5, TimeUnit.SECONDS)).getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void duplicatesAreListedNewestFirst() {
    long one = cluster.writer().put(raw("t1a"), raw("1"));
    long two = cluster.writer().put(raw("t1a"), raw("2"));
    long three = cluster.writer().put(raw("t1a"), raw("3"));
    cluster.writer().put(raw("t1b"), raw("single"));
    List<DuplicateDetectResponse> all = duplicates(0, "t1", "t2");
    assertThat(all).hasSize(1);
    assertThat(all.get(0).getPairsList())
        .extracting(p -> p.getCommitTs())
        .containsExactly(three, two, one);
    assertThat(duplicates(two, "t1", "t2").get(0).getPairsList())
        .extracting(p -> p.getCommitTs())
        .containsExactly(three, two);
    assertThat(duplicates(three, "t1", "t2")).isEmpty();
  }

  @Test
  void aDeletedKeyMakesTheRangeUnscannable() {
    cluster.writer().put(raw("t1a"), raw("1"));
    long deleted = cluster.writer().delete(raw("t1a"));
    assertThat(duplicates(0, "t1", "t2").get(0).getKeyError().getMessage())
        .endsWith(
            "found a Delete key with commits ts "
                + deleted
                + " larger than min_commit_ts of importer 0");
    assertThat(duplicates(deleted, "t1", "t2")).isEmpty();
  }

  @Test
  void manyDuplicatesComeInBatchesThatKeepAKeysVersionsTogether() {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      changes.add(change("t1%05d".formatted(i), "v"));
    }
    cluster.writer().write(changes);
    cluster.writer().write(changes);
    assertThat(duplicates(0, "t1", "t2"))
        .extracting(DuplicateDetectResponse::getPairsCount)
        .containsExactly(4096, 4096, 1808);
  }

  @Test
  void aDuplicateDetectThatStartsOutsideItsRegionIsAPanic() {
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> duplicates(0, "t0", "t2"))
        .isInstanceOf(io.grpc.StatusRuntimeException.class);
    assertThat(cluster.panics().all()).singleElement().asString().contains("DuplicateDetect");
  }

  @Test
  void getModeDoesNotExist() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> client.importer(leader()).getMode(GetModeRequest.getDefaultInstance()))
        .hasMessageContaining("UNIMPLEMENTED");
  }

  private List<DuplicateDetectResponse> duplicates(long min, String start, String end) {
    Iterator<DuplicateDetectResponse> answers =
        client
            .importer(leader())
            .duplicateDetect(
                DuplicateDetectRequest.newBuilder()
                    .setContext(context(region))
                    .setStartKey(ByteString.copyFromUtf8(start))
                    .setEndKey(ByteString.copyFromUtf8(end))
                    .setMinCommitTs(min)
                    .build());
    List<DuplicateDetectResponse> all = new ArrayList<>();
    answers.forEachRemaining(all::add);
    return all;
  }

  private PrewriteResponse prewrite(String key, String value, Op op, long start) {
    return client
        .kv(leader())
        .kvPrewrite(
            PrewriteRequest.newBuilder()
                .setContext(context(region))
                .setPrimaryLock(ByteString.copyFromUtf8(key))
                .setStartVersion(start)
                .setLockTtl(3000)
                .addMutations(
                    Mutation.newBuilder()
                        .setOp(op)
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(ByteString.copyFromUtf8(value)))
                .build());
  }

  private GetResponse get(String key, long ts) {
    return client
        .kv(leader())
        .kvGet(
            GetRequest.newBuilder()
                .setContext(context(region))
                .setKey(ByteString.copyFromUtf8(key))
                .setVersion(ts)
                .build());
  }

  private Response checksum(long ts, String... bounds) {
    return checksum(ChecksumRequest.getDefaultInstance(), ts, bounds);
  }

  private Response checksum(ChecksumRequest what, long ts, String... bounds) {
    Request.Builder request =
        Request.newBuilder()
            .setContext(context(region))
            .setTp(105)
            .setStartTs(ts)
            .setData(what.toByteString());
    for (int i = 0; i < bounds.length; i += 2) {
      request.addRanges(
          KeyRange.newBuilder()
              .setStart(ByteString.copyFromUtf8(bounds[i]))
              .setEnd(ByteString.copyFromUtf8(bounds[i + 1])));
    }
    return client.kv(leader()).coprocessor(request.build());
  }

  private static KvChecksum sum(Response response) throws Exception {
    ChecksumResponse sum = ChecksumResponse.parseFrom(response.getData());
    return new KvChecksum(sum.getChecksum(), sum.getTotalKvs(), sum.getTotalBytes());
  }

  private SplitRegionResponse split(Region of, boolean encoded, String... keys) {
    SplitRegionRequest.Builder request =
        SplitRegionRequest.newBuilder().setContext(context(of)).setIsRawKv(encoded);
    for (String key : keys) {
      request.addSplitKeys(ByteString.copyFromUtf8(key));
    }
    return client.kv(leader()).splitRegion(request.build());
  }

  private long leader() {
    return region.leader().storeId();
  }

  private static Change change(String key, String value) {
    return new Change(raw(key), raw(value));
  }
}
