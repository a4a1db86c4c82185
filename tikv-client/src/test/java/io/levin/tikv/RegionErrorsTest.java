package io.levin.tikv;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.levin.base.ErrorCode;
import io.levin.pd.MemcomparableKey;
import io.levin.pd.Peer;
import io.levin.pd.Region;
import io.levin.proto.errorpb.BucketVersionNotMatch;
import io.levin.proto.errorpb.DataIsNotReady;
import io.levin.proto.errorpb.DiskFull;
import io.levin.proto.errorpb.EpochNotMatch;
import io.levin.proto.errorpb.Error;
import io.levin.proto.errorpb.FlashbackInProgress;
import io.levin.proto.errorpb.FlashbackNotPrepared;
import io.levin.proto.errorpb.IsWitness;
import io.levin.proto.errorpb.KeyNotInRegion;
import io.levin.proto.errorpb.MaxTimestampNotSynced;
import io.levin.proto.errorpb.MismatchPeerId;
import io.levin.proto.errorpb.NotLeader;
import io.levin.proto.errorpb.ProposalInMergingMode;
import io.levin.proto.errorpb.RaftEntryTooLarge;
import io.levin.proto.errorpb.ReadIndexNotReady;
import io.levin.proto.errorpb.RecoveryInProgress;
import io.levin.proto.errorpb.RegionNotFound;
import io.levin.proto.errorpb.RegionNotInitialized;
import io.levin.proto.errorpb.ServerIsBusy;
import io.levin.proto.errorpb.StaleCommand;
import io.levin.proto.errorpb.StoreNotMatch;
import io.levin.proto.errorpb.UndeterminedResult;
import io.levin.proto.import_sstpb.Range;
import io.levin.proto.import_sstpb.SSTMeta;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RegionErrorsTest {
  private static final Region REGION = FakeCluster.region(7, "b", "y", 1, 2, 3);
  private static final Peer LEADER = REGION.leader();

  private static Error.Builder error() {
    return Error.newBuilder();
  }

  static Stream<Arguments> inBand() {
    return Stream.of(
        Arguments.of(
            error().setNotLeader(NotLeader.newBuilder().setLeader(LEADER.toProto())).build(),
            NextStep.RESCAN,
            ErrorCode.NOT_LEADER),
        Arguments.of(
            error().setEpochNotMatch(EpochNotMatch.getDefaultInstance()).build(),
            NextStep.RESCAN,
            ErrorCode.EPOCH_NOT_MATCH),
        Arguments.of(
            error().setMessage("x raft: proposal dropped y").build(),
            NextStep.RESCAN,
            ErrorCode.RAFT_PROPOSAL_DROPPED),
        Arguments.of(
            error().setServerIsBusy(ServerIsBusy.newBuilder().setBackoffMs(1500)).build(),
            NextStep.INGEST_AGAIN,
            ErrorCode.SERVER_IS_BUSY),
        Arguments.of(
            error().setRegionNotFound(RegionNotFound.getDefaultInstance()).build(),
            NextStep.RESCAN,
            ErrorCode.REGION_NOT_FOUND),
        Arguments.of(
            error().setReadIndexNotReady(ReadIndexNotReady.getDefaultInstance()).build(),
            NextStep.RESCAN,
            ErrorCode.READ_INDEX_NOT_READY),
        Arguments.of(
            error().setDiskFull(DiskFull.newBuilder().addStoreId(2)).build(),
            NextStep.FATAL,
            ErrorCode.STORE_DISK_FULL),
        rescan(error().setKeyNotInRegion(KeyNotInRegion.getDefaultInstance())),
        rescan(error().setStoreNotMatch(StoreNotMatch.getDefaultInstance())),
        rescan(error().setMismatchPeerId(MismatchPeerId.getDefaultInstance())),
        rescan(error().setRegionNotInitialized(RegionNotInitialized.getDefaultInstance())),
        rewrite(error().setStaleCommand(StaleCommand.getDefaultInstance())),
        rewrite(error().setMessage("ingest file conflict")),
        rewrite(error().setRaftEntryTooLarge(RaftEntryTooLarge.getDefaultInstance())),
        rewrite(error().setMaxTimestampNotSynced(MaxTimestampNotSynced.getDefaultInstance())),
        rewrite(error().setProposalInMergingMode(ProposalInMergingMode.getDefaultInstance())),
        rewrite(error().setDataIsNotReady(DataIsNotReady.getDefaultInstance())),
        rewrite(error().setRecoveryInProgress(RecoveryInProgress.getDefaultInstance())),
        rewrite(error().setFlashbackInProgress(FlashbackInProgress.getDefaultInstance())),
        rewrite(error().setFlashbackNotPrepared(FlashbackNotPrepared.getDefaultInstance())),
        rewrite(error().setIsWitness(IsWitness.getDefaultInstance())),
        rewrite(error().setBucketVersionNotMatch(BucketVersionNotMatch.getDefaultInstance())),
        rewrite(error().setUndeterminedResult(UndeterminedResult.getDefaultInstance())),
        rewrite(error().setMessage("anything else")));
  }

  private static Arguments rescan(Error.Builder error) {
    return Arguments.of(error.build(), NextStep.RESCAN, ErrorCode.KV_INGEST_FAILED);
  }

  private static Arguments rewrite(Error.Builder error) {
    return Arguments.of(error.build(), NextStep.REWRITE_SAME_REGION, ErrorCode.KV_INGEST_FAILED);
  }

  @ParameterizedTest
  @MethodSource("inBand")
  void judgesEveryErrorOfAnIngest(Error error, NextStep next, ErrorCode code) {
    RegionFailure failure = RegionErrors.ofIngest(REGION, List.of(), error);
    assertThat(failure.next()).isEqualTo(next);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.newerRegion()).isNull();
    assertThat(failure).hasMessageContaining("region 7");
  }

  @Test
  void knowsEveryVariantOfTheError() {
    // One field is the text; a new variant in the protocol needs a row in the table above.
    long rows =
        inBand()
            .filter(
                row ->
                    !((Error) row.get()[0])
                        .getAllFields().keySet().stream()
                            .allMatch(field -> field.getName().equals("message")))
            .count();
    assertThat(rows).isEqualTo(Error.getDescriptor().getFields().size() - 1);
  }

  @Test
  void passesOnHowLongABusyStoreWantsToBeLeftAlone() {
    Error busy = error().setServerIsBusy(ServerIsBusy.newBuilder().setBackoffMs(1500)).build();
    assertThat(RegionErrors.ofIngest(REGION, List.of(), busy).pause())
        .isEqualTo(Duration.ofMillis(1500));
  }

  private static SSTMeta written(String first, String last) {
    return SSTMeta.newBuilder()
        .setRange(
            Range.newBuilder()
                .setStart(ByteString.copyFrom(MemcomparableKey.encode(FakeCluster.key(first))))
                .setEnd(ByteString.copyFrom(MemcomparableKey.encode(FakeCluster.key(last)))))
        .build();
  }

  private static RegionFailure epoch(SSTMeta meta, Region... current) {
    EpochNotMatch.Builder mismatch = EpochNotMatch.newBuilder();
    for (Region region : current) {
      mismatch.addCurrentRegions(region.toProto());
    }
    return RegionErrors.ofIngest(REGION, List.of(meta), error().setEpochNotMatch(mismatch).build());
  }

  @Test
  void writesAgainToTheCurrentRegionThatHoldsAllThatWasWritten() {
    RegionFailure failure =
        epoch(
            written("m", "p"),
            FakeCluster.region(8, "b", "m", 1, 2),
            FakeCluster.region(7, "m", "y", 2, 1));
    assertThat(failure.next()).isEqualTo(NextStep.REWRITE_SAME_REGION);
    assertThat(failure.newerRegion().id()).isEqualTo(7);
    assertThat(failure.newerRegion().leader().storeId()).isEqualTo(1);
  }

  @Test
  void scansAnewWhenTheWrittenRangeWasCut() {
    assertThat(
            epoch(
                    written("c", "m"),
                    FakeCluster.region(8, "b", "m", 1),
                    FakeCluster.region(7, "m", "y", 1))
                .next())
        .isEqualTo(NextStep.RESCAN);
  }

  @Test
  void scansAnewWhenTheOldLeadersStoreLeftTheRegion() {
    assertThat(epoch(written("c", "d"), FakeCluster.region(7, "b", "y", 4, 5)).next())
        .isEqualTo(NextStep.RESCAN);
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN, RequestTooNew(\"region 7 is ahead\"), REWRITE_SAME_REGION",
    "UNKNOWN, RequestTooOld(\"region 7 is not found\"), RESCAN",
    "UNKNOWN, Engine(DiskSpaceNotEnough), FATAL",
    "UNKNOWN, Invalid argument: Keys must be added in strict ascending order., FATAL",
    "UNKNOWN, whatever, RESCAN",
    "UNAVAILABLE, io exception, RESCAN",
    "DEADLINE_EXCEEDED, too slow, RESCAN",
    "CANCELLED, RST_STREAM, RESCAN",
    "INTERNAL, RST_STREAM, RESCAN",
    "RESOURCE_EXHAUSTED, x, RESCAN",
    "ABORTED, x, RESCAN",
    "DATA_LOSS, x, RESCAN",
    "INVALID_ARGUMENT, x, FATAL",
    "FAILED_PRECONDITION, x, FATAL",
    "UNIMPLEMENTED, x, FATAL",
    "UNAUTHENTICATED, x, FATAL"
  })
  void judgesHowAWriteStreamEnded(Status.Code code, String text, NextStep next) {
    RegionFailure failure =
        RegionErrors.ofWrite(REGION, LEADER, code.toStatus().withDescription(text));
    assertThat(failure.next()).isEqualTo(next);
    assertThat(failure).hasMessageContaining(text).hasMessageContaining("store 1");
  }

  @Test
  void readsTheErrorInsideAWriteAnswerTheSameWay() {
    assertThat(
            RegionErrors.ofWriteAnswer(
                    REGION,
                    LEADER,
                    io.levin.proto.import_sstpb.Error.newBuilder()
                        .setMessage("RequestTooNew(...)")
                        .build())
                .next())
        .isEqualTo(NextStep.REWRITE_SAME_REGION);
    assertThat(
            RegionErrors.ofWriteAnswer(
                    REGION,
                    LEADER,
                    io.levin.proto.import_sstpb.Error.newBuilder()
                        .setStoreError(error().setDiskFull(DiskFull.getDefaultInstance()))
                        .build())
                .next())
        .isEqualTo(NextStep.FATAL);
  }

  @Test
  void tellsTheUserAboutAFullDisk() {
    RegionFailure failure =
        RegionErrors.ofWrite(REGION, LEADER, Status.UNKNOWN.withDescription("DiskSpaceNotEnough"));
    assertThat(failure.toImportException())
        .hasMessageContaining(ErrorCode.STORE_DISK_FULL.toString())
        .hasMessageContaining("free or add disk space");
  }
}
