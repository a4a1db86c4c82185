package io.levin.tikv;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.levin.base.Bytes;
import io.levin.base.ErrorCode;
import io.levin.pd.GrpcChannels;
import io.levin.pd.Peer;
import io.levin.pd.Region;
import io.levin.proto.errorpb.EpochNotMatch;
import io.levin.proto.errorpb.Error;
import io.levin.proto.import_sstpb.SSTMeta;
import io.levin.proto.kvrpcpb.KeyError;
import java.time.Duration;
import java.util.List;

/**
 * Every way in which a store says that a region is not as the client thinks, and what follows from
 * it. This table is the only place where such answers are judged.
 *
 * <p>In-band errors of an ingest, the first that fits:
 *
 * <ol>
 *   <li>not leader: scan anew; the hinted leader is not trusted, peers may have moved too
 *   <li>epoch does not match, and one of the current regions holds all that was written and has a
 *       peer on the store that led: write again to that one
 *   <li>epoch does not match otherwise: scan anew
 *   <li>"raft: proposal dropped": a leader is being changed; scan anew
 *   <li>server is busy: the files are kept, ingest again
 *   <li>region not found (merged away), read index not ready (splitting): scan anew
 *   <li>disk full: fatal
 *   <li>key not in region, store or peer mismatch, region not initialized: scan anew, because the
 *       picture of the region is wrong
 *   <li>anything else, a stale command for a file that has gone among it: write again
 * </ol>
 */
final class RegionErrors {
  private static final String DISK_REMEDY = "free or add disk space on that store, then resume";

  private RegionErrors() {}

  /** Judges the error that an ingest's answer carries. */
  static RegionFailure ofIngest(Region region, List<SSTMeta> metas, Error error) {
    String problem = "ingest into " + region + ": " + text(error);
    if (error.hasNotLeader()) {
      return RegionFailure.of(NextStep.RESCAN, ErrorCode.NOT_LEADER, problem);
    }
    if (error.hasEpochNotMatch()) {
      Region fitting = fitting(region, metas, error.getEpochNotMatch());
      return new RegionFailure(
          fitting == null ? NextStep.RESCAN : NextStep.REWRITE_SAME_REGION,
          ErrorCode.EPOCH_NOT_MATCH,
          problem,
          "",
          fitting,
          Duration.ZERO,
          null);
    }
    if (error.getMessage().contains("raft: proposal dropped")) {
      return RegionFailure.of(NextStep.RESCAN, ErrorCode.RAFT_PROPOSAL_DROPPED, problem);
    }
    if (error.hasServerIsBusy()) {
      return new RegionFailure(
          NextStep.INGEST_AGAIN,
          ErrorCode.SERVER_IS_BUSY,
          problem,
          "the stores cannot keep up; see their write stalls and compactions",
          null,
          Duration.ofMillis(error.getServerIsBusy().getBackoffMs()),
          null);
    }
    if (error.hasRegionNotFound()) {
      return RegionFailure.of(NextStep.RESCAN, ErrorCode.REGION_NOT_FOUND, problem);
    }
    if (error.hasReadIndexNotReady()) {
      return RegionFailure.of(NextStep.RESCAN, ErrorCode.READ_INDEX_NOT_READY, problem);
    }
    if (error.hasDiskFull()) {
      return diskFull(problem, null);
    }
    if (error.hasKeyNotInRegion()
        || error.hasStoreNotMatch()
        || error.hasMismatchPeerId()
        || error.hasRegionNotInitialized()) {
      return RegionFailure.of(NextStep.RESCAN, ErrorCode.KV_INGEST_FAILED, problem);
    }
    return RegionFailure.of(NextStep.REWRITE_SAME_REGION, ErrorCode.KV_INGEST_FAILED, problem);
  }

  /** The current region that can take the very same files' pairs, led from the same store. */
  private static Region fitting(Region old, List<SSTMeta> metas, EpochNotMatch error) {
    if (old.leader() == null) {
      return null;
    }
    for (io.levin.proto.metapb.Region current : error.getCurrentRegionsList()) {
      Region candidate = Region.of(current, io.levin.proto.metapb.Peer.getDefaultInstance());
      Peer leader = candidate.peerOn(old.leader().storeId());
      boolean holdsAll =
          metas.stream()
              .allMatch(
                  meta ->
                      candidate.contains(meta.getRange().getStart().toByteArray())
                          && candidate.contains(meta.getRange().getEnd().toByteArray()));
      if (leader != null && holdsAll) {
        return candidate.withLeader(leader);
      }
    }
    return null;
  }

  /** Judges how a write stream to one peer ended. */
  static RegionFailure ofWrite(Region region, Peer peer, Status status) {
    return ofWriteText(
        "write of "
            + region
            + " to its peer on store "
            + peer.storeId()
            + ": "
            + GrpcChannels.describe(status),
        status);
  }

  /** Judges the error that the answer of a write carries. */
  static RegionFailure ofWriteAnswer(
      Region region, Peer peer, io.levin.proto.import_sstpb.Error error) {
    String problem =
        "write of "
            + region
            + " to its peer on store "
            + peer.storeId()
            + ": "
            + error.getMessage()
            + (error.hasStoreError() ? " " + text(error.getStoreError()) : "");
    if (error.getStoreError().hasDiskFull()) {
      return diskFull(problem, null);
    }
    return ofWriteText(problem, Status.UNKNOWN);
  }

