package io.levin.playground.fault;

import com.google.protobuf.Message;
import io.grpc.Status;
import io.levin.proto.errorpb.Error;
import io.levin.proto.pdpb.ErrorType;

/** What happens at a moment of a call that a rule covers. */
public sealed interface FaultAction {

  /** Ends the call with a gRPC status; an HTTP request with 500 and the text. */
  record Fail(Status status) implements FaultAction {}

  /** Answers a TiKV call with an error in the answer. */
  record AnswerRegionError(RegionErrorSource source) implements FaultAction {}

  /** Makes the error for a region, which may be 0 when the call names none. */
  @FunctionalInterface
  interface RegionErrorSource {
    /** The error for a call to a store about a region. */
    Error of(long regionId, long storeId);
  }

  /** Answers a call with this message, which must be of the type of its answer. */
  record AnswerWith(Message message) implements FaultAction {}

  /** Answers a PD call with an error in its header. */
  record AnswerHeaderError(ErrorType type, String text) implements FaultAction {}

  /** Changes a list of regions on its way out. */
  record CorruptScan(ScanCorruption how) implements FaultAction {}

  /** What may be wrong with a list of regions. */
  enum ScanCorruption {
    /** The second region is missing (the only one, when there is one). */
    HOLE,
    /** The second region begins too early. */
    OVERLAP,
    /** No region has a leader. */
    LEADERLESS,
    /** Nothing is there. */
    EMPTY
  }

  /** Resets the HTTP/2 stream. */
  record Reset() implements FaultAction {}

  /** Sends GOAWAY, as a server that shuts down does, and closes the connection. */
  record GoAway() implements FaultAction {}

  /** Closes the connection under the call without a word. */
  record CloseConnection() implements FaultAction {}

  /**
   * Holds the call back.
   *
   * @param millis how long; {@link Long#MAX_VALUE} until the rule is removed
   */
  record Delay(long millis) implements FaultAction {}

  /** Does something to the cluster, after which the call goes on. */
  record Happen(ClusterEvent event) implements FaultAction {}

  /** Something that happens to the cluster because of a call. */
  @FunctionalInterface
  interface ClusterEvent {
    /** Lets it happen; runs on the thread of the call. */
    void at(CallPoint point);
  }
}
