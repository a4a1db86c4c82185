package io.levin.playground.pd;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.levin.playground.model.Peer;
import io.levin.playground.model.Region;
import io.levin.proto.pdpb.BatchScanRegionsRequest;
import io.levin.proto.pdpb.BatchScanRegionsResponse;
import io.levin.proto.pdpb.ErrorType;
import io.levin.proto.pdpb.GetOperatorResponse;
import io.levin.proto.pdpb.GetRegionResponse;
import io.levin.proto.pdpb.KeyRange;
import io.levin.proto.pdpb.PeerStats;
import io.levin.proto.pdpb.ScanRegionsRequest;
import io.levin.proto.pdpb.ScanRegionsResponse;
import io.levin.proto.pdpb.ScatterRegionRequest;
import io.levin.proto.pdpb.ScatterRegionResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** What PD answers about regions. */
final class RegionAnswers {
  private final PdCluster pd;
  private final PdCalls calls;

  RegionAnswers(PdCluster pd, PdCalls calls) {
    this.pd = pd;
    this.calls = calls;
  }

  GetRegionResponse one(Region region) {
    GetRegionResponse.Builder answer = GetRegionResponse.newBuilder().setHeader(calls.ok());
    if (region == null) {
      return answer.build();
    }
    io.levin.proto.pdpb.Region full = full(region);
    return answer
        .setRegion(full.getRegion())
        .setLeader(full.getLeader())
        .addAllDownPeers(full.getDownPeersList())
        .addAllPendingPeers(full.getPendingPeersList())
        .build();
  }

  ScanRegionsResponse scan(ScanRegionsRequest request) {
    ScanRegionsResponse.Builder answer = ScanRegionsResponse.newBuilder().setHeader(calls.ok());
    List<Region> found =
        pd.view().scan(request.getStartKey(), request.getEndKey(), request.getLimit());
    for (Region region : found) {
      io.levin.proto.pdpb.Region full = full(region);
      answer.addRegionMetas(full.getRegion()).addLeaders(full.getLeader()).addRegions(full);
    }
    return answer.build();
  }

  BatchScanRegionsResponse batchScan(BatchScanRegionsRequest request) {
    BatchScanRegionsResponse.Builder answer = BatchScanRegionsResponse.newBuilder();
    String problem = problem(request.getRangesList());
    if (problem != null) {
      return answer.setHeader(calls.error(ErrorType.UNKNOWN, problem)).build();
    }
    List<Region> found = new ArrayList<>();
    boolean cut = false;
    String gap = null;
    for (KeyRange range : request.getRangesList()) {
      List<Region> inRange = pd.view().scan(range.getStartKey(), range.getEndKey(), 0);
      gap = gap == null ? gap(inRange, range) : gap;
      for (Region region : inRange) {
        if (!found.isEmpty() && found.get(found.size() - 1).id() == region.id()) {
          continue;
        }
        cut |= request.getLimit() > 0 && found.size() == request.getLimit();
        if (!cut) {
          found.add(region);
        }
      }
    }
    if (gap != null && !cut && request.getContainAllKeyRange()) {
      return answer
          .setHeader(calls.error(ErrorType.REGIONS_NOT_CONTAIN_ALL_KEY_RANGE, gap))
          .build();
    }
    found.forEach(region -> answer.addRegions(full(region)));
    return answer.setHeader(calls.ok()).build();
  }

  /** Scatters what is asked for; a list of ids goes before the single one. */
  void scatter(ScatterRegionRequest request, StreamObserver<ScatterRegionResponse> answer) {
    if (request.getRegionsIdCount() > 0) {
      scatterList(request.getRegionsIdList(), answer);
      return;
    }
    Region region = pd.view().byId(request.getRegionId());
    ScatterRegionResponse.Builder done = ScatterRegionResponse.newBuilder();
    if (region == null && request.hasRegion()) {
      region = pd.regions().byId(request.getRegion().getId());
      if (region == null) {
        reply(answer, done.setHeader(calls.ok()).setFinishedPercentage(100).build());
        return;
      }
    }
    if (region == null && !pd.version().atLeast(6, 5, 0)) {
      answer.onError(unknown("region " + request.getRegionId() + " not found"));
    } else if (region == null) {
      // PD forgets to put the id into its text.
      reply(
          answer,
          done.setHeader(calls.error(ErrorType.REGION_NOT_FOUND, "region %d not found")).build());
    } else if (!pd.view().pendingPeers(region).isEmpty()) {
      answer.onError(unknown("region " + region.id() + " is not fully replicated"));
    } else if (region.leader() == null) {
      answer.onError(unknown("region " + region.id() + " has no leader"));
    } else {
      pd.operators().scatter(region);
      reply(answer, done.setHeader(calls.ok()).setFinishedPercentage(100).build());
    }
  }