  private static RegionFailure ofWriteText(String problem, Status status) {
    if (problem.contains("DiskSpaceNotEnough")) {
      return diskFull(problem, status.getCause());
    }
    if (problem.contains("Keys must be added in strict ascending order")) {
      return new RegionFailure(
          NextStep.FATAL,
          ErrorCode.KV_INGEST_FAILED,
          problem,
          "the same key was sent twice or out of order; please report this",
          null,
          Duration.ZERO,
          status.getCause());
    }
    if (problem.contains("RequestTooNew")) {
      return RegionFailure.of(NextStep.REWRITE_SAME_REGION, ErrorCode.EPOCH_NOT_MATCH, problem);
    }
    return ofTransport(problem, status);
  }

  /** Judges the gRPC status of a call whose answer did not come; never keeps files. */
  static RegionFailure ofTransport(String what, Throwable failure) {
    Status status = Status.fromThrowable(failure);
    return ofTransport(what + ": " + GrpcChannels.describe(status), status);
  }

  private static RegionFailure ofTransport(String problem, Status status) {
    boolean mayPass =
        switch (status.getCode()) {
          case INVALID_ARGUMENT, FAILED_PRECONDITION, UNIMPLEMENTED, UNAUTHENTICATED, OK -> false;
          default -> true;
        };
    String tls = GrpcChannels.tlsTrouble(status.getCause());
    String remedy = "";
    if (tls != null || status.getCode() == Status.Code.UNAUTHENTICATED) {
      remedy =
          "check the certificates in [security]; TiKV may allow only certain common names"
              + " (security.cert-allowed-cn)";
    } else if (status.getCode() == Status.Code.UNIMPLEMENTED) {
      remedy = "this store is too old, or no TiKV at all";
    }
    return new RegionFailure(
        mayPass ? NextStep.RESCAN : NextStep.FATAL,
        mayPass ? ErrorCode.KV_INGEST_FAILED : ErrorCode.CREATE_KV_CLIENT,
        problem,
        remedy,
        null,
        Duration.ZERO,
        status.getCause());
  }

  /** Judges the region error of a split or a read: all but a full disk is cured by a new scan. */
  static RegionFailure ofCall(String what, Region region, Error error) {
    String problem = what + " on " + region + ": " + text(error);
    if (error.hasDiskFull()) {
      return diskFull(problem, null);
    }
    ErrorCode code =
        error.hasNotLeader()
            ? ErrorCode.NOT_LEADER
            : error.hasEpochNotMatch()
                ? ErrorCode.EPOCH_NOT_MATCH
                : error.hasRegionNotFound()
                    ? ErrorCode.REGION_NOT_FOUND
                    : error.hasServerIsBusy()
                        ? ErrorCode.SERVER_IS_BUSY
                        : ErrorCode.KV_INGEST_FAILED;
    return new RegionFailure(
        NextStep.RESCAN,
        code,
        problem,
        "",
        null,
        Duration.ofMillis(error.getServerIsBusy().getBackoffMs()),
        null);
  }

  /** Judges an error of the coprocessor that is not about the region. */
  static RegionFailure ofOtherError(String what, Region region, String error) {
    boolean passes = error.contains("coprocessor task terminated due to exceeding the deadline");
    return RegionFailure.of(
        passes ? NextStep.RESCAN : NextStep.FATAL,
        ErrorCode.UNKNOWN,
        what + " on " + region + ": " + error);
  }

  /** Judges a key error that is no lock. */
  static RegionFailure ofKeyError(String what, Region region, KeyError error) {
    boolean passes = !error.getRetryable().isEmpty();
    return RegionFailure.of(
        passes ? NextStep.RESCAN : NextStep.FATAL,
        ErrorCode.UNKNOWN,
        what + " on " + region + ": " + error.toString().strip().replaceAll("\\s+", " "));
  }

  /** True when a split found nothing to do, because the region is cut at all the keys already. */
  static boolean nothingToSplit(Error error) {
    return error.getMessage().contains("no valid key found for split");
  }

  /** True when a store does not know the call. */
  static boolean isUnimplemented(StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.UNIMPLEMENTED;
  }

  /** No leader is known, so that nobody's answer counts. */
  static RegionFailure noLeader(Region region) {
    return RegionFailure.of(
        NextStep.RESCAN, ErrorCode.NO_LEADER, "the leader of " + region + " gave no files");
  }

  /** A key that the region does not hold was about to be written; no store would notice. */
  static RegionFailure outside(Region region, byte[] rawKey) {
    return RegionFailure.of(
        NextStep.RESCAN,
        ErrorCode.EPOCH_NOT_MATCH,
        "key " + Bytes.hex(rawKey) + " lies outside " + region);
  }

  private static RegionFailure diskFull(String problem, Throwable cause) {
    return new RegionFailure(
        NextStep.FATAL,
        ErrorCode.STORE_DISK_FULL,
        problem,
        DISK_REMEDY,
        null,
        Duration.ZERO,
        cause);
  }

  private static String text(Error error) {
    String oneLine = error.toString().strip().replaceAll("\\s+", " ");
    return error.getMessage().isEmpty() ? oneLine : error.getMessage();
  }
}
