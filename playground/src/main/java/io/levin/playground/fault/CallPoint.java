package io.levin.playground.fault;

import com.google.protobuf.ByteString;

/**
 * A moment of one call to one server of the cluster.
 *
 * @param server {@code pd} or {@code tikv}
 * @param number the PD member (from 0) or the id of the store
 * @param method gRPC method without its service, such as {@code MultiIngest}, or the path of an
 *     HTTP request
 * @param regionId the region that the call is about, 0 while not known
 * @param rawKey a raw key that the call is about: of Write the first of the last batch, of an
 *     ingest the last of the first file; empty while not known
 * @param phase where the call stands
 * @param message number of the request's message, from 1; 0 before the first
 */
public record CallPoint(
    String server,
    long number,
    String method,
    long regionId,
    ByteString rawKey,
    Phase phase,
    int message) {

  /** Where a call stands. */
  public enum Phase {
    /** It has come, no message has. */
    START,
    /** A message of the request has come and is not looked at yet. */
    MESSAGE,
    /** All effects are there, the answer is not sent yet. */
    REPLY
  }
}
