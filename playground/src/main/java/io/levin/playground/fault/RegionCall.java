package io.levin.playground.fault;

import com.google.protobuf.ByteString;

/** A request's message, not generated from protobuf, that may name its region and a key. */
public interface RegionCall {
  /** The region's id, 0 when this message does not tell. */
  long namedRegion();

  /** A raw key in this message, empty when there is none. */
  ByteString namedKey();
}
