package io.levin.tikv;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.pd.MemcomparableKey;
import io.levin.pd.PdClient;
import io.levin.pd.Peer;
import io.levin.pd.Region;
import io.levin.proto.errorpb.Error;
import io.levin.proto.kvrpcpb.SplitRegionRequest;
import io.levin.proto.kvrpcpb.SplitRegionResponse;
import io.levin.proto.tikvpb.TikvGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits one region at many keys, in requests that fit a raft entry. Only keys strictly inside are
 * sent, because one key outside fails a whole request.
 */
final class RegionSplit {
  private static final int MOST_KEYS = 4096;
  private static final int MOST_BYTES = 6 << 20;
  private static final int TRIES = 4;
  private static final long PAUSE_MILLIS = 100;

  private final PdClient pd;
  private final StoreCalls calls;
  private final TikvOptions options;

  RegionSplit(PdClient pd, StoreCalls calls, TikvOptions options) {
    this.pd = pd;
    this.calls = calls;
    this.options = options;
  }

  List<Region> split(Region region, List<byte[]> rawKeys, Cancellation cancellation)
      throws RegionFailure {
    List<byte[]> keys =
        rawKeys.stream().filter(key -> isInside(region, key)).sorted(Bytes::compare).toList();
    List<Region> done = new ArrayList<>();
    Region rest = region;
    int next = 0;
    while (next < keys.size()) {
      int end = next;
      long bytes = 0;
      while (end < keys.size() && end - next < MOST_KEYS) {
        bytes += keys.get(end).length;
        if (bytes > MOST_BYTES && end > next) {
          break;
        }
        end++;
      }
      List<Region> parts = splitOnce(rest, keys.subList(next, end), cancellation);
      done.addAll(parts.subList(0, parts.size() - 1));
      // The keys that are left lie in the last part, whichever id that has.
      rest = parts.get(parts.size() - 1);
      next = end;
    }
    done.add(rest);
    return done;
  }

  private static boolean isInside(Region region, byte[] rawKey) {
    byte[] encoded = MemcomparableKey.encode(rawKey);
    return region.contains(encoded) && Bytes.compare(region.startKey(), encoded) != 0;
  }

  private List<Region> splitOnce(Region asked, List<byte[]> keys, Cancellation cancellation)
      throws RegionFailure {
    Region region = asked;
    for (int tries = 1; ; tries++) {
      SplitRegionResponse answer = call(region, keys, cancellation);
      if (!answer.hasRegionError()) {
        return parts(region, answer);
      }
      Error error = answer.getRegionError();
      if (RegionErrors.nothingToSplit(error)) {
        return List.of(region);
      }
      Region again = tries < TRIES ? sameRegionAgain(region, error, cancellation) : null;
      if (again == null) {
        throw RegionErrors.ofCall("split", region, error);
      }
      region = again;
      cancellation.sleep(PAUSE_MILLIS);
    }
  }

  /** The region to try again with, or null when another look at PD's regions is needed. */
  private Region sameRegionAgain(Region region, Error error, Cancellation cancellation) {
    if (error.hasServerIsBusy() || error.hasStaleCommand()) {
      return region;
    }
    if (!error.hasNotLeader()) {
      return null;
    }
    Peer hinted = Peer.of(error.getNotLeader().getLeader());
    if (hinted != null) {
      return region.withLeader(hinted);
    }
    Optional<Region> now = pd.regionById(region.id(), cancellation);
    return now.filter(
            found -> found.version() == region.version() && found.confVer() == region.confVer())
        .orElse(null);
  }

  private SplitRegionResponse call(Region region, List<byte[]> keys, Cancellation cancellation)
      throws RegionFailure {
    Peer target = region.leader() != null ? region.leader() : region.peers().get(0);
    SplitRegionRequest.Builder request =
        SplitRegionRequest.newBuilder().setContext(calls.context(region));
    keys.forEach(key -> request.addSplitKeys(ByteString.copyFrom(key)));
    try {
      return calls.toStore(
          target.storeId(),
          TikvGrpc.getSplitRegionMethod(),
          request.build(),
          options.callTimeout(),
          cancellation);
    } catch (StatusRuntimeException e) {
      throw RegionErrors.ofTransport("split of " + region, e);
    }
  }

  /** The resulting regions in key order, each presumed to be led from the same store. */
  private static List<Region> parts(Region origin, SplitRegionResponse answer) {
    long leaderStore =
        origin.leader() != null ? origin.leader().storeId() : origin.peers().get(0).storeId();
    List<Region> parts = new ArrayList<>();
    for (io.levin.proto.metapb.Region part : answer.getRegionsList()) {
      Region region = Region.of(part, io.levin.proto.metapb.Peer.getDefaultInstance());
      parts.add(region.withLeader(region.peerOn(leaderStore)));
    }
    parts.sort((a, b) -> Bytes.compare(a.startKey(), b.startKey()));
    return parts.isEmpty() ? List.of(origin) : parts;
  }
}
