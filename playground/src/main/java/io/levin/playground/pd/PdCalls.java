package io.levin.playground.pd;

import io.grpc.Status;
import io.levin.proto.pdpb.Error;
import io.levin.proto.pdpb.ErrorType;
import io.levin.proto.pdpb.RequestHeader;
import io.levin.proto.pdpb.ResponseHeader;

/** What one member checks before it serves a call, in PD's words. */
final class PdCalls {
  private final PdCluster pd;
  private final int member;

  /** How a member that does not lead refuses a call. */
  enum Follower {
    /** Reads of regions. */
    REGION("not leader and follower handling not allowed"),
    /** Other calls. */
    OTHER("not leader");

    private final String text;

    Follower(String text) {
      this.text = text;
    }
  }

  PdCalls(PdCluster pd, int member) {
    this.pd = pd;
    this.member = member;
  }

  /** Why a call cannot be served, or null. */
  Status refusal(RequestHeader header, Follower follower) {
    if (pd.members().isStarting()) {
      return Status.UNAVAILABLE.withDescription("server not started");
    }
    if (!pd.members().isLeader(member)) {
      return Status.UNAVAILABLE.withDescription(follower.text);
    }
    return wrongCluster(header);
  }

  /** As {@link #refusal} for Tso. */
  Status tsoRefusal(RequestHeader header) {
    if (pd.members().isStarting()) {
      return Status.UNAVAILABLE.withDescription("server not started");
    }
    if (!pd.members().isLeader(member)) {
      return Status.UNKNOWN.withDescription(
          "[PD:tso:ErrGenerateTimestamp]generate timestamp failed, requested pd is not leader of"
              + " cluster");
    }
    return wrongCluster(header);
  }

  /** True when this member leads; ScatterRegion and GetOperator answer otherwise when not. */
  boolean leads() {
    return pd.members().isLeader(member) && !pd.members().isStarting();
  }

  Status wrongCluster(RequestHeader header) {
    if (header.getClusterId() != pd.clusterId()) {
      return Status.FAILED_PRECONDITION.withDescription(
          "mismatch cluster id, need " + pd.clusterId() + " but got " + header.getClusterId());
    }
    return null;
  }

  ResponseHeader ok() {
    return ResponseHeader.newBuilder().setClusterId(pd.clusterId()).build();
  }

  ResponseHeader error(ErrorType type, String text) {
    return ResponseHeader.newBuilder()
        .setClusterId(pd.clusterId())
        .setError(Error.newBuilder().setType(type).setMessage(text))
        .build();
  }
}