  GetOperatorResponse operator(long regionId) {
    Operators.Operator operator = pd.operators().of(regionId);
    if (operator == null) {
      return GetOperatorResponse.newBuilder()
          .setHeader(calls.error(ErrorType.REGION_NOT_FOUND, "Not Found"))
          .build();
    }
    return GetOperatorResponse.newBuilder()
        .setHeader(calls.ok())
        .setRegionId(regionId)
        .setDesc(ByteString.copyFromUtf8(operator.description()))
        .setStatus(operator.status())
        .setKind(ByteString.copyFromUtf8("admin,leader"))
        .build();
  }

  /** Splits at encoded keys; returns the ids of the regions that begin there. */
  List<Long> split(List<ByteString> keys) {
    List<Long> ids = new ArrayList<>();
    for (ByteString key : keys) {
      pd.regions().split(pd.regions().at(key).id(), List.of(key));
      ids.add(pd.regions().at(key).id());
    }
    return ids;
  }

  private void scatterList(List<Long> ids, StreamObserver<ScatterRegionResponse> answer) {
    Set<Long> done = new HashSet<>();
    Set<Long> failed = new HashSet<>();
    boolean known = false;
    for (long id : ids) {
      Region region = pd.view().byId(id);
      known |= region != null;
      if (region == null || !ready(region)) {
        failed.add(id);
      } else if (done.add(id)) {
        pd.operators().scatter(region);
      }
    }
    if (!known) {
      answer.onError(unknown(ids.size() == 1 ? "region not found" : "empty region"));
      return;
    }
    int percentage =
        failed.isEmpty() ? 100 : 100 - 100 * failed.size() / (done.size() + failed.size());
    reply(
        answer,
        ScatterRegionResponse.newBuilder()
            .setHeader(calls.ok())
            .setFinishedPercentage(percentage)
            .build());
  }

  private boolean ready(Region region) {
    return region.leader() != null && pd.view().pendingPeers(region).isEmpty();
  }

  private io.levin.proto.pdpb.Region full(Region region) {
    io.levin.proto.pdpb.Region.Builder full =
        io.levin.proto.pdpb.Region.newBuilder()
            .setRegion(region.meta())
            .setLeader(Region.meta(region.leader()));
    for (Peer peer : region.peers()) {
      boolean down = pd.stores().stream().anyMatch(s -> s.id() == peer.storeId() && !s.alive());
      if (down) {
        full.addDownPeers(PeerStats.newBuilder().setPeer(Region.meta(peer)).setDownSeconds(60));
      }
    }
    pd.view().pendingPeers(region).forEach(peer -> full.addPendingPeers(Region.meta(peer)));
    return full.build();
  }

  private static String problem(List<KeyRange> ranges) {
    ByteString lastEnd = null;
    for (KeyRange range : ranges) {
      ByteString end = range.getEndKey();
      // PD compares bytes: behind a range without an end it lets every other one pass.
      if (lastEnd != null && Region.KEY_ORDER.compare(range.getStartKey(), lastEnd) < 0) {
        return "invalid key range, ranges overlapped";
      }
      if (!end.isEmpty() && Region.KEY_ORDER.compare(range.getStartKey(), end) > 0) {
        return "invalid key range, start key > end key";
      }
      lastEnd = end;
    }
    return null;
  }

  /** PD's words for the first hole in what was found of a range, or null. */
  private static String gap(List<Region> regions, KeyRange range) {
    String what =
        "[PD:region:ErrRegionNotAdjacent]key range["
            + hex(range.getStartKey())
            + ", "
            + hex(range.getEndKey())
            + ") found a hole region ";
    ByteString lastStart = ByteString.EMPTY;
    ByteString reached = range.getStartKey();
    for (Region region : regions) {
      if (!reached.isEmpty() && Region.KEY_ORDER.compare(region.start(), reached) > 0) {
        return what
            + "between region["
            + hex(lastStart)
            + ", "
            + hex(reached)
            + ") and region["
            + hex(region.start())
            + ", "
            + hex(region.end())
            + ")";
      }
      lastStart = region.start();
      reached = region.end();
    }
    boolean whole =
        range.getEndKey().isEmpty()
            || reached.isEmpty()
            || Region.KEY_ORDER.compare(reached, range.getEndKey()) >= 0;
    return whole
        ? null
        : what
            + "in the last, the last scanned region is ["
            + hex(lastStart)
            + ", "
            + hex(reached)
            + "), ["
            + hex(reached)
            + ", "
            + hex(range.getEndKey())
            + ") is missing";
  }

  private static String hex(ByteString key) {
    return HexFormat.of().formatHex(key.toByteArray());
  }

  private static RuntimeException unknown(String text) {
    return Status.UNKNOWN.withDescription(text).asRuntimeException();
  }

  private static <A> void reply(StreamObserver<A> answer, A message) {
    answer.onNext(message);
    answer.onCompleted();
  }
}
