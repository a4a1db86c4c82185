package io.levin.playground.fault;

import com.google.protobuf.ByteString;
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

/** Errors of regions as an injected fault answers them, one for each variant of the message. */
final class RegionErrors {
  private RegionErrors() {}

  /** The error with this name, or null when there is none. */
  static Error named(String name, String argument, long regionId, long storeId) {
    Error.Builder error = Error.newBuilder().setMessage("injected fault: " + name);
    switch (name) {
      case "not-leader" ->
          error
              .setMessage("peer is not leader for region " + regionId + ", leader may None")
              .setNotLeader(NotLeader.newBuilder().setRegionId(regionId));
      case "epoch-not-match" -> error.setEpochNotMatch(EpochNotMatch.getDefaultInstance());
      case "region-not-found" ->
          error.setRegionNotFound(RegionNotFound.newBuilder().setRegionId(regionId));
      case "key-not-in-region" ->
          error.setKeyNotInRegion(
              KeyNotInRegion.newBuilder()
                  .setRegionId(regionId)
                  .setKey(ByteString.copyFromUtf8("injected")));
      case "busy" ->
          error
              .setMessage("too many sst files are ingesting")
              .setServerIsBusy(
                  ServerIsBusy.newBuilder()
                      .setReason("too many sst files are ingesting")
                      .setBackoffMs(number(argument, 100)));
      case "stale-command" ->
          error
              .setMessage("The file which would be ingested doest not exist.")
              .setStaleCommand(StaleCommand.getDefaultInstance());
      case "store-not-match" ->
          error.setStoreNotMatch(
              StoreNotMatch.newBuilder().setRequestStoreId(storeId).setActualStoreId(storeId + 1));
      case "raft-entry-too-large" ->
          error.setRaftEntryTooLarge(
              RaftEntryTooLarge.newBuilder().setRegionId(regionId).setEntrySize(9 << 20));
      case "max-timestamp-not-synced" ->
          error.setMaxTimestampNotSynced(MaxTimestampNotSynced.getDefaultInstance());
      case "read-index-not-ready" ->
          error.setReadIndexNotReady(
              ReadIndexNotReady.newBuilder()
                  .setReason("can not read index due to split")
                  .setRegionId(regionId));
      case "merging" ->
          error.setProposalInMergingMode(ProposalInMergingMode.newBuilder().setRegionId(regionId));
      case "data-is-not-ready" ->
          error.setDataIsNotReady(DataIsNotReady.newBuilder().setRegionId(regionId));
      case "region-not-initialized" ->
          error.setRegionNotInitialized(RegionNotInitialized.newBuilder().setRegionId(regionId));
      case "disk-full" ->
          error
              .setMessage("disk full on store " + storeId)
              .setDiskFull(DiskFull.newBuilder().addStoreId(storeId).setReason("disk is full"));
      case "recovery" ->
          error.setRecoveryInProgress(RecoveryInProgress.newBuilder().setRegionId(regionId));
      case "flashback" ->
          error.setFlashbackInProgress(FlashbackInProgress.newBuilder().setRegionId(regionId));
      case "flashback-not-prepared" ->
          error.setFlashbackNotPrepared(FlashbackNotPrepared.newBuilder().setRegionId(regionId));
      case "is-witness" -> error.setIsWitness(IsWitness.newBuilder().setRegionId(regionId));
      case "mismatch-peer-id" ->
          error.setMismatchPeerId(
              MismatchPeerId.newBuilder().setRequestPeerId(1).setStorePeerId(2));
      case "bucket-version" ->
          error.setBucketVersionNotMatch(BucketVersionNotMatch.newBuilder().setVersion(1));
      case "undetermined" ->
          error.setUndeterminedResult(UndeterminedResult.newBuilder().setMessage("injected"));
      case "proposal-dropped" -> error.setMessage("raft: proposal dropped");
      case "file-conflict" -> error.setMessage("ingest file conflict");
      case "message" -> error.setMessage(argument);
      default -> {
        return null;
      }
    }
    return error.build();
  }

  private static long number(String text, long otherwise) {
    return text.isEmpty() ? otherwise : Long.parseLong(text);
  }
}
